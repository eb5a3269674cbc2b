#include "kit/sql/migrations.hpp"

#include "kit/base/digest.hpp"
#include "kit/base/encoding.hpp"
#include "kit/base/failure.hpp"
#include "kit/base/time.hpp"
#include "kit/sql/statements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <utility>

namespace boxoffice::kit::sql {
namespace {

/// On SQLite a write transaction holds the only write lock from its first moment.
constexpr std::string_view postgres_lock =
    "SELECT 1 FROM (SELECT pg_advisory_xact_lock(7236837)) AS taken_until_commit";
constexpr std::string_view create_history =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, applied_at BIGINT NOT NULL)";
constexpr std::string_view select_applied = "SELECT name FROM schema_migrations ORDER BY name";
constexpr std::string_view select_checksum = "SELECT sha256 FROM schema_migrations WHERE name = $1";
constexpr std::string_view insert_applied =
    "INSERT INTO schema_migrations (name, sha256, applied_at) VALUES ($1, $2, $3)";

std::vector<Migration> for_dialect(std::vector<Migration> migrations, Dialect dialect) {
  const std::string_view other = dialect == Dialect::sqlite ? ".postgres.sql" : ".sqlite.sql";
  std::erase_if(migrations, [other](const Migration& migration) { return migration.name.ends_with(other); });
  return migrations;
}

void lock(Transaction& transaction) {
  if (transaction.dialect() == Dialect::postgres) transaction.query(postgres_lock);
}

void refuse_newer_database(Transaction& transaction, const std::vector<Migration>& known) {
  for (const Row& row : transaction.query(select_applied)) {
    const auto name = row.get<std::string>(0);
    if (std::ranges::find(known, name, &Migration::name) != known.end()) continue;
    throw base::StartupError(
        fmt::format("The database has migration {}, which this version does not know: start the newer version that "
                    "wrote it, or restore a backup from before the upgrade.",
                    name));
  }
}

void run_statements(Transaction& transaction, const Migration& migration) {
  const auto refuse = [&migration](const std::exception& cause) {
    throw base::StartupError(
        fmt::format("Migration {} cannot be applied ({}): correct the file, nothing of it is in "
                    "the database.",
                    migration.name, cause.what()));
  };
  try {
    for (const auto& statement : split_statements(migration.sql)) transaction.execute(statement);
  } catch (const ConstraintViolation& violation) {
    refuse(violation);
  } catch (const std::logic_error& error) {
    refuse(error);
  }
}

/// True if this call applied it.
bool apply(Transaction& transaction, const Migration& migration) {
  lock(transaction);
  const std::string checksum = base::hex_encode(base::sha256(migration.sql));
  if (const auto row = transaction.query_one(select_checksum, migration.name)) {
    if (row->get<std::string>(0) == checksum) return false;
    throw base::StartupError(
        fmt::format("Migration {} has changed since it was applied: restore the file from version control and put the "
                    "change into a new migration.",
                    migration.name));
  }
  run_statements(transaction, migration);
  const auto now = std::chrono::time_point_cast<std::chrono::milliseconds>(std::chrono::system_clock::now());
  transaction.execute(insert_applied, migration.name, checksum, base::to_unix_ms(now));
  return true;
}

}  // namespace

runtime::Task<std::vector<std::string>> migrate(Database& database, std::vector<Migration> migrations) {
  migrations = for_dialect(std::move(migrations), database.dialect());
  co_await database.write([migrations](Transaction& transaction) {
    lock(transaction);
    transaction.execute(create_history);
    refuse_newer_database(transaction, migrations);
  });
  std::vector<std::string> applied;
  for (const Migration& migration : migrations) {
    const bool is_new =
        co_await database.write([migration](Transaction& transaction) { return apply(transaction, migration); });
    if (is_new) applied.emplace_back(migration.name);
  }
  co_return applied;
}

}  // namespace boxoffice::kit::sql
