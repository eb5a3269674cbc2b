#include "bench/load/scenarios/holds.hpp"

#include "bench/load/stock_audit.hpp"
#include "contracts/calls/tickets_calls.hpp"
#include "kit/json/json.hpp"

namespace boxoffice::bench {

using kit::runtime::Task;

namespace {

constexpr std::int64_t capacity = 1'000'000;

}  // namespace

Holds::Holds(const Stage& stage) : stage_(stage), tokens_("orders", stage.deployment().service_keys(), stage.clock()) {}

Task<> Holds::prepare() {
  sale_ = co_await stage_.open_sale(capacity);
  user_id_ = (co_await stage_.register_buyers(1)).front().user_id();
}

Task<Attempt> Holds::attempt(std::size_t) {
  const contracts::ReserveTickets body{
      .order_id = contracts::OrderId{stage_.unique_id()},
      .user_id = contracts::UserId{user_id_},
      .event_id = contracts::EventId{sale_.event_id},
      .items = {{.ticket_type_id = contracts::TicketTypeId{sale_.ticket_type_id}, .quantity = 1}}};
  const Caller orders{stage_.client(), stage_.deployment().tickets(), tokens_.authorization_for("tickets")};
  const auto answer = co_await orders.post("/api/tickets/reserve", kit::json::to_json(body));
  co_return Attempt{.status = answer.status, .verdict = answer.status == 201 ? Verdict::done : Verdict::failed};
}

Task<std::vector<std::string>> Holds::audit(Totals totals) {
  co_return audit_stock(co_await stage_.stock_of(sale_), totals, 1);
}

}  // namespace boxoffice::bench
