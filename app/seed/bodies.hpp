#pragma once

// What seeding sends, as JSON.

#include "app/seed/demo_events.hpp"

#include <chrono>
#include <string>

namespace boxoffice::app::seed {

[[nodiscard]] std::string login_body(const std::string& username, const std::string& password);
[[nodiscard]] std::string register_body(const DemoBuyer& buyer, const std::string& password);
/// Its times count from `today`.
[[nodiscard]] std::string event_body(const DemoEvent& event, std::chrono::sys_days today);
/// Paid by a card that works, or, when there is nothing to pay, not at all.
[[nodiscard]] std::string order_body(const std::string& event_id, const std::string& ticket_type_id,
                                     std::int64_t quantity, bool paid);

}  // namespace boxoffice::app::seed
