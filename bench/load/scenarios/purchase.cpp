#include "bench/load/scenarios/purchase.hpp"

#include "bench/load/scenarios/order_body.hpp"
#include "bench/load/stock_audit.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace boxoffice::bench {

using kit::runtime::Task;

namespace {

constexpr std::int64_t capacity = 1'000'000;
constexpr std::chrono::milliseconds look_again_after{5};
constexpr std::chrono::seconds confirmation_limit{10};

/// Exactly one ticket was issued.
bool has_one_ticket(const kit::http::Response& answer) {
  if (answer.status != 200) return false;
  const auto page = kit::json::parse(answer.body);
  const auto items = page ? page->get("items") : std::nullopt;
  return items && items->items().size() == 1;
}

}  // namespace

Task<> Purchase::prepare() {
  sale_ = co_await stage_.open_sale(capacity);
  body_ = paid_order(sale_);
  buyers_ = co_await stage_.register_buyers(users_);
}

Task<Attempt> Purchase::attempt(std::size_t connection) {
  const Caller& buyer = buyers_[connection % buyers_.size()];
  const auto placed = co_await buyer.post("/api/orders", body_, stage_.unique_id());
  const auto order = kit::json::parse(placed.body);
  if (placed.status != 201 || !order) co_return Attempt{.status = placed.status};
  const std::string order_id = order->string("id").value_or("");
  if (const int status = co_await wait_until_confirmed(buyer, order_id); status != 200) {
    co_return Attempt{.status = status};
  }
  const auto tickets = co_await buyer.get("/api/tickets/order/" + order_id);
  co_return Attempt{.status = tickets.status, .verdict = has_one_ticket(tickets) ? Verdict::done : Verdict::failed};
}

Task<int> Purchase::wait_until_confirmed(Caller buyer, std::string order_id) const {
  const auto end = kit::runtime::Deadline::after(confirmation_limit);
  while (!end.passed()) {
    const auto answer = co_await buyer.get("/api/orders/" + order_id);
    if (answer.status != 200) co_return answer.status;
    const auto order = kit::json::parse(answer.body);
    const auto status = order ? order->string("status") : std::nullopt;
    if (status == "CONFIRMED") co_return 200;
    if (status != "PENDING") co_return 0;
    co_await kit::runtime::sleep_for(look_again_after);
  }
  co_return 0;
}

Task<std::vector<std::string>> Purchase::audit(Totals totals) {
  const Stock stock = co_await stage_.stock_of(sale_);
  auto problems = audit_stock(stock, totals, 1);
  if (stock.sold < totals.done) {
    problems.push_back(fmt::format("{} orders got their ticket, and only {} are sold", totals.done, stock.sold));
  }
  co_return problems;
}

}  // namespace boxoffice::bench
