#include "kit/http/listener.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/port_owner.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>
#include <cstring>

namespace boxoffice::kit::http {

namespace asio = boost::asio;

namespace {

constexpr int backlog = 4096;
constexpr int attempts_for_a_free_port = 16;

sockaddr* native(SocketAddress& address) {
  return reinterpret_cast<sockaddr*>(&address.storage);  // what the socket calls are made for
}

void switch_on(const Descriptor& descriptor, int level, int option) {
  const int on = 1;
  ::setsockopt(descriptor.get(), level, option, &on, sizeof(on));
}

std::string text(const SocketAddress& address) {
  return address.family() == AF_INET6 ? fmt::format("[{}]:{}", address.ip(), address.port())
                                      : fmt::format("{}:{}", address.ip(), address.port());
}

[[noreturn]] void fail_to_listen(const SocketAddress& address, int error) {
  if (error == EADDRINUSE) {
    const auto owner = find_port_owner(address.port());
    const auto who = owner ? fmt::format("process '{}' (pid {})", owner->name, owner->pid) : "another process";
    throw base::StartupError(
        fmt::format("Port {} is taken by {}. Stop it or set BOXOFFICE_PORT_OFFSET.", address.port(), who));
  }
  if (error == EACCES) {
    throw base::StartupError(
        fmt::format("Port {} is reserved for the system's own services. Choose one above 1023.", address.port()));
  }
  throw base::StartupError(fmt::format("Cannot listen on {} ({}). Check the listening address in the settings.",
                                       text(address), std::strerror(error)));
}

/// Closed, with errno set, on failure (closing a descriptor that is open leaves errno alone).
Descriptor open_listener(SocketAddress address) {
  Descriptor descriptor(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!descriptor.open()) return {};
  // Lets a restart bind while connections of the former process are in TIME_WAIT.
  switch_on(descriptor, SOL_SOCKET, SO_REUSEADDR);
  if (address.family() == AF_INET6) switch_on(descriptor, IPPROTO_IPV6, IPV6_V6ONLY);
  if (::bind(descriptor.get(), native(address), address.size) != 0) return {};
  if (::listen(descriptor.get(), backlog) != 0) return {};
  return descriptor;
}

bool lacks_address(int family, int error) {
  return family == AF_INET6 && (error == EADDRNOTAVAIL || error == EAFNOSUPPORT);
}

/// Errors of accept(2) that concern the one connection only, which has gone already.
bool concerns_connection(int error) {
  switch (error) {
    case ECONNABORTED:
    case EINTR:
    case EPERM:
    case EPROTO:
    case ENOPROTOOPT:
    case ENETDOWN:
    case ENETUNREACH:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case ENONET:
      return true;
    default:
      return false;
  }
}

}  // namespace

struct Listener::Native {
  asio::posix::stream_descriptor descriptor;
};

Listener::Listener(const runtime::Executor& executor, Descriptor descriptor)
    : native_(new Native{asio::posix::stream_descriptor(executor)}) {
  native_->descriptor.assign(descriptor.get());
  std::ignore = descriptor.release();
}

Listener::~Listener() = default;

std::optional<AcceptedSocket> Listener::accept() {
  while (true) {
    SocketAddress peer;
    peer.size = sizeof(peer.storage);
    Descriptor descriptor(
        ::accept4(native_->descriptor.native_handle(), native(peer), &peer.size, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (descriptor.open()) {
      switch_on(descriptor, IPPROTO_TCP, TCP_NODELAY);
      return AcceptedSocket{.descriptor = std::move(descriptor), .family = peer.family(), .peer_address = peer.ip()};
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return std::nullopt;
    if (!concerns_connection(errno))
      throw boost::system::system_error(errno, boost::system::system_category(), "accept");
  }
}

runtime::Task<> Listener::wait() {
  if (ended_) co_return;
  co_await native_->descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                          asio::as_tuple(asio::use_awaitable));
}

void Listener::end() {
  ended_ = true;
  native_->descriptor.cancel();
}

void Listener::close() {
  native_->descriptor.close();
}

std::uint16_t local_port(const Descriptor& descriptor) {
  SocketAddress address;
  address.size = sizeof(address.storage);
  ::getsockname(descriptor.get(), native(address), &address.size);
  return address.port();
}

std::vector<Descriptor> listen_on(const std::vector<std::string>& addresses, std::uint16_t port) {
  for (int attempt = 1;; ++attempt) {
    std::vector<Descriptor> listeners;
    std::uint16_t common_port = port;
    bool port_differs = false;
    for (const auto& ip : addresses) {
      const auto address = parse_address(ip, common_port);
      if (!address) throw base::StartupError(fmt::format("'{}' is not an IP address to listen on.", ip));
      auto listener = open_listener(*address);
      if (listener.open()) {
        common_port = local_port(listener);
        listeners.push_back(std::move(listener));
      } else if (const int error = errno; port == 0 && error == EADDRINUSE && attempt < attempts_for_a_free_port) {
        port_differs = true;  // the port that was free on the first address is taken on this one
        break;
      } else if (!lacks_address(address->family(), error)) {
        fail_to_listen(*address, error);
      }
    }
    if (port_differs) continue;
    if (listeners.empty()) throw base::StartupError("This machine has none of the addresses to listen on.");
    return listeners;
  }
}

}  // namespace boxoffice::kit::http
