-- Each person's counter: it gives the next position in the transaction that stores a notification.
CREATE TABLE mailboxes (
  user_id       TEXT   PRIMARY KEY,
  last_position BIGINT NOT NULL
);

CREATE TABLE notifications (
  id         TEXT   PRIMARY KEY,
  user_id    TEXT   NOT NULL,
  position   BIGINT NOT NULL,
  type       TEXT   NOT NULL,
  title      TEXT   NOT NULL,
  message    TEXT   NOT NULL,
  kind       TEXT   NOT NULL,
  order_id   TEXT,
  event_id   TEXT,
  ticket_id  TEXT,
  params     TEXT   NOT NULL,  -- JSON object of texts
  created_at BIGINT NOT NULL,
  read_at    BIGINT,
  UNIQUE (user_id, position)
);

CREATE INDEX notifications_unread ON notifications (user_id) WHERE read_at IS NULL;
CREATE INDEX notifications_by_age ON notifications (created_at);

-- Copies of what other services own, as far as texts need it.
CREATE TABLE users (
  id         TEXT   PRIMARY KEY,
  language   TEXT   NOT NULL,
  changed_at BIGINT NOT NULL   -- of the message that said so: an older one changes nothing
);

CREATE TABLE events (
  id        TEXT   PRIMARY KEY,
  version   BIGINT NOT NULL,
  name      TEXT   NOT NULL,
  venue     TEXT   NOT NULL,
  city      TEXT   NOT NULL,
  time_zone TEXT   NOT NULL,
  starts_at BIGINT NOT NULL
);

-- Who has ordered for which event. An order that is over never counts again, whatever arrives late.
CREATE TABLE orders (
  id         TEXT   PRIMARY KEY,
  event_id   TEXT   NOT NULL,
  user_id    TEXT   NOT NULL,
  concerned  BIGINT NOT NULL CHECK (concerned IN (0, 1)),  -- 1: what happens to the event matters to the buyer
  changed_at BIGINT NOT NULL
);

CREATE INDEX orders_concerned ON orders (event_id, user_id) WHERE concerned = 1;
CREATE INDEX orders_by_age ON orders (changed_at);
