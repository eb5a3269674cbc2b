#include "kit/messaging/outbox.hpp"

namespace boxoffice::kit::messaging {
namespace {

constexpr std::chrono::hours kept{7 * 24};
constexpr std::int64_t rows_per_tick = 1000;  // bounds how long the tick holds the write lock

bool prune(sql::Transaction& transaction, base::Timestamp oldest) {
  // Positions grow with time, so the rows to go are the first ones: no index on published_at is needed.
  const auto outbox_rows = transaction.execute(
      "DELETE FROM outbox WHERE published_at < $1 AND position IN (SELECT position FROM outbox ORDER BY position "
      "LIMIT $2)",
      oldest, rows_per_tick);
  const auto inbox_rows = transaction.execute(
      "DELETE FROM inbox WHERE (consumer, message_id) IN (SELECT consumer, message_id FROM inbox "
      "WHERE applied_at < $1 ORDER BY applied_at LIMIT $2)",
      oldest, rows_per_tick);
  return outbox_rows == rows_per_tick || inbox_rows == rows_per_tick;
}

runtime::Task<bool> tick(sql::Database& database, const base::Clock& clock) {
  const base::Timestamp oldest = clock.now() - kept;
  co_return co_await database.write([oldest](sql::Transaction& transaction) { return prune(transaction, oldest); });
}

}  // namespace

runtime::Worker messaging_pruner(sql::Database& database, const base::Clock& clock) {
  return {.name = "messaging_pruner", .interval = std::chrono::minutes{1}, .tick = [&database, &clock] {
            return tick(database, clock);
          }};
}

}  // namespace boxoffice::kit::messaging
