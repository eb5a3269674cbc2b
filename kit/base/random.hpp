#pragma once

// Where randomness comes from. Injected, so that tests repeat.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace boxoffice::kit::base {

/// A source of random bytes. Implementations are safe to call from any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;
};

/// The operating system's generator (getrandom(2)), fit for secrets.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> bytes) override;
};

/// Uniform in [0, bound); bound must not be 0.
[[nodiscard]] std::uint64_t uniform(Random& random, std::uint64_t bound);

/// `bytes` random bytes as base64url without padding; 16 bytes are 128 bits of a secret.
[[nodiscard]] std::string random_token(Random& random, std::size_t bytes);

}  // namespace boxoffice::kit::base
