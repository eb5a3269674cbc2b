#include "kit/testing/seeded_random.hpp"

namespace boxoffice::kit::testing {

void SeededRandom::fill(std::span<std::byte> bytes) {
  const std::lock_guard lock(mutex_);
  for (auto& byte : bytes) byte = static_cast<std::byte>(engine_() & 0xffU);
}

}  // namespace boxoffice::kit::testing
