#include "bench/load/scenarios/messages.hpp"

#include "bench/load/scenarios/order_body.hpp"
#include "bench/load/stock_audit.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace boxoffice::bench {

using kit::runtime::Task;

namespace {

constexpr std::int64_t capacity = 1'000'000;
constexpr std::chrono::milliseconds look_again_after{1};
constexpr std::chrono::seconds limit{5};

bool shows_order(const kit::http::Response& answer, const std::string& order_id) {
  const auto page = kit::json::parse(answer.body);
  const auto items = page ? page->get("items") : std::nullopt;
  return items && std::ranges::any_of(items->items(), [&order_id](const kit::json::Value& notification) {
           const auto target = notification.get("data");
           return target && target->string("kind") == "ORDER_CREATED" && target->string("orderId") == order_id;
         });
}

}  // namespace

Task<> Messages::prepare() {
  sale_ = co_await stage_.open_sale(capacity);
  body_ = unpaid_order(sale_);
  buyers_ = co_await stage_.register_buyers(users_);
}

Task<Attempt> Messages::attempt(std::size_t connection) {
  const Caller& buyer = buyers_[connection % buyers_.size()];
  const auto placed = co_await buyer.post("/api/orders", body_, stage_.unique_id());
  const auto answered = std::chrono::steady_clock::now();
  const auto order = kit::json::parse(placed.body);
  if (placed.status != 201 || !order) co_return Attempt{.status = placed.status};
  const int status = co_await wait_for_notification(buyer, order->string("id").value_or(""));
  co_return Attempt{.status = status,
                    .verdict = status == 200 ? Verdict::done : Verdict::failed,
                    .latency = std::chrono::steady_clock::now() - answered};
}

Task<int> Messages::wait_for_notification(Caller buyer, std::string order_id) const {
  const auto end = kit::runtime::Deadline::after(limit);
  while (!end.passed()) {
    const auto answer = co_await buyer.get("/api/notifications?limit=5");
    if (answer.status != 200) co_return answer.status;
    if (shows_order(answer, order_id)) co_return 200;
    co_await kit::runtime::sleep_for(look_again_after);
  }
  co_return 0;
}

Task<std::vector<std::string>> Messages::audit(Totals totals) {
  co_return audit_stock(co_await stage_.stock_of(sale_), totals, 1);
}

}  // namespace boxoffice::bench
