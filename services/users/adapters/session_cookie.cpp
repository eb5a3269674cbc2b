#include "services/users/adapters/session_cookie.hpp"

#include "services/users/core/signing_in.hpp"

#include <fmt/format.h>

#include <string_view>

namespace boxoffice::services::users {

kit::base::Result<std::optional<std::string>> cookie_name(const kit::http::Call& call) {
  const auto portal = call.headers.get("x-session-cookie");
  if (!portal) return std::nullopt;
  if (*portal == "user") return "bo_refresh_user";
  if (*portal == "admin") return "bo_refresh_admin";
  return kit::base::fail(kit::base::codes::malformed_request, "The header x-session-cookie must be 'user' or 'admin'.");
}

std::optional<std::string> cookie_value(const kit::http::Call& call, const std::string& name) {
  const auto header = call.headers.get("cookie");
  if (!header) return std::nullopt;
  std::string_view rest = *header;
  while (!rest.empty()) {  // RFC 6265, section 4.2.1: pairs separated by "; "
    const auto end = std::min(rest.find(';'), rest.size());
    std::string_view pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return std::string(pair.substr(name.size() + 1));
    }
  }
  return std::nullopt;
}

std::string set_cookie(const kit::http::Call& call, const std::string& name, const std::string& token) {
  const auto life = token.empty() ? std::chrono::seconds{0} : std::chrono::seconds{session_life};
  return fmt::format("{}={}; Path=/api/users/; Max-Age={}; HttpOnly; SameSite=Strict{}", name, token, life.count(),
                     call.secure ? "; Secure" : "");
}

}  // namespace boxoffice::services::users
