#include "kit/telemetry/trace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace boxoffice::kit::telemetry {
namespace {

constexpr std::string_view valid = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// Fills with one byte.
class FixedRandom final : public base::Random {
 public:
  explicit FixedRandom(std::byte value) : value_(value) {}
  void fill(std::span<std::byte> bytes) override { std::ranges::fill(bytes, value_); }

 private:
  std::byte value_;
};

TEST(traceparent, given_valid_header_then_its_ids) {
  const auto trace = parse_traceparent(valid);

  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->trace_id, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(trace->span_id, "b7ad6b7169203331");
}

TEST(traceparent, given_other_headers_then_read_as_the_standard_says) {
  struct Case {
    std::string name;
    std::string header;
    bool accepted;
  };
  const std::string text(valid);
  const Case cases[] = {
      {"later version", "cc" + text.substr(2), true},
      {"later version with more", "cc" + text.substr(2) + "-what-the-future-will-be-like", true},
      {"later version with more but no dash", "cc" + text.substr(2) + ".what", false},
      {"version 00 with more", text + "-x", false},
      {"version ff", "ff" + text.substr(2), false},
      {"upper case", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false},
      {"no trace id", "00-00000000000000000000000000000000-b7ad6b7169203331-01", false},
      {"no span id", "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", false},
      {"too short", text.substr(0, 54), false},
      {"empty", "", false},
      {"no dashes", std::string(55, 'a'), false},
      {"bad flags", text.substr(0, 53) + "zz", false},
      {"not hex", "00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01", false},
      {"blank before", " " + text, false},
  };
  for (const Case& test : cases) {
    SCOPED_TRACE(test.name);
    EXPECT_EQ(parse_traceparent(test.header).has_value(), test.accepted);
  }
}

TEST(child_of, given_parent_then_same_trace_with_new_span) {
  FixedRandom random(std::byte{0xab});

  const auto child = child_of({.trace_id = "0af7651916cd43dd8448eb211c80319c", .span_id = "b7ad6b7169203331"}, random);

  EXPECT_EQ(child.trace_id, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(child.span_id, "abababababababab");
}

TEST(child_of, given_no_parent_then_new_valid_trace_even_from_zeros) {
  FixedRandom zeros(std::byte{0});

  const auto child = child_of({}, zeros);

  EXPECT_TRUE(parse_traceparent(child.traceparent()));
}

}  // namespace
}  // namespace boxoffice::kit::telemetry
