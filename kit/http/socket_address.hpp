#pragma once

// IP address and port as the operating system takes them.

#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::kit::http {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  [[nodiscard]] int family() const { return storage.ss_family; }
  [[nodiscard]] std::uint16_t port() const;
  /// "127.0.0.1", "::1".
  [[nodiscard]] std::string ip() const;
};

/// From an address literal; nullopt for anything else, such as a name.
[[nodiscard]] std::optional<SocketAddress> parse_address(const std::string& ip, std::uint16_t port);

}  // namespace boxoffice::kit::http
