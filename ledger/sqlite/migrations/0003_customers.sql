-- Who a reference is stands here and nowhere else: without its row the books name nobody.
CREATE TABLE reference (
  reference TEXT PRIMARY KEY,
  cid TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reference_of_customer ON reference (cid);

CREATE TABLE customer (
  cid TEXT PRIMARY KEY,
  moved_to TEXT,
  erased_at_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_moved ON customer (moved_to, cid) WHERE moved_to IS NOT NULL;

-- What each order counts towards a tier, at its sale, less what came back.
CREATE TABLE spending (
  customer TEXT NOT NULL,
  order_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  minor INTEGER NOT NULL,
  PRIMARY KEY (customer, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX spending_by_day ON spending (customer, at_ms, minor);

-- A customer's statement, and the figures of a day, without reading every row there is.
CREATE INDEX transfer_of_book ON transfer (account, seq)
  WHERE side <> 'account' AND kind NOT IN ('hold', 'release');
CREATE INDEX transfer_of_day ON transfer (at_ms)
  WHERE side <> 'account' AND kind NOT IN ('hold', 'release');
