#pragma once

// The refresh token of browsers: in an HttpOnly cookie when the request says `x-session-cookie: user|admin`, so that no
// script can read it. The cookie counts only together with that header, which a foreign site cannot send (CSRF).

#include "kit/http/call.hpp"

#include <optional>
#include <string>

namespace boxoffice::services::users {

/// "bo_refresh_user" or "bo_refresh_admin"; nullopt without the header. VALIDATION of other values is
/// MALFORMED_REQUEST.
[[nodiscard]] kit::base::Result<std::optional<std::string>> cookie_name(const kit::http::Call& call);

/// The value of that cookie in the request.
[[nodiscard]] std::optional<std::string> cookie_value(const kit::http::Call& call, const std::string& name);

/// Set-Cookie that keeps `token` for the life of a session; an empty token deletes the cookie.
[[nodiscard]] std::string set_cookie(const kit::http::Call& call, const std::string& name, const std::string& token);

}  // namespace boxoffice::services::users
