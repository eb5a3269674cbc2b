#pragma once

// Session and Transaction of the port over one SQLite connection.

#include "kit/sql/database.hpp"
#include "kit/sql/sqlite/connection.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
  void notify(std::string_view channel) override { channels_.emplace_back(channel); }

  [[nodiscard]] bool failed() const { return failed_; }
  /// True once there may be something to undo.
  [[nodiscard]] bool has_written() const { return has_written_; }
  /// What to notify after the commit.
  [[nodiscard]] const std::vector<std::string>& channels() const { return channels_; }

 protected:
  Outcome run(std::string_view statement, std::span<const Argument> arguments) override;

 private:
  SqliteConnection& connection_;
  std::vector<std::string> channels_{};
  bool failed_ = false;
  bool has_written_ = false;
};

}  // namespace boxoffice::kit::sql
