#pragma once

// A TCP connection on one io thread: what both server and client stand on. Hides Asio, writes without a detour over the
// event loop, and has one deadline, which a DeadlineSweep checks.

#include "kit/http/descriptor.hpp"
#include "kit/http/socket_address.hpp"
#include "kit/runtime/deadline.hpp"
#include "kit/runtime/task.hpp"

#include <boost/system/error_code.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>

namespace boxoffice::kit::http {

/// Everything happens on the executor's thread. At most one read and one write at a time.
class Socket {
 public:
  /// An executor of runtime::IoThreads. Not connected yet.
  explicit Socket(const runtime::Executor& executor);
  /// Takes over a connected, non-blocking descriptor.
  Socket(const runtime::Executor& executor, Descriptor descriptor, int family);
  ~Socket();
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  [[nodiscard]] runtime::Task<std::tuple<boost::system::error_code>> connect(const SocketAddress& address);

  /// Waits for bytes; error asio::error::eof at the end, operation_aborted after a passed deadline or cancel().
  [[nodiscard]] runtime::Task<std::tuple<boost::system::error_code, std::size_t>> read_some(std::span<char> space);

  /// Sends the pieces one after the other, with one system call if the kernel takes them. True when all is sent, else
  /// flush() has to follow, and the pieces must stay until it is done.
  [[nodiscard]] bool send(std::string_view first, std::string_view second = {}, std::string_view third = {});

  /// Waits until all is sent, or tells why it cannot be. With `patience`, the other side may take that long for each
  /// 64 KiB; otherwise the deadline stays as it is.
  runtime::Task<boost::system::error_code> flush(std::optional<std::chrono::milliseconds> patience);

  enum class Peer { quiet, readable, gone };
  /// Looks without reading whether the other side has sent something or has closed.
  [[nodiscard]] Peer peek() const;

  void cancel();
  void shutdown_send();

  void expire_after(std::chrono::milliseconds wait) { expire_at(std::chrono::steady_clock::now() + wait); }
  void expire_at(runtime::SteadyTime deadline);
  void expire_never() { expire_at(runtime::SteadyTime::max()); }
  /// True from the sweep that found the deadline passed until a new one is set.
  [[nodiscard]] bool expired() const { return expired_; }
  [[nodiscard]] runtime::SteadyTime deadline() const { return deadline_; }
  /// For the sweep: cancels what is waited for if the deadline has passed.
  void check_deadline(runtime::SteadyTime now);

 private:
  struct Native;
  std::size_t send_unsent();
  [[nodiscard]] bool all_sent() const;

  std::unique_ptr<Native> native_;
  std::array<std::string_view, 3> unsent_{};
  boost::system::error_code send_error_{};
  runtime::SteadyTime deadline_ = runtime::SteadyTime::max();
  bool expired_ = false;
};

}  // namespace boxoffice::kit::http
