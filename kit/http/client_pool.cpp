#include "kit/http/client_pool.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/client_connect.hpp"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <list>

namespace boxoffice::kit::http {

namespace asio = boost::asio;

/// A call that waits until a connection is free. What it is given, it owns.
struct Waiter {
  Waiter(const runtime::Executor& executor, runtime::SteadyTime deadline) : turn(executor, deadline) {}

  asio::steady_timer turn;  // cancelled when it is this waiter's turn
  bool called = false;
  std::unique_ptr<ClientConnection> connection{};  // null: the turn is to open a new one
};

/// The connections to one endpoint.
struct Pooled {
  explicit Pooled(Endpoint server) : endpoint(std::move(server)) {}

  Endpoint endpoint;
  std::size_t open = 0;                                   // in use, idle or being opened
  std::vector<std::unique_ptr<ClientConnection>> idle{};  // the last one used is at the back, and used first
  std::list<Waiter*> waiters{};
};

std::string to_text(const Endpoint& endpoint) {
  const bool bare_ipv6 = endpoint.host.contains(':');
  return fmt::format("{}{}{}:{}", bare_ipv6 ? "[" : "", endpoint.host, bare_ipv6 ? "]" : "", endpoint.port);
}

ClientConnection::ClientConnection(ClientPool& pool, const runtime::Executor& executor)
    : socket(executor), pool_(pool) {
  pool_.sweep_.add(*this);
}

ClientConnection::~ClientConnection() {
  pool_.sweep_.remove(*this);
}

void ClientConnection::sweep(runtime::SteadyTime now) {
  if (idle) {
    if (now >= socket.deadline()) pool_.drop_idle(*this);
  } else if (sending && socket.peek() == Socket::Peer::readable) {
    socket.cancel();
  } else {
    socket.check_deadline(now);
  }
}

Lease::Lease(std::shared_ptr<ClientPool> pool, std::unique_ptr<ClientConnection> connection)
    : pool_(std::move(pool)), connection_(std::move(connection)) {}

Lease::~Lease() {
  close();
}

Lease& Lease::operator=(Lease&& other) noexcept {
  close();
  pool_ = std::move(other.pool_);
  connection_ = std::move(other.connection_);
  return *this;
}

void Lease::give_back() {
  if (connection_) pool_->give_back(std::move(connection_));
}

void Lease::close() {
  if (connection_) pool_->close(std::move(connection_));
}

ClientPool::ClientPool(const runtime::Executor& executor, const ClientOptions& options)
    : executor_(executor), options_(options), sweep_(executor) {}

ClientPool::~ClientPool() = default;

Pooled& ClientPool::place_of(const Endpoint& endpoint) {
  auto& place = places_[endpoint];
  if (!place) place = std::make_unique<Pooled>(endpoint);
  return *place;
}

std::optional<Lease> ClientPool::take_idle(const Endpoint& endpoint, runtime::Deadline deadline) {
  auto& place = place_of(endpoint);
  while (!place.idle.empty()) {
    auto connection = std::move(place.idle.back());
    place.idle.pop_back();
    connection->idle = false;
    // The other side may have closed it meanwhile; finding out now is cheaper than a failed call.
    if (connection->socket.peek() == Socket::Peer::quiet) {
      connection->socket.expire_at(deadline.at);
      return Lease(shared_from_this(), std::move(connection));
    }
    close(std::move(connection));
  }
  return std::nullopt;
}

runtime::Task<Lease> ClientPool::acquire(Endpoint endpoint, runtime::Deadline deadline) {
  const auto self = shared_from_this();  // what waits below may outlive the Client
  auto& place = place_of(endpoint);
  std::unique_ptr<ClientConnection> connection;
  if (place.open < options_.connections_per_endpoint) {
    ++place.open;
  } else {
    connection = co_await wait_for_turn(place, deadline);
  }
  const bool connected = connection != nullptr;
  if (!connected) {
    connection = std::make_unique<ClientConnection>(*this, executor_);
    connection->place_ = &place;
  }
  connection->socket.expire_at(deadline.at);
  Lease lease(self, std::move(connection));
  if (!connected) co_await connect(lease->socket, executor_, endpoint, deadline, options_.connect_timeout);
  co_return lease;
}

runtime::Task<> ClientPool::renew(ClientConnection& connection, Endpoint endpoint, runtime::Deadline deadline) {
  connection.reused = false;
  connection.buffer.consume(connection.buffer.size());
  co_await connect(connection.socket, executor_, std::move(endpoint), deadline, options_.connect_timeout);
}

namespace {

/// Takes a waiter out of the queue, however its wait ends.
class QueuePlace {
 public:
  QueuePlace(std::list<Waiter*>& queue, Waiter& waiter) : queue_(queue), waiter_(waiter) { queue_.push_back(&waiter); }
  ~QueuePlace() { queue_.remove(&waiter_); }
  QueuePlace(const QueuePlace&) = delete;
  QueuePlace& operator=(const QueuePlace&) = delete;

 private:
  std::list<Waiter*>& queue_;
  Waiter& waiter_;
};

}  // namespace

// Null: the caller may open a new connection, which is counted already.
runtime::Task<std::unique_ptr<ClientConnection>> ClientPool::wait_for_turn(Pooled& place, runtime::Deadline deadline) {
  Waiter waiter(executor_, deadline.at);
  {
    const QueuePlace queued(place.waiters, waiter);
    co_await waiter.turn.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  if (waiter.called) co_return std::move(waiter.connection);
  if (!deadline.passed()) throw boost::system::system_error(asio::error::operation_aborted, "wait for a connection");
  throw base::TimedOut(fmt::format("{}: all {} connections were busy", to_text(place.endpoint), place.open));
}

void ClientPool::give_back(std::unique_ptr<ClientConnection> connection) {
  auto& place = *connection->place_;
  connection->reused = true;
  if (!place.waiters.empty()) {
    auto& next = *place.waiters.front();
    place.waiters.pop_front();
    next.called = true;
    next.connection = std::move(connection);
    next.turn.cancel();
    return;
  }
  connection->idle = true;
  connection->buffer.shrink();
  connection->socket.expire_after(options_.idle_timeout);
  place.idle.push_back(std::move(connection));
}

void ClientPool::close(std::unique_ptr<ClientConnection> connection) {
  auto& place = *connection->place_;
  connection.reset();
  release_place(place);
}

void ClientPool::release_place(Pooled& place) {
  if (place.waiters.empty()) {
    --place.open;
    return;
  }
  auto& next = *place.waiters.front();
  place.waiters.pop_front();
  next.called = true;
  next.turn.cancel();
}

void ClientPool::drop_idle(ClientConnection& connection) {
  auto& place = *connection.place_;
  const auto found = std::ranges::find(place.idle, &connection, &std::unique_ptr<ClientConnection>::get);
  auto owned = std::move(*found);
  place.idle.erase(found);
  close(std::move(owned));
}

}  // namespace boxoffice::kit::http
