#pragma once

// For engines: Session and Transaction of the port over one connection. A connection has run(statement, arguments),
// whose outcome has `rows`, `changed` and `has_written`, and in_transaction(): whether there is one to go on with.

#include "kit/sql/after_commit.hpp"
#include "kit/sql/database.hpp"

#include <functional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace boxoffice::kit::sql {

/// The reads of one function inside the snapshot that its caller opened.
template <class Connection, Dialect spoken>
class ConnectionSession final : public Session {
 public:
  explicit ConnectionSession(Connection& connection) : connection_(connection) {}
  [[nodiscard]] Dialect dialect() const override { return spoken; }

 protected:
  Outcome run(std::string_view statement, std::span<const Argument> arguments) override {
    auto outcome = connection_.run(statement, arguments);
    return {.rows = std::move(outcome.rows), .changed = outcome.changed};
  }

 private:
  Connection& connection_;
};

/// One function's part of the transaction that its caller opened. A failed statement spoils the part unless it ran
/// inside attempt(): later statements throw std::logic_error, and failed() is true.
template <class Connection, Dialect spoken>
class ConnectionTransaction final : public Transaction {
 public:
  explicit ConnectionTransaction(Connection& connection) : connection_(connection) {}

  [[nodiscard]] Dialect dialect() const override { return spoken; }

  void attempt(const std::function<void()>& step) override {
    run("SAVEPOINT attempt", {});
    const AfterCommit::Mark before = after_.mark();
    try {
      step();
      run("RELEASE attempt", {});
    } catch (...) {
      after_.forget_since(before);
      if (connection_.in_transaction()) {  // else it stays failed
        connection_.run("ROLLBACK TO attempt");
        connection_.run("RELEASE attempt");
        failed_ = false;
      }
      throw;
    }
  }
  void after_commit(std::function<void()> effect) override { after_.effects.push_back(std::move(effect)); }
  void notify(std::string_view channel) override { after_.channels.emplace_back(channel); }

  [[nodiscard]] bool failed() const { return failed_; }
  /// True once there may be something to undo.
  [[nodiscard]] bool has_written() const { return has_written_; }
  /// What to do after the commit.
  [[nodiscard]] const AfterCommit& after() const { return after_; }

 protected:
  Outcome run(std::string_view statement, std::span<const Argument> arguments) override {
    // After "disk full" SQLite may have rolled back by itself: what followed would commit on its own.
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

 private:
  Connection& connection_;
  AfterCommit after_{};
  bool failed_ = false;
  bool has_written_ = false;
};

}  // namespace boxoffice::kit::sql
