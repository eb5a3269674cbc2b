#include "kit/http/host.hpp"

#include "kit/base/encoding.hpp"

#include <algorithm>
#include <string_view>

namespace boxoffice::kit::http {

namespace {

/// "example.org:8080" -> "example.org", "[::1]:8080" -> "[::1]".
std::string_view without_port(std::string_view host) {
  const auto bracket = host.rfind(']');
  const auto colon = host.rfind(':');
  const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon);
  return has_port ? host.substr(0, colon) : host;
}

}  // namespace

bool is_known_host(const Request& request, const std::vector<std::string>& hosts) {
  const auto host = request.headers.get("host");
  return host && std::ranges::find(hosts, base::ascii_lower(without_port(*host))) != hosts.end();
}

}  // namespace boxoffice::kit::http
