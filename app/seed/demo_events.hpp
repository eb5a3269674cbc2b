#pragma once

// What a fresh deployment in lab mode shows, so that the portals are alive at once.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace boxoffice::app::seed {

struct DemoTicketType {
  std::string_view name;
  std::int64_t price = 0;  // minor units of the event's currency
  std::int64_t capacity = 0;
  std::int64_t max_per_order = 10;
};

struct DemoVenue {
  std::string_view name;
  std::string_view address;
  std::string_view city;
  std::string_view country;
  std::string_view time_zone;
};

struct DemoEvent {
  std::string_view slug;  // names it in idempotency keys
  std::string_view name;
  std::string_view description;
  std::string_view category;
  DemoVenue venue{};
  int days_ahead = 0;
  int start_hour = 0;  // UTC
  int hours = 0;
  std::string_view currency;
  std::vector<DemoTicketType> types{};
  std::string_view details = "{}";      // free document of the event: JSON
  std::vector<std::int64_t> sold_to{};  // tickets of the first type that the first, second, ... buyer has
};

struct DemoBuyer {
  std::string_view username;
  std::string_view full_name;
  std::string_view language;
};

[[nodiscard]] std::span<const DemoEvent> demo_events();
[[nodiscard]] std::span<const DemoBuyer> demo_buyers();

}  // namespace boxoffice::app::seed
