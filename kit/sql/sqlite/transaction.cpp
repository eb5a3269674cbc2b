#include "kit/sql/sqlite/transaction.hpp"

#include <stdexcept>
#include <utility>

namespace boxoffice::kit::sql {

Session::Outcome SqliteSession::run(std::string_view statement, std::span<const Argument> arguments) {
  auto outcome = connection_.run(statement, arguments);
  return {.rows = std::move(outcome.rows), .changed = outcome.changed};
}

Session::Outcome SqliteTransaction::run(std::string_view statement, std::span<const Argument> arguments) {
  // After "disk full" and I/O errors SQLite may have rolled back by itself: what followed would commit on its own.
  if (failed_) throw std::logic_error("A statement of this transaction has failed outside attempt()");
  try {
    auto outcome = connection_.run(statement, arguments);
    has_written_ = has_written_ || outcome.has_written;
    return {.rows = std::move(outcome.rows), .changed = outcome.changed};
  } catch (...) {
    failed_ = true;
    throw;
  }
}

void SqliteTransaction::attempt(const std::function<void()>& step) {
  run("SAVEPOINT attempt", {});
  const AfterCommit::Mark before = after_.mark();
  try {
    step();
    run("RELEASE attempt", {});
  } catch (...) {
    after_.forget_since(before);
    if (connection_.in_transaction()) {  // else it stays failed
      connection_.execute("ROLLBACK TO attempt");
      connection_.execute("RELEASE attempt");
      failed_ = false;
    }
    throw;
  }
}

}  // namespace boxoffice::kit::sql
