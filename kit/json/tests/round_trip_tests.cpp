// What was written reads back the same, whatever the values are.

#include "kit/json/pretty.hpp"
#include "kit/json/reader.hpp"
#include "kit/json/tests/example_types.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <limits>
#include <string>

namespace boxoffice::kit::json::tests {

namespace {

// Text of any code points, also control characters and those that need four bytes.
std::string any_text() {
  std::string text;
  for (const auto code :
       *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 0x110000))) {
    const auto point = code >= 0xD800 && code < 0xE000 ? code - 0xD800 : code;
    const auto tail = [&text, point](unsigned shift) {
      text.push_back(static_cast<char>(0x80 | ((point >> shift) & 0x3F)));
    };
    if (point < 0x80) {
      text.push_back(static_cast<char>(point));
    } else if (point < 0x800) {
      text.push_back(static_cast<char>(0xC0 | (point >> 6)));
      tail(0);
    } else if (point < 0x10000) {
      text.push_back(static_cast<char>(0xE0 | (point >> 12)));
      tail(6);
      tail(0);
    } else {
      text.push_back(static_cast<char>(0xF0 | (point >> 18)));
      tail(12);
      tail(6);
      tail(0);
    }
  }
  return text;
}

Seat any_seat() {
  return {.row_number = *rc::gen::arbitrary<std::int32_t>(), .price = *rc::gen::arbitrary<std::int64_t>()};
}

Show any_show() {
  constexpr std::int64_t year_9999 = 253'402'300'799'999;
  Show show{.id = ShowId{any_text()},
            .title = any_text(),
            .stage = *rc::gen::element(Stage::main_hall, Stage::cellar, Stage::delete_),
            .starts_at = base::from_unix_ms(*rc::gen::inRange<std::int64_t>(0, year_9999)),
            .sold_out = *rc::gen::arbitrary<bool>(),
            .rating = static_cast<double>(*rc::gen::arbitrary<std::int32_t>()) / 64};
  for (int number = *rc::gen::inRange(0, 4); number > 0; --number) show.seats.push_back(any_seat());
  for (int number = *rc::gen::inRange(0, 4); number > 0; --number) show.flags[any_text()] = *rc::gen::arbitrary<bool>();
  if (*rc::gen::arbitrary<bool>()) show.note = any_text();
  show.details.text = to_json(any_seat());
  return show;
}

}  // namespace

RC_GTEST_PROP(round_trip, given_any_values_then_reads_back_the_same, ()) {
  const auto show = any_show();

  const auto read_back = from_json_lenient<Show>(to_json(show));

  RC_ASSERT(read_back.has_value());
  RC_ASSERT(*read_back == show);
}

RC_GTEST_PROP(round_trip, given_any_values_then_the_ad_hoc_reader_sees_the_same_text, ()) {
  const auto json = to_json(any_show());

  RC_ASSERT(parse(json)->text() == json);
  RC_ASSERT(parse(pretty(json).value())->text() == json);
}

RC_GTEST_PROP(round_trip, given_any_bytes_then_reading_ends_with_a_value_or_an_error, (const std::string& bytes)) {
  const auto result = from_json<Show>(bytes);

  if (!result) RC_ASSERT(!result.error().message.empty());
}

RC_GTEST_PROP(round_trip, given_damaged_json_then_reading_ends_with_a_value_or_an_error, ()) {
  auto json = std::string(full_show_json);
  const auto at = *rc::gen::inRange<std::size_t>(0, json.size());
  json[at] = *rc::gen::arbitrary<char>();

  const auto result = from_json<Show>(json);

  if (result) RC_ASSERT(from_json<Show>(to_json(*result)).value() == *result);
}

}  // namespace boxoffice::kit::json::tests
