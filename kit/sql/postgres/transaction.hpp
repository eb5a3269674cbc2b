#pragma once

// Session and Transaction of the port over one PostgreSQL connection.

#include "kit/sql/after_commit.hpp"
#include "kit/sql/database.hpp"
#include "kit/sql/postgres/connection.hpp"

#include <functional>
#include <span>
#include <string_view>
#include <utility>

namespace boxoffice::kit::sql {

/// The reads of one function inside the snapshot that its caller opened.
class PostgresSession final : public Session {
 public:
  explicit PostgresSession(PostgresConnection& connection) : connection_(connection) {}
  [[nodiscard]] Dialect dialect() const override { return Dialect::postgres; }

 protected:
  Outcome run(std::string_view statement, std::span<const Argument> arguments) override;

 private:
  PostgresConnection& connection_;
};

/// One function's transaction, which its caller opened. A statement that fails outside attempt() spoils it.
class PostgresTransaction final : public Transaction {
 public:
  explicit PostgresTransaction(PostgresConnection& connection) : connection_(connection) {}

  [[nodiscard]] Dialect dialect() const override { return Dialect::postgres; }
  void attempt(const std::function<void()>& step) override;
  void after_commit(std::function<void()> effect) override { after_.effects.push_back(std::move(effect)); }
  void notify(std::string_view channel) override { after_.channels.emplace_back(channel); }

  [[nodiscard]] bool failed() const { return failed_; }
  /// What to do after the commit.
  [[nodiscard]] const AfterCommit& after() const { return after_; }

 protected:
  Outcome run(std::string_view statement, std::span<const Argument> arguments) override;

 private:
  PostgresConnection& connection_;
  AfterCommit after_{};
  bool failed_ = false;
};

}  // namespace boxoffice::kit::sql
