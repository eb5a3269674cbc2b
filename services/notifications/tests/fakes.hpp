#pragma once

// Small working stand-ins around the notifications service.

#include "kit/http/message.hpp"
#include "kit/http/router.hpp"
#include "services/notifications/core/ports.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace boxoffice::services::notifications {

/// The whole world is an hour east of Greenwich, but for zones that do not exist.
class FakeLocalTimes final : public LocalTimes {
 public:
  [[nodiscard]] std::optional<LocalTime> at(Timestamp time, const std::string& zone) const override {
    if (zone == "No/Where") return std::nullopt;
    const auto shown = time + std::chrono::hours{1};
    const auto day = std::chrono::floor<std::chrono::days>(shown);
    return LocalTime{.date = std::chrono::year_month_day{day},
                     .time_of_day = std::chrono::floor<std::chrono::minutes>(shown - day)};
  }
};

/// "Bearer <id>" is the user of that id; no header is nobody.
class FakeAuthenticator final : public kit::http::Authenticator {
 public:
  Task<Result<kit::http::Principal>> authenticate(const kit::http::Request& request) override {
    const auto credentials = request.headers.get("Authorization");
    if (!credentials) co_return kit::http::Principal{};
    co_return kit::http::Principal{.kind = kit::http::Principal::Kind::user,
                                   .subject = std::string(credentials->substr(7))};
  }
};

}  // namespace boxoffice::services::notifications
