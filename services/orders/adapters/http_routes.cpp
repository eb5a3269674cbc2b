#include "services/orders/adapters/http_routes.hpp"

#include "kit/base/money.hpp"
#include "kit/http/csv.hpp"
#include "kit/http/cursor.hpp"
#include "kit/http/problem.hpp"
#include "services/orders/adapters/place_route.hpp"
#include "services/orders/adapters/sql_statistics.hpp"
#include "services/orders/core/errors.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

namespace boxoffice::services::orders {

using kit::http::Call;
using kit::http::Query;
using kit::http::Reply;

void HttpRoutes::mount(kit::http::Router& router) {
  using enum kit::http::Guard;
  using namespace kit::base::codes;
  const std::string base = "/api/orders";
  router.post(base, user, *this, &HttpRoutes::place,
              {.summary = "Place an order",
               .status = 201,
               .idempotency = kit::http::Idempotency::in_use_case,
               .errors = {codes::sold_out, codes::sales_closed, codes::limit_exceeded, not_found, unavailable}});
  router.get(base, user, *this, &HttpRoutes::list, {.summary = "List orders"});
  router.get(base + "/stats", admin, *this, &HttpRoutes::statistics, {.summary = "Count orders over time"});
  router.get(base + "/user/{userId}", user, *this, &HttpRoutes::list_of_user,
             {.summary = "List the orders of a user", .errors = {not_found}});
  router.get(base + "/{id}", user, *this, &HttpRoutes::find, {.summary = "Show an order", .errors = {not_found}});
  router.put(base + "/{id}/cancel", user, *this, &HttpRoutes::cancel,
             {.summary = "Cancel an order", .errors = {not_found, invalid_state, codes::payment_in_progress}});
  router.put(base + "/{id}/confirm", admin, *this, &HttpRoutes::confirm,
             {.summary = "Confirm an order paid in cash",
              .errors = {not_found, invalid_state, codes::order_not_payable, codes::payment_in_progress}});
  router.post(base + "/{id}/refund", admin, *this, &HttpRoutes::refund,
              {.summary = "Refund an order", .status = 202, .errors = {not_found, invalid_state}});
  router.post(base + "/{id}/extend", user, *this, &HttpRoutes::extend,
              {.summary = "Hold the tickets of an order longer",
               .errors = {not_found, invalid_state, codes::hold_limit_reached, codes::order_not_payable}});
  router.get(base + "/snapshot/{id}", service, *this, &HttpRoutes::snapshot,
             {.summary = "Tell payments what an order costs", .errors = {not_found}});
  router.post(
      base + "/refund-request/{id}", service, *this, &HttpRoutes::request_refund,
      {.summary = "Refund an order on behalf of payments", .status = 202, .errors = {not_found, invalid_state}});
}

namespace {

constexpr int created = 201;

Caller caller_of(const Call& call) {
  return {.id = contracts::UserId{call.principal.subject}, .admin = call.principal.is_admin()};
}

/// What the rules of single members cannot say.
Result<Wanted> wanted_of(PlaceOrder body) {
  Wanted wanted{.event_id = std::move(body.event_id)};
  std::set<std::string> seen;
  for (std::size_t index = 0; index < body.items.size(); ++index) {
    auto& line = body.items[index];
    if (!seen.insert(line.ticket_type_id.str()).second) {
      return kit::base::fail_field(fmt::format("/items/{}/ticketTypeId", index), "is there twice; add the quantities");
    }
    wanted.items.push_back({.ticket_type_id = std::move(line.ticket_type_id), .quantity = line.quantity});
  }
  if (!body.payment_method) return wanted;
  if (body.payment_method->type != "card") {
    return kit::base::fail_field("/paymentMethod/type", "must be card; cash is taken at the counter");
  }
  if (!body.payment_method->token) return kit::base::fail_field("/paymentMethod/token", "is required");
  wanted.payment_token = std::move(body.payment_method->token);
  return wanted;
}

Result<OrderView> view(Result<Order> order) {
  if (!order) return std::unexpected(std::move(order).error());
  return view_of(*order);
}

kit::http::CsvRow csv_row(const Order& order) {
  return {order.id.str(),
          order.user_id.str(),
          order.event_id.str(),
          std::string(to_text(order.status)),
          order.reason.value_or(""),
          std::to_string(order.ticket_quantity),
          kit::base::format_amount({.amount = order.total_amount, .currency = order.currency}),
          order.currency,
          kit::base::to_rfc3339(order.created_at),
          kit::base::to_rfc3339(order.updated_at)};
}

}  // namespace

kit::telemetry::Counter placed_counter(kit::telemetry::Metrics& metrics) {
  return metrics.counter("orders_placed_total", "Orders that were placed.");
}

Rendering rendering_for(const Context& context) {
  return {.order =
              [](const Order& order) {
                return KeptAnswer{.status = created, .body = kit::json::to_json(view_of(order)), .order_id = order.id};
              },
          .refusal =
              [context](const kit::base::Error& error) {
                const auto problem = kit::http::problem_response(
                    error, {.method = kit::http::Method::post, .path = "/api/orders", .context = context});
                return KeptAnswer{.status = problem.status, .body = problem.body};
              }};
}

Task<Result<Reply<OrderView>>> HttpRoutes::place(Call call, PlaceOrder body) {
  BOXOFFICE_CO_TRY(auto wanted, wanted_of(std::move(body)));
  BOXOFFICE_CO_TRY(auto answer, co_await placing_.place(call.context, place_key(*call.key), std::move(wanted),
                                                        rendering_for(call.context)));
  after_commit_();
  if (!answer.order_id.empty()) placed_.add();
  Reply<OrderView> reply;
  reply.content =
      kit::http::Rendered{.status = answer.status, .body = std::move(answer.body), .replayed = answer.replayed};
  co_return reply;
}

Task<Result<Reply<HttpRoutes::OrderPage>>> HttpRoutes::list(Call call, Query<OrderQuery> query) {
  OrderFilter filter;
  const Caller caller = caller_of(call);
  filter.user_id = caller.admin ? query.value.user_id : std::optional(caller.id);
  if (!caller.admin && query.value.format == "csv") {
    co_return kit::base::fail(kit::base::codes::forbidden, "Only administrators may download orders.");
  }
  co_return co_await page(std::move(filter), std::move(query.value));
}

Task<Result<Reply<HttpRoutes::OrderPage>>> HttpRoutes::list_of_user(Call call, Query<OrderQuery> query) {
  OrderFilter filter{.user_id = call.id<contracts::UserId>("userId")};
  const Caller caller = caller_of(call);
  if (!caller.admin && filter.user_id != caller.id) {
    co_return kit::base::fail(kit::base::codes::not_found, "There is no such user.");
  }
  co_return co_await page(std::move(filter), std::move(query.value));
}

Task<Result<Reply<HttpRoutes::OrderPage>>> HttpRoutes::page(OrderFilter filter, OrderQuery query) {
  BOXOFFICE_CO_TRY(filter.after, kit::http::decode_cursor(query.cursor));
  const auto limit = static_cast<std::size_t>(query.limit);
  filter.event_id = query.event_id;
  if (query.status) filter.status = status_of(*query.status);
  filter.from = query.from;
  filter.to = query.to;
  filter.oldest_first = query.sort == "createdAt";
  filter.limit = limit + 1;
  Reply<OrderPage> reply;
  if (query.format == "csv") {
    reply.content = kit::http::csv_response("orders.csv",
                                            {"id", "userId", "eventId", "status", "reason", "ticketQuantity",
                                             "totalAmount", "currency", "createdAt", "updatedAt"},
                                            kit::http::csv_pages(store_, std::move(filter), csv_row));
    co_return reply;
  }
  const auto orders = co_await store_.list(std::move(filter));
  reply.content = kit::http::page_of(
      orders, limit, [](const Order& order) { return view_of(order); },
      [](const Order& order) { return order.id.str(); });
  co_return reply;
}

Task<Result<OrderView>> HttpRoutes::find(Call call) {
  co_return view(co_await requests_.find(caller_of(call), call.id<contracts::OrderId>("id")));
}

Task<Result<OrderView>> HttpRoutes::cancel(Call call, CancelOrder body) {
  const Caller caller = caller_of(call);
  auto reason = body.reason.value_or(caller.admin ? "The order was cancelled by staff." : "You cancelled the order.");
  co_return view(co_await requests_.cancel(call.context, caller, call.id<contracts::OrderId>("id"), std::move(reason)));
}

Task<Result<OrderView>> HttpRoutes::confirm(Call call) {
  co_return view(co_await requests_.confirm_cash(call.context, call.id<contracts::OrderId>("id")));
}

Task<Result<OrderView>> HttpRoutes::refund(Call call, RefundOrder body) {
  co_return view(co_await requests_.refund(call.context, call.id<contracts::OrderId>("id"), std::move(body.reason)));
}

Task<Result<OrderView>> HttpRoutes::extend(Call call) {
  co_return view(co_await requests_.extend(call.context, caller_of(call), call.id<contracts::OrderId>("id")));
}

Task<Result<Statistics>> HttpRoutes::statistics(Call, Query<StatisticsQuery> query) {
  BOXOFFICE_CO_TRY(auto question, question_of(query.value, clock_.now()));
  co_return co_await orders::statistics(database_, std::move(question));
}

Task<Result<contracts::OrderSnapshot>> HttpRoutes::snapshot(Call call) {
  const Caller service{.admin = true};
  BOXOFFICE_CO_TRY(const auto order, co_await requests_.find(service, call.id<contracts::OrderId>("id")));
  co_return contracts::OrderSnapshot{.order_id = order.id,
                                     .user_id = order.user_id,
                                     .status = std::string(to_text(order.status)),
                                     .total_amount = order.total_amount,
                                     .currency = order.currency,
                                     .expires_at = order.expires_at};
}

Task<Result<OrderView>> HttpRoutes::request_refund(Call call, contracts::RequestRefund body) {
  co_return view(co_await requests_.refund(call.context, call.id<contracts::OrderId>("id"), std::move(body.reason)));
}

}  // namespace boxoffice::services::orders
