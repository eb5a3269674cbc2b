#include "services/users/adapters/cached_attempts.hpp"

#include "kit/base/encoding.hpp"
#include "kit/base/failure.hpp"
#include "services/users/core/signing_in.hpp"

#include <fmt/format.h>

#include <charconv>

namespace boxoffice::services::users {

namespace {

std::string attempts_key(const std::string& login, const std::string& address) {
  return fmt::format("failed-logins:{}:{}", kit::base::ascii_lower(login), address);
}

}  // namespace

Task<bool> CachedAttempts::too_many(std::string login, std::string address) {
  try {
    const auto counted = co_await cache_.get(attempts_key(login, address));
    int failures = 0;
    if (counted) std::from_chars(counted->data(), counted->data() + counted->size(), failures);
    co_return failures >= failed_logins_allowed;
  } catch (const kit::base::Unavailable&) {
    co_return false;  // the cache may be lost at any time without anybody being locked out
  }
}

Task<> CachedAttempts::failed(std::string login, std::string address) {
  try {
    co_await cache_.increment(attempts_key(login, address), failed_logins_window);
  } catch (const kit::base::Unavailable&) {  // see too_many()
  }
}

Task<> CachedAnnouncer::ended(std::vector<contracts::SessionId> sessions) {
  for (const auto& session : sessions) {
    try {
      co_await revocations_.revoke(session.str());
    } catch (const kit::base::Unavailable& failure) {
      telemetry_.log.warn("revocation_delayed", {{"session_id", session.str()}, {"reason", failure.what()}});
    }
  }
}

}  // namespace boxoffice::services::users
