#pragma once

// The gateway's own routes: how all services are, their metrics, and the documentation of the whole API.

#include "kit/http/client.hpp"
#include "kit/http/router.hpp"
#include "services/gateway/core/upstreams.hpp"

#include <boost/describe.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::services::gateway {

struct InstanceHealth {
  std::optional<std::string> url{};  // for administrators and in lab mode
  std::string status{};              // UP, DOWN
  std::int64_t latency_ms = 0;
};
BOOST_DESCRIBE_STRUCT(InstanceHealth, (), (url, status, latency_ms))

struct ServiceHealth {
  std::string status{};  // UP when an instance is
  std::vector<InstanceHealth> instances{};
};
BOOST_DESCRIBE_STRUCT(ServiceHealth, (), (status, instances))

struct SystemHealth {
  std::string status{};  // UP when every service is
  std::map<std::string, ServiceHealth> services{};
};
BOOST_DESCRIBE_STRUCT(SystemHealth, (), (status, services))

/// NOT_FOUND with a next step, for a path that names `service` ("/api/<service>/...") or none.
[[nodiscard]] kit::base::Error nothing_here(std::optional<std::string_view> service);

/// Handlers; safe from any thread. The references outlive it.
class HttpRoutes {
 public:
  struct Options {
    std::string api_document{};                       // OpenAPI 3.1, JSON
    std::map<std::string, std::string> docs_files{};  // of Swagger UI, by name; see load_docs_files()
    bool lab = false;
  };

  HttpRoutes(kit::http::Client& http, const Upstreams& upstreams, Options options)
      : http_(http), upstreams_(upstreams), options_(std::move(options)) {}

  void mount(kit::http::Router& router);

  using Call = kit::http::Call;
  using Answer = kit::runtime::Task<kit::base::Result<kit::http::Response>>;
  kit::runtime::Task<kit::base::Result<SystemHealth>> health(Call call);
  Answer service_metrics(Call call);
  Answer start(Call call);
  Answer api_document(Call call);
  Answer docs_page(Call call);
  Answer docs_file(Call call);

 private:
  kit::http::Client& http_;
  const Upstreams& upstreams_;
  Options options_;
};

/// The files that the documentation page asks for, from the folder where the build puts Swagger UI; those that are not
/// installed are left out.
[[nodiscard]] std::map<std::string, std::string> load_docs_files(const std::filesystem::path& folder);

}  // namespace boxoffice::services::gateway
