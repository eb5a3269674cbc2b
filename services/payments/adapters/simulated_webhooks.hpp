#pragma once

// The simulator's webhooks on their way: signed, sent, and sent again until they are accepted or too old to matter.

#include "kit/base/time.hpp"
#include "kit/config/settings.hpp"
#include "kit/http/client.hpp"
#include "kit/sql/database.hpp"
#include "services/payments/core/ports.hpp"

#include <atomic>
#include <cstddef>
#include <vector>

namespace boxoffice::services::payments {

/// Carries one signed webhook to its receiver.
class WebhookDelivery {
 public:
  virtual ~WebhookDelivery() = default;
  /// The receiver's HTTP status. Throws base::Unavailable when there is none.
  virtual Task<int> deliver(kit::http::Headers headers, std::string body) = 0;
};

/// By HTTP, to the instances of the payments service in turn. Safe from any io thread; `client` outlives it.
class HttpWebhookDelivery final : public WebhookDelivery {
 public:
  HttpWebhookDelivery(std::vector<kit::http::Endpoint> receivers, kit::http::Client& client)
      : receivers_(std::move(receivers)), client_(client) {}

  Task<int> deliver(kit::http::Headers headers, std::string body) override;

 private:
  std::vector<kit::http::Endpoint> receivers_;
  kit::http::Client& client_;
  std::atomic<std::size_t> next_ = 0;
};

/// Safe from any thread; the references outlive it. Several processes may send from one database.
class WebhookSender {
 public:
  WebhookSender(kit::sql::Database& database, const kit::base::Clock& clock, WebhookDelivery& delivery,
                kit::config::Secret key)
      : database_(database), clock_(clock), delivery_(delivery), key_(std::move(key)) {}

  /// Sends what is due; true when there may be more.
  Task<bool> run_due();

 private:
  struct Due;

  Task<std::vector<Due>> claim();
  Task<> send(Due due);

  kit::sql::Database& database_;
  const kit::base::Clock& clock_;
  WebhookDelivery& delivery_;
  kit::config::Secret key_;
};

}  // namespace boxoffice::services::payments
