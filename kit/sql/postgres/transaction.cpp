#include "kit/sql/postgres/transaction.hpp"

#include <stdexcept>
#include <utility>

namespace boxoffice::kit::sql {

Session::Outcome PostgresSession::run(std::string_view statement, std::span<const Argument> arguments) {
  auto outcome = connection_.run(statement, arguments);
  return {.rows = std::move(outcome.rows), .changed = outcome.changed};
}

Session::Outcome PostgresTransaction::run(std::string_view statement, std::span<const Argument> arguments) {
  if (failed_) throw std::logic_error("A statement of this transaction has failed outside attempt()");
  try {
    auto outcome = connection_.run(statement, arguments);
    return {.rows = std::move(outcome.rows), .changed = outcome.changed};
  } catch (...) {
    failed_ = true;
    throw;
  }
}

void PostgresTransaction::attempt(const std::function<void()>& step) {
  run("SAVEPOINT attempt", {});
  const AfterCommit::Mark before = after_.mark();
  try {
    step();
    run("RELEASE attempt", {});
  } catch (...) {
    after_.forget_since(before);
    if (connection_.in_transaction() && !connection_.is_broken()) {  // else it stays failed
      connection_.run("ROLLBACK TO attempt");
      connection_.run("RELEASE attempt");
      failed_ = false;
    }
    throw;
  }
}

}  // namespace boxoffice::kit::sql
