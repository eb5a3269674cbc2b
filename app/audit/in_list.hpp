#pragma once

// "WHERE x IN (...)" over any number of texts with one constant statement: full lists, the last one padded.

#include "kit/sql/database.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::app::audit {

/// Immutable; safe from any thread.
class InList {
 public:
  /// `statement` binds $1 and ends with "IN (".
  explicit InList(std::string_view statement);

  [[nodiscard]] kit::sql::Rows query(kit::sql::Session& session, std::string_view first_argument,
                                     const std::vector<std::string>& texts) const;

 private:
  std::string statement_;
};

}  // namespace boxoffice::app::audit
