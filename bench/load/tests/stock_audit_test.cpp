#include "bench/load/stock_audit.hpp"

#include <gtest/gtest.h>

#include <array>

namespace boxoffice::bench {
namespace {

TEST(stock_audit, given_stock_and_answers_then_problems_only_where_they_differ) {
  struct Case {
    const char* name = "";
    Stock stock{};
    Totals totals{};
    std::size_t problems = 0;
  };
  const std::array cases{
      Case{"nothing happened", {.capacity = 10, .available = 10}, {}, 0},
      Case{"all sold", {.capacity = 10, .held = 4, .sold = 6}, {.done = 10, .refused = 3}, 0},
      Case{
          "a failed attempt took its ticket", {.capacity = 10, .available = 4, .held = 6}, {.done = 5, .failed = 1}, 0},
      Case{"a failed attempt took nothing", {.capacity = 10, .available = 5, .held = 5}, {.done = 5, .failed = 1}, 0},
      Case{"sums do not add up", {.capacity = 10, .available = 6, .held = 5}, {.done = 5}, 1},
      Case{"below nothing", {.capacity = 10, .available = -1, .sold = 11}, {.done = 11}, 2},
      Case{"promised and not held", {.capacity = 10, .available = 6, .held = 4}, {.done = 5}, 1},
      Case{"held for nobody", {.capacity = 10, .available = 4, .held = 6}, {.done = 5}, 1},
      Case{"more promised than there are", {.capacity = 10, .held = 10}, {.done = 11}, 2},
      Case{"refused although some are left", {.capacity = 10, .available = 1, .held = 9}, {.done = 9, .refused = 1}, 1},
  };
  for (const auto& expected : cases) {
    SCOPED_TRACE(expected.name);
    EXPECT_EQ(audit_stock(expected.stock, expected.totals, 1).size(), expected.problems);
  }
}

TEST(stock_audit, given_several_tickets_per_attempt_then_counts_tickets) {
  EXPECT_TRUE(audit_stock({.capacity = 10, .available = 1, .held = 9}, {.done = 3, .refused = 2}, 3).empty());
  EXPECT_FALSE(audit_stock({.capacity = 10, .available = 7, .held = 3}, {.done = 3}, 3).empty());
}

}  // namespace
}  // namespace boxoffice::bench
