#include "kit/messaging/outbox.hpp"

namespace boxoffice::kit::messaging {
namespace {

// outbox: rows are read while published_at is null, never by "position > last", because a slower concurrent
// transaction commits a smaller position later. Positions of pruned rows may be used again, nobody remembers them.
// inbox: died is 1 where the group gave the message up. One line: the relay's lease, see relay.cpp.
constexpr std::string_view sqlite_tables = R"(
CREATE TABLE outbox (
  position INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  source TEXT NOT NULL,
  topic TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  time INTEGER NOT NULL,
  traceparent TEXT NOT NULL,
  dataversion INTEGER NOT NULL,
  data TEXT NOT NULL,
  published_at INTEGER
) STRICT;
CREATE INDEX outbox_unpublished ON outbox (position) WHERE published_at IS NULL;
CREATE TABLE inbox (
  consumer TEXT NOT NULL,
  message_id TEXT NOT NULL,
  applied_at INTEGER NOT NULL,
  died INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (consumer, message_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX inbox_by_age ON inbox (applied_at);
CREATE TABLE outbox_relay (
  line INTEGER PRIMARY KEY CHECK (line = 1),
  owner TEXT NOT NULL,
  lease_until INTEGER NOT NULL
) STRICT;
INSERT INTO outbox_relay (line, owner, lease_until) VALUES (1, '', 0);
)";

constexpr std::string_view postgres_tables = R"(
CREATE TABLE outbox (
  position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id TEXT NOT NULL,
  source TEXT NOT NULL,
  topic TEXT NOT NULL,
  type TEXT NOT NULL,
  subject TEXT NOT NULL,
  time BIGINT NOT NULL,
  traceparent TEXT NOT NULL,
  dataversion BIGINT NOT NULL,
  data TEXT NOT NULL,
  published_at BIGINT
);
CREATE INDEX outbox_unpublished ON outbox (position) WHERE published_at IS NULL;
CREATE TABLE inbox (
  consumer TEXT NOT NULL,
  message_id TEXT NOT NULL,
  applied_at BIGINT NOT NULL,
  died BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (consumer, message_id)
);
CREATE INDEX inbox_by_age ON inbox (applied_at);
CREATE TABLE outbox_relay (
  line BIGINT PRIMARY KEY CHECK (line = 1),
  owner TEXT NOT NULL,
  lease_until BIGINT NOT NULL
);
INSERT INTO outbox_relay (line, owner, lease_until) VALUES (1, '', 0);
)";

}  // namespace

std::vector<sql::Migration> messaging_migrations() {
  return {{.name = "0000_messaging.sqlite.sql", .sql = sqlite_tables},
          {.name = "0000_messaging.postgres.sql", .sql = postgres_tables}};
}

}  // namespace boxoffice::kit::messaging
