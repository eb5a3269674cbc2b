#pragma once

// Boxoffice as its public HTTP API shows it, for commands that use it like any client.

#include "kit/http/client.hpp"
#include "kit/json/reader.hpp"
#include "kit/runtime/task.hpp"

#include <string>

namespace boxoffice::app::seed {

struct ApiCall {
  kit::http::Method method = kit::http::Method::get;
  std::string target{};
  std::string body{};             // JSON
  std::string access_token{};     // empty: nobody
  std::string idempotency_key{};  // empty: none
};

struct ApiAnswer {
  int status = 0;
  std::string body{};

  /// Throws base::StartupError when the body is no JSON.
  [[nodiscard]] kit::json::Value json() const;
};

/// `client` outlives it. Call from one io thread.
class GatewayClient {
 public:
  GatewayClient(kit::http::Client& client, kit::http::Endpoint gateway, kit::runtime::Deadline deadline)
      : client_(client), gateway_(std::move(gateway)), deadline_(deadline) {}

  /// Any answer below 500 but 429; repeats a few times what is refused for the moment. Throws base::StartupError when
  /// there is no such answer in time..
  kit::runtime::Task<ApiAnswer> send(ApiCall call) const;
  /// The same, and a StartupError unless the status is one of success.
  kit::runtime::Task<kit::json::Value> expect(ApiCall call) const;

 private:
  kit::runtime::Task<ApiAnswer> try_once(ApiCall call) const;

  kit::http::Client& client_;
  kit::http::Endpoint gateway_;
  kit::runtime::Deadline deadline_;
};

}  // namespace boxoffice::app::seed
