// The computation step of @medusajs/promotion: its own functions over promotions that are already
// in memory, in the loop of its service's `computeActions`. The database, the filter by context and
// the service around it are left out. Amounts are big decimals; no tax, no sharing over a total.
"use strict";

const Module = require("node:module");

const resolve = Module._resolveFilename;
// The framework's package of this name hands on @medusajs/utils and brings a whole server with it.
Module._resolveFilename = function (request, ...rest) {
  const found = request === "@medusajs/framework/utils" ? "@medusajs/utils" : request;
  return resolve.call(this, found, ...rest);
};

const { serve } = require("./adapter.js");
const { transformPropertiesToBigNumber } = require("@medusajs/utils");
const root = "@medusajs/promotion/dist/utils";
const { getComputedActionsForItems } = require(`${root}/compute-actions/line-items.js`);
const { areRulesValidForContext } = require(`${root}/validations/promotion-rule.js`);

function prepare(job) {
  const promotions = job.promotions.map(promotion);
  const items = job.lines.map((line) => ({
    id: line.id,
    quantity: line.quantity,
    subtotal: (line.price * line.quantity) / 100,
    original_total: (line.price * line.quantity) / 100,
    category: line.category,
    is_discountable: true,
  }));
  const context = { currency_code: "pln", items };
  const work = () => {
    const actions = [];
    const applied = new Map();
    for (const one of promotions) {
      const method = one.application_method;
      const isCurrency = !method.currency_code || method.currency_code === context.currency_code;
      if (!isCurrency || !areRulesValidForContext(one.rules, context, "order")) continue;
      actions.push(...getComputedActionsForItems(one, items, applied, undefined));
    }
    transformPropertiesToBigNumber(actions, { include: ["amount"] });
    return actions;
  };
  const read = (actions) => {
    const saved = new Map(items.map((item) => [item.id, 0]));
    for (const action of actions) {
      saved.set(action.item_id, saved.get(action.item_id) + Math.round(Number(action.amount) * 100));
    }
    return [...saved.values()];
  };
  return { work, read };
}

function promotion(offer) {
  const rule = { attribute: "items.category", operator: "eq", values: [{ value: offer.category }] };
  return {
    code: offer.id,
    type: "standard",
    is_automatic: true,
    is_tax_inclusive: false,
    rules: [],
    application_method: {
      type: "off" in offer ? "fixed" : "percentage",
      target_type: "items",
      allocation: "each",
      value: "off" in offer ? offer.off / 100 : offer.percent,
      max_quantity: 1000,
      currency_code: "pln",
      target_rules: "off" in offer ? [] : [rule],
    },
  };
}

serve(prepare);
