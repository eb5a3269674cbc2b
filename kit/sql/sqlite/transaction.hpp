#pragma once

// Session and Transaction of the port over one SQLite connection.

#include "kit/sql/after_commit.hpp"
#include "kit/sql/database.hpp"
#include "kit/sql/sqlite/connection.hpp"

#include <functional>
#include <span>
#include <string_view>
#include <utility>

namespace boxoffice::kit::sql {

/// The reads of one function inside the snapshot that its caller opened.
class SqliteSession final : public Session {
 public:
  explicit SqliteSession(SqliteConnection& connection) : connection_(connection) {}
  [[nodiscard]] Dialect dialect() const override { return Dialect::sqlite; }

 protected:
  Outcome run(std::string_view statement, std::span<const Argument> arguments) override;

 private:
  SqliteConnection& connection_;
};

/// One function's part of the transaction that its caller opened. As on PostgreSQL a failed statement spoils the part
/// unless it ran inside attempt(): later statements throw std::logic_error, and failed() is true.
class SqliteTransaction final : public Transaction {
 public:
  explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}

  [[nodiscard]] Dialect dialect() const override { return Dialect::sqlite; }
  void attempt(const std::function<void()>& step) override;
  void after_commit(std::function<void()> effect) override { after_.effects.push_back(std::move(effect)); }
  void notify(std::string_view channel) override { after_.channels.emplace_back(channel); }

  [[nodiscard]] bool failed() const { return failed_; }
  /// True once there may be something to undo.
  [[nodiscard]] bool has_written() const { return has_written_; }
  /// What to do after the commit.
  [[nodiscard]] const AfterCommit& after() const { return after_; }

 protected:
  Outcome run(std::string_view statement, std::span<const Argument> arguments) override;

 private:
  SqliteConnection& connection_;
  AfterCommit after_{};
  bool failed_ = false;
  bool has_written_ = false;
};

}  // namespace boxoffice::kit::sql
