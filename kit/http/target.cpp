#include "kit/http/target.hpp"

#include <algorithm>

namespace boxoffice::kit::http {

namespace {

constexpr std::string_view scheme = "http://";

/// "http://host/path" -> "/path"; empty if it names another host.
std::string reduced(std::string_view absolute, std::string_view host) {
  absolute.remove_prefix(scheme.size());
  const auto authority = std::min(absolute.find_first_of("/?"), absolute.size());
  if (authority == 0 || !same_name(absolute.substr(0, authority), host)) return {};
  absolute.remove_prefix(authority);
  return absolute.starts_with('/') ? std::string(absolute) : "/" + std::string(absolute);
}

}  // namespace

std::optional<Target> parse_target(Method method, std::string text, std::string_view host) {
  if (text == "*") {
    if (method != Method::options) return std::nullopt;
    return Target{.text = std::move(text), .path_size = 1};
  }
  if (same_name(std::string_view(text).substr(0, scheme.size()), scheme)) text = reduced(text, host);
  if (!text.starts_with('/') || text.contains('#')) return std::nullopt;
  const auto path_size = std::min(text.find('?'), text.size());
  return Target{.text = std::move(text), .path_size = path_size};
}

}  // namespace boxoffice::kit::http
