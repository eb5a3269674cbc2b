#pragma once

// Passwords as bcrypt hashes, on the pool of kit/auth.

#include "kit/auth/password.hpp"
#include "services/users/core/ports.hpp"

namespace boxoffice::services::users {

/// Safe from any thread; `hasher` outlives it.
class BcryptPasswords final : public Passwords {
 public:
  explicit BcryptPasswords(kit::auth::PasswordHasher& hasher) : hasher_(hasher) {}

  Task<Result<std::string>> hash(std::string password) override;
  Task<Result<bool>> verify(std::string password, std::optional<std::string> stored) override;
  [[nodiscard]] bool is_outdated(const std::string& stored) const override { return hasher_.is_outdated(stored); }

 private:
  kit::auth::PasswordHasher& hasher_;
};

}  // namespace boxoffice::services::users
