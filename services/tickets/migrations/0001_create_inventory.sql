-- What the service knows of an event, under the event's version.
CREATE TABLE events (
  event_id       TEXT   PRIMARY KEY,
  version        BIGINT NOT NULL,
  status         TEXT   NOT NULL CHECK (status IN ('ACTIVE', 'CANCELLED')),
  name           TEXT   NOT NULL,
  venue_name     TEXT   NOT NULL,
  venue_city     TEXT   NOT NULL,
  venue_country  TEXT   NOT NULL,
  time_zone      TEXT   NOT NULL,
  starts_at      BIGINT NOT NULL,
  ends_at        BIGINT NOT NULL,
  sales_start_at BIGINT,
  sales_end_at   BIGINT NOT NULL,
  currency       TEXT   NOT NULL
);

-- The last guard against selling twice: whatever the program does, these checks hold.
CREATE TABLE inventory (
  event_id         TEXT   NOT NULL REFERENCES events (event_id),
  ticket_type_id   TEXT   NOT NULL,
  line             BIGINT NOT NULL,
  name             TEXT   NOT NULL,
  price            BIGINT NOT NULL CHECK (price >= 0),
  capacity         BIGINT NOT NULL,
  available        BIGINT NOT NULL CHECK (available >= 0),
  held             BIGINT NOT NULL CHECK (held >= 0),
  sold             BIGINT NOT NULL CHECK (sold >= 0),
  max_per_order    BIGINT NOT NULL,
  max_per_user     BIGINT,
  on_sale          BIGINT NOT NULL CHECK (on_sale IN (0, 1)),
  capacity_version BIGINT NOT NULL,
  PRIMARY KEY (event_id, ticket_type_id),
  CHECK (capacity = available + held + sold)
);

-- One row per order. event_id is empty in the tombstone of an order that was cancelled before it reserved.
CREATE TABLE holds (
  order_id   TEXT   PRIMARY KEY,
  user_id    TEXT   NOT NULL,
  event_id   TEXT   NOT NULL,
  status     TEXT   NOT NULL CHECK (status IN ('HELD', 'SOLD', 'RELEASED', 'CANCELLED')),
  expires_at BIGINT NOT NULL,
  extensions BIGINT NOT NULL,
  currency   TEXT   NOT NULL
);

CREATE INDEX holds_by_expiry ON holds (expires_at, event_id) WHERE status = 'HELD';
CREATE INDEX holds_by_user ON holds (user_id, event_id);

CREATE TABLE hold_items (
  order_id       TEXT   NOT NULL,
  line           BIGINT NOT NULL,
  ticket_type_id TEXT   NOT NULL,
  quantity       BIGINT NOT NULL CHECK (quantity > 0),
  unit_price     BIGINT NOT NULL,
  PRIMARY KEY (order_id, line)
);

CREATE TABLE tickets (
  id             TEXT   PRIMARY KEY,
  order_id       TEXT   NOT NULL,
  user_id        TEXT   NOT NULL,
  event_id       TEXT   NOT NULL,
  ticket_type_id TEXT   NOT NULL,
  number         BIGINT NOT NULL,
  seat_number    TEXT,
  price          BIGINT NOT NULL,
  currency       TEXT   NOT NULL,
  status         TEXT   NOT NULL CHECK (status IN ('VALID', 'CHECKED_IN', 'CANCELLED')),
  issued_at      BIGINT NOT NULL,
  checked_in_at  BIGINT,
  gate           TEXT,
  UNIQUE (order_id, ticket_type_id, number)
);

CREATE UNIQUE INDEX tickets_by_seat ON tickets (event_id, seat_number)
  WHERE seat_number IS NOT NULL AND status <> 'CANCELLED';
CREATE INDEX tickets_by_user ON tickets (user_id, id);
CREATE INDEX tickets_by_event ON tickets (event_id, id);
