-- One row per order that anybody ever wanted to pay or to close. Every payment passes it, so whoever closes it knows
-- that none can start any more.
CREATE TABLE gates (
  order_id TEXT   PRIMARY KEY,
  state    TEXT   NOT NULL CHECK (state IN ('OPEN', 'CLOSED')),
  passages BIGINT NOT NULL  -- counting them is what locks the row
);

CREATE TABLE payments (
  id            TEXT   PRIMARY KEY,
  order_id      TEXT   NOT NULL,
  user_id       TEXT   NOT NULL,
  amount        BIGINT NOT NULL CHECK (amount >= 0),
  currency      TEXT   NOT NULL,
  method        TEXT   NOT NULL CHECK (method IN ('CARD', 'CASH')),
  token         TEXT,
  is_started    BIGINT NOT NULL CHECK (is_started IN (0, 1)),  -- 1: by the orders service, 0: by the buyer
  status        TEXT   NOT NULL CHECK (status IN ('PENDING', 'SUCCEEDED', 'FAILED', 'REFUNDED')),
  failure_code  TEXT   CHECK (failure_code IN ('DECLINED', 'INSUFFICIENT_FUNDS', 'TIMEOUT', 'HOLD_EXPIRED')),
  refund_reason TEXT,    -- present: the money shall go back as soon as it is there
  next_look_at  BIGINT,  -- when a worker has to look at it; NULL: nothing is left to do
  looks         BIGINT NOT NULL,
  traceparent   TEXT   NOT NULL,
  created_at    BIGINT NOT NULL,
  updated_at    BIGINT NOT NULL,
  CHECK ((status = 'FAILED') = (failure_code IS NOT NULL))
);

-- The guard against paying twice: whatever the program does, an order has one payment that is open or has succeeded.
CREATE UNIQUE INDEX payments_open_by_order ON payments (order_id) WHERE status IN ('PENDING', 'SUCCEEDED');
-- The orders service starts a payment once per order and method, however often it asks.
CREATE UNIQUE INDEX payments_started_by_order ON payments (order_id, method) WHERE is_started = 1;
CREATE INDEX payments_by_order ON payments (order_id, id);
CREATE INDEX payments_by_user ON payments (user_id, id);
CREATE INDEX payments_due ON payments (next_look_at) WHERE next_look_at IS NOT NULL;

CREATE TABLE received_webhooks (
  id          TEXT   PRIMARY KEY,
  received_at BIGINT NOT NULL
);
CREATE INDEX received_webhooks_by_age ON received_webhooks (received_at);
