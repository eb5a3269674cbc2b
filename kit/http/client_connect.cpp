#include "kit/http/client_connect.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/client_pool.hpp"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <cstring>

namespace boxoffice::kit::http {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

/// A look-up whose caller may leave before it ends: getaddrinfo cannot be interrupted.
struct LookUp {
  explicit LookUp(const runtime::Executor& executor) : resolver(executor), ended(executor) {}

  tcp::resolver resolver;
  asio::steady_timer ended;  // cancelled when the answer is there
  bool done = false;
  boost::system::error_code error{};
  std::vector<SocketAddress> addresses{};
};

void start(const std::shared_ptr<LookUp>& look_up, const Endpoint& endpoint) {
  look_up->resolver.async_resolve(
      endpoint.host, std::to_string(endpoint.port), tcp::resolver::numeric_service,
      [look_up](const boost::system::error_code& error, const tcp::resolver::results_type& results) {
        look_up->done = true;
        look_up->error = error;
        for (const auto& result : results) {
          SocketAddress address;
          address.size = static_cast<socklen_t>(result.endpoint().size());
          std::memcpy(&address.storage, result.endpoint().data(), address.size);
          look_up->addresses.push_back(address);
        }
        look_up->ended.cancel();
      });
}

runtime::Task<std::vector<SocketAddress>> addresses_of(runtime::Executor executor, Endpoint endpoint,
                                                       runtime::Deadline deadline) {
  if (const auto literal = parse_address(endpoint.host, endpoint.port)) co_return std::vector{*literal};
  const auto look_up = std::make_shared<LookUp>(executor);
  look_up->ended.expires_at(deadline.at);
  start(look_up, endpoint);
  co_await look_up->ended.async_wait(asio::as_tuple(asio::use_awaitable));
  if (!look_up->done) throw base::TimedOut(to_text(endpoint) + ": the name was not resolved in time");
  if (look_up->error) throw base::Unavailable(to_text(endpoint) + ": " + look_up->error.message());
  co_return look_up->addresses;
}

}  // namespace

runtime::Task<> connect(Socket& socket, runtime::Executor executor, Endpoint endpoint, runtime::Deadline deadline,
                        std::chrono::milliseconds limit) {
  const auto connect_deadline = deadline.earlier_of(runtime::Deadline::after(limit));
  std::string reason = "the name has no address";
  for (const auto& address : co_await addresses_of(executor, endpoint, connect_deadline)) {
    socket.expire_at(connect_deadline.at);
    const auto [error] = co_await socket.connect(address);
    if (!error) {
      socket.expire_at(deadline.at);
      co_return;
    }
    if (error == asio::error::operation_aborted && !socket.expired()) throw boost::system::system_error(error);
    if (deadline.passed()) throw base::TimedOut(to_text(endpoint) + " was not connected in time");
    reason = socket.expired() ? fmt::format("no connection within {} ms", limit.count()) : error.message();
    if (socket.expired()) break;
  }
  throw base::Unavailable(to_text(endpoint) + ": " + reason);
}

}  // namespace boxoffice::kit::http
