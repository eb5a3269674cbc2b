#pragma once

// The shape of every list that is read page by page.

#include "kit/json/rules.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::kit::json {

/// {"items": [...], "nextCursor": "..." or null on the last page}. Named PageOfOrder and so on in a schema.
template <class T>
struct Page {
  std::vector<T> items{};
  std::optional<std::string> next_cursor{};

  static constexpr auto limits() { return rules(nullable(&Page::next_cursor)); }
  BOOST_DESCRIBE_CLASS(Page, (), (items, next_cursor), (), ())
};

}  // namespace boxoffice::kit::json
