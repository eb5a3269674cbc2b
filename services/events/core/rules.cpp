#include "services/events/core/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

namespace boxoffice::services::events {

namespace {

using kit::base::FieldError;

void check_times(const EventContent& content, std::vector<FieldError>& broken) {
  if (content.ends_at <= content.starts_at) broken.push_back({"/endsAt", "must be after startsAt"});
  const auto sales_end = content.sales_end_at.value_or(content.starts_at);
  if (content.sales_end_at && *content.sales_end_at > content.ends_at) {
    broken.push_back({"/salesEndAt", "must not be after endsAt"});
  }
  if (content.sales_start_at && *content.sales_start_at >= sales_end) {
    broken.push_back({"/salesStartAt", "must be before sales end"});
  }
}

void check_ticket_types(const EventContent& content, std::vector<FieldError>& broken) {
  std::set<std::string> ids;
  std::set<std::string> names;
  for (std::size_t index = 0; index < content.ticket_types.size(); ++index) {
    const TicketType& type = content.ticket_types[index];
    const std::string pointer = fmt::format("/ticketTypes/{}", index);
    if (type.price.currency != currency_of(content)) {
      broken.push_back({pointer + "/price/currency", "must be the same for all ticket types of an event"});
    }
    if (!type.id.empty() && !ids.insert(type.id.str()).second) broken.push_back({pointer + "/id", "is there twice"});
    if (!names.insert(type.name).second) broken.push_back({pointer + "/name", "is there twice"});
  }
}

template <class Value>
void compare(std::vector<Change>& changes, const char* field, const Value& before, const Value& after) {
  if (before != after) changes.push_back({field, fmt::format("{}", before), fmt::format("{}", after)});
}

std::string text_of(const std::optional<kit::base::Timestamp>& time) {
  return time ? kit::base::to_rfc3339(*time) : "";
}

std::string text_of(const TicketType& type) {
  return fmt::format("{}, {}, {} tickets, {} per order{}", type.name, kit::base::format_money(type.price),
                     type.capacity, type.max_per_order,
                     type.max_per_user ? fmt::format(", {} per person", *type.max_per_user) : "");
}

const TicketType* find_type(const EventContent& content, const contracts::TicketTypeId& id) {
  const auto found = std::ranges::find(content.ticket_types, id, &TicketType::id);
  return found == content.ticket_types.end() ? nullptr : &*found;
}

}  // namespace

std::vector<FieldError> broken_rules(const EventContent& content) {
  std::vector<FieldError> broken;
  check_times(content, broken);
  check_ticket_types(content, broken);
  return broken;
}

std::vector<FieldError> broken_promises(const Event& before, const EventContent& after) {
  std::vector<FieldError> broken;
  for (std::size_t index = 0; index < after.ticket_types.size(); ++index) {
    const auto& id = after.ticket_types[index].id;
    if (!id.empty() && find_type(before.content, id) == nullptr) {
      broken.push_back({fmt::format("/ticketTypes/{}/id", index), "is no ticket type of this event; leave it out"});
    }
  }
  if (before.status != EventStatus::active) return broken;
  if (after.ticket_types.empty()) {
    broken.push_back({"/ticketTypes", "must keep at least one ticket type while the event is active"});
  } else if (currency_of(after) != currency_of(before.content)) {
    broken.push_back({"/ticketTypes/0/price/currency", "cannot change once the event is published"});
  }
  return broken;
}

std::vector<Change> differences(const EventContent& before, const EventContent& after) {
  std::vector<Change> changes;
  compare(changes, "name", before.name, after.name);
  compare(changes, "description", before.description, after.description);
  compare(changes, "category", before.category, after.category);
  compare(changes, "venue.name", before.venue.name, after.venue.name);
  compare(changes, "venue.address", before.venue.address, after.venue.address);
  compare(changes, "venue.city", before.venue.city, after.venue.city);
  compare(changes, "venue.country", before.venue.country, after.venue.country);
  compare(changes, "venue.timeZone", before.venue.time_zone, after.venue.time_zone);
  compare(changes, "startsAt", text_of(before.starts_at), text_of(after.starts_at));
  compare(changes, "endsAt", text_of(before.ends_at), text_of(after.ends_at));
  compare(changes, "salesStartAt", text_of(before.sales_start_at), text_of(after.sales_start_at));
  compare(changes, "salesEndAt", text_of(before.sales_end_at), text_of(after.sales_end_at));
  compare(changes, "imageUrl", before.image_url.value_or(""), after.image_url.value_or(""));
  for (const TicketType& type : before.ticket_types) {
    const TicketType* const now = find_type(after, type.id);
    compare(changes, "ticketType", text_of(type), now != nullptr ? text_of(*now) : "");
  }
  for (const TicketType& type : after.ticket_types) {
    if (find_type(before, type.id) == nullptr) changes.push_back({"ticketType", "", text_of(type)});
  }
  return changes;
}

std::vector<TicketType> lowered_capacities(const EventContent& before, const EventContent& after) {
  std::vector<TicketType> lowered;
  for (TicketType type : before.ticket_types) {
    const TicketType* const now = find_type(after, type.id);
    const std::int64_t capacity = now != nullptr ? now->capacity : 0;
    if (now != nullptr && capacity >= type.capacity) continue;
    type.capacity = capacity;
    lowered.push_back(type);
  }
  return lowered;
}

}  // namespace boxoffice::services::events
