#pragma once

// HTTP/1.1 server (RFC 9112). One acceptor hands each connection to the next io thread; it stays there.

#include "kit/http/message.hpp"
#include "kit/runtime/deadline.hpp"
#include "kit/runtime/io_threads.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/telemetry/telemetry.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::http {

struct ServerOptions {
  std::vector<std::string> addresses{"127.0.0.1", "::1"};  // an IPv6 address that the machine lacks is skipped
  std::uint16_t port = 0;                                  // 0 = any free one, see Server::port()
  std::size_t connection_limit = 10'000;
  std::size_t request_line_limit = 8 * 1024;            // 414 beyond
  std::size_t header_limit = 32 * 1024;                 // 431 beyond
  std::size_t header_count_limit = 100;                 // 431 beyond
  std::chrono::milliseconds head_timeout{10'000};       // for the whole head
  std::chrono::milliseconds body_idle_timeout{10'000};  // between two pieces of a body
  std::size_t body_rate = 1024;                         // bytes a second that a body comes with at least, on average
  std::chrono::milliseconds keep_alive_timeout{60'000};
  std::chrono::milliseconds write_timeout{30'000};  // a reader slower than this is disconnected
};

/// Bound and listening after construction (base::StartupError "port 8080 is taken ..." names the process when it can);
/// serves after start().
class Server {
 public:
  Server(runtime::IoThreads& threads, ServerOptions options, Application& application, telemetry::Telemetry& telemetry);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  void start();

  /// Stops accepting, closes idle connections, lets running requests finish for up to `drain`, then cancels them.
  /// Call from a thread that is not an io thread, before IoThreads::stop().
  void stop(std::chrono::milliseconds drain);

  // The steps of stop(), for several servers that end together; from the same thread, in this order.

  /// Stops accepting and closes idle connections; requests that run go on.
  void begin_stop();
  /// True once nothing is served any more, false when `deadline` has passed before.
  [[nodiscard]] bool wait(runtime::Deadline deadline);
  /// Cancels what still runs; the second time also what did not notice the first.
  void cancel();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boxoffice::kit::http
