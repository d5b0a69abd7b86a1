// json-rules-engine: it decides which rules hold and nothing else. The money is added up here, in
// whole groszy, from the events it fires; that little is timed too.
"use strict";

const { Engine } = require("json-rules-engine");
const { serve } = require("./adapter.js");

function prepare(job) {
  const engine = new Engine();
  for (const offer of job.promotions) {
    const condition =
      "off" in offer
        ? { fact: "pieces", operator: "greaterThanInclusive", value: 1 }
        : { fact: "categories", operator: "contains", value: offer.category };
    engine.addRule({
      conditions: { all: [condition] },
      event: { type: "discount", params: offer },
    });
  }
  const facts = {
    categories: [...new Set(job.lines.map((line) => line.category))],
    pieces: job.lines.reduce((sum, line) => sum + line.quantity, 0),
  };
  const work = async () => {
    const { events } = await engine.run(facts);
    const saved = new Array(job.lines.length).fill(0);
    for (const { params } of events) {
      job.lines.forEach((line, index) => {
        if ("off" in params) saved[index] += params.off * line.quantity;
        else if (line.category === params.category)
          saved[index] += Math.round((line.price * line.quantity * params.percent) / 100);
      });
    }
    return saved;
  };
  return { work, read: (saved) => saved };
}

serve(prepare);
