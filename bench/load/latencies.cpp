#include "bench/load/latencies.hpp"

#include <algorithm>

namespace boxoffice::bench {

namespace {

/// `sorted` is not empty.
Latency at_rank(const std::vector<Latency>& sorted, std::size_t per_mille) {
  const std::size_t rank = (sorted.size() * per_mille + 999) / 1000;
  return sorted[rank - 1];
}

}  // namespace

Percentiles Latencies::percentiles() const {
  if (samples_.empty()) return {};
  auto sorted = samples_;
  std::ranges::sort(sorted);
  return {.p50 = at_rank(sorted, 500),
          .p90 = at_rank(sorted, 900),
          .p99 = at_rank(sorted, 990),
          .p999 = at_rank(sorted, 999),
          .most = sorted.back()};
}

}  // namespace boxoffice::bench
