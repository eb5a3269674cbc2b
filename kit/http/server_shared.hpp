#pragma once

// What the connections of a server have in common.

#include "kit/base/id.hpp"
#include "kit/base/random.hpp"
#include "kit/base/time.hpp"
#include "kit/http/deadline_sweep.hpp"
#include "kit/http/head_writer.hpp"
#include "kit/http/server.hpp"

#include <atomic>
#include <cstddef>
#include <utility>

namespace boxoffice::kit::http {

/// What the connections of one server share. Outlives them; safe from any io thread.
struct ServerShared {
  ServerShared(ServerOptions server_options, Application& served, telemetry::Telemetry& telemetry);

  const ServerOptions options;
  Application& application;
  telemetry::Log log;
  telemetry::Gauge open_connections;
  telemetry::Counter refused_connections;
  telemetry::Counter unreadable_requests;
  base::SystemClock clock{};
  base::SystemRandom random{};
  base::IdGenerator ids{clock, random};
  std::atomic<std::size_t> connections = 0;
  std::atomic<bool> draining = false;  // answer what is being asked, then close
};

/// What the connections of one io thread share.
struct ServerThread {
  explicit ServerThread(const runtime::Executor& io_executor) : executor(io_executor), sweep(io_executor) {}

  runtime::Executor executor;
  DeadlineSweep sweep;
  HttpDate date{};
};

/// Counts a connection for as long as it lives.
class ConnectionSlot {
 public:
  explicit ConnectionSlot(ServerShared& server);
  ~ConnectionSlot();
  ConnectionSlot(ConnectionSlot&& other) noexcept : server_(std::exchange(other.server_, nullptr)) {}
  ConnectionSlot& operator=(ConnectionSlot&&) = delete;

 private:
  ServerShared* server_;
};

}  // namespace boxoffice::kit::http
