#pragma once

// Events as tests want them: valid, and different only where the test says so.

#include "services/events/core/event.hpp"
#include "services/events/core/ports.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <utility>

namespace boxoffice::services::events {

inline Timestamp day(int number) {
  return Timestamp{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1} + std::chrono::days{number}};
}

inline Actor organiser() {
  return {.id = contracts::UserId{"0197a000-0000-7000-8000-00000000aaaa"}, .name = "olga"};
}

inline TicketType ticket_type(std::string name, std::int64_t price, std::int64_t capacity) {
  return {
      .name = std::move(name), .price = {.amount = price, .currency = "EUR"}, .capacity = capacity, .max_per_order = 8};
}

/// On day 30, for 25.00 EUR.
inline EventContent night_train() {
  return {.name = "Night Train",
          .description = "A concert on rails.",
          .category = "Music",
          .venue = {.name = "Grand Hall",
                    .address = "Hauptstr. 1",
                    .city = "Berlin",
                    .country = "DE",
                    .time_zone = "Europe/Berlin"},
          .starts_at = day(30),
          .ends_at = day(30) + std::chrono::hours{3},
          .ticket_types = {ticket_type("Standard", 2500, 100)}};
}

}  // namespace boxoffice::services::events
