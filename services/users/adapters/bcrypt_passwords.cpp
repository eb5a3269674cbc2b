#include "services/users/adapters/bcrypt_passwords.hpp"

#include <utility>

namespace boxoffice::services::users {

Task<std::string> BcryptPasswords::hash(std::string password) {
  return hasher_.hash(kit::config::Secret{std::move(password)});
}

Task<bool> BcryptPasswords::verify(std::string password, std::optional<std::string> stored) {
  const bool known = stored.has_value();
  auto against = known ? *std::move(stored) : hasher_.decoy();
  const bool right = co_await hasher_.verify(kit::config::Secret{std::move(password)}, std::move(against));
  co_return known&& right;
}

}  // namespace boxoffice::services::users
