#pragma once

// What clients send to and get from the tickets service beyond the calls of other services (contracts/calls).

#include "contracts/ids.hpp"
#include "kit/base/money.hpp"
#include "kit/base/time.hpp"
#include "kit/json/rules.hpp"
#include "services/tickets/adapters/sql_inventory.hpp"
#include "services/tickets/adapters/sql_tickets.hpp"
#include "services/tickets/adapters/ticket_codes.hpp"
#include "services/tickets/core/ticket.hpp"

#include <boost/describe.hpp>

#include <optional>
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

struct TicketView {
  contracts::TicketId id{};
  contracts::EventId event_id{};
  contracts::OrderId order_id{};
  contracts::UserId user_id{};
  contracts::TicketTypeId ticket_type_id{};
  std::string ticket_type_name{};
  std::optional<std::string> seat_number{};
  kit::base::Money price{};
  TicketStatus status{};
  std::string code{};
  kit::base::Timestamp issued_at{};
  std::optional<kit::base::Timestamp> checked_in_at{};
  std::optional<std::string> gate{};
};
BOOST_DESCRIBE_STRUCT(TicketView, (),
                      (id, event_id, order_id, user_id, ticket_type_id, ticket_type_name, seat_number, price, status,
                       code, issued_at, checked_in_at, gate))

/// Lists without filters.
struct PageQuery {
  std::optional<std::string> cursor{};
  std::int64_t limit = 20;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&PageQuery::cursor, 1, 200), range(&PageQuery::limit, 1, 100), with_default(&PageQuery::limit));
  }
};
BOOST_DESCRIBE_STRUCT(PageQuery, (), (cursor, limit))

struct TicketQuery {
  std::optional<contracts::EventId> event_id{};
  std::optional<TicketStatus> status{};
  std::optional<std::string> query{};  // a ticket's code, or part of the id of ticket, order or user
  std::optional<std::string> cursor{};
  std::optional<std::string> format{};
  std::int64_t limit = 20;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(kit::json::format(&TicketQuery::event_id, Format::uuid), size(&TicketQuery::query, 1, 100),
                 size(&TicketQuery::cursor, 1, 200), one_of(&TicketQuery::format, "json", "csv"),
                 range(&TicketQuery::limit, 1, 100), with_default(&TicketQuery::limit));
  }
};
BOOST_DESCRIBE_STRUCT(TicketQuery, (), (event_id, status, query, cursor, format, limit))

struct CheckInBody {
  std::string code{};
  std::optional<contracts::EventId> event_id{};
  std::optional<std::string> gate{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&CheckInBody::code, 1, 200), single_line(&CheckInBody::code),
                 format(&CheckInBody::event_id, Format::uuid), size(&CheckInBody::gate, 1, 50),
                 single_line(&CheckInBody::gate));
  }
};
BOOST_DESCRIBE_STRUCT(CheckInBody, (), (code, event_id, gate))

struct VenueView {
  static constexpr std::string_view schema_name = "TicketVenueView";

  std::string name{};
  std::string city{};
  std::string country{};
  std::string time_zone{};
};
BOOST_DESCRIBE_STRUCT(VenueView, (), (name, city, country, time_zone))

struct EventOnTicketView {
  contracts::EventId id{};
  std::string name{};
  VenueView venue{};
  kit::base::Timestamp starts_at{};
  kit::base::Timestamp ends_at{};
};
BOOST_DESCRIBE_STRUCT(EventOnTicketView, (), (id, name, venue, starts_at, ends_at))

struct AdmittedView {
  TicketView ticket{};
  EventOnTicketView event{};
};
BOOST_DESCRIBE_STRUCT(AdmittedView, (), (ticket, event))

struct TypeAttendanceView {
  contracts::TicketTypeId ticket_type_id{};
  std::string name{};
  std::int64_t sold = 0;
  std::int64_t checked_in = 0;
};
BOOST_DESCRIBE_STRUCT(TypeAttendanceView, (), (ticket_type_id, name, sold, checked_in))

struct AttendanceView {
  std::int64_t sold = 0;
  std::int64_t checked_in = 0;
  std::vector<TypeAttendanceView> by_type{};
};
BOOST_DESCRIBE_STRUCT(AttendanceView, (), (sold, checked_in, by_type))

[[nodiscard]] AvailabilityView view_of(const EventStock& stock);
[[nodiscard]] TicketView view_of(const Ticket& ticket, const TicketCodes& codes);
[[nodiscard]] AdmittedView view_of(const TicketForEvent& admitted, const TicketCodes& codes);
[[nodiscard]] AttendanceView view_of(const std::vector<TypeAttendance>& types);

}  // namespace boxoffice::services::tickets
