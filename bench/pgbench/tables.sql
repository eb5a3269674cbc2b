-- What a hold writes, as plain tables: bench/pgbench/hold.sql does the work of the ticket service's reserve in them,
-- one transaction for each request.
DROP SCHEMA IF EXISTS peer CASCADE;
CREATE SCHEMA peer;
SET search_path = peer;

CREATE TABLE inventory (
  ticket_type_id BIGINT PRIMARY KEY,
  capacity       BIGINT NOT NULL,
  available      BIGINT NOT NULL CHECK (available >= 0),
  held           BIGINT NOT NULL
);
INSERT INTO inventory VALUES (1, 1000000000, 1000000000, 0);

CREATE TABLE holds (
  order_id   UUID   PRIMARY KEY,
  user_id    TEXT   NOT NULL,
  status     TEXT   NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX holds_by_expiry ON holds (expires_at) WHERE status = 'HELD';

CREATE TABLE hold_items (
  order_id       UUID   NOT NULL REFERENCES holds (order_id),
  ticket_type_id BIGINT NOT NULL,
  quantity       BIGINT NOT NULL,
  PRIMARY KEY (order_id, ticket_type_id)
);

CREATE TABLE outbox (
  position     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id           UUID   NOT NULL,
  data         TEXT   NOT NULL,
  published_at BIGINT
);
CREATE INDEX outbox_unpublished ON outbox (position) WHERE published_at IS NULL;
