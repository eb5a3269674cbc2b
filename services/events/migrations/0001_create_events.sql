CREATE TABLE events (
  id             TEXT   PRIMARY KEY,
  name           TEXT   NOT NULL,
  description    TEXT   NOT NULL,
  category       TEXT   NOT NULL,
  venue_name     TEXT   NOT NULL,
  venue_address  TEXT   NOT NULL,
  city           TEXT   NOT NULL,
  country        TEXT   NOT NULL,
  time_zone      TEXT   NOT NULL,
  starts_at      BIGINT NOT NULL,
  ends_at        BIGINT NOT NULL,
  sales_start_at BIGINT,
  sales_end_at   BIGINT,
  image_url      TEXT,
  status         TEXT   NOT NULL CHECK (status IN ('DRAFT', 'ACTIVE', 'CANCELLED')),
  version        BIGINT NOT NULL,
  details_id     TEXT   NOT NULL,  -- of the document with the free details; empty: none
  created_by     TEXT   NOT NULL,
  created_at     BIGINT NOT NULL,
  updated_at     BIGINT NOT NULL,
  currency       TEXT   NOT NULL,  -- of all ticket types; empty without any
  lowest_price   BIGINT NOT NULL,
  name_key       TEXT   NOT NULL,  -- folded: without case and accents
  category_key   TEXT   NOT NULL,
  city_key       TEXT   NOT NULL
);

CREATE INDEX events_by_start ON events (status, starts_at, id);
CREATE INDEX events_by_end ON events (status, ends_at);
CREATE INDEX events_by_name ON events (name_key, id);
CREATE INDEX events_by_price ON events (lowest_price, id);
CREATE INDEX events_by_organiser ON events (created_by, starts_at, id);

CREATE TABLE ticket_types (
  id            TEXT   PRIMARY KEY,
  event_id      TEXT   NOT NULL REFERENCES events (id) ON DELETE CASCADE,
  position      BIGINT NOT NULL,  -- in the order in which the organiser lists them
  name          TEXT   NOT NULL,
  price         BIGINT NOT NULL CHECK (price >= 0),  -- minor units of events.currency
  capacity      BIGINT NOT NULL CHECK (capacity >= 0),
  max_per_order BIGINT NOT NULL,
  max_per_user  BIGINT,
  UNIQUE (event_id, position)
);

-- Entries of the log of who did what, until they are in the document store.
CREATE TABLE event_log_pending (
  id       TEXT PRIMARY KEY,
  event_id TEXT NOT NULL,
  json     TEXT NOT NULL
);

CREATE INDEX event_log_pending_by_event ON event_log_pending (event_id, id);
