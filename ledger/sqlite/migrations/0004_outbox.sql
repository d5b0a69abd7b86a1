-- The epoch an event was written in, which its identifier carries, and how far each receiver is.

ALTER TABLE event ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0;

CREATE TABLE receiver (
  receiver TEXT NOT NULL,
  part INTEGER NOT NULL,
  reading INTEGER NOT NULL,
  delivered INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (receiver, part)
) STRICT, WITHOUT ROWID;

-- Carts that were never paid, the oldest first.
CREATE INDEX orders_closed ON orders (due_ms, id) WHERE state IN ('expired', 'cancelled');
