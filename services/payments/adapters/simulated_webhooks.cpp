#include "services/payments/adapters/simulated_webhooks.hpp"

#include "kit/base/failure.hpp"
#include "kit/json/json.hpp"
#include "services/payments/adapters/http_json.hpp"
#include "services/payments/adapters/webhook_signature.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace boxoffice::services::payments {

using kit::sql::Session;
using kit::sql::Transaction;

namespace {

using std::chrono::seconds;

constexpr std::size_t batch_limit = 8;
constexpr seconds lease{30};  // longer than a batch of deliveries that all run into their limit
constexpr seconds delivery_limit{3};
constexpr std::int64_t attempts_limit = 10;

seconds pause_after_attempt(std::int64_t attempt) {
  return seconds{std::int64_t{1} << attempt};
}

}  // namespace

struct WebhookSender::Due {
  std::string id;
  std::int64_t copy = 0;
  contracts::PaymentId payment_id{};
  std::int64_t attempts = 0;
};

Task<int> HttpWebhookDelivery::deliver(kit::http::Headers headers, std::string body) {
  headers.add("Content-Type", "application/json");
  kit::http::ClientRequest request{.method = kit::http::Method::post,
                                   .endpoint = receivers_[next_++ % receivers_.size()],
                                   .target = "/api/payments/webhooks/simulator",
                                   .headers = std::move(headers),
                                   .body = std::move(body)};
  request.context.deadline = kit::runtime::Deadline::after(delivery_limit);
  const auto response = co_await client_.send(std::move(request));
  co_return response.status;
}

Task<bool> WebhookSender::run_due() {
  auto due = co_await claim();
  const bool more = due.size() == batch_limit;
  for (auto& each : due) co_await send(std::move(each));
  co_return more;
}

Task<std::vector<WebhookSender::Due>> WebhookSender::claim() {
  const Timestamp now = clock_.now();
  const bool any = co_await database_.read([now](Session& session) {
    return session.query_one("SELECT 1 FROM webhooks WHERE due_at <= $1 LIMIT 1", now).has_value();
  });
  if (!any) co_return std::vector<Due>{};
  co_return co_await database_.write([now](Transaction& transaction) {
    std::vector<Due> claimed;
    const auto chosen = transaction.query("SELECT id, copy FROM webhooks WHERE due_at <= $1 ORDER BY due_at LIMIT $2",
                                          now, batch_limit);
    for (const auto& choice : chosen) {
      const auto row = transaction.query_one(
          "UPDATE webhooks SET due_at = $3, attempts = attempts + 1 WHERE id = $1 AND copy = $2 AND due_at <= $4 "
          "RETURNING id, copy, payment_id, attempts",
          choice.get<std::string>(0), choice.get<std::int64_t>(1), now + lease, now);
      if (!row) continue;  // another process was faster
      claimed.push_back({.id = row->get<std::string>(0),
                         .copy = row->get<std::int64_t>(1),
                         .payment_id = row->get<contracts::PaymentId>(2),
                         .attempts = row->get<std::int64_t>(3)});
    }
    return claimed;
  });
}

Task<> WebhookSender::send(Due due) {
  const Webhook webhook{.id = due.id, .body = kit::json::to_json(WebhookBody{.payment_id = due.payment_id})};
  int status = 0;
  try {
    status = co_await delivery_.deliver(sign_webhook(key_, webhook, clock_.now()), webhook.body);
  } catch (const kit::base::Unavailable&) {
    status = 0;  // the receiver is away: tried again like a refusal
  }
  const bool accepted = status >= 200 && status < 300;
  const bool is_over = accepted || due.attempts >= attempts_limit;
  const Timestamp again_at = clock_.now() + pause_after_attempt(due.attempts);
  co_await database_.write([due, is_over, again_at](Transaction& transaction) {
    if (is_over) {
      transaction.execute("DELETE FROM webhooks WHERE id = $1 AND copy = $2", due.id, due.copy);
    } else {
      transaction.execute("UPDATE webhooks SET due_at = $3 WHERE id = $1 AND copy = $2", due.id, due.copy, again_at);
    }
  });
}

}  // namespace boxoffice::services::payments
