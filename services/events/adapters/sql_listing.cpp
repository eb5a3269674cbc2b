#include "services/events/adapters/sql_listing.hpp"

#include "services/events/adapters/sql_rows.hpp"
#include "services/events/adapters/sql_search.hpp"
#include "services/events/core/folding.hpp"
#include "services/events/core/place.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <string_view>
#include <utility>

namespace boxoffice::services::events {

using kit::sql::to_value;
using kit::sql::Value;

namespace {

/// How the list is sorted: by a column and then by id, so that every place is unique.
struct Order {
  std::string_view column;
  bool descending = false;
};

Order order_of(SortBy sort) {
  switch (sort) {
    case SortBy::starts_at_descending:
      return {.column = "e.starts_at", .descending = true};
    case SortBy::name:
      return {.column = "e.name_key"};
    case SortBy::price:
      return {.column = "e.lowest_price"};
    case SortBy::relevance:
    case SortBy::starts_at:
      break;
  }
  return {.column = "e.starts_at"};
}

Place place_of(SortBy sort, const Event& event) {
  Place place{.id = event.id};
  if (sort == SortBy::name) {
    place.text = folded(event.content.name);
  } else {
    place.number = sort == SortBy::price ? lowest_price(event.content) : kit::base::to_unix_ms(event.content.starts_at);
  }
  return place;
}

/// A SELECT in the making. Only conditions that are asked for are in its text, so that engines can use their indexes.
class Statement {
 public:
  std::string bind(Value value) {
    arguments_.push_back(std::move(value));
    return fmt::format("${}", arguments_.size());
  }
  void where(std::string condition) { conditions_.push_back(std::move(condition)); }

  /// What is bound in `rest` was bound last.
  kit::sql::Rows run(kit::sql::Session& session, std::string_view columns, std::string_view source,
                     std::string_view rest) {
    const std::string where =
        conditions_.empty() ? std::string{} : fmt::format(" WHERE {}", fmt::join(conditions_, " AND "));
    return session.query_list(fmt::format("SELECT {} FROM {}{} {}", columns, source, where, rest),
                              kit::sql::to_arguments(arguments_));
  }

 private:
  std::vector<std::string> conditions_;
  std::vector<Value> arguments_;
};

void add_status(Statement& statement, EventStatus status, Timestamp now) {
  switch (status) {
    case EventStatus::active:
      statement.where("e.status = 'ACTIVE' AND e.ends_at > " + statement.bind(to_value(now)));
      return;
    case EventStatus::completed:
      statement.where("e.status = 'ACTIVE' AND e.ends_at <= " + statement.bind(to_value(now)));
      return;
    case EventStatus::draft:
    case EventStatus::cancelled:
      statement.where("e.status = " + statement.bind(to_value(to_text(status))));
      return;
  }
}

void add_filter(Statement& statement, const EventFilter& filter, Timestamp now) {
  const auto equal = [&](std::string_view column, Value value) {
    statement.where(fmt::format("e.{} = {}", column, statement.bind(std::move(value))));
  };
  if (filter.status) add_status(statement, *filter.status, now);
  if (filter.category) equal("category_key", to_value(folded(*filter.category)));
  if (filter.city) equal("city_key", to_value(folded(*filter.city)));
  if (filter.created_by) equal("created_by", to_value(*filter.created_by));
  if (filter.from) statement.where("e.starts_at >= " + statement.bind(to_value(*filter.from)));
  if (filter.to) statement.where("e.starts_at < " + statement.bind(to_value(*filter.to)));
}

/// Takes one event too many, which shows that another page follows.
EventPage page_of(kit::sql::Session& session, const kit::sql::Rows& rows, std::size_t limit) {
  EventPage page;
  for (std::size_t index = 0; index < rows.size() && index < limit; ++index) {
    page.events.push_back(read_event(rows[index]));
  }
  read_ticket_types(session, page.events);
  return page;
}

std::string columns_of_e() {
  std::string columns = "e.";
  for (const char letter : event_columns) {
    columns += letter;
    if (letter == ' ') columns += "e.";
  }
  return columns;
}

const std::string listed_columns = columns_of_e();

EventPage sorted_page(kit::sql::Session& session, Statement statement, std::string_view source,
                      const EventFilter& filter, const std::optional<Place>& after) {
  const Order order = order_of(filter.sort);
  if (after) {
    const auto value = filter.sort == SortBy::name ? to_value(after->text) : to_value(after->number);
    const std::string key = statement.bind(value);
    statement.where(fmt::format("({}, e.id) {} ({}, {})", order.column, order.descending ? "<" : ">", key,
                                statement.bind(to_value(after->id))));
  }
  const std::string_view direction = order.descending ? "DESC" : "ASC";
  const std::string rest = fmt::format("ORDER BY {} {}, e.id {} LIMIT {}", order.column, direction, direction,
                                       statement.bind(to_value(filter.limit + 1)));
  const auto rows = statement.run(session, listed_columns, source, rest);
  EventPage page = page_of(session, rows, filter.limit);
  if (rows.size() > filter.limit) page.next = to_text(filter.sort, place_of(filter.sort, page.events.back()));
  return page;
}

EventPage relevant_page(kit::sql::Session& session, Statement statement, const WordSearch& search,
                        const std::string& pattern, const EventFilter& filter, const std::optional<Place>& after) {
  const std::int64_t before = after ? after->number : 0;
  const std::string limit = statement.bind(to_value(filter.limit + 1));
  const std::string rest =
      fmt::format("ORDER BY {}, e.starts_at, e.id LIMIT {} OFFSET {}", fmt::format(fmt::runtime(search.rank), pattern),
                  limit, statement.bind(to_value(before)));
  const auto rows = statement.run(session, listed_columns, search.source, rest);
  EventPage page = page_of(session, rows, filter.limit);
  if (rows.size() > filter.limit) {
    const auto shown = before + static_cast<std::int64_t>(filter.limit);
    page.next = to_text(SortBy::relevance, Place{.number = shown});
  }
  return page;
}

}  // namespace

Result<EventPage> list_events(kit::sql::Session& session, const EventFilter& filter, Timestamp now) {
  std::optional<Place> after;
  if (filter.after) {
    after = parse_place(filter.sort, *filter.after);
    if (!after) return kit::base::fail_field("?cursor", "does not belong to this list; begin without a cursor");
  }
  Statement statement;
  if (!filter.query) {
    add_filter(statement, filter, now);
    return sorted_page(session, std::move(statement), "events e", filter, after);
  }
  const auto search = word_search(session.dialect(), *filter.query);
  if (!search) return EventPage{};
  const std::string pattern = statement.bind(search->pattern);
  statement.where(fmt::format(fmt::runtime(search->condition), pattern));
  add_filter(statement, filter, now);
  if (filter.sort == SortBy::relevance) {
    return relevant_page(session, std::move(statement), *search, pattern, filter, after);
  }
  return sorted_page(session, std::move(statement), search->source, filter, after);
}

std::vector<CategoryCount> count_categories(kit::sql::Session& session, Timestamp now) {
  std::vector<CategoryCount> counts;
  for (const auto& row : session.query("SELECT MIN(category), COUNT(*) FROM events WHERE status = 'ACTIVE' AND "
                                       "ends_at > $1 GROUP BY category_key ORDER BY category_key",
                                       now)) {
    counts.push_back({.category = row.get<std::string>(0), .count = row.get<std::int64_t>(1)});
  }
  return counts;
}

std::vector<CityCount> count_cities(kit::sql::Session& session, Timestamp now) {
  std::vector<CityCount> counts;
  for (const auto& row : session.query("SELECT MIN(city), country, COUNT(*) FROM events WHERE status = 'ACTIVE' AND "
                                       "ends_at > $1 GROUP BY city_key, country ORDER BY city_key, country",
                                       now)) {
    counts.push_back(
        {.city = row.get<std::string>(0), .country = row.get<std::string>(1), .count = row.get<std::int64_t>(2)});
  }
  return counts;
}

}  // namespace boxoffice::services::events
