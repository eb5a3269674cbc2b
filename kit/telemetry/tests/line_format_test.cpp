#include "kit/telemetry/line_format.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <string>

namespace boxoffice::kit::telemetry {
namespace {

const runtime::Context nobody{};

std::string json_of(const Line& line) {
  fmt::memory_buffer out;
  append_json(out, line);
  return {out.data(), out.size()};
}

std::string json_of_value(const Field& field) {
  const Log::Fields fields{field};
  const std::string text =
      json_of({.level = Level::info, .service = "s", .event = "e", .fields = fields, .context = nobody});
  const auto start = text.find("\"e\",") + 4;
  return text.substr(start, text.size() - start - 1);
}

TEST(line_format, given_context_and_fields_then_members_in_fixed_order) {
  const runtime::Context context{.request_id = "r-1", .trace = {.trace_id = "t-1", .span_id = "s-1"}};
  const Log::Fields fields{{"order_id", "o-1"}, {"tickets", 2}};

  const std::string text = json_of({.time = base::from_unix_ms(1'000),
                                    .level = Level::warn,
                                    .service = "order-service",
                                    .event = "order_placed",
                                    .fields = fields,
                                    .context = context,
                                    .suppressed = 3});

  EXPECT_EQ(text,
            R"({"time":"1970-01-01T00:00:01.000Z","level":"warn","service":"order-service","event":"order_placed",)"
            R"("trace_id":"t-1","request_id":"r-1","order_id":"o-1","tickets":2,"suppressed":3})");
}

TEST(line_format, given_no_context_and_no_fields_then_four_members) {
  const std::string text = json_of({.service = "s", .event = "e", .context = nobody});

  EXPECT_EQ(text, R"({"time":"1970-01-01T00:00:00.000Z","level":"info","service":"s","event":"e"})");
}

TEST(line_format, given_any_value_then_valid_json) {
  struct Case {
    std::string name;
    Field field;
    std::string expected;
  };
  const Case cases[] = {
      {"negative", {"n", -7}, R"("n":-7)"},
      {"largest", {"n", std::numeric_limits<std::int64_t>::max()}, R"("n":9223372036854775807)"},
      {"size", {"n", std::size_t{5}}, R"("n":5)"},
      {"true", {"n", true}, R"("n":true)"},
      {"false", {"n", false}, R"("n":false)"},
      {"fraction", {"n", 0.25}, R"("n":0.25)"},
      {"not a number", {"n", std::numeric_limits<double>::quiet_NaN()}, R"("n":null)"},
      {"infinity", {"n", std::numeric_limits<double>::infinity()}, R"("n":null)"},
      {"empty", {"n", ""}, R"("n":"")"},
      {"quote and backslash", {"n", R"(a"b\c)"}, R"("n":"a\"b\\c")"},
      {"line feed cannot forge a line", {"n", "a\n{\"level\":\"error\"}"}, R"("n":"a\n{\"level\":\"error\"}")"},
      {"tab and return", {"n", "a\tb\r"}, R"("n":"a\tb\r")"},
      {"control", {"n", std::string("\x01\x1b\x7f", 3)}, R"("n":"\u0001\u001b\u007f")"},
      {"NUL", {"n", std::string("a\0b", 3)}, R"("n":"a\u0000b")"},
      {"UTF-8", {"n", "Zürich 🎫"}, R"("n":"Zürich 🎫")"},
      {"broken UTF-8", {"n", "a\xff\xc3z"}, R"("n":"a\ufffd\ufffdz")"},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_EQ(json_of_value(test.field), test.expected);
  }
}

TEST(line_format, given_durations_then_milliseconds_down_to_the_microsecond) {
  using namespace std::chrono_literals;
  struct Case {
    std::chrono::nanoseconds duration;
    std::string expected;
  };
  const Case cases[] = {{0ns, "0"},         {499ns, "0"},   {501ns, "0.001"},   {1'234'567ns, "1.235"},
                        {20'100us, "20.1"}, {15s, "15000"}, {100h, "360000000"}};
  for (const Case& test : cases) {
    SCOPED_TRACE(test.expected);
    EXPECT_EQ(json_of_value({"duration_ms", test.duration}), "\"duration_ms\":" + test.expected);
  }
}

TEST(line_format, given_a_served_request_then_the_line_is_as_documented) {
  const runtime::Context context{.request_id = "r-1", .trace = {.trace_id = "t-1", .span_id = "s-1"}};
  const Log::Fields fields{{"method", "POST"},
                           {"route", "/api/orders"},
                           {"status", 201},
                           {"duration_ms", std::chrono::nanoseconds{20'123'456}},
                           {"bytes", std::size_t{512}}};

  const std::string text = json_of({.time = base::from_unix_ms(1'000),
                                    .service = "order-service",
                                    .event = "http_request",
                                    .fields = fields,
                                    .context = context});

  EXPECT_EQ(text,
            R"({"time":"1970-01-01T00:00:01.000Z","level":"info","service":"order-service","event":"http_request",)"
            R"("trace_id":"t-1","request_id":"r-1","method":"POST","route":"/api/orders","status":201,)"
            R"("duration_ms":20.123,"bytes":512})");
}

TEST(line_format, given_text_over_limit_then_cut_at_a_character) {
  // The limit falls into the middle of a three-byte character.
  const std::string text = std::string(field_text_limit - 1, 'a') + "\u20ac" + "end";

  const std::string json = json_of_value({"n", text});

  EXPECT_EQ(json, "\"n\":\"" + std::string(field_text_limit - 1, 'a') + "\"");
}

TEST(line_format, given_terminal_then_readable_and_no_value_forges_a_line) {
  const Log::Fields fields{{"plain", "value-1"}, {"spaced", "two words"}, {"forged", "a\n\x1b[31mb"}, {"count", 2}};

  fmt::memory_buffer out;
  append_readable(out, {.level = Level::error, .service = "s", .event = "broken", .fields = fields, .context = nobody});

  const std::string text(out.data(), out.size());
  EXPECT_NE(text.find("broken"), std::string::npos);
  EXPECT_NE(text.find("=value-1"), std::string::npos);
  EXPECT_NE(text.find("=\"two words\""), std::string::npos);
  EXPECT_NE(text.find("=\"a\\n\\u001b[31mb\""), std::string::npos);
  EXPECT_NE(text.find("=2"), std::string::npos);
  EXPECT_EQ(text.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace boxoffice::kit::telemetry
