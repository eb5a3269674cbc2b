#pragma once

// Which route a path belongs to. Patterns are literal segments and "{name}" segments: "/api/orders/{id}".

#include "kit/http/route_handler.hpp"
#include "kit/http/router.hpp"

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::http {

/// A mounted route.
struct Route {
  RouteDescription description;
  std::vector<std::string> segments{};  // of the pattern; "{id}" for a parameter
  std::unique_ptr<RouteHandler> handler;
};

/// All routes of one shape of path. Patterns that differ only in the names of their parameters share a shape.
class Resource {
 public:
  explicit Resource(const std::vector<std::string>& segments);

  /// Null when the method is not served. HEAD is served by GET.
  [[nodiscard]] const Route* route_for(Method method) const;
  /// For the header Allow: "GET, HEAD, POST, OPTIONS".
  [[nodiscard]] std::string allow() const;
  [[nodiscard]] const std::string& pattern() const;

 private:
  friend class RouteTable;

  [[nodiscard]] bool matches(const std::vector<std::string_view>& path) const;
  static constexpr std::size_t method_count = 7;

  std::vector<std::string> shape_;  // one and the same text for every parameter
  std::array<const Route*, method_count> routes_{};
};

/// Filled while a service is composed, then only read, from any thread.
class RouteTable {
 public:
  /// Aborts when method and shape are taken or the pattern is not well-formed.
  void add(Route route);

  /// The resource of a path as received (still percent-encoded), or null. A literal segment wins over a parameter,
  /// the leftmost difference decides. A parameter does not match an empty segment.
  [[nodiscard]] const Resource* find(std::string_view path) const;

  [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  std::vector<std::unique_ptr<Route>> routes_;  // in the order of mounting
  std::vector<Resource> resources_;             // the more literal first
};

/// The values of the route's parameters in `path`, which must be of its shape: percent-decoded. MALFORMED_REQUEST when
/// one is not a well-formed escape or not UTF-8.
[[nodiscard]] base::Result<std::vector<std::pair<std::string, std::string>>> path_parameters(const Route& route,
                                                                                             std::string_view path);

}  // namespace boxoffice::kit::http
