#pragma once

// The connections of one io thread to other servers, kept open between calls.

#include "kit/http/client.hpp"
#include "kit/http/deadline_sweep.hpp"
#include "kit/http/parser.hpp"
#include "kit/http/read_buffer.hpp"
#include "kit/http/socket.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::http {

class ClientPool;
struct Pooled;

/// "127.0.0.1:8083", "[::1]:8083": for reasons in the log.
[[nodiscard]] std::string to_text(const Endpoint& endpoint);

/// A connection to one server, in use or idle.
class ClientConnection final : private Swept {
 public:
  ClientConnection(ClientPool& pool, const runtime::Executor& executor);
  ~ClientConnection();

  Socket socket;
  ReadBuffer buffer{};
  ResponseParser parser{};
  std::string head{};    // of the request; kept for its memory
  bool reused = false;   // has answered before
  bool idle = false;     // in the pool; its deadline then is the idle timeout
  bool sending = false;  // a request, which waits for the other side to read: an answer ends that wait

 private:
  friend class ClientPool;
  void sweep(runtime::SteadyTime now) override;

  ClientPool& pool_;
  Pooled* place_ = nullptr;  // the endpoint it counts for
};

/// Use of a connection for one call. Destroyed without give_back() it closes the connection.
class Lease {
 public:
  Lease() = default;
  Lease(std::shared_ptr<ClientPool> pool, std::unique_ptr<ClientConnection> connection);
  ~Lease();
  Lease(Lease&&) noexcept = default;
  Lease& operator=(Lease&& other) noexcept;

  [[nodiscard]] ClientConnection& operator*() const { return *connection_; }
  [[nodiscard]] ClientConnection* operator->() const { return connection_.get(); }
  /// The connection is clean: another call may use it.
  void give_back();
  void close();

 private:
  std::shared_ptr<ClientPool> pool_{};
  std::unique_ptr<ClientConnection> connection_{};
};

/// Used and destroyed on its io thread, or after that thread has ended.
class ClientPool : public std::enable_shared_from_this<ClientPool> {
 public:
  ClientPool(const runtime::Executor& executor, const ClientOptions& options);
  ~ClientPool();

  /// An idle connection at once, or nothing. With `deadline` set, as below.
  [[nodiscard]] std::optional<Lease> take_idle(const Endpoint& endpoint, runtime::Deadline deadline);
  /// A new connection, or the next one that becomes free (first come, first served). Throws base::Unavailable or
  /// base::TimedOut.
  runtime::Task<Lease> acquire(Endpoint endpoint, runtime::Deadline deadline);
  /// Connects anew what turned out to be dead, in the same place.
  runtime::Task<> renew(ClientConnection& connection, Endpoint endpoint, runtime::Deadline deadline);

  [[nodiscard]] const ClientOptions& options() const { return options_; }
  [[nodiscard]] const runtime::Executor& executor() const { return executor_; }

 private:
  friend class ClientConnection;
  friend class Lease;

  Pooled& place_of(const Endpoint& endpoint);
  runtime::Task<std::unique_ptr<ClientConnection>> wait_for_turn(Pooled& place, runtime::Deadline deadline);
  void give_back(std::unique_ptr<ClientConnection> connection);
  void close(std::unique_ptr<ClientConnection> connection);
  void release_place(Pooled& place);
  void drop_idle(ClientConnection& connection);

  runtime::Executor executor_;
  ClientOptions options_;
  DeadlineSweep sweep_;
  std::map<Endpoint, std::unique_ptr<Pooled>> places_;
};

}  // namespace boxoffice::kit::http
