#pragma once

// The routes of the orders service: parse, call, render.

#include "contracts/calls/orders_calls.hpp"
#include "kit/http/router.hpp"
#include "kit/sql/database.hpp"
#include "kit/telemetry/telemetry.hpp"
#include "services/orders/adapters/http_json.hpp"
#include "services/orders/core/placing.hpp"
#include "services/orders/core/requests.hpp"

#include <functional>
#include <utility>

namespace boxoffice::services::orders {

/// Counts orders that a request, or a worker after it, has placed.
[[nodiscard]] kit::telemetry::Counter placed_counter(kit::telemetry::Metrics& metrics);

/// Handlers; safe from any thread. The references outlive it.
class HttpRoutes {
 public:
  HttpRoutes(const Placing& placing, const Requests& requests, OrderStore& store, kit::sql::Database& database,
             const kit::base::Clock& clock, kit::telemetry::Telemetry& telemetry, std::function<void()> after_commit)
      : placing_(placing),
        requests_(requests),
        store_(store),
        database_(database),
        clock_(clock),
        placed_(placed_counter(telemetry.metrics)),
        after_commit_(std::move(after_commit)) {}

  void mount(kit::http::Router& router);

  using Call = kit::http::Call;
  using OrderPage = kit::json::Page<OrderView>;
  Task<Result<kit::http::Reply<OrderView>>> place(Call call, PlaceOrder body);
  Task<Result<kit::http::Reply<OrderPage>>> list(Call call, kit::http::Query<OrderQuery> query);
  Task<Result<kit::http::Reply<OrderPage>>> list_of_user(Call call, kit::http::Query<OrderQuery> query);
  Task<Result<OrderView>> find(Call call);
  Task<Result<OrderView>> cancel(Call call, CancelOrder body);
  Task<Result<OrderView>> confirm(Call call);
  Task<Result<OrderView>> refund(Call call, RefundOrder body);
  Task<Result<OrderView>> extend(Call call);
  Task<Result<Statistics>> statistics(Call call, kit::http::Query<StatisticsQuery> query);
  Task<Result<contracts::OrderSnapshot>> snapshot(Call call);
  Task<Result<OrderView>> request_refund(Call call, contracts::RequestRefund body);

 private:
  Task<Result<kit::http::Reply<OrderPage>>> page(OrderFilter filter, OrderQuery query);

  const Placing& placing_;
  const Requests& requests_;
  OrderStore& store_;
  kit::sql::Database& database_;
  const kit::base::Clock& clock_;
  kit::telemetry::Counter placed_;
  std::function<void()> after_commit_;  // between T2 and the answer: a place where a crash hurts
};

/// The answers of POST /api/orders, also for the worker that finishes what a crash left.
[[nodiscard]] Rendering rendering_for(const Context& context);

}  // namespace boxoffice::services::orders
