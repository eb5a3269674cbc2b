#pragma once

// "WHERE x IN (...)" over any number of texts with one constant statement: full lists, the last one padded.

#include "kit/sql/database.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::app::audit {

/// Immutable; safe from any thread.
class InList {
 public:
  /// `statement` ends with "IN (" and binds so many arguments before it, from $1 on.
  explicit InList(std::string_view statement, std::size_t arguments_before = 0);

  [[nodiscard]] kit::sql::Rows query(kit::sql::Session& session, const std::vector<std::string>& texts,
                                     std::span<const kit::sql::Argument> before = {}) const;

 private:
  std::string statement_;
};

}  // namespace boxoffice::app::audit
