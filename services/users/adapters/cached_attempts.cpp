#include "services/users/adapters/cached_attempts.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/failure.hpp"
#include "services/users/core/counted_password.hpp"

#include <fmt/format.h>

namespace boxoffice::services::users {

namespace {

// The address first: what follows it may be any text.
std::string attempts_key(const LoginAttempt& attempt) {
  return attempt.account
             ? fmt::format("failed-logins:{}:user:{}", attempt.address, attempt.account->str())
             : fmt::format("failed-logins:{}:name:{}", attempt.address, kit::base::ascii_lower(attempt.login));
}

}  // namespace

Task<bool> CachedAttempts::reserve(LoginAttempt attempt) {
  try {
    const std::string key = attempts_key(attempt);
    if (co_await cache_.increment(key, failed_logins_window) <= failed_logins_allowed) co_return true;
    co_await cache_.decrement(key);
    co_return false;
  } catch (const kit::base::Unavailable&) {
    co_return true;  // the cache may be lost at any time without anybody being locked out
  }
}

Task<> CachedAttempts::take_back(LoginAttempt attempt) {
  try {
    co_await cache_.decrement(attempts_key(attempt));
  } catch (const kit::base::Unavailable&) {
    co_return;  // see reserve()
  }
}

}  // namespace boxoffice::services::users
