#pragma once

// What the gateway does with a request: answer it itself, pass it on to a service, or refuse it.

#include "kit/http/client.hpp"
#include "kit/http/message.hpp"
#include "kit/http/router.hpp"
#include "kit/telemetry/telemetry.hpp"
#include "services/gateway/core/public_paths.hpp"
#include "services/gateway/core/upstreams.hpp"

#include <string>
#include <vector>

namespace boxoffice::services::gateway {

/// Called concurrently on all io threads; the references outlive it.
class GatewayApplication final : public kit::http::Application {
 public:
  struct Collaborators {
    kit::http::Router& own_routes;
    kit::http::Client& http;
    Upstreams& upstreams;
    const ServiceOnlyPaths& service_only;
    kit::telemetry::Telemetry& telemetry;
  };

  /// `hosts` are the names under which the gateway may be addressed, without port (421 for others).
  GatewayApplication(Collaborators parts, std::vector<std::string> hosts);

  kit::runtime::Task<kit::http::Response> serve(kit::http::Request request, kit::http::BodyReader& body) override;

 private:
  kit::runtime::Task<kit::http::Response> pass_on(kit::http::Request request, kit::http::BodyReader& body,
                                                  Instance& instance);

  Collaborators parts_;
  std::vector<std::string> hosts_;
};

}  // namespace boxoffice::services::gateway
