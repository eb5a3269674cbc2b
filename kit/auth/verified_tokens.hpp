#pragma once

// Tokens that were verified a moment ago: a look-up costs a thousandth of a signature check.

#include "kit/base/time.hpp"
#include "kit/http/guard.hpp"

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace boxoffice::kit::auth {

/// Bounded: keeps between half of `limit` and `limit` of the tokens used last, in two generations. Keys are SHA-256
/// digests, so that a memory dump holds no token. Safe from any thread; locks for a few instructions.
class VerifiedTokens {
 public:
  explicit VerifiedTokens(std::size_t limit) : generation_limit_(limit / 2) {}

  /// nullopt when the token is not known or has expired at `now`.
  [[nodiscard]] std::optional<http::Principal> find(const std::string& digest, base::Timestamp now);
  void add(std::string digest, http::Principal principal, base::Timestamp expires_at);

  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    http::Principal principal{};
    base::Timestamp expires_at{};
  };
  using Generation = std::unordered_map<std::string, Entry>;

  void make_room();

  const std::size_t generation_limit_;
  mutable std::mutex mutex_;
  Generation young_;
  Generation old_;
};

}  // namespace boxoffice::kit::auth
