#include "kit/auth/authenticator.hpp"
#include "kit/auth/service_keys.hpp"

#include <map>
#include <mutex>
#include <utility>

namespace boxoffice::kit::auth {

namespace {

constexpr std::chrono::seconds life{60};
constexpr std::chrono::seconds renewal{30};

struct IssuedToken {
  std::string authorization{};
  base::Timestamp issued_at{};

  [[nodiscard]] bool is_fresh(base::Timestamp now) const {
    // A clock that was set back makes it old as well: others would find it from the future.
    return issued_at <= now && now < issued_at + renewal;
  }
};

}  // namespace

struct ServiceTokens::State {
  const std::string service;
  const base::Clock& clock;
  const PrivateKey key;
  std::mutex mutex{};                           // guards issued
  std::map<std::string, IssuedToken> issued{};  // by target; services are few

  [[nodiscard]] std::string issue(const std::string& target, base::Timestamp now) const {
    return "Bearer " + key.sign({.type = std::string(service_token_type),
                                 .issuer = service,
                                 .subject = service,
                                 .audience = target,
                                 .issued_at = now,
                                 .expires_at = now + life});
  }
};

ServiceTokens::ServiceTokens(std::string service, const std::filesystem::path& service_keys, const base::Clock& clock) {
  auto key = load_service_key(service_keys, service);
  state_ = std::make_shared<State>(std::move(service), clock, std::move(key));
}

std::string ServiceTokens::authorization_for(const std::string& target_service) {
  const auto now = state_->clock.now();
  const std::scoped_lock lock(state_->mutex);
  IssuedToken& token = state_->issued[target_service];
  if (token.authorization.empty() || !token.is_fresh(now)) {
    token = {.authorization = state_->issue(target_service, now), .issued_at = now};
  }
  return token.authorization;
}

}  // namespace boxoffice::kit::auth
