#pragma once

// What clients send to and get from the events service, with the rules of each member.

#include "contracts/ids.hpp"
#include "kit/base/money.hpp"
#include "kit/base/time.hpp"
#include "kit/json/document.hpp"
#include "kit/json/rules.hpp"
#include "services/events/core/browsing.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace boxoffice::services::events {

inline constexpr std::size_t name_limit = 120;  // characters, as all text limits
inline constexpr std::size_t description_limit = 20'000;
inline constexpr std::size_t category_limit = 50;
inline constexpr std::size_t address_limit = 200;
inline constexpr std::size_t city_limit = 80;
inline constexpr std::size_t country_limit = 60;
inline constexpr std::size_t reason_limit = 500;
inline constexpr std::size_t details_limit = 64 * 1024;  // bytes of compact JSON
inline constexpr std::size_t ticket_types_limit = 50;
inline constexpr std::int64_t price_limit = 100'000'000;  // minor units
inline constexpr std::int64_t capacity_limit = 1'000'000;
inline constexpr std::int64_t order_limit = 100;  // tickets of one type
inline constexpr std::int64_t user_limit = 1'000;
inline constexpr std::size_t ids_limit = 50;
inline constexpr std::size_t cursor_limit = 2'000;
inline constexpr std::int64_t poster_least = 16;  // pixels
inline constexpr std::int64_t poster_most = 2'000;

struct VenueBody {
  std::string name{};
  std::string address{};
  std::string city{};
  std::string country{};
  std::string time_zone{};  // IANA

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&VenueBody::name, 1, name_limit), single_line(&VenueBody::name),
                 size(&VenueBody::address, 0, address_limit), single_line(&VenueBody::address),
                 with_default(&VenueBody::address), size(&VenueBody::city, 1, city_limit),
                 single_line(&VenueBody::city), size(&VenueBody::country, 2, country_limit),
                 single_line(&VenueBody::country), format(&VenueBody::time_zone, Format::iana_time_zone));
  }
};
BOOST_DESCRIBE_STRUCT(VenueBody, (), (name, address, city, country, time_zone))

struct PriceBody {
  std::int64_t amount = 0;  // minor units
  std::string currency{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(range(&PriceBody::amount, 0, price_limit), format(&PriceBody::currency, Format::currency));
  }
};
BOOST_DESCRIBE_STRUCT(PriceBody, (), (amount, currency))

struct TicketTypeBody {
  std::optional<contracts::TicketTypeId> id{};  // absent: a new one
  std::string name{};
  PriceBody price{};
  std::int64_t capacity = 0;
  std::int64_t max_per_order = 10;
  std::optional<std::int64_t> max_per_user{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(format(&TicketTypeBody::id, Format::uuid), size(&TicketTypeBody::name, 1, name_limit),
                 single_line(&TicketTypeBody::name), range(&TicketTypeBody::capacity, 0, capacity_limit),
                 range(&TicketTypeBody::max_per_order, 1, order_limit), with_default(&TicketTypeBody::max_per_order),
                 range(&TicketTypeBody::max_per_user, 1, user_limit));
  }
};
BOOST_DESCRIBE_STRUCT(TicketTypeBody, (), (id, name, price, capacity, max_per_order, max_per_user))

struct EventBody {
  std::string name{};
  std::string description{};
  std::string category{};
  VenueBody venue{};
  kit::base::Timestamp starts_at{};
  kit::base::Timestamp ends_at{};
  std::optional<kit::base::Timestamp> sales_start_at{};
  std::optional<kit::base::Timestamp> sales_end_at{};
  std::optional<std::string> image_url{};
  std::vector<TicketTypeBody> ticket_types{};
  std::optional<kit::json::Document> details{};  // absent in a change: they stay as they are

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&EventBody::name, 1, name_limit), single_line(&EventBody::name),
                 size(&EventBody::description, 0, description_limit), with_default(&EventBody::description),
                 size(&EventBody::category, 1, category_limit), single_line(&EventBody::category),
                 format(&EventBody::image_url, Format::https_uri),
                 count(&EventBody::ticket_types, 0, ticket_types_limit), with_default(&EventBody::ticket_types),
                 size(&EventBody::details, 0, details_limit));
  }
};
BOOST_DESCRIBE_STRUCT(EventBody, (),
                      (name, description, category, venue, starts_at, ends_at, sales_start_at, sales_end_at, image_url,
                       ticket_types, details))

struct EventChangeBody : EventBody {
  std::optional<std::int64_t> version{};  // absent: If-Match says it

  static constexpr auto limits() {
    using namespace kit::json;
    return std::tuple_cat(EventBody::limits(),
                          rules(range(&EventChangeBody::version, 0, std::numeric_limits<std::int64_t>::max())));
  }
};
BOOST_DESCRIBE_STRUCT(EventChangeBody, (EventBody), (version))

struct PublishBody {
  std::optional<std::int64_t> version{};  // absent: If-Match may say it

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(range(&PublishBody::version, 0, std::numeric_limits<std::int64_t>::max()));
  }
};
BOOST_DESCRIBE_STRUCT(PublishBody, (), (version))

struct CancelBody {
  std::optional<std::int64_t> version{};  // absent: If-Match may say it
  std::optional<std::string> reason{};

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(range(&CancelBody::version, 0, std::numeric_limits<std::int64_t>::max()),
                 size(&CancelBody::reason, 1, reason_limit));
  }
};
BOOST_DESCRIBE_STRUCT(CancelBody, (), (version, reason))

struct EventQuery {
  std::optional<std::string> query{};
  std::optional<std::string> category{};
  std::optional<std::string> city{};
  std::optional<kit::base::Timestamp> from{};
  std::optional<kit::base::Timestamp> to{};
  std::optional<EventStatus> status{};
  std::optional<std::string> sort{};              // absent: by relevance with a query, else by startsAt
  std::optional<std::vector<std::string>> ids{};  // these alone, whatever else is asked for
  std::optional<std::string> cursor{};
  std::int64_t limit = 20;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&EventQuery::query, 1, 100), size(&EventQuery::category, 1, category_limit),
                 size(&EventQuery::city, 1, city_limit),
                 one_of(&EventQuery::sort, "startsAt", "-startsAt", "name", "price"),
                 count(&EventQuery::ids, 1, ids_limit), format(&EventQuery::ids, Format::uuid),
                 size(&EventQuery::cursor, 1, cursor_limit), range(&EventQuery::limit, 1, 100),
                 with_default(&EventQuery::limit));
  }
};
BOOST_DESCRIBE_STRUCT(EventQuery, (), (query, category, city, from, to, status, sort, ids, cursor, limit))

struct PageQuery {
  std::optional<std::string> cursor{};
  std::int64_t limit = 20;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(size(&PageQuery::cursor, 1, cursor_limit), range(&PageQuery::limit, 1, 100),
                 with_default(&PageQuery::limit));
  }
};
BOOST_DESCRIBE_STRUCT(PageQuery, (), (cursor, limit))

struct PosterQuery {
  std::int64_t w = 1200;
  std::int64_t h = 800;

  static constexpr auto limits() {
    using namespace kit::json;
    return rules(range(&PosterQuery::w, poster_least, poster_most), with_default(&PosterQuery::w),
                 range(&PosterQuery::h, poster_least, poster_most), with_default(&PosterQuery::h));
  }
};
BOOST_DESCRIBE_STRUCT(PosterQuery, (), (w, h))

struct VenueView {
  std::string name{};
  std::string address{};
  std::string city{};
  std::string country{};
  std::string time_zone{};
};
BOOST_DESCRIBE_STRUCT(VenueView, (), (name, address, city, country, time_zone))

struct TicketTypeView {
  contracts::TicketTypeId id{};
  std::string name{};
  kit::base::Money price{};
  std::int64_t capacity = 0;
  std::int64_t max_per_order = 0;
  std::optional<std::int64_t> max_per_user{};
};
BOOST_DESCRIBE_STRUCT(TicketTypeView, (), (id, name, price, capacity, max_per_order, max_per_user))

struct EventView {
  contracts::EventId id{};
  std::string name{};
  std::string description{};
  std::string category{};
  VenueView venue{};
  kit::base::Timestamp starts_at{};
  kit::base::Timestamp ends_at{};
  std::optional<kit::base::Timestamp> sales_start_at{};
  std::optional<kit::base::Timestamp> sales_end_at{};
  std::optional<std::string> image_url{};
  EventStatus status{};
  std::vector<TicketTypeView> ticket_types{};
  std::optional<kit::json::Document> details{};
  contracts::UserId created_by{};
  kit::base::Timestamp created_at{};
  kit::base::Timestamp updated_at{};
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(EventView, (),
                      (id, name, description, category, venue, starts_at, ends_at, sales_start_at, sales_end_at,
                       image_url, status, ticket_types, details, created_by, created_at, updated_at, version))

struct CategoryView {
  std::string category{};
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(CategoryView, (), (category, count))

struct CategoryList {
  std::vector<CategoryView> items{};
};
BOOST_DESCRIBE_STRUCT(CategoryList, (), (items))

struct CityView {
  std::string city{};
  std::string country{};
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(CityView, (), (city, country, count))

struct CityList {
  std::vector<CityView> items{};
};
BOOST_DESCRIBE_STRUCT(CityList, (), (items))

struct LogEntryView {
  std::string id{};
  kit::base::Timestamp at{};
  contracts::UserId actor_id{};
  std::string actor_name{};
  Action action{};
  std::optional<std::vector<Change>> changes{};
  std::optional<std::string> reason{};
};
BOOST_DESCRIBE_STRUCT(LogEntryView, (), (id, at, actor_id, actor_name, action, changes, reason))

[[nodiscard]] EventContent content_of(EventBody body);
[[nodiscard]] EventFilter filter_of(const EventQuery& query);
/// As it is at `now`, without its details.
[[nodiscard]] EventView view_of(const Event& event, kit::base::Timestamp now);
[[nodiscard]] LogEntryView view_of(const LogEntry& entry);

}  // namespace boxoffice::services::events
