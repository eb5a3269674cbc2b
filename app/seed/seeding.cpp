#include "app/seed/seeding.hpp"

#include "app/seed/bodies.hpp"
#include "kit/base/failure.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace boxoffice::app::seed {

namespace {

using kit::http::Method;

constexpr int pages_limit = 20;  // of a hundred events
constexpr int looks_limit = 100;
constexpr std::chrono::milliseconds between_looks{100};
constexpr int conflict = 409;
constexpr int first_error = 400;

std::string text_of(const kit::json::Value& object, std::string_view member) {
  auto text = object.string(member);
  if (!text) throw kit::base::StartupError(fmt::format("the gateway's answer has no {}.", member));
  return *std::move(text);
}

}  // namespace

kit::runtime::Task<> Seeding::run() {
  const std::string admin_token = co_await sign_in(parts_.admin);
  if (admin_token.empty()) {
    throw kit::base::StartupError("the administrator's password in secrets/admin.env is not the one in use.");
  }
  auto known = co_await known_events(admin_token);
  co_await ensure_buyers();
  for (const DemoEvent& event : demo_events()) {
    auto found = known.find(std::string(event.name));
    auto shown = found == known.end() ? Known{} : found->second;
    if (shown.id.empty() || shown.status == "DRAFT") shown = co_await ensure_event(event, admin_token);
    if (shown.status == "ACTIVE") co_await sell(event, std::move(shown));
  }
  for (const Placed& order : placed_) co_await wait_for_order(order);
  parts_.tell(fmt::format("{} events on sale, {} new orders", demo_events().size(), placed_.size()));
}

/// An access token; empty when the password is wrong.
kit::runtime::Task<std::string> Seeding::sign_in(Credentials credentials) {
  const auto answer = co_await parts_.gateway.send({.method = Method::post,
                                                    .target = "/api/users/login",
                                                    .body = login_body(credentials.username, credentials.password)});
  co_return answer.status < first_error ? text_of(answer.json(), "accessToken") : "";
}

// Events

kit::runtime::Task<std::map<std::string, Seeding::Known>> Seeding::known_events(std::string admin_token) {
  std::map<std::string, Known> known;
  std::string cursor;
  for (int page = 0; page < pages_limit; ++page) {
    std::string target = "/api/events?sort=name&limit=100";
    if (!cursor.empty()) target += "&cursor=" + cursor;
    const auto list = co_await parts_.gateway.expect({.target = std::move(target), .access_token = admin_token});
    for (const auto& event : list.get("items")->items()) {
      const auto types = event.get("ticketTypes")->items();
      known.emplace(text_of(event, "name"), Known{.id = text_of(event, "id"),
                                                  .status = text_of(event, "status"),
                                                  .first_type_id = types.empty() ? "" : text_of(types.front(), "id")});
    }
    cursor = list.string("nextCursor").value_or("");
    if (cursor.empty()) break;
  }
  co_return known;
}

/// Makes and publishes it. The key names the day as well, because the body does: its times are relative to today.
kit::runtime::Task<Seeding::Known> Seeding::ensure_event(const DemoEvent& event, std::string admin_token) {
  const auto today = std::chrono::floor<std::chrono::days>(parts_.clock.now());
  const auto key = fmt::format("demo-{}-{}", event.slug, today.time_since_epoch().count());
  const auto draft = co_await parts_.gateway.expect({.method = Method::post,
                                                     .target = "/api/events",
                                                     .body = event_body(event, today),
                                                     .access_token = admin_token,
                                                     .idempotency_key = key});
  const auto id = text_of(draft, "id");
  const auto published = co_await parts_.gateway.expect({.method = Method::post,
                                                         .target = fmt::format("/api/events/{}/publish", id),
                                                         .access_token = admin_token,
                                                         .idempotency_key = "publish-" + id});
  parts_.tell(fmt::format("on sale: {}, {}", event.name, event.venue.city));
  co_return Known{.id = id,
                  .status = text_of(published, "status"),
                  .first_type_id = text_of(published.get("ticketTypes")->items().front(), "id")};
}

// Buyers

kit::runtime::Task<> Seeding::ensure_buyers() {
  for (const DemoBuyer& buyer : demo_buyers()) buyer_tokens_.push_back(co_await ensure_buyer(buyer));
}

kit::runtime::Task<std::string> Seeding::ensure_buyer(const DemoBuyer& buyer) {
  const auto answer = co_await parts_.gateway.send(
      {.method = Method::post, .target = "/api/users/register", .body = register_body(buyer, parts_.buyers_password)});
  if (answer.status < first_error) co_return text_of(answer.json(), "accessToken");
  if (answer.status != conflict) {
    throw kit::base::StartupError(fmt::format("the demo buyer {} was refused with {}.", buyer.username, answer.status));
  }
  auto token = co_await sign_in({.username = std::string(buyer.username), .password = parts_.buyers_password});
  if (token.empty()) parts_.tell(fmt::format("{} is somebody else here and buys nothing", buyer.username));
  co_return token;
}

// Orders

kit::runtime::Task<> Seeding::sell(const DemoEvent& event, Known known) {
  co_await wait_for_sales(known.id);
  for (std::size_t buyer = 0; buyer < event.sold_to.size(); ++buyer) {
    if (event.sold_to[buyer] > 0 && !buyer_tokens_.at(buyer).empty()) co_await ensure_order(event, known, buyer);
  }
}

kit::runtime::Task<> Seeding::ensure_order(const DemoEvent& event, Known known, std::size_t buyer) {
  const std::string token = buyer_tokens_.at(buyer);
  const auto have = co_await parts_.gateway.expect(
      {.target = fmt::format("/api/orders?eventId={}&limit=1", known.id), .access_token = token});
  if (!have.get("items")->items().empty()) co_return;
  const auto answer = co_await parts_.gateway.send(
      {.method = Method::post,
       .target = "/api/orders",
       .body = order_body(known.id, known.first_type_id, event.sold_to[buyer], event.types.front().price > 0),
       .access_token = token,
       .idempotency_key = "demo-" + known.id});
  if (answer.status == conflict) {
    parts_.tell(fmt::format("{} is sold out or closed already", event.name));
    co_return;
  }
  if (answer.status >= first_error) {
    throw kit::base::StartupError(fmt::format("an order for {} was refused with {}.", event.name, answer.status));
  }
  placed_.push_back({.id = text_of(answer.json(), "id"), .access_token = token});
}

/// The inventory begins a moment after the publication.
kit::runtime::Task<> Seeding::wait_for_sales(std::string event_id) {
  for (int look = 0; look < looks_limit; ++look) {
    const auto answer = co_await parts_.gateway.send({.target = "/api/tickets/availability/" + event_id});
    if (answer.status < first_error) co_return;
    co_await kit::runtime::sleep_for(between_looks);
  }
  throw kit::base::StartupError(
      "the tickets service does not know a published event. Look at ./deploy.sh logs tickets.");
}

kit::runtime::Task<> Seeding::wait_for_order(Placed order) {
  for (int look = 0; look < looks_limit; ++look) {
    const auto shown =
        co_await parts_.gateway.expect({.target = "/api/orders/" + order.id, .access_token = order.access_token});
    if (shown.string("status") != "PENDING") co_return;
    co_await kit::runtime::sleep_for(between_looks);
  }
  parts_.tell(fmt::format("order {} is still PENDING", order.id));
}

}  // namespace boxoffice::app::seed
