#pragma once

// Where messages travel: one topic per service that publishes.

#include <array>
#include <string>
#include <string_view>

namespace boxoffice::contracts::topics {

inline constexpr std::string_view user_events = "user-events";
inline constexpr std::string_view event_notifications = "event-notifications";
inline constexpr std::string_view order_events = "order-events";
inline constexpr std::string_view payment_events = "payment-events";
inline constexpr std::string_view ticket_events = "ticket-events";

inline constexpr std::array all{user_events, event_notifications, order_events, payment_events, ticket_events};

/// Where a message goes that a consumer could not apply: "order-events.dlq".
[[nodiscard]] inline std::string dead_letters(std::string_view topic) {
  return std::string(topic) + ".dlq";
}

}  // namespace boxoffice::contracts::topics
