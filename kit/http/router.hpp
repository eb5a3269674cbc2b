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
// optionally a body B; Q and B are described structs (kit/json). It returns Task<Result<R>> where R is a described
// struct, Reply<R>, NoContent, or Response for what is not JSON (set .produces).
// Order of checks: 404, 405, 401, 403, 413, 415, 400 (key), 400 and 422 (body); then the handler.

#include "kit/http/call.hpp"
#include "kit/http/guard.hpp"
#include "kit/http/message.hpp"
#include "kit/json/json.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::http {

/// How a route treats Idempotency-Key.
enum class Idempotency : std::uint8_t {
  none,                  // the header is ignored
  optional,              // honoured when present: the router's IdempotencyHook begins, the handler finishes
  in_use_case,           // required; the use case keeps the key in its own first transaction
  optional_in_use_case,  // honoured when present, by the use case
};

struct RouteOptions {
  std::string summary{};                        // one line for the OpenAPI document
  int status = 200;                             // of success
  Idempotency idempotency = Idempotency::none;
  std::size_t body_limit = 1024 * 1024;         // bytes; 413 beyond
  std::vector<base::ErrorCode> errors{};        // beyond those that follow from guard, body and path
  std::string produces = "application/json";
};

/// What the OpenAPI document and tests know of a mounted route.
struct RouteDescription {
  Method method = Method::get;
  std::string pattern;                    // "/api/orders/{id}"
  Guard guard = Guard::admin;
  RouteOptions options;
  const json::Type* query = nullptr;      // null: no query parameters
  const json::Type* body = nullptr;       // null: no body
  const json::Type* response = nullptr;   // null: no JSON (204, or .produces)
  std::string operation;                  // "placeOrder": from the summary, unique per service
};

class Router final : public Application {
 public:
  /// `authenticator` and `hook` outlive the router; `hook` may be null when no route uses Idempotency::optional.
  Router(Authenticator& authenticator, IdempotencyHook* hook);
  ~Router() override;

  template <class Handlers, class Handler>
  void get(std::string pattern, Guard guard, Handlers& handlers, Handler handler, RouteOptions options = {}) {
    add(Method::get, std::move(pattern), guard, std::move(options), bind(handlers, handler));
  }
  template <class Handlers, class Handler>
  void post(std::string pattern, Guard guard, Handlers& handlers, Handler handler, RouteOptions options = {}) {
    add(Method::post, std::move(pattern), guard, std::move(options), bind(handlers, handler));
  }
  template <class Handlers, class Handler>
  void put(std::string pattern, Guard guard, Handlers& handlers, Handler handler, RouteOptions options = {}) {
    add(Method::put, std::move(pattern), guard, std::move(options), bind(handlers, handler));
  }
  template <class Handlers, class Handler>
  void patch(std::string pattern, Guard guard, Handlers& handlers, Handler handler, RouteOptions options = {}) {
    add(Method::patch, std::move(pattern), guard, std::move(options), bind(handlers, handler));
  }
  template <class Handlers, class Handler>
  void delete_(std::string pattern, Guard guard, Handlers& handlers, Handler handler, RouteOptions options = {}) {
    add(Method::delete_, std::move(pattern), guard, std::move(options), bind(handlers, handler));
  }

  /// HEAD is served by GET without its body; OPTIONS answers 204 with Allow.
  runtime::Task<Response> serve(Request request, BodyReader& body) override;

  [[nodiscard]] std::vector<RouteDescription> routes() const;
  /// True when some route's pattern matches the path, whatever the method.
  [[nodiscard]] bool matches(std::string_view path) const;

 private:
  // To be completed by the implementation: Endpoint (type-erased handler with its json::Type pointers), bind(), add().
};

}  // namespace boxoffice::kit::http
