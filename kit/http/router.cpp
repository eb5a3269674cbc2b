#include "kit/http/router.hpp"

#include "kit/base/ensure.hpp"
#include "kit/http/idempotency_key.hpp"
#include "kit/http/operation_name.hpp"
#include "kit/http/problem.hpp"
#include "kit/http/request_input.hpp"
#include "kit/http/route_table.hpp"

#include <exception>

namespace boxoffice::kit::http {

/// The pipeline. Its coroutines take references because each is awaited at once by serve(), which owns the request.
struct Router::State {
  Authenticator& authenticator;
  IdempotencyHook* hook;
  RouteTable table{};

  runtime::Task<Response> respond(const Request& request, BodyReader& body);
  runtime::Task<base::Result<Response>> call(const Route& route, const Request& request, BodyReader& body);
  runtime::Task<base::Result<Principal>> admit(Guard guard, const Request& request);
  runtime::Task<base::Result<Response>> call_once(const Route& route, const Request& request, Call call,
                                                  std::unique_ptr<Arguments> arguments);
  runtime::Task<> free_key(KeyedRequest key);
};

namespace {

bool must_have_key(Idempotency idempotency) {
  return idempotency == Idempotency::in_use_case;
}

base::Error not_found() {
  return {.code = base::codes::not_found, .message = "There is nothing at this address. Check the path."};
}

Response method_not_allowed(const Resource& resource, const Request& request) {
  Response response = problem_response(
      {.code = base::codes::method_not_allowed, .message = "This address allows " + resource.allow() + "."}, request);
  response.headers.set("Allow", resource.allow());
  return response;
}

base::Result<std::optional<KeyedRequest>> keyed_request(const Route& route, const Principal& principal,
                                                        const Request& request, const std::string& body) {
  const RouteDescription& description = route.description;
  const Idempotency idempotency = description.options.idempotency;
  if (idempotency == Idempotency::none) return std::nullopt;
  BOXOFFICE_TRY(std::optional<std::string> key, idempotency_key(request.headers, must_have_key(idempotency)));
  if (!key) return std::nullopt;
  return KeyedRequest{.caller = principal.subject,
                      .route = std::string(to_string(description.method)) + " " + description.pattern,
                      .key = *std::move(key),
                      .fingerprint = fingerprint(request.method, request.target, body),
                      .attempt = request.context.trace.span_id};
}

/// What a repeat could get again; a stream or another format than JSON cannot be kept.
std::optional<Rendered> keepable(const Response& response) {
  const std::string_view type = response.headers.get("Content-Type").value_or("");
  const bool is_json = response.body.empty() || type == "application/json" || type == problem_media_type;
  if (response.stream || !is_json) return std::nullopt;
  return Rendered{.status = response.status, .body = response.body};
}

}  // namespace

Router::Router(Authenticator& authenticator, IdempotencyHook* hook)
    : state_(std::make_unique<State>(State{.authenticator = authenticator, .hook = hook})) {}

Router::~Router() = default;

runtime::Task<Response> Router::serve(Request request, BodyReader& body) {
  Response response = co_await state_->respond(request, body);
  if (!response.headers.has("Cache-Control")) response.headers.add("Cache-Control", "no-store");
  co_return response;
}

std::vector<RouteDescription> Router::routes() const {
  std::vector<RouteDescription> descriptions;
  for (const auto& route : state_->table.routes()) descriptions.push_back(route->description);
  return descriptions;
}

bool Router::matches(std::string_view path) const {
  return state_->table.find(path) != nullptr;
}

std::optional<std::string> Router::pattern_of(std::string_view path) const {
  const Resource* resource = state_->table.find(path);
  if (resource == nullptr) return std::nullopt;
  return resource->pattern();
}

void Router::add(Method method, std::string pattern, Guard guard, RouteOptions options,
                 std::unique_ptr<RouteHandler> handler) {
  const bool is_keyed = options.idempotency != Idempotency::none;
  base::ensure(!is_keyed || (guard != Guard::anyone && guard != Guard::optional),
               "an idempotency key belongs to a caller, so its route needs a guard that knows the caller");
  base::ensure(options.idempotency != Idempotency::optional || state_->hook != nullptr,
               "a route with Idempotency::optional needs an IdempotencyHook");
  if (handler->is_empty && options.status == 200) options.status = 204;
  RouteDescription description{.method = method,
                               .pattern = std::move(pattern),
                               .guard = guard,
                               .options = std::move(options),
                               .query = handler->query,
                               .body = handler->body,
                               .response = handler->response,
                               .is_empty = handler->is_empty,
                               .operation = {}};
  description.operation = operation_name(description, routes());
  state_->table.add({.description = std::move(description), .handler = std::move(handler)});
}

runtime::Task<Response> Router::State::respond(const Request& request, BodyReader& body) {
  const Resource* resource = table.find(request.path);
  if (resource == nullptr) co_return problem_response(not_found(), request);
  if (request.method == Method::options) {
    co_return Response{.status = 204, .headers = {{"Allow", resource->allow()}}};
  }
  const Route* route = resource->route_for(request.method);
  if (route == nullptr) co_return method_not_allowed(*resource, request);
  base::Result<Response> answer = co_await call(*route, request, body);
  if (!answer) co_return problem_response(answer.error(), request);
  co_return *std::move(answer);
}

runtime::Task<base::Result<Response>> Router::State::call(const Route& route, const Request& request,
                                                          BodyReader& body) {
  const RouteDescription& description = route.description;
  BOXOFFICE_CO_TRY(Principal principal, co_await admit(description.guard, request));
  std::string text;
  if (description.body != nullptr) {
    BOXOFFICE_CO_TRY(text, co_await read_json_text(request, body, description.options.body_limit));
  }
  BOXOFFICE_CO_TRY(std::optional<KeyedRequest> key, keyed_request(route, principal, request, text));
  BOXOFFICE_CO_TRY(auto parameters, path_parameters(route, request.path));
  std::unique_ptr<Arguments> arguments = route.handler->make_arguments();
  if (auto read = read_arguments(*route.handler, request, std::move(text), *arguments); !read) {
    co_return std::unexpected(std::move(read).error());
  }
  Call call{.context = request.context,
            .principal = std::move(principal),
            .path_parameters = std::move(parameters),
            .headers = request.headers,
            .client_address = request.peer_address,
            .secure = request.secure,
            .key = std::move(key)};
  if (call.key && description.options.idempotency == Idempotency::optional) {
    co_return co_await call_once(route, request, std::move(call), std::move(arguments));
  }
  co_return co_await route.handler->invoke(std::move(call), std::move(arguments), description.options.status);
}

runtime::Task<base::Result<Principal>> Router::State::admit(Guard guard, const Request& request) {
  if (guard == Guard::anyone) co_return Principal{};
  BOXOFFICE_CO_TRY(Principal principal, co_await authenticator.authenticate(request));
  if (auto allowed = check(guard, principal); !allowed) co_return std::unexpected(std::move(allowed).error());
  co_return principal;
}

runtime::Task<base::Result<Response>> Router::State::call_once(const Route& route, const Request& request, Call call,
                                                               std::unique_ptr<Arguments> arguments) {
  const KeyedRequest key = *call.key;
  BOXOFFICE_CO_TRY(std::optional<Rendered> before, co_await hook->begin(key));
  if (before) {
    before->replayed = true;
    co_return render(*std::move(before));
  }
  std::optional<base::Result<Response>> answer;
  std::exception_ptr failure;
  try {
    answer = co_await route.handler->invoke(std::move(call), std::move(arguments), route.description.options.status);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    co_await free_key(key);
    std::rethrow_exception(failure);
  }
  Response response = *answer ? **std::move(answer) : problem_response(answer->error(), request);
  co_await hook->end(key, keepable(response));
  co_return response;
}

// A failure does not say whether the change was committed (a time-out may come just after). It need not: the handler
// keeps its answer in the transaction of the change, so either a repeat gets that answer, or nothing has happened; and
// a change that is still on its way finds its key gone, or taken by the repeat, and only one of the two commits.
runtime::Task<> Router::State::free_key(KeyedRequest key) {
  try {
    co_await hook->end(std::move(key), std::nullopt);
  } catch (const std::exception&) {
    // The store of keys is away too, or the request was cancelled: the lease runs out by itself. The failure that
    // brought us here is what the caller hears of.
  }
}

}  // namespace boxoffice::kit::http
