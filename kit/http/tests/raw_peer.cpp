#include "kit/http/tests/raw_peer.hpp"

#include "kit/http/listener.hpp"
#include "kit/http/message.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>

namespace boxoffice::kit::http::tests {

namespace {

constexpr time_t patience_s = 10;

void configure(const Descriptor& descriptor) {
  const int on = 1;
  ::setsockopt(descriptor.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  const timeval patience{.tv_sec = patience_s, .tv_usec = 0};
  ::setsockopt(descriptor.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ::setsockopt(descriptor.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

Descriptor connect_to(std::uint16_t port) {
  Descriptor descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto address = parse_address("127.0.0.1", port).value();
  // A refused connection shows at the first send or receive, as tests of refusals want it.
  [[maybe_unused]] const int refused =
      ::connect(descriptor.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size);
  return descriptor;
}

}  // namespace

std::string RawMessage::field(std::string_view name) const {
  std::size_t line = head.find("\r\n");
  while (line != std::string::npos && line + 2 < head.size()) {
    line += 2;
    const auto end = head.find("\r\n", line);
    const auto text = std::string_view(head).substr(line, end - line);
    const auto colon = text.find(": ");
    if (colon != std::string_view::npos && same_name(text.substr(0, colon), name)) {
      return std::string(text.substr(colon + 2));
    }
    line = end;
  }
  return {};
}

RawConnection::RawConnection(Descriptor descriptor) : descriptor_(std::move(descriptor)) {
  configure(descriptor_);
}

RawConnection::RawConnection(std::uint16_t port) : RawConnection(connect_to(port)) {}

bool RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(descriptor_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawConnection::fill() {
  std::array<char, 16 * 1024> space{};
  const auto bytes = ::recv(descriptor_.get(), space.data(), space.size(), 0);
  if (bytes <= 0) return false;
  received_.append(space.data(), static_cast<std::size_t>(bytes));
  return true;
}

std::string RawConnection::take(std::size_t bytes) {
  while (received_.size() < bytes && fill()) {
  }
  auto taken = received_.substr(0, bytes);
  received_.erase(0, bytes);
  return taken;
}

std::string RawConnection::take_line() {
  while (received_.find("\r\n") == std::string::npos) {
    if (!fill()) return {};
  }
  return take(received_.find("\r\n") + 2);
}

std::string RawConnection::take_chunks() {
  std::string body;
  while (true) {
    const auto line = take_line();
    const auto size = line.empty() ? 0 : std::stoul(line, nullptr, 16);
    if (size > 0) body += take(size);
    take_line();
    if (size == 0) return body;
  }
}

RawMessage RawConnection::receive(bool without_body) {
  RawMessage message;
  while (!message.head.ends_with("\r\n\r\n")) {
    const auto line = take_line();
    if (line.empty()) return {};
    message.head += line;
  }
  if (message.head.starts_with("HTTP/1.1 ")) message.status = std::stoi(message.head.substr(9, 3));
  if (without_body) return message;
  if (message.field("transfer-encoding") == "chunked") {
    message.body = take_chunks();
  } else if (const auto length = message.field("content-length"); !length.empty()) {
    message.body = take(std::stoul(length));
  }
  return message;
}

std::string RawConnection::receive_rest() {
  while (fill()) {
  }
  return std::exchange(received_, {});
}

bool RawConnection::heard_within(std::chrono::milliseconds time) {
  pollfd waiting{.fd = descriptor_.get(), .events = POLLIN, .revents = 0};
  return !received_.empty() || ::poll(&waiting, 1, static_cast<int>(time.count())) > 0;
}

bool RawConnection::closed() {
  // A reset counts, silence does not.
  char byte = 0;
  return received_.empty() && (::recv(descriptor_.get(), &byte, 1, 0) == 0 || errno == ECONNRESET);
}

void RawConnection::shutdown() {
  ::shutdown(descriptor_.get(), SHUT_RDWR);
}

void RawConnection::limit_receive_buffer(int bytes) {
  ::setsockopt(descriptor_.get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

RawServer::RawServer(Script script) : script_(std::move(script)) {
  auto listeners = listen_on({"127.0.0.1"}, 0);
  listener_ = std::move(listeners.front());
  port_ = local_port(listener_);
  accepting_ = std::thread([this] { accept_connections(); });
}

RawServer::~RawServer() {
  ::shutdown(listener_.get(), SHUT_RDWR);
  accepting_.join();
  for (auto& connection : connections_) connection.join();
}

void RawServer::accept_connections() {
  while (true) {
    pollfd waiting{.fd = listener_.get(), .events = POLLIN, .revents = 0};
    ::poll(&waiting, 1, -1);
    Descriptor descriptor(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!descriptor.open()) return;
    connections_.emplace_back([this, number = accepted_++, accepted = std::move(descriptor)]() mutable {
      RawConnection connection(std::move(accepted));
      script_(connection, number);
    });
  }
}

}  // namespace boxoffice::kit::http::tests
