#pragma once

// Typed routes: one declaration makes routing, guard, validation, idempotency and the OpenAPI document.
//
//   router.post("/api/orders", Guard::user, orders, &OrderRoutes::place,
//               {.summary = "Place an order", .status = 201, .idempotency = Idempotency::in_use_case,
//                .errors = {sold_out, sales_closed}});
//
//   Task<Result<Order>> OrderRoutes::place(Call call, PlaceOrder body);
//
// A handler is a member function of a class that outlives the router. It takes a Call, then optionally a Query<Q>, then
// optionally a body B or RawBody<B>; Q and B are described structs (kit/json). It returns Task<Result<R>> where R is a
// described struct, Reply<R>, NoContent, or Response for what is not JSON (set .produces).
// Order of checks: 404, 405, 401, 403, 413, 415, 400 (key), 400 (path), 400 and 422 (query and body); then the handler.
// A route without B ignores a body. An empty body counts as {} where every member of B may be left out.

#include "kit/http/call.hpp"
#include "kit/http/guard.hpp"
#include "kit/http/message.hpp"
#include "kit/http/route_handler.hpp"
#include "kit/json/json.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::http {

/// How a route treats Idempotency-Key.
enum class Idempotency : std::uint8_t {
  none,                  // the header is ignored; the only mode for Guard::anyone and Guard::optional
  optional,              // honoured when present: the router's IdempotencyHook begins, the handler finishes in the
                         // transaction of its effect; a failure frees the key
  in_use_case,           // required; the use case keeps the key in its own first transaction
  optional_in_use_case,  // honoured when present, by the use case
};

struct RouteOptions {
  std::string summary{};  // one line for the OpenAPI document
  int status = 200;       // of success; 204 in place of 200 for NoContent
  Idempotency idempotency = Idempotency::none;
  std::size_t body_limit = 1024 * 1024;       // bytes; 413 beyond
  std::vector<base::ErrorCode> errors{};      // beyond those that follow from guard, body and path
  std::string produces = "application/json";  // with a JSON response type: what it may answer besides (text/csv)
};

/// What the OpenAPI document and tests know of a mounted route.
struct RouteDescription {
  Method method = Method::get;
  std::string pattern;  // "/api/orders/{id}"
  Guard guard = Guard::admin;
  RouteOptions options;
  const json::Type* query = nullptr;     // null: no query parameters
  const json::Type* body = nullptr;      // null: no body
  const json::Type* response = nullptr;  // null: no JSON (204, or .produces)
  bool is_empty = false;                 // success has no body
  std::string operation;                 // "placeOrder": from the summary, unique per service
};

/// Mount every route before serving; then safe from any thread. Answers are "Cache-Control: no-store" unless the
/// handler says otherwise. Throws what handlers throw.
class Router final : public Application {
 public:
  /// `authenticator` and `hook` outlive the router; `hook` may be null when no route uses Idempotency::optional.
  Router(Authenticator& authenticator, IdempotencyHook* hook);
  ~Router() override;

  template <class Handlers, class Handler>
  void get(std::string pattern, Guard guard, Handlers& handlers, Handler handler, RouteOptions options = {}) {
    add(Method::get, std::move(pattern), guard, std::move(options), make_route_handler(handlers, handler));
  }
  template <class Handlers, class Handler>
  void post(std::string pattern, Guard guard, Handlers& handlers, Handler handler, RouteOptions options = {}) {
    add(Method::post, std::move(pattern), guard, std::move(options), make_route_handler(handlers, handler));
  }
  template <class Handlers, class Handler>
  void put(std::string pattern, Guard guard, Handlers& handlers, Handler handler, RouteOptions options = {}) {
    add(Method::put, std::move(pattern), guard, std::move(options), make_route_handler(handlers, handler));
  }
  template <class Handlers, class Handler>
  void patch(std::string pattern, Guard guard, Handlers& handlers, Handler handler, RouteOptions options = {}) {
    add(Method::patch, std::move(pattern), guard, std::move(options), make_route_handler(handlers, handler));
  }
  template <class Handlers, class Handler>
  void delete_(std::string pattern, Guard guard, Handlers& handlers, Handler handler, RouteOptions options = {}) {
    add(Method::delete_, std::move(pattern), guard, std::move(options), make_route_handler(handlers, handler));
  }

  /// HEAD is served by GET without its body; OPTIONS answers 204 with Allow.
  runtime::Task<Response> serve(Request request, BodyReader& body) override;

  [[nodiscard]] std::vector<RouteDescription> routes() const;
  /// True when some route's pattern matches the path, whatever the method.
  [[nodiscard]] bool matches(std::string_view path) const;
  /// The pattern of the route that the path belongs to, for metric labels; nullopt when there is none.
  [[nodiscard]] std::optional<std::string> pattern_of(std::string_view path) const;

 private:
  void add(Method method, std::string pattern, Guard guard, RouteOptions options,
           std::unique_ptr<RouteHandler> handler);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boxoffice::kit::http
