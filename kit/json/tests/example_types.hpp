#pragma once

// Described structs with every kind of member, for the tests of this folder.

#include "kit/json/json.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::kit::json::tests {

using ShowId = base::Id<struct ShowTag>;

enum class Stage { main_hall, cellar, delete_ };
BOOST_DESCRIBE_ENUM(Stage, main_hall, cellar, delete_)

struct Seat {
  std::int32_t row_number = 0;
  std::int64_t price = 0;

  static constexpr auto limits() { return rules(range(&Seat::row_number, 1, 50), range(&Seat::price, 0, 1'000'000)); }
  friend bool operator==(const Seat&, const Seat&) = default;
};
BOOST_DESCRIBE_STRUCT(Seat, (), (row_number, price))

struct Show {
  ShowId id{};
  std::string title{};
  Stage stage = Stage::main_hall;
  base::Timestamp starts_at{};
  std::vector<Seat> seats{};
  std::optional<std::string> note{};
  std::map<std::string, bool> flags{};
  bool sold_out = false;
  double rating = 0;
  Document details{};

  static constexpr auto limits() {
    return rules(size(&Show::id, 36, 36), format(&Show::id, Format::uuid), size(&Show::title, 1, 10),
                 single_line(&Show::title), count(&Show::seats, 1, 3), size(&Show::note, 0, 5),
                 size(&Show::details, 2, 40), range(&Show::rating, 0, 5), with_default(&Show::rating),
                 with_default(&Show::flags), with_default(&Show::details), with_default(&Show::sold_out));
  }
  friend bool operator==(const Show&, const Show&) = default;
};
BOOST_DESCRIBE_STRUCT(Show, (), (id, title, stage, starts_at, seats, note, flags, sold_out, rating, details))

struct ChangeShow {
  std::optional<std::string> title{};
  Patch<std::string> note{};
  Patch<std::int32_t> row{};

  static constexpr auto limits() {
    return rules(size(&ChangeShow::title, 1, 10), size(&ChangeShow::note, 2, 5), range(&ChangeShow::row, 1, 9));
  }
  friend bool operator==(const ChangeShow&, const ChangeShow&) = default;
};
BOOST_DESCRIBE_STRUCT(ChangeShow, (), (title, note, row))

struct ShowQuery {
  std::optional<std::string> query{};
  std::optional<Stage> stage{};
  std::optional<base::Timestamp> from{};
  std::vector<ShowId> ids{};
  std::vector<std::int32_t> rows{};
  std::optional<bool> sold_out{};
  std::string sort = "-startsAt";
  std::int32_t limit = 20;
  std::string city{};

  static constexpr auto limits() {
    return rules(size(&ShowQuery::query, 1, 20), one_of(&ShowQuery::sort, "startsAt", "-startsAt"),
                 range(&ShowQuery::limit, 1, 100), with_default(&ShowQuery::limit), with_default(&ShowQuery::sort),
                 with_default(&ShowQuery::ids), count(&ShowQuery::ids, 1, 2), with_default(&ShowQuery::rows));
  }
  friend bool operator==(const ShowQuery&, const ShowQuery&) = default;
};
BOOST_DESCRIBE_STRUCT(ShowQuery, (), (query, stage, from, ids, rows, sold_out, sort, limit, city))

inline constexpr const char* show_id = "018f6b3e-7a10-7cc1-9b1d-0123456789ab";

/// A show with a value in every member, and its JSON.
inline Show full_show() {
  return {.id = ShowId{show_id},
          .title = "Faust",
          .stage = Stage::cellar,
          .starts_at = base::from_unix_ms(1'795'462'200'000),
          .seats = {{.row_number = 1, .price = 1250}},
          .note = "new",
          .flags = {{"late", true}},
          .sold_out = true,
          .rating = 4.5,
          .details = {.text = R"({"a":[1,null]})"}};
}
inline constexpr const char* full_show_json =
    R"({"id":"018f6b3e-7a10-7cc1-9b1d-0123456789ab","title":"Faust","stage":"CELLAR",)"
    R"("startsAt":"2026-11-23T19:30:00.000Z","seats":[{"rowNumber":1,"price":1250}],"note":"new",)"
    R"("flags":{"late":true},"soldOut":true,"rating":4.5,"details":{"a":[1,null]}})";

}  // namespace boxoffice::kit::json::tests
