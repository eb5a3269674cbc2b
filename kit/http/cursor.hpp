#pragma once

// Cursors of lists: opaque text that says where the next page begins.

#include "kit/base/error.hpp"
#include "kit/json/page.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::kit::http {

[[nodiscard]] std::string encode_cursor(const std::string& position);

/// Nullopt without a cursor; VALIDATION_FAILED at ?cursor for text that encode_cursor() did not make.
[[nodiscard]] base::Result<std::optional<std::string>> decode_cursor(const std::optional<std::string>& cursor);

/// The same for positions that are numbers.
[[nodiscard]] base::Result<std::optional<std::int64_t>> decode_number_cursor(const std::optional<std::string>& cursor);

/// The error of a cursor that is none of the list's.
[[nodiscard]] std::unexpected<base::Error> foreign_cursor();

/// A page of at most `limit` views from `rows`, of which `limit + 1` were read to see whether more follow.
/// `position_of(row)` names the place of a row in the list's order.
template <class Row, class View, class PositionOf>
[[nodiscard]] auto page_of(const std::vector<Row>& rows, std::size_t limit, View view, PositionOf position_of) {
  json::Page<decltype(view(rows.front()))> page;
  for (std::size_t index = 0; index < rows.size() && index < limit; ++index) page.items.push_back(view(rows[index]));
  if (rows.size() > limit) page.next_cursor = encode_cursor(position_of(rows[limit - 1]));
  return page;
}

}  // namespace boxoffice::kit::http
