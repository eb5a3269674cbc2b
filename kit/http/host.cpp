#include "kit/http/host.hpp"

#include "kit/base/encoding.hpp"
#include "kit/http/socket_address.hpp"

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

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

}  // namespace

bool is_known_host(const Request& request, const std::vector<std::string>& hosts) {
  const auto host = request.headers.get("host");
  return host && std::ranges::find(hosts, base::ascii_lower(without_port(*host))) != hosts.end();
}

bool is_host_name(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) {
    const auto address = parse_address(std::string(text.substr(1, text.size() - 2)), 0);
    return address && address->family() == AF_INET6;
  }
  return !text.empty() && std::ranges::all_of(text, is_name_character);
}

bool is_origin(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const std::string_view authority = text.substr(scheme.size());
    const std::string_view host = without_port(authority);
    if (!is_host_name(host)) return false;
    if (host.size() == authority.size()) return true;
    const std::string_view port = authority.substr(host.size() + 1);
    return !port.empty() && port.size() <= 5 && std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
  }
  return false;
}

}  // namespace boxoffice::kit::http
