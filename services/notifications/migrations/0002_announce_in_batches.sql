-- What all buyers of an event have to hear and not all have been told yet. Buyers are told in the order of their ids,
-- announcements of an event in the order of its versions.
CREATE TABLE announcements (
  event_id     TEXT   NOT NULL,
  version      BIGINT NOT NULL,            -- of the event that it tells of
  english      TEXT   NOT NULL,            -- letters, JSON
  german       TEXT   NOT NULL,
  happened_at  BIGINT NOT NULL,            -- whoever ordered later knows already
  traceparent  TEXT   NOT NULL,
  last_user_id TEXT   NOT NULL DEFAULT '', -- the last one who was told
  people       BIGINT NOT NULL DEFAULT 0,  -- told so far
  PRIMARY KEY (event_id, version)
);

ALTER TABLE orders ADD COLUMN ordered_at BIGINT NOT NULL DEFAULT 0;
