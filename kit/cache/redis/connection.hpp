#pragma once

// One connection to a Redis server that never blocks, over hiredis' reader and writer. Its asynchronous interface is
// left aside: there, a command that fails never calls back, and time limits are the caller's anyway.

#include "kit/cache/redis/reply.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::cache {

/// Used by one thread, which blocks SIGPIPE. All functions but send() throw base::Unavailable when the connection has
/// broken; it is then of no more use.
class RedisConnection {
 public:
  /// Begins to connect; what becomes of it shows when reading. Only resolving a host's name may block.
  RedisConnection(const std::string& host, std::uint16_t port);
  ~RedisConnection();
  RedisConnection(const RedisConnection&) = delete;
  RedisConnection& operator=(const RedisConnection&) = delete;

  /// Sent by the next write(); replies come in the order of commands.
  void send(const Words& command);
  /// Writes what the socket takes.
  void write();
  /// True while write() has left something, because the socket was full.
  [[nodiscard]] bool has_unsent() const;
  /// The replies that have arrived so far.
  [[nodiscard]] std::vector<Reply> read();

  [[nodiscard]] int socket() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boxoffice::kit::cache
