CREATE TABLE conversations (
  id              TEXT   PRIMARY KEY,
  user_id         TEXT   NOT NULL UNIQUE,
  user_name       TEXT   NOT NULL,  -- as it was when the conversation began; the copy in users is preferred
  status          TEXT   NOT NULL CHECK (status IN ('OPEN', 'CLOSED')),
  last_sequence   BIGINT NOT NULL,  -- of the last message, counted up in the transaction that stores it
  last_message    TEXT   NOT NULL,
  last_message_at BIGINT NOT NULL,
  assigned_to     TEXT,
  created_at      BIGINT NOT NULL
);

CREATE INDEX conversations_by_last_message ON conversations (last_message_at, id);

CREATE TABLE messages (
  id              TEXT   PRIMARY KEY,
  conversation_id TEXT   NOT NULL REFERENCES conversations (id),
  sequence        BIGINT NOT NULL,
  sender_id       TEXT   NOT NULL,
  sender_name     TEXT   NOT NULL,
  sender_role     TEXT   NOT NULL CHECK (sender_role IN ('USER', 'ADMIN')),
  message         TEXT   NOT NULL,
  client_id       TEXT,
  created_at      BIGINT NOT NULL,
  read_at         BIGINT
);

CREATE UNIQUE INDEX messages_in_order ON messages (conversation_id, sequence);
CREATE UNIQUE INDEX messages_by_client_id ON messages (sender_id, client_id);
CREATE INDEX messages_unread ON messages (conversation_id) WHERE read_at IS NULL AND sender_role = 'USER';

-- Copy of what the users service owns, as far as a chat needs it.
CREATE TABLE users (
  id         TEXT   PRIMARY KEY,
  name       TEXT   NOT NULL,
  changed_at BIGINT NOT NULL  -- of the message that said so: an older one changes nothing
);
