#include "bench/load/scenarios/hot_event.hpp"

#include "bench/load/scenarios/order_body.hpp"
#include "bench/load/stock_audit.hpp"

namespace boxoffice::bench {

using kit::runtime::Task;

Task<> HotEvent::prepare() {
  sale_ = co_await stage_.open_sale(capacity_);
  body_ = unpaid_order(sale_);
  buyers_ = co_await stage_.register_buyers(users_);
}

Task<Attempt> HotEvent::attempt(std::size_t connection) {
  const Caller& buyer = buyers_[connection % buyers_.size()];
  const auto answer = co_await buyer.post("/api/orders", body_, stage_.unique_id());
  const Verdict verdict = answer.status == 201   ? Verdict::done
                          : answer.status == 409 ? Verdict::refused
                                                 : Verdict::failed;
  co_return Attempt{.status = answer.status, .verdict = verdict};
}

Task<std::vector<std::string>> HotEvent::audit(Totals totals) {
  co_return audit_stock(co_await stage_.stock_of(sale_), totals, 1);
}

}  // namespace boxoffice::bench
