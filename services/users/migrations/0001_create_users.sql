CREATE TABLE users (
  id            TEXT   PRIMARY KEY,
  username      TEXT   NOT NULL,
  username_key  TEXT   NOT NULL UNIQUE,  -- lower case: unique without case
  email         TEXT   NOT NULL,
  email_key     TEXT   NOT NULL UNIQUE,
  password_hash TEXT   NOT NULL,
  full_name     TEXT,
  phone_number  TEXT,
  role          TEXT   NOT NULL CHECK (role IN ('USER', 'ADMIN')),
  status        TEXT   NOT NULL CHECK (status IN ('ACTIVE', 'DISABLED')),
  language      TEXT   NOT NULL,
  created_at    BIGINT NOT NULL
);

CREATE TABLE sessions (
  id           TEXT   PRIMARY KEY,
  user_id      TEXT   NOT NULL REFERENCES users (id),
  generation   BIGINT NOT NULL,
  user_agent   TEXT   NOT NULL,
  ip           TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  rotated_at   BIGINT,
  revoked_at   BIGINT
);

CREATE INDEX sessions_by_user ON sessions (user_id, expires_at);
CREATE INDEX sessions_by_revocation ON sessions (revoked_at) WHERE revoked_at IS NOT NULL;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- One row that every change of roles and states updates first, so that two administrators who demote each other at the
-- same time do so one after the other.
CREATE TABLE administration_lock (
  id      BIGINT PRIMARY KEY,
  changes BIGINT NOT NULL
);
INSERT INTO administration_lock (id, changes) VALUES (1, 0);
