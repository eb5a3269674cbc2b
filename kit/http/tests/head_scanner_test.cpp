#include "kit/http/head_scanner.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace boxoffice::kit::http {

using Outcome = HeadScanner::Outcome;

namespace {

Outcome scan_byte_by_byte(std::string_view received, const HeadLimits& limits) {
  HeadScanner scanner(limits);
  auto outcome = scanner.scan("");
  for (std::size_t size = 1; size <= received.size() && outcome == Outcome::incomplete; ++size) {
    outcome = scanner.scan(received.substr(0, size));
  }
  return outcome;
}

}  // namespace

TEST(head_scanner, given_any_split_then_the_end_is_found_once) {
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  const std::string received = head + "body\r\n\r\n";

  for (std::size_t split = 0; split <= received.size(); ++split) {
    SCOPED_TRACE(split);
    HeadScanner scanner(HeadLimits{});
    const auto first = scanner.scan(std::string_view(received).substr(0, split));
    EXPECT_EQ(first, split < head.size() ? Outcome::incomplete : Outcome::complete);
    if (first == Outcome::incomplete) EXPECT_EQ(scanner.scan(received), Outcome::complete);
    EXPECT_EQ(scanner.size(), head.size());
  }
}

TEST(head_scanner, given_heads_at_and_beyond_the_limits_then_refused_only_beyond) {
  const HeadLimits limits{.first_line = 10, .fields = 20, .field_count = 2};
  struct Case {
    const char* name;
    std::string received;
    Outcome outcome;
  };
  const std::vector<Case> cases{
      {"first line at its limit", "0123456789\r\n\r\n", Outcome::complete},
      {"first line beyond its limit", "0123456789A\r\n\r\n", Outcome::first_line_too_long},
      {"first line that never ends", "0123456789AB", Outcome::first_line_too_long},
      {"fields at their limit", "a\r\n0123456789012345\r\n\r\n", Outcome::complete},
      {"fields beyond their limit", "a\r\n01234567890123456\r\n\r\n", Outcome::fields_too_large},
      {"a field that never ends", "a\r\n012345678901234567890", Outcome::fields_too_large},
      {"as many fields as allowed", "a\r\nb\r\nc\r\n\r\n", Outcome::complete},
      {"one field more", "a\r\nb\r\nc\r\nd\r\n\r\n", Outcome::fields_too_large},
      {"a bare line feed", "a\nb\r\n\r\n", Outcome::bad_line_end},
      {"a bare line feed at once", "\n", Outcome::bad_line_end},
      {"a bare line feed as the last line", "a\r\n\n", Outcome::bad_line_end},
      {"a bare line feed behind too long a line", "0123456789AB\n", Outcome::first_line_too_long},
      {"a bare line feed behind too large a field", "a\r\n01234567890123456789\n", Outcome::fields_too_large},
      {"nothing", "", Outcome::incomplete},
  };

  for (const auto& [name, received, outcome] : cases) {
    SCOPED_TRACE(name);
    HeadScanner scanner(limits);
    EXPECT_EQ(scanner.scan(received), outcome);
    EXPECT_EQ(scan_byte_by_byte(received, limits), outcome);
  }
}

TEST(head_scanner, given_reset_then_the_next_head_is_counted_anew) {
  HeadScanner scanner(HeadLimits{.first_line = 10, .fields = 20, .field_count = 1});
  EXPECT_EQ(scanner.scan("a\r\nb\r\n\r\n"), Outcome::complete);

  scanner.reset();

  EXPECT_TRUE(scanner.fresh());
  EXPECT_EQ(scanner.scan("c\r\nd\r\n\r\n"), Outcome::complete);
}

}  // namespace boxoffice::kit::http
