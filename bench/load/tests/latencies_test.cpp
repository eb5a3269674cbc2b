#include "bench/load/latencies.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>

namespace boxoffice::bench {
namespace {

using std::chrono::milliseconds;

Latencies one_to(int most) {
  Latencies latencies;
  for (int value = most; value >= 1; --value) latencies.add(milliseconds{value});
  return latencies;
}

TEST(latencies, given_no_sample_then_all_zero) {
  const auto percentiles = Latencies{}.percentiles();

  EXPECT_EQ(percentiles.p50, Latency{});
  EXPECT_EQ(percentiles.most, Latency{});
}

TEST(latencies, given_samples_in_any_order_then_percentiles_by_nearest_rank) {
  struct Case {
    int samples;
    int p50, p90, p99, p999, most;
  };
  const std::array cases{Case{1, 1, 1, 1, 1, 1}, Case{2, 1, 2, 2, 2, 2}, Case{100, 50, 90, 99, 100, 100},
                         Case{101, 51, 91, 100, 101, 101}, Case{2'000, 1'000, 1'800, 1'980, 1'998, 2'000}};
  for (const auto& expected : cases) {
    SCOPED_TRACE(expected.samples);
    const auto percentiles = one_to(expected.samples).percentiles();
    EXPECT_EQ(percentiles.p50, milliseconds{expected.p50});
    EXPECT_EQ(percentiles.p90, milliseconds{expected.p90});
    EXPECT_EQ(percentiles.p99, milliseconds{expected.p99});
    EXPECT_EQ(percentiles.p999, milliseconds{expected.p999});
    EXPECT_EQ(percentiles.most, milliseconds{expected.most});
  }
}

}  // namespace
}  // namespace boxoffice::bench
