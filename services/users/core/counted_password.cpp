#include "services/users/core/counted_password.hpp"

#include <utility>

namespace boxoffice::services::users {

namespace {

std::unexpected<kit::base::Error> too_many_failures() {
  auto refused = kit::base::Error{.code = kit::base::codes::rate_limited,
                                  .message = "Too many wrong passwords. Please wait a few minutes and try again."};
  refused.retry_after = failed_logins_window;
  return std::unexpected(std::move(refused));
}

}  // namespace

Task<Result<bool>> try_password(LoginAttempts& attempts, Passwords& passwords, LoginAttempt attempt,
                                std::string password, std::optional<std::string> stored) {
  if (!co_await attempts.reserve(attempt)) co_return too_many_failures();
  auto right = co_await passwords.verify(std::move(password), std::move(stored));
  if (!right || *right) co_await attempts.take_back(std::move(attempt));
  co_return right;
}

}  // namespace boxoffice::services::users
