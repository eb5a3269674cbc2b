#pragma once

// The other end of a connection, byte for byte: blocking sockets on the test's own threads.

#include "kit/http/descriptor.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace boxoffice::kit::http::tests {

/// One message as it came over the wire.
struct RawMessage {
  int status = 0;      // of a response; 0 for a request and when nothing came
  std::string head{};  // with the first line and the empty line
  std::string body{};  // chunks are decoded

  /// The first value of the field; empty if it is missing.
  [[nodiscard]] std::string field(std::string_view name) const;
  [[nodiscard]] std::string first_line() const { return head.substr(0, head.find("\r\n")); }
};

/// A connection with a time limit for each read, after which it acts as if closed.
class RawConnection {
 public:
  explicit RawConnection(Descriptor descriptor);
  /// Connects to 127.0.0.1.
  explicit RawConnection(std::uint16_t port);

  /// All of it, unless the other side has closed.
  bool send(std::string_view bytes);
  /// The next response or request. With `without_body` the head only, as in the answer to HEAD.
  RawMessage receive(bool without_body = false);
  /// Everything until the other side closes.
  std::string receive_rest();
  /// True if the other side sends something, or closes, within that time.
  bool heard_within(std::chrono::milliseconds time);
  /// True if the other side closes without sending anything more.
  bool closed();
  void close() { descriptor_ = Descriptor(); }
  /// Ends sends and receives that wait on other threads.
  void shutdown();
  /// The kernel then holds little on either side, so that a slow reader is felt soon.
  void limit_receive_buffer(int bytes);

 private:
  bool fill();
  std::string take(std::size_t bytes);
  std::string take_line();
  std::string take_chunks();

  Descriptor descriptor_;
  std::string received_{};
};

/// A server on a free port that runs `script` on a thread for each connection, with the connection's number from 0.
class RawServer {
 public:
  using Script = std::function<void(RawConnection& connection, int number)>;

  explicit RawServer(Script script);
  ~RawServer();

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int accepted() const { return accepted_; }

 private:
  void accept_connections();

  Script script_;
  Descriptor listener_{};
  std::uint16_t port_ = 0;
  std::atomic<int> accepted_ = 0;
  std::vector<std::thread> connections_{};  // touched by the accepting thread only, until that has ended
  std::thread accepting_{};
};

}  // namespace boxoffice::kit::http::tests
