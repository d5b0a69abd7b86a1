-- The code list. A code is here as a keyed digest only; whether it was used is an account.

CREATE TABLE code_batch (
  id INTEGER PRIMARY KEY,
  coupon TEXT NOT NULL,
  name TEXT NOT NULL,
  expires TEXT,
  blocked INTEGER NOT NULL CHECK (blocked IN (0, 1)),
  codes INTEGER NOT NULL CHECK (codes >= 0),
  UNIQUE (coupon, name)
) STRICT;

-- Millions of rows: what all codes of a batch share stands with the batch.
CREATE TABLE code (
  digest BLOB PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES code_batch (id),
  expires TEXT,
  uses INTEGER NOT NULL CHECK (uses >= 1),
  blocked INTEGER NOT NULL CHECK (blocked IN (0, 1))
) STRICT, WITHOUT ROWID;
