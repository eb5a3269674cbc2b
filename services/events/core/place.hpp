#pragma once

// Where in a list a page ends, as the text inside a cursor.

#include "services/events/core/ports.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::services::events {

/// The value by which the list is sorted and the id of the page's last event. A list by relevance has no such value:
/// there `number` counts the events before the next page.
struct Place {
  std::string text{};       // of SortBy::name: the folded name
  std::int64_t number = 0;  // of every other order
  contracts::EventId id{};

  friend bool operator==(const Place&, const Place&) = default;
};

/// As `sort` is written in a query: "startsAt", "-startsAt", "name", "price", "relevance".
[[nodiscard]] std::string_view to_text(SortBy sort);

/// Begins with the order, so that a cursor of one order is refused by another.
[[nodiscard]] std::string to_text(SortBy sort, const Place& place);

/// Nullopt for text that to_text(sort, ...) did not make.
[[nodiscard]] std::optional<Place> parse_place(SortBy sort, std::string_view text);

}  // namespace boxoffice::services::events
