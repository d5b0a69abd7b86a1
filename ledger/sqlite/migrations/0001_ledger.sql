-- Rows are only ever added to `transfer`; the balances beside them change in the same transaction.

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE transfer (
  seq INTEGER PRIMARY KEY,
  order_id TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('account', 'lot', 'debt')),
  account TEXT NOT NULL,
  lot TEXT NOT NULL,
  kind TEXT NOT NULL,
  amount INTEGER NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;

-- A row's identity holds for ever. What the clock does belongs to no order.
CREATE UNIQUE INDEX transfer_identity ON transfer (order_id, attempt, account, lot, side, kind)
  WHERE order_id <> '';

CREATE TABLE account (
  name TEXT PRIMARY KEY,
  credits INTEGER NOT NULL CHECK (credits >= 0),
  pending INTEGER NOT NULL CHECK (pending >= 0),
  posted INTEGER NOT NULL CHECK (posted >= 0),
  closed INTEGER NOT NULL CHECK (closed IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE book (
  key TEXT PRIMARY KEY,
  debt INTEGER NOT NULL CHECK (debt >= 0),
  touched_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX book_in_debt ON book (key) WHERE debt > 0;

CREATE TABLE lot (
  book TEXT NOT NULL,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  balance INTEGER NOT NULL,
  held INTEGER NOT NULL,
  available_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  PRIMARY KEY (book, id),
  CHECK (0 <= held AND held <= balance)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX lot_number ON lot (book, seq);
CREATE INDEX lot_live ON lot (book, seq) WHERE balance > 0;
CREATE INDEX lot_due ON lot (expires_at_ms, book) WHERE balance > held;

CREATE TABLE orders (
  id TEXT PRIMARY KEY,
  client TEXT NOT NULL,
  customer TEXT,
  state TEXT NOT NULL CHECK (state IN ('reserved', 'expired', 'confirmed', 'cancelled')),
  due_ms INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE INDEX orders_due ON orders (due_ms, id) WHERE state = 'reserved';
CREATE INDEX orders_of_customer ON orders (customer, due_ms) WHERE state = 'reserved';

-- Written once for a revision and never again: an order changes often, and quotes are long.
CREATE TABLE quote (
  order_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (order_id, revision)
) STRICT;

CREATE TABLE client (
  name TEXT PRIMARY KEY,
  open_orders INTEGER NOT NULL CHECK (open_orders >= 0)
) STRICT, WITHOUT ROWID;

-- Which open orders hold some of an account or a book; it follows from the orders.
CREATE TABLE hold (
  account TEXT NOT NULL,
  due_ms INTEGER NOT NULL,
  order_id TEXT NOT NULL,
  PRIMARY KEY (account, due_ms, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX hold_of_order ON hold (order_id);

CREATE TABLE event (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  subject TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  facts BLOB NOT NULL
) STRICT;

CREATE TABLE answer (
  client TEXT NOT NULL,
  verb TEXT NOT NULL,
  subject TEXT NOT NULL,
  token TEXT NOT NULL,
  digest BLOB NOT NULL,
  outcome BLOB NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (client, verb, subject, token)
) STRICT;
CREATE INDEX answer_age ON answer (at_ms);

CREATE TABLE manual (
  id TEXT PRIMARY KEY,
  digest BLOB NOT NULL,
  outcome BLOB NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT;
