#pragma once

// Small working stand-ins for the ports of the users service.

#include "kit/http/router.hpp"
#include "services/users/core/counted_password.hpp"
#include "services/users/core/errors.hpp"
#include "services/users/core/ports.hpp"
#include "services/users/core/signing_in.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::users {

/// Hashes by putting "hashed:" in front; "old:" marks a hash of another cost.
class FakePasswords final : public Passwords {
 public:
  Task<Result<std::string>> hash(std::string password) override { co_return "hashed:" + password; }
  Task<Result<bool>> verify(std::string password, std::optional<std::string> stored) override {
    ++verified;
    const bool right = stored && (*stored == "hashed:" + password || *stored == "old:" + password);
    if (const auto happens = std::exchange(meanwhile, nullptr)) co_await happens();
    co_return right;
  }
  [[nodiscard]] bool is_outdated(const std::string& stored) const override { return stored.starts_with("old:"); }

  int verified = 0;
  std::function<Task<>()> meanwhile{};  // what happens, once, while a password is checked
};

/// Tokens that can be read by eye.
class FakeTokens final : public Tokens {
 public:
  [[nodiscard]] std::string access_token(const User& user, const contracts::SessionId& session,
                                         Timestamp) const override {
    return fmt::format("access/{}/{}", user.username, session.str());
  }
  [[nodiscard]] std::string refresh_token(const contracts::SessionId& session, std::int64_t generation) const override {
    return fmt::format("{}/{}", session.str(), generation);
  }
  [[nodiscard]] std::optional<RefreshClaim> read_refresh_token(const std::string& text) const override {
    const auto slash = text.find('/');
    if (slash == std::string::npos) return std::nullopt;
    return RefreshClaim{.session = contracts::SessionId{text.substr(0, slash)},
                        .generation = std::stoll(text.substr(slash + 1))};
  }
};

class FakeAttempts final : public LoginAttempts {
 public:
  Task<bool> reserve(LoginAttempt attempt) override {
    auto& counted = failures[key(attempt)];
    if (counted >= failed_logins_allowed) co_return false;
    ++counted;
    co_return true;
  }
  Task<> take_back(LoginAttempt attempt) override {
    --failures[key(attempt)];
    co_return;
  }

  std::map<std::pair<std::string, std::string>, int> failures{};

 private:
  static std::pair<std::string, std::string> key(const LoginAttempt& attempt) {
    return {attempt.account ? attempt.account->str() : attempt.login, attempt.address};
  }
};

class FakeAnnouncer final : public SessionAnnouncer {
 public:
  Task<> ended(std::vector<contracts::SessionId> sessions) override {
    for (const auto& session : sessions) announced.insert(session.str());
    co_return;
  }
  [[nodiscard]] bool reaches_everybody() const override { return !is_away; }

  bool is_away = false;
  std::set<std::string> announced{};
};

/// The header Authorization is the caller's id.
class FakeAuthenticator final : public kit::http::Authenticator {
 public:
  Task<Result<kit::http::Principal>> authenticate(const kit::http::Request& request) override {
    co_return kit::http::Principal{.kind = kit::http::Principal::Kind::user,
                                   .subject = std::string(request.headers.get("Authorization").value_or(""))};
  }
};

/// A whole body at once.
class TextBody final : public kit::http::BodyReader {
 public:
  explicit TextBody(std::string text) : size_(text.size()), text_(std::move(text)) {}
  Task<std::optional<std::string>> next() override {
    if (text_.empty()) co_return std::nullopt;
    co_return std::exchange(text_, {});
  }
  [[nodiscard]] std::optional<std::uint64_t> declared_size() const override { return size_; }

 private:
  std::uint64_t size_;
  std::string text_;
};

}  // namespace boxoffice::services::users
