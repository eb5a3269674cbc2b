#include "bench/load/cpu_time.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace boxoffice::bench {
namespace {

using namespace std::chrono_literals;

TEST(cpu_time, given_a_name_with_blanks_and_parentheses_then_user_and_system_time) {
  const auto time = parse_cpu_time("42 (a) b (c)) S 1 42 42 0 -1 4194560 2411 0 7 0 150 50 0 0 20 0 3 0 100 200 300");

  ASSERT_TRUE(time);
  EXPECT_DOUBLE_EQ(time->count(), 2.0);  // 200 ticks of 10 ms
}

TEST(cpu_time, given_no_such_text_then_nothing) {
  for (const auto* text : {"", "42 sh S 1", "42 (sh) S 1 42", "42 (sh) S 1 42 42 0 -1 4194560 2411 0 7 0 x 50"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(parse_cpu_time(text));
  }
}

const ProcessTimes before{{"orders", {.pid = 1, .time = 1s}}, {"tickets", {.pid = 2, .time = 5s}}};

TEST(cpu_time, given_the_same_processes_then_what_each_used_in_between) {
  const ProcessTimes after{{"orders", {.pid = 1, .time = 3s}}, {"tickets", {.pid = 2, .time = 6s}}};

  const auto used = used_between(before, after);

  ASSERT_TRUE(used);
  EXPECT_EQ(*used, (CpuTimes{{"orders", 2s}, {"tickets", 1s}}));
  EXPECT_EQ(sum_of(*used), CpuTime{3s});
}

TEST(cpu_time, given_a_process_that_was_restarted_or_is_gone_then_unknown) {
  EXPECT_FALSE(used_between(before, {{"orders", {.pid = 1, .time = 3s}}, {"tickets", {.pid = 3, .time = 6s}}}));
  EXPECT_FALSE(used_between(before, {{"orders", {.pid = 1, .time = 3s}}}));
  EXPECT_FALSE(used_between(before, {{"orders", {.pid = 1, .time = 3s}}, {"chat", {.pid = 2, .time = 6s}}}));
}

}  // namespace
}  // namespace boxoffice::bench
