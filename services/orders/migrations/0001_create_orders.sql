CREATE TABLE orders (
  id              TEXT   PRIMARY KEY,
  user_id         TEXT   NOT NULL,
  event_id        TEXT   NOT NULL,
  status          TEXT   NOT NULL
    CHECK (status IN ('RESERVING', 'REJECTED', 'PENDING', 'CONFIRMED', 'CANCELLED', 'EXPIRED', 'REFUNDED')),
  reason          TEXT,
  ticket_quantity BIGINT NOT NULL,
  total_amount    BIGINT NOT NULL CHECK (total_amount >= 0),
  currency        TEXT   NOT NULL,
  expires_at      BIGINT,
  payment_token   TEXT,
  extensions      BIGINT NOT NULL DEFAULT 0,
  hold_released   BIGINT NOT NULL DEFAULT 0,
  refund_wanted   BIGINT NOT NULL DEFAULT 0,
  created_at      BIGINT NOT NULL,
  updated_at      BIGINT NOT NULL,
  -- The keyed request that placed it, so that a worker can finish what a crash left half-way.
  place_key         TEXT NOT NULL,
  place_fingerprint TEXT NOT NULL,
  -- Items and history are read and written only together with their order: JSON arrays.
  items           TEXT   NOT NULL,
  history         TEXT   NOT NULL
);

CREATE INDEX orders_by_user ON orders (user_id, id);
CREATE INDEX orders_by_event ON orders (event_id, status, id);
CREATE INDEX orders_by_time ON orders (created_at);
CREATE INDEX orders_half_placed ON orders (created_at) WHERE status = 'RESERVING';

CREATE TABLE tasks (
  order_id    TEXT   NOT NULL,
  kind        TEXT   NOT NULL,
  reason      TEXT,
  traceparent TEXT   NOT NULL,
  due_at      BIGINT NOT NULL,
  lease_until BIGINT NOT NULL DEFAULT 0,
  attempts    BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (order_id, kind)
);

CREATE INDEX tasks_by_time ON tasks (due_at);

CREATE TABLE cancelled_events (
  event_id     TEXT   PRIMARY KEY,
  cancelled_at BIGINT NOT NULL
);
