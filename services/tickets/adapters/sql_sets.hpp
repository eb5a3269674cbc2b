#pragma once

// Statements over sets of rows. Their texts come in a few fixed sizes, so that engines prepare each of them once.

#include "kit/sql/database.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::services::tickets {

/// "INSERT INTO table (columns) VALUES (...), (...)" of any number of rows. Immutable, safe from any thread.
class RowsInsert {
 public:
  /// `columns` is the list between the parentheses.
  RowsInsert(std::string_view table, std::string_view columns);

  /// `values` row after row. Throws what Transaction::execute() throws.
  void run(kit::sql::Transaction& transaction, std::span<const kit::sql::Argument> values) const;

  [[nodiscard]] std::size_t columns() const { return columns_; }

 private:
  std::size_t columns_;
  std::vector<std::pair<std::size_t, std::string>> texts_;  // rows -> statement, most rows first
};

/// A statement that ends with "IN (" about any number of ids; `tail` follows the closing parenthesis. The list's
/// parameters come after `leading` others. Immutable, safe from any thread.
class SetStatement {
 public:
  SetStatement(std::string_view head, std::size_t leading, std::string_view tail = "");

  /// The rows of all parts one after the other.
  [[nodiscard]] kit::sql::Rows query(kit::sql::Session& session, std::span<const kit::sql::Argument> leading,
                                     std::span<const std::string> ids) const;
  /// The number of changed rows.
  std::int64_t execute(kit::sql::Transaction& transaction, std::span<const kit::sql::Argument> leading,
                       std::span<const std::string> ids) const;

 private:
  /// Calls `step(text, arguments)` for each part; the last id is repeated to fill a part.
  template <class Step>
  void for_each_part(std::span<const kit::sql::Argument> leading, std::span<const std::string> ids, Step step) const;

  std::vector<std::pair<std::size_t, std::string>> texts_;  // ids -> statement, fewest first
};

}  // namespace boxoffice::services::tickets
