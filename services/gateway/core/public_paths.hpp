#pragma once

// Which paths exist for the outside: "/api/<service>/..." but not the routes that services keep for each other.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::services::gateway {

/// The service that "/api/<service>/..." names: "orders". Nullopt for other paths.
[[nodiscard]] std::optional<std::string_view> service_of(std::string_view path);

/// True for text that reads the same after decoding and has no empty, "." or ".." segment, so that a service cannot see
/// another path than the gateway judged.
[[nodiscard]] bool is_plain(std::string_view path);

/// Immutable after construction; safe from any thread.
class ServiceOnlyPaths {
 public:
  /// Patterns such as "/api/tickets/confirm/{orderId}".
  explicit ServiceOnlyPaths(const std::vector<std::string>& patterns);
  [[nodiscard]] bool contains(std::string_view path) const;

 private:
  std::vector<std::vector<std::string>> patterns_;  // segments; empty text stands for any
};

}  // namespace boxoffice::services::gateway
