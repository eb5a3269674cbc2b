#include "services/events/adapters/http_json.hpp"

#include "services/events/core/place.hpp"

#include <utility>

namespace boxoffice::services::events {

namespace {

SortBy sort_of(const EventQuery& query) {
  if (query.sort) {
    for (const SortBy sort : {SortBy::starts_at, SortBy::starts_at_descending, SortBy::name, SortBy::price}) {
      if (to_text(sort) == *query.sort) return sort;
    }
  }
  return query.query ? SortBy::relevance : SortBy::starts_at;
}

VenueView view_of(const Venue& venue) {
  return {.name = venue.name,
          .address = venue.address,
          .city = venue.city,
          .country = venue.country,
          .time_zone = venue.time_zone};
}

TicketTypeView view_of(const TicketType& type) {
  return {.id = type.id,
          .name = type.name,
          .price = type.price,
          .capacity = type.capacity,
          .max_per_order = type.max_per_order,
          .max_per_user = type.max_per_user};
}

}  // namespace

EventContent content_of(EventBody body) {
  EventContent content{.name = std::move(body.name),
                       .description = std::move(body.description),
                       .category = std::move(body.category),
                       .venue = {.name = std::move(body.venue.name),
                                 .address = std::move(body.venue.address),
                                 .city = std::move(body.venue.city),
                                 .country = std::move(body.venue.country),
                                 .time_zone = std::move(body.venue.time_zone)},
                       .starts_at = body.starts_at,
                       .ends_at = body.ends_at,
                       .sales_start_at = body.sales_start_at,
                       .sales_end_at = body.sales_end_at,
                       .image_url = std::move(body.image_url)};
  for (auto& type : body.ticket_types) {
    content.ticket_types.push_back({.id = std::move(type.id).value_or(contracts::TicketTypeId{}),
                                    .name = std::move(type.name),
                                    .price = {.amount = type.price.amount, .currency = std::move(type.price.currency)},
                                    .capacity = type.capacity,
                                    .max_per_order = type.max_per_order,
                                    .max_per_user = type.max_per_user});
  }
  return content;
}

EventFilter filter_of(const EventQuery& query) {
  return {.query = query.query,
          .category = query.category,
          .city = query.city,
          .from = query.from,
          .to = query.to,
          .status = query.status,
          .sort = sort_of(query),
          .limit = static_cast<std::size_t>(query.limit)};
}

EventView view_of(const Event& event, kit::base::Timestamp now) {
  const EventContent& content = event.content;
  EventView view{.id = event.id,
                 .name = content.name,
                 .description = content.description,
                 .category = content.category,
                 .venue = view_of(content.venue),
                 .starts_at = content.starts_at,
                 .ends_at = content.ends_at,
                 .sales_start_at = content.sales_start_at,
                 .sales_end_at = content.sales_end_at,
                 .image_url = content.image_url,
                 .status = status_at(event, now),
                 .created_by = event.created_by,
                 .created_at = event.created_at,
                 .updated_at = event.updated_at,
                 .version = event.version};
  for (const auto& type : content.ticket_types) view.ticket_types.push_back(view_of(type));
  return view;
}

LogEntryView view_of(const LogEntry& entry) {
  LogEntryView view{.id = entry.id,
                    .at = entry.at,
                    .actor_id = entry.actor.id,
                    .actor_name = entry.actor.name,
                    .action = entry.action,
                    .reason = entry.reason};
  if (!entry.changes.empty()) view.changes = entry.changes;
  return view;
}

}  // namespace boxoffice::services::events
