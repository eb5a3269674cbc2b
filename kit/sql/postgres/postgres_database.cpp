#include "kit/sql/postgres/postgres_database.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/postgres/connection.hpp"
#include "kit/sql/postgres/connection_pool.hpp"
#include "kit/sql/postgres/listener.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

namespace boxoffice::kit::sql {
namespace {

enum class Use : std::uint8_t { read_and_write, read_only };

class PostgresDatabase final : public Database {
 public:
  PostgresDatabase(const PostgresOptions& options, std::unique_ptr<PostgresConnection> first, Use use)
      : use_(use),
        listener_(options),
        pool_(options, std::move(first), [this](const auto& channels) { listener_.notify(channels); }) {}

  Listening listen(std::string channel, std::function<void()> callback) override {
    return listener_.listen(std::move(channel), std::move(callback));
  }

  runtime::Task<bool> healthy() override {
    try {
      co_await pool_.read([](Session& session) { session.query("SELECT 1"); });
      co_return true;
    } catch (const base::Unavailable&) {
      co_return false;
    }
  }

  [[nodiscard]] Dialect dialect() const override { return Dialect::postgres; }

 protected:
  runtime::Task<> write_erased(WriteStep step) override {
    if (use_ == Use::read_only) throw std::logic_error("An observed database is not written");
    return pool_.write(std::move(step));
  }
  runtime::Task<> read_erased(ReadStep step) override { return pool_.read(std::move(step)); }

 private:
  Use use_;
  PostgresListener listener_;
  ConnectionPool pool_;  // its threads call the listener
};

[[noreturn]] void refuse(std::string_view reason) {
  throw base::StartupError(
      fmt::format("DATABASE_URL cannot be used: {}. Check its host, port, user, password and database.", reason));
}

/// Without a server: libpq's own look at the URL.
void check_url(const std::string& url) {
  char* reason = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> parts(PQconninfoParse(url.c_str(), &reason),
                                                                           &PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> owned(reason, &PQfreemem);
  if (parts == nullptr) refuse("it is no URL of a PostgreSQL server");  // libpq's text would show the password
}

/// Servers that start beside us get `startup_limit`; whoever refuses us is asked once.
std::unique_ptr<PostgresConnection> connect(const PostgresOptions& options) {
  constexpr std::chrono::milliseconds pause{200};
  check_url(options.url);
  const auto give_up_at = std::chrono::steady_clock::now() + options.startup_limit;
  for (;;) {
    try {
      return std::make_unique<PostgresConnection>(options);
    } catch (const ConnectionRefused& refusal) {
      refuse(refusal.what());
    } catch (const base::Unavailable& failure) {
      if (std::chrono::steady_clock::now() >= give_up_at) refuse(failure.what());
      std::this_thread::sleep_for(pause);
    }
  }
}

bool has_rows(PostgresConnection& connection, std::string_view query, const std::string& schema) {
  return !connection.run(query, std::array{to_argument(schema)}).rows.empty();
}

/// Runs a statement that makes something, unless it is there or another process made it in this moment.
void make(PostgresConnection& connection, const std::string& statement, const std::string& what) {
  try {
    connection.run(statement);
  } catch (const ConstraintViolation&) {
    return;
  } catch (const std::logic_error& failure) {
    refuse(fmt::format("{} is missing and its role may not make it ({})", what, failure.what()));
  }
}

/// The deployment makes schemas and roles; whoever points DATABASE_URL at a server of their own need not. Transactions
/// lock the table to have their turn; it stays empty.
void make_schema(PostgresConnection& connection, const std::string& schema) {
  if (!has_rows(connection, "SELECT 1 FROM pg_namespace WHERE nspname = $1", schema)) {
    make(connection, fmt::format("CREATE SCHEMA IF NOT EXISTS {}", connection.quoted(schema)), "the schema " + schema);
  }
  if (!has_rows(connection, "SELECT 1 FROM pg_tables WHERE schemaname = $1 AND tablename = 'write_turns'", schema)) {
    make(connection, "CREATE TABLE IF NOT EXISTS write_turns ()", "the table write_turns");
  }
}

}  // namespace

std::unique_ptr<Database> open_postgres(PostgresOptions options) {
  auto first = connect(options);
  make_schema(*first, options.schema);
  return std::make_unique<PostgresDatabase>(options, std::move(first), Use::read_and_write);
}

std::unique_ptr<Database> observe_postgres(PostgresOptions options) {
  options.connections = 1;
  auto first = connect(options);
  return std::make_unique<PostgresDatabase>(options, std::move(first), Use::read_only);
}

bool is_postgres_url(std::string_view url) {
  return url.starts_with("postgres://") || url.starts_with("postgresql://");
}

}  // namespace boxoffice::kit::sql
