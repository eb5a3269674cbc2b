#include "kit/http/socket_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstring>

namespace boxoffice::kit::http {

namespace {

// Copies instead of casts: the storage holds no object of these types.
template <class Native>
Native as(const SocketAddress& address) {
  Native native{};
  std::memcpy(&native, &address.storage, sizeof(native));
  return native;
}

template <class Native>
SocketAddress from(const Native& native) {
  SocketAddress address;
  std::memcpy(&address.storage, &native, sizeof(native));
  address.size = sizeof(native);
  return address;
}

}  // namespace

std::uint16_t SocketAddress::port() const {
  if (family() == AF_INET6) return ntohs(as<sockaddr_in6>(*this).sin6_port);
  return ntohs(as<sockaddr_in>(*this).sin_port);
}

std::string SocketAddress::ip() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (family() == AF_INET6) {
    const auto native = as<sockaddr_in6>(*this);
    inet_ntop(AF_INET6, &native.sin6_addr, text.data(), text.size());
  } else {
    const auto native = as<sockaddr_in>(*this);
    inet_ntop(AF_INET, &native.sin_addr, text.data(), text.size());
  }
  return text.data();
}

std::optional<SocketAddress> parse_address(const std::string& ip, std::uint16_t port) {
  sockaddr_in four{};
  if (inet_pton(AF_INET, ip.c_str(), &four.sin_addr) == 1) {
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    return from(four);
  }
  sockaddr_in6 six{};
  if (inet_pton(AF_INET6, ip.c_str(), &six.sin6_addr) == 1) {
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    return from(six);
  }
  return std::nullopt;
}

}  // namespace boxoffice::kit::http
