#pragma once

// A prepared SQLite statement. Only the .cpp files of this folder include it.

#include "kit/sql/value.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace boxoffice::kit::sql::detail {

/// Owned by its connection and used on that connection's thread. Errors of SQLite are returned as its result codes,
/// because only the connection can say what they mean; wrong parameters throw std::logic_error.
class Statement {
 public:
  /// Takes over a handle made by sqlite3_prepare_v3.
  explicit Statement(sqlite3_stmt* handle, std::string_view text);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Binds, steps to the end and resets. SQLITE_DONE on success.
  int run(std::span<const Argument> arguments, Rows& rows);

  [[nodiscard]] bool changes_schema() const { return changes_schema_; }

 private:
  void bind(std::span<const Argument> arguments);
  [[nodiscard]] Row row() const;

  sqlite3_stmt* handle_;
  std::vector<std::size_t> argument_of_;  // by SQLite's parameter index - 1: which argument it takes
  std::size_t arguments_ = 0;             // how many the statement needs
  bool changes_schema_;
};

}  // namespace boxoffice::kit::sql::detail
