#include "bench/load/stage.hpp"

#include "kit/json/writer.hpp"
#include "kit/runtime/deadline.hpp"

#include <chrono>
#include <utility>

namespace boxoffice::bench {

using kit::runtime::Task;

namespace {

constexpr std::int64_t price = 4'500;  // cents
constexpr std::int64_t max_per_order = 10;

std::string bearer(const kit::json::Value& auth) {
  return "Bearer " + text_of(auth, "accessToken");
}

kit::json::Value member(const kit::json::Value& object, std::string_view name) {
  auto value = object.get(name);
  if (!value) throw SetupFailure("an answer has no \"" + std::string(name) + "\": " + object.text());
  return *std::move(value);
}

kit::json::Value first_item(const kit::json::Value& object, std::string_view list) {
  auto items = member(object, list).items();
  if (items.empty()) throw SetupFailure("an answer has no " + std::string(list) + ": " + object.text());
  return std::move(items.front());
}

}  // namespace

Stage::Stage(Deployment deployment, kit::http::Client& client) : deployment_(std::move(deployment)), client_(client) {}

Task<Sale> Stage::open_sale(std::int64_t capacity) const {
  const Caller administrator = co_await sign_in_administrator();
  const auto draft = require(co_await administrator.post("/api/events", event_body(capacity)), 201, "create an event");
  Sale sale{.event_id = text_of(draft, "id"),
            .ticket_type_id = text_of(first_item(draft, "ticketTypes"), "id"),
            .capacity = capacity};
  (void)require(co_await administrator.post("/api/events/" + sale.event_id + "/publish", {}), 200, "publish the event");
  co_await wait_for_inventory(sale.event_id);
  co_return sale;
}

Task<std::vector<Caller>> Stage::register_buyers(std::size_t count) const {
  std::vector<Caller> buyers;
  buyers.reserve(count);
  for (std::size_t made = 0; made < count; ++made) buyers.push_back(co_await register_buyer());
  co_return buyers;
}

Task<Stock> Stage::stock_of(Sale sale) const {
  const auto answer = co_await anyone().get("/api/tickets/availability/" + sale.event_id);
  const auto type = first_item(require(answer, 200, "ask what is left"), "ticketTypes");
  co_return Stock{.capacity = number_of(type, "capacity"),
                  .available = number_of(type, "available"),
                  .held = number_of(type, "held"),
                  .sold = number_of(type, "sold")};
}

Task<Caller> Stage::sign_in_administrator() const {
  const Credentials credentials = deployment_.administrator();
  kit::json::Writer body;
  body.begin_object().member("username", credentials.username).member("password", credentials.password).end_object();
  const auto auth = require(co_await anyone().post("/api/users/login", body.take()), 200, "sign in the administrator");
  co_return Caller{client_, deployment_.gateway(), bearer(auth), text_of(member(auth, "user"), "id")};
}

Task<Caller> Stage::register_buyer() const {
  const std::string id = unique_id();
  const std::string name = "load-" + id.substr(id.size() - 12);  // the random part
  kit::json::Writer body;
  body.begin_object()
      .member("username", name)
      .member("email", name + "@example.com")
      .member("password", "pass-" + id)
      .end_object();
  const auto auth = require(co_await anyone().post("/api/users/register", body.take()), 201, "register a buyer");
  co_return Caller{client_, deployment_.gateway(), bearer(auth), text_of(member(auth, "user"), "id")};
}

std::string Stage::event_body(std::int64_t capacity) const {
  const auto starts_at = clock_.now() + std::chrono::days{30};
  kit::json::Writer body;
  body.begin_object()
      .member("name", "Load " + unique_id())
      .member("description", "Made to measure the system.")
      .member("category", "Concert");
  body.name("venue").begin_object().member("name", "Old Hall").member("address", "1 Market Square");
  body.member("city", "Berlin").member("country", "DE").member("timeZone", "Europe/Berlin").end_object();
  body.member("startsAt", kit::base::to_rfc3339(starts_at))
      .member("endsAt", kit::base::to_rfc3339(starts_at + std::chrono::hours{3}));
  body.name("ticketTypes").begin_array().begin_object().member("name", "Standing");
  body.name("price").begin_object().member("amount", price).member("currency", "EUR").end_object();
  body.member("capacity", capacity).member("maxPerOrder", max_per_order).end_object().end_array();
  return body.end_object().take();
}

Task<> Stage::wait_for_inventory(std::string event_id) const {
  constexpr std::chrono::seconds limit{10};
  constexpr std::chrono::milliseconds pause{20};
  const auto end = kit::runtime::Deadline::after(limit);
  while ((co_await anyone().get("/api/tickets/availability/" + event_id)).status != 200) {
    if (end.passed()) throw SetupFailure("the tickets service does not know the published event after 10 s");
    co_await kit::runtime::sleep_for(pause);
  }
}

}  // namespace boxoffice::bench
