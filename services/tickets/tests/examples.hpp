#pragma once

// Ids and events that the tests of the tickets service use.

#include "contracts/calls/tickets_calls.hpp"
#include "contracts/messages/event_messages.hpp"
#include "kit/testing/fake_clock.hpp"
#include "services/tickets/core/commands.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::tickets {

/// "0196...": the same number gives the same id; `kind` keeps orders and users apart.
template <class IdType>
IdType id_of(int number, char kind) {
  return IdType{fmt::format("01960000-0000-7000-8{:03x}-{:012x}", static_cast<int>(kind), number)};
}
inline contracts::OrderId order(int number) {
  return id_of<contracts::OrderId>(number, 'o');
}
inline contracts::UserId user(int number) {
  return id_of<contracts::UserId>(number, 'u');
}
inline contracts::EventId event(int number = 1) {
  return id_of<contracts::EventId>(number, 'e');
}
inline contracts::TicketTypeId type(int number = 1) {
  return id_of<contracts::TicketTypeId>(number, 't');
}

/// 2026-01-01, where FakeClock begins.
inline const kit::base::Timestamp start_of_test = kit::testing::FakeClock{}.now();

inline contracts::messages::TicketType ticket_type(int number, std::int64_t capacity) {
  return {.id = type(number),
          .name = fmt::format("Type {}", number),
          .price = {.amount = std::int64_t{1000} * number, .currency = "EUR"},
          .capacity = capacity,
          .max_per_order = 10};
}

/// A published event in thirty days with that much of one ticket type.
inline contracts::messages::EventState published_event(std::int64_t capacity, int number = 1) {
  using std::chrono::hours;
  contracts::messages::EventState state;
  state.event_id = event(number);
  state.version = 1;
  state.name = "Night Train";
  state.category = "Concert";
  state.status = "ACTIVE";
  state.venue = {.name = "Grand Hall", .city = "Berlin", .country = "DE", .time_zone = "Europe/Berlin"};
  state.starts_at = start_of_test + hours{24 * 30};
  state.ends_at = state.starts_at + hours{3};
  state.currency = "EUR";
  state.ticket_types = {ticket_type(1, capacity)};
  return state;
}

inline contracts::ReserveTickets reserve_request(int order_number, std::int64_t quantity, int user_number = 1,
                                                 int event_number = 1) {
  return {.order_id = order(order_number),
          .user_id = user(user_number),
          .event_id = event(event_number),
          .items = {{.ticket_type_id = type(1), .quantity = quantity}}};
}

inline Command reserve_command(int order_number, std::int64_t quantity, int user_number = 1) {
  return {.what = Reserve{.order_id = order(order_number),
                          .user_id = user(user_number),
                          .event_id = event(),
                          .lines = {{.ticket_type_id = type(1), .quantity = quantity}}}};
}

}  // namespace boxoffice::services::tickets
