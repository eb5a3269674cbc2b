#pragma once

// Listening TCP sockets. No SO_REUSEPORT: it would hide that a port is in use.

#include "kit/http/descriptor.hpp"
#include "kit/http/socket_address.hpp"
#include "kit/runtime/task.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::kit::http {

/// A connection as the kernel hands it out: non-blocking, Nagle's algorithm off.
struct AcceptedSocket {
  Descriptor descriptor{};
  int family = 0;
  std::string peer_address{};  // IP
};

/// One address. Everything but construction happens on the executor's thread.
class Listener {
 public:
  Listener(const runtime::Executor& executor, Descriptor descriptor);
  ~Listener();

  /// The next connection that waits, or nullopt when none does. Throws boost::system::system_error when the process
  /// is out of descriptors or memory.
  [[nodiscard]] std::optional<AcceptedSocket> accept();
  /// Until a connection may be waiting or end() was called.
  runtime::Task<> wait();

  /// Wakes wait(); the listener still accepts until close().
  void end();
  [[nodiscard]] bool ended() const { return ended_; }
  /// Connections that were not accepted are reset.
  void close();

 private:
  struct Native;
  std::unique_ptr<Native> native_;
  bool ended_ = false;
};

/// One descriptor for each address, all on the same port; `port` 0 takes any that is free on all of them. An IPv6
/// address that the machine lacks is left out. Throws base::StartupError with the next step for the operator.
[[nodiscard]] std::vector<Descriptor> listen_on(const std::vector<std::string>& addresses, std::uint16_t port);

/// The port of a listening descriptor.
[[nodiscard]] std::uint16_t local_port(const Descriptor& descriptor);

}  // namespace boxoffice::kit::http
