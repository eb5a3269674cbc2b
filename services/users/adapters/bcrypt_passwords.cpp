#include "services/users/adapters/bcrypt_passwords.hpp"

#include "kit/base/failure.hpp"

#include <utility>

namespace boxoffice::services::users {

namespace {

std::unexpected<kit::base::Error> too_many_wait(const kit::base::Overloaded& failure) {
  kit::base::Error error{
      .code = kit::base::codes::rate_limited,
      .message = "Too many people are signing in at this moment. Please try again in a few seconds."};
  error.retry_after = failure.retry_after();
  return std::unexpected(std::move(error));
}

}  // namespace

Task<Result<std::string>> BcryptPasswords::hash(std::string password) {
  try {
    co_return co_await hasher_.hash(kit::config::Secret{std::move(password)});
  } catch (const kit::base::Overloaded& failure) {
    co_return too_many_wait(failure);
  }
}

Task<Result<bool>> BcryptPasswords::verify(std::string password, std::optional<std::string> stored) {
  const bool known = stored.has_value();
  auto against = known ? *std::move(stored) : hasher_.decoy();
  try {
    const bool right = co_await hasher_.verify(kit::config::Secret{std::move(password)}, std::move(against));
    co_return known&& right;
  } catch (const kit::base::Overloaded& failure) {
    co_return too_many_wait(failure);
  }
}

}  // namespace boxoffice::services::users
