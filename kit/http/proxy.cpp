#include "kit/http/proxy.hpp"

#include "kit/base/encoding.hpp"
#include "kit/http/field_value.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::kit::http {

namespace {

constexpr std::array<std::string_view, 10> hop_by_hop_fields{
    "connection", "keep-alive",        "proxy-connection", "proxy-authenticate", "proxy-authorization", "te",
    "trailer",    "transfer-encoding", "upgrade",          "content-length"};

// Set by us or the client library; from outside they would be claims of somebody we do not trust.
constexpr std::array<std::string_view, 6> fields_of_ours{"host",         "forwarded",   "x-real-ip",
                                                         "x-request-id", "traceparent", "x-request-timeout-ms"};

template <std::size_t count>
bool is_one_of(std::string_view name, const std::array<std::string_view, count>& names) {
  return std::ranges::find(names, name) != names.end();
}

/// Lower-case names that the fields Connection list; there may be several of them.
std::vector<std::string> named_by_connection(const Headers& headers) {
  std::vector<std::string> names;
  for (const auto& [name, value] : headers) {
    if (!same_name(name, "connection")) continue;
    for (const std::string_view named : list_elements(value)) names.push_back(base::ascii_lower(named));
  }
  return names;
}

}  // namespace

ClientRequest forwarded_request(const Request& request, const Endpoint& endpoint) {
  const auto connection = named_by_connection(request.headers);
  ClientRequest forwarded{
      .method = request.method, .endpoint = endpoint, .target = request.target, .context = request.context};
  for (const auto& [name, value] : request.headers) {
    const std::string key = base::ascii_lower(name);
    if (is_one_of(key, hop_by_hop_fields) || is_one_of(key, fields_of_ours)) continue;
    if (key.starts_with("x-user-") || key.starts_with("x-forwarded-")) continue;
    if (std::ranges::find(connection, key) != connection.end()) continue;
    forwarded.headers.add(name, value);
  }
  forwarded.headers.add("X-Forwarded-For", request.peer_address);
  forwarded.headers.add("X-Forwarded-Proto", request.secure ? "https" : "http");
  if (const auto host = request.headers.get("host")) forwarded.headers.add("X-Forwarded-Host", std::string(*host));
  return forwarded;
}

void remove_hop_by_hop(Headers& headers) {
  for (const auto& name : named_by_connection(headers)) headers.erase(name);
  for (const auto name : hop_by_hop_fields) {
    if (name != "content-length") headers.erase(name);
  }
}

}  // namespace boxoffice::kit::http
