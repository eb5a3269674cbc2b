#include "kit/http/server_shared.hpp"

#include <utility>

namespace boxoffice::kit::http {

ServerShared::ServerShared(ServerOptions server_options, Application& served, telemetry::Telemetry& telemetry)
    : options(std::move(server_options)),
      application(served),
      log(telemetry.log),
      open_connections(telemetry.metrics.gauge("http_server_open_connections", "Connections that are open now.")),
      refused_connections(telemetry.metrics.counter("http_server_refused_connections_total",
                                                    "Connections answered 503 because the limit was reached.")),
      unreadable_requests(telemetry.metrics.counter("http_server_unreadable_requests_total",
                                                    "Requests refused before they reached the application.")) {}

ConnectionSlot::ConnectionSlot(ServerShared& server) : server_(&server) {
  server.connections.fetch_add(1);
  server.open_connections.add(1);
}

ConnectionSlot::~ConnectionSlot() {
  if (server_ == nullptr) return;
  server_->connections.fetch_sub(1);
  server_->open_connections.add(-1);
}

}  // namespace boxoffice::kit::http
