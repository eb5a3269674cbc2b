#include "services/events/adapters/sql_rows.hpp"

#include "services/events/core/folding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

namespace boxoffice::services::events {

using kit::base::Timestamp;
using kit::sql::Argument;
using kit::sql::to_value;
using kit::sql::Value;

namespace {

/// Lists of ids come in these sizes, so that an engine prepares few statements; the last id fills the rest.
constexpr std::array<std::size_t, 3> id_list_sizes{1, 20, 101};

/// "head($1, $2, ...) tail" and what it binds. At most as many ids as the largest size.
struct IdQuery {
  std::string text{};
  std::vector<Argument> arguments{};  // text belongs to the ids
};

IdQuery query_by_ids(std::string_view head, std::span<const contracts::EventId> ids, std::string_view tail) {
  const auto size = std::ranges::find_if(id_list_sizes, [&](std::size_t each) { return each >= ids.size(); });
  IdQuery query{.text = std::string(head) + "("};
  for (std::size_t index = 0; index < *size; ++index) {
    fmt::format_to(std::back_inserter(query.text), "{}${}", index == 0 ? "" : ", ", index + 1);
    query.arguments.push_back(kit::sql::to_argument(ids[std::min(index, ids.size() - 1)]));
  }
  query.text += std::string(")") += tail;
  return query;
}

/// Calls `step` with parts of `ids` that fit into one query.
template <class Step>
void in_parts(std::span<const contracts::EventId> ids, Step step) {
  while (!ids.empty()) {
    const auto part = ids.first(std::min(ids.size(), id_list_sizes.back()));
    step(part);
    ids = ids.subspan(part.size());
  }
}

}  // namespace

EventStatus status_of(std::string_view text) {
  if (text == "ACTIVE") return EventStatus::active;
  return text == "CANCELLED" ? EventStatus::cancelled : EventStatus::draft;
}

Event read_event(const kit::sql::Row& row) {
  return {.id = row.get<contracts::EventId>(0),
          .content = {.name = row.get<std::string>(1),
                      .description = row.get<std::string>(2),
                      .category = row.get<std::string>(3),
                      .venue = {.name = row.get<std::string>(4),
                                .address = row.get<std::string>(5),
                                .city = row.get<std::string>(6),
                                .country = row.get<std::string>(7),
                                .time_zone = row.get<std::string>(8)},
                      .starts_at = row.get<Timestamp>(9),
                      .ends_at = row.get<Timestamp>(10),
                      .sales_start_at = row.get<std::optional<Timestamp>>(11),
                      .sales_end_at = row.get<std::optional<Timestamp>>(12),
                      .image_url = row.get<std::optional<std::string>>(13)},
          .status = status_of(row.get<std::string>(14)),
          .version = row.get<std::int64_t>(15),
          .details_id = row.get<std::string>(16),
          .created_by = row.get<contracts::UserId>(17),
          .created_at = row.get<Timestamp>(18),
          .updated_at = row.get<Timestamp>(19)};
}

std::vector<Value> values_of(const Event& event) {
  const EventContent& content = event.content;
  const Venue& venue = content.venue;
  return {to_value(event.id),
          to_value(content.name),
          to_value(content.description),
          to_value(content.category),
          to_value(venue.name),
          to_value(venue.address),
          to_value(venue.city),
          to_value(venue.country),
          to_value(venue.time_zone),
          to_value(content.starts_at),
          to_value(content.ends_at),
          to_value(content.sales_start_at),
          to_value(content.sales_end_at),
          to_value(content.image_url),
          to_value(to_text(event.status)),
          to_value(event.version),
          to_value(event.details_id),
          to_value(event.created_by),
          to_value(event.created_at),
          to_value(event.updated_at),
          to_value(currency_of(content)),
          to_value(lowest_price(content)),
          to_value(folded(content.name)),
          to_value(folded(content.category)),
          to_value(folded(venue.city))};
}

void read_ticket_types(kit::sql::Session& session, std::vector<Event>& events) {
  std::vector<contracts::EventId> all;
  all.reserve(events.size());
  for (const auto& event : events) all.push_back(event.id);
  in_parts(all, [&](std::span<const contracts::EventId> part) {
    auto query = query_by_ids(
        "SELECT t.event_id, t.id, t.name, t.price, e.currency, t.capacity, t.max_per_order, t.max_per_user "
        "FROM ticket_types t JOIN events e ON e.id = t.event_id WHERE t.event_id IN ",
        part, " ORDER BY t.event_id, t.position");
    for (const auto& row : session.query_list(query.text, query.arguments)) {
      const auto event = std::ranges::find(events, row.get<contracts::EventId>(0), &Event::id);
      if (event == events.end()) continue;
      event->content.ticket_types.push_back(
          {.id = row.get<contracts::TicketTypeId>(1),
           .name = row.get<std::string>(2),
           .price = {.amount = row.get<std::int64_t>(3), .currency = row.get<std::string>(4)},
           .capacity = row.get<std::int64_t>(5),
           .max_per_order = row.get<std::int64_t>(6),
           .max_per_user = row.get<std::optional<std::int64_t>>(7)});
    }
  });
}

void insert_ticket_types(kit::sql::Transaction& transaction, const Event& event) {
  std::int64_t position = 0;
  for (const auto& type : event.content.ticket_types) {
    transaction.execute(
        "INSERT INTO ticket_types (id, event_id, position, name, price, capacity, max_per_order, max_per_user) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        type.id, event.id, position++, type.name, type.price.amount, type.capacity, type.max_per_order,
        type.max_per_user);
  }
}

std::vector<Event> read_events(kit::sql::Session& session, std::span<const contracts::EventId> ids) {
  static const std::string head = fmt::format("SELECT {} FROM events WHERE id IN ", event_columns);
  std::vector<Event> events;
  in_parts(ids, [&](std::span<const contracts::EventId> part) {
    auto query = query_by_ids(head, part, "");
    for (const auto& row : session.query_list(query.text, query.arguments)) {
      events.push_back(read_event(row));
    }
  });
  read_ticket_types(session, events);
  return events;
}

}  // namespace boxoffice::services::events
