#include "services/events/core/place.hpp"

#include "kit/base/id.hpp"
#include "kit/base/number.hpp"

#include <fmt/format.h>

namespace boxoffice::services::events {

namespace {

constexpr std::int64_t relevance_limit = 10'000;  // further down nobody looks, and every page counts from the start

}  // namespace

std::string_view to_text(SortBy sort) {
  switch (sort) {
    case SortBy::relevance:
      return "relevance";
    case SortBy::starts_at:
      return "startsAt";
    case SortBy::starts_at_descending:
      return "-startsAt";
    case SortBy::name:
      return "name";
    case SortBy::price:
      return "price";
  }
  return "";
}

std::string to_text(SortBy sort, const Place& place) {
  const std::string value = sort == SortBy::name ? place.text : fmt::to_string(place.number);
  return fmt::format("{}:{}:{}", to_text(sort), place.id.str(), value);
}

std::optional<Place> parse_place(SortBy sort, std::string_view text) {
  const auto first = text.find(':');
  const auto second = text.find(':', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos || text.substr(0, first) != to_text(sort)) return std::nullopt;
  const std::string_view id = text.substr(first + 1, second - first - 1);
  const std::string_view value = text.substr(second + 1);
  Place place{.id = contracts::EventId{std::string(id)}};
  if (sort == SortBy::name) {
    place.text = value;
    return kit::base::is_uuid(id) ? std::optional(place) : std::nullopt;
  }
  const auto number = kit::base::parse_integer(value);
  if (!number) return std::nullopt;
  place.number = *number;
  const bool is_valid =
      sort == SortBy::relevance ? id.empty() && *number >= 0 && *number <= relevance_limit : kit::base::is_uuid(id);
  return is_valid ? std::optional(place) : std::nullopt;
}

}  // namespace boxoffice::services::events
