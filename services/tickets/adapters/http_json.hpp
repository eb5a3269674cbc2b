#pragma once

// What clients send to and get from the tickets service beyond the calls of other services (contracts/calls).

#include "contracts/ids.hpp"
#include "kit/json/rules.hpp"
#include "services/tickets/adapters/sql_inventory.hpp"

#include <boost/describe.hpp>

#include <string>
#include <vector>

namespace boxoffice::services::tickets {

struct AvailabilityQuery {
  std::vector<std::string> event_ids{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(count(&AvailabilityQuery::event_ids, 1, 50), format(&AvailabilityQuery::event_ids, Format::uuid));
  }
};
BOOST_DESCRIBE_STRUCT(AvailabilityQuery, (), (event_ids))

struct TypeAvailabilityView {
  contracts::TicketTypeId ticket_type_id{};
  std::int64_t capacity = 0;
  std::int64_t available = 0;
  std::int64_t held = 0;
  std::int64_t sold = 0;
};
BOOST_DESCRIBE_STRUCT(TypeAvailabilityView, (), (ticket_type_id, capacity, available, held, sold))

struct AvailabilityView {
  contracts::EventId event_id{};
  std::vector<TypeAvailabilityView> ticket_types{};
};
BOOST_DESCRIBE_STRUCT(AvailabilityView, (), (event_id, ticket_types))

struct AvailabilityList {
  std::vector<AvailabilityView> items{};
};
BOOST_DESCRIBE_STRUCT(AvailabilityList, (), (items))

[[nodiscard]] AvailabilityView view_of(const EventStock& stock);

}  // namespace boxoffice::services::tickets
