#pragma once

// Which process listens on a TCP port, for the message that an operator reads when a port is taken.

#include <cstdint>
#include <optional>
#include <string>

namespace boxoffice::kit::http {

struct PortOwner {
  std::string name;  // "nginx"
  int pid = 0;
};

/// From /proc; nullopt when nobody listens or when the process belongs to somebody else.
[[nodiscard]] std::optional<PortOwner> find_port_owner(std::uint16_t port);

}  // namespace boxoffice::kit::http
