#pragma once

// Who publishes and who consumes which topics. A test compares it with the subscriptions of the services themselves.

#include "contracts/topics.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <utility>

namespace boxoffice::app::audit {

inline constexpr std::array<std::string_view, 5> publishers{"users", "events", "orders", "payments", "tickets"};

namespace detail {
inline constexpr std::array of_orders{contracts::topics::payment_events, contracts::topics::ticket_events,
                                      contracts::topics::event_notifications};
inline constexpr std::array of_tickets{contracts::topics::event_notifications};
inline constexpr std::array of_chat{contracts::topics::user_events};
}  // namespace detail

using Consumer = std::pair<std::string_view, std::span<const std::string_view>>;

inline constexpr std::array consumers{Consumer{"orders", detail::of_orders}, Consumer{"tickets", detail::of_tickets},
                                      Consumer{"notifications", contracts::topics::all},
                                      Consumer{"chat", detail::of_chat}};

[[nodiscard]] constexpr bool consumes(std::string_view service, std::string_view topic) {
  return std::ranges::any_of(consumers, [=](const Consumer& consumer) {
    return consumer.first == service && std::ranges::find(consumer.second, topic) != consumer.second.end();
  });
}

}  // namespace boxoffice::app::audit
