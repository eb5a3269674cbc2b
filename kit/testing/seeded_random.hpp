#pragma once

// Randomness that repeats: the same seed gives the same bytes on every run.

#include "kit/base/random.hpp"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <random>
#include <span>

namespace boxoffice::kit::testing {

/// Never for secrets. Safe from any thread (the order of concurrent calls is then up to the scheduler).
class SeededRandom final : public base::Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : engine_(seed) {}

  void fill(std::span<std::byte> bytes) override;

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace boxoffice::kit::testing
