#pragma once

// Password hashing: bcrypt ($2b$) by libcrypt, on a bounded pool of its own.

#include "kit/base/random.hpp"
#include "kit/config/settings.hpp"
#include "kit/runtime/blocking_pool.hpp"
#include "kit/runtime/task.hpp"

#include <string>

namespace boxoffice::kit::auth {

/// Costs below the first are unsafe even in tests' terms (bcrypt refuses them); above the last a login takes a second.
inline constexpr int least_bcrypt_cost = 4;
inline constexpr int most_bcrypt_cost = 14;

/// bcrypt reads 72 bytes and stops at NUL, so what is hashed is base64(SHA-384(password)): any length counts in full.
/// Throws base::Overloaded when too many hashes wait (answered as 429). Safe from any thread. Refers to the pool and
/// the source of randomness; must outlive its callers' waits.
class PasswordHasher {
 public:
  /// `cost` is within least_bcrypt_cost and most_bcrypt_cost; the settings check it.
  PasswordHasher(runtime::BlockingPool& pool, int cost, base::Random& random);

  runtime::Task<std::string> hash(config::Secret password);
  /// False as well when `stored` is not a hash. Takes as long for an unknown user: pass decoy().
  runtime::Task<bool> verify(config::Secret password, std::string stored);
  /// A hash of the same cost that no password matches.
  [[nodiscard]] const std::string& decoy() const { return decoy_; }
  /// True when `stored` was made with another cost: hash again after a successful login.
  [[nodiscard]] bool is_outdated(const std::string& stored) const;

 private:
  runtime::BlockingPool& pool_;
  int cost_;
  base::Random& random_;
  std::string decoy_;
};

}  // namespace boxoffice::kit::auth
