#pragma once

// One portal's port: its page, its configuration, and everything under /api/ passed on to the gateway, so that a
// browser sees one origin.

#include "kit/http/client.hpp"
#include "kit/http/message.hpp"

#include <string>
#include <vector>

namespace boxoffice::services::portal {

/// Called concurrently on all io threads; the references outlive it.
class PortalApplication final : public kit::http::Application {
 public:
  struct Options {
    std::string page{};           // HTML of "/"
    std::string configuration{};  // JSON of "/config.json"
    std::vector<std::string> hosts{};
    kit::http::Endpoint gateway{};
  };

  /// `probes` serves health and metrics.
  PortalApplication(kit::http::Client& http, kit::http::Application& probes, Options options)
      : http_(http), probes_(probes), options_(std::move(options)) {}

  kit::runtime::Task<kit::http::Response> serve(kit::http::Request request, kit::http::BodyReader& body) override;

 private:
  kit::runtime::Task<kit::http::Response> pass_on(kit::http::Request request, kit::http::BodyReader& body);

  kit::http::Client& http_;
  kit::http::Application& probes_;
  Options options_;
};

}  // namespace boxoffice::services::portal
