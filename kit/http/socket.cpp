#include "kit/http/socket.hpp"

#include "kit/base/ensure.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace boxoffice::kit::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

constexpr auto as_awaitable_tuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t bytes_per_patience = 64 * 1024;

// The concrete executor saves a type-erased dispatch for every operation (5 % of a proxied request).
asio::io_context::executor_type concrete(const runtime::Executor& executor) {
  const auto* const target = executor.target<asio::io_context::executor_type>();
  base::ensure(target != nullptr, "Socket needs an executor of IoThreads");
  return *target;
}

tcp protocol_of(int family) {
  return family == AF_INET6 ? tcp::v6() : tcp::v4();
}

}  // namespace

struct Socket::Native {
  asio::basic_stream_socket<tcp, asio::io_context::executor_type> socket;
};

Socket::Socket(const runtime::Executor& executor)
    : native_(new Native{asio::basic_stream_socket<tcp, asio::io_context::executor_type>(concrete(executor))}) {}

Socket::Socket(const runtime::Executor& executor, Descriptor descriptor, int family) : Socket(executor) {
  native_->socket.assign(protocol_of(family), descriptor.get());
  std::ignore = descriptor.release();
}

Socket::~Socket() = default;

runtime::Task<std::tuple<boost::system::error_code>> Socket::connect(const SocketAddress& address) {
  tcp::endpoint endpoint;
  std::memcpy(endpoint.data(), &address.storage, address.size);
  endpoint.resize(address.size);
  boost::system::error_code ignored;
  native_->socket.close(ignored);
  send_error_.clear();
  native_->socket.open(endpoint.protocol());
  native_->socket.set_option(tcp::no_delay(true));
  return native_->socket.async_connect(endpoint, as_awaitable_tuple);
}

runtime::Task<std::tuple<boost::system::error_code, std::size_t>> Socket::read_some(std::span<char> space) {
  return native_->socket.async_read_some(asio::buffer(space.data(), space.size()), as_awaitable_tuple);
}

bool Socket::send(std::string_view first, std::string_view second, std::string_view third) {
  unsent_ = {first, second, third};
  send_unsent();
  return all_sent();
}

bool Socket::all_sent() const {
  return unsent_[0].empty() && unsent_[1].empty() && unsent_[2].empty();
}

// Returns how much the kernel took; an error is kept for flush().
std::size_t Socket::send_unsent() {
  std::size_t total = 0;
  while (true) {
    std::array<iovec, 3> vector{};
    std::size_t pieces = 0;
    for (const auto piece : unsent_) {
      // iovec is not const-correct; sendmsg only reads.
      if (!piece.empty()) vector[pieces++] = {const_cast<char*>(piece.data()), piece.size()};
    }
    if (pieces == 0) return total;
    msghdr message{};
    message.msg_iov = vector.data();
    message.msg_iovlen = pieces;
    const auto sent = ::sendmsg(native_->socket.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return total;
    if (sent < 0) {
      send_error_.assign(errno, boost::system::system_category());
      return total;
    }
    total += static_cast<std::size_t>(sent);
    auto left = static_cast<std::size_t>(sent);
    for (auto& piece : unsent_) {
      const auto taken = std::min(left, piece.size());
      piece.remove_prefix(taken);
      left -= taken;
    }
  }
}

runtime::Task<boost::system::error_code> Socket::flush(std::optional<std::chrono::milliseconds> patience) {
  if (patience) expire_after(*patience);
  std::size_t progress = 0;
  while (!all_sent() && !send_error_) {
    const auto [error] = co_await native_->socket.async_wait(tcp::socket::wait_write, as_awaitable_tuple);
    if (error) co_return error;
    progress += send_unsent();
    if (patience && progress >= bytes_per_patience) {
      expire_after(*patience);
      progress = 0;
    }
  }
  co_return send_error_;
}

Socket::Peer Socket::peek() const {
  char byte = 0;
  // A descriptor that was never opened is -1, for which recv fails.
  const auto received = ::recv(native_->socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  if (received > 0) return Peer::readable;
  if (received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return Peer::quiet;
  return Peer::gone;
}

void Socket::cancel() {
  boost::system::error_code ignored;
  native_->socket.cancel(ignored);
}

void Socket::shutdown_send() {
  boost::system::error_code ignored;
  native_->socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void Socket::expire_at(runtime::SteadyTime deadline) {
  deadline_ = deadline;
  expired_ = false;
}

void Socket::check_deadline(runtime::SteadyTime now) {
  if (now < deadline_) return;
  // The deadline stays, so that a wait which begins only now is cancelled by the next sweep.
  expired_ = true;
  cancel();
}

}  // namespace boxoffice::kit::http
