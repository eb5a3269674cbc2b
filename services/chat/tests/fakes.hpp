#pragma once

// Small working stand-ins around the chat service.

#include "kit/http/message.hpp"
#include "kit/http/router.hpp"
#include "services/chat/core/ports.hpp"

#include <string>

namespace boxoffice::services::chat {

/// "Bearer <id>" is the user of that id, "Admin <id>" an administrator; no header is nobody.
class FakeAuthenticator final : public kit::http::Authenticator {
 public:
  Task<Result<kit::http::Principal>> authenticate(const kit::http::Request& request) override {
    using kit::http::Principal;
    const auto credentials = request.headers.get("Authorization");
    if (!credentials) co_return Principal{};
    const auto space = credentials->find(' ');
    co_return Principal{.kind = Principal::Kind::user,
                        .subject = std::string(credentials->substr(space + 1)),
                        .role = credentials->starts_with("Admin") ? kit::http::Role::admin : kit::http::Role::user};
  }
};

}  // namespace boxoffice::services::chat
