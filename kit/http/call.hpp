#pragma once

// What a handler knows about its request beside query and body, and what it may answer beside a plain struct.

#include "kit/http/guard.hpp"
#include "kit/http/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace boxoffice::kit::http {

/// A write that carries an Idempotency-Key: its scope and what was asked.
struct KeyedRequest {
  std::string caller;  // user id, or the service's name
  std::string route;   // "POST /api/orders"
  std::string key;
  std::string fingerprint;  // SHA-256 of method, target and body, hex
  std::string attempt{};    // differs for each time that the request is served (the span id)
};

/// One call of a route.
struct Call {
  runtime::Context context{};
  Principal principal{};
  std::vector<std::pair<std::string, std::string>> path_parameters{};  // percent-decoded
  Headers headers{};
  std::string client_address{};       // of the person behind trusted proxies
  bool secure = false;                // the person's browser speaks https
  std::optional<KeyedRequest> key{};  // set when the route honours the header and it was sent

  /// The value of "{name}"; the route's pattern must have it.
  [[nodiscard]] const std::string& path(std::string_view name) const;
  template <class IdType>
  [[nodiscard]] IdType id(std::string_view name) const {
    return IdType{path(name)};
  }
};

/// Query parameters as a described struct: every member optional or with a default, names in camelCase.
template <class Q>
struct Query {
  Q value;
};

/// A body as the client sent it, byte for byte, for handlers that judge the text before they read it (a signature). The
/// media type and the limit are checked, nothing else; `B` is what the OpenAPI document says of it.
template <class B>
struct RawBody {
  std::string text;
};

/// 204.
struct NoContent {};

/// An answer that was rendered before (a stored idempotent answer).
struct Rendered {
  int status = 200;
  std::string body{};     // JSON
  bool replayed = false;  // adds Idempotency-Replayed: true
};

/// A typed answer with its own status or headers, one that was rendered before, or one in another format (CSV).
template <class T>
struct Reply {
  std::variant<T, Rendered, Response> content;
  std::optional<int> status{};  // of a T, instead of RouteOptions::status
  Headers headers{};
};

/// Lets a store of idempotency keys take part in routes declared Idempotency::optional (kit/idempotency).
class IdempotencyHook {
 public:
  virtual ~IdempotencyHook() = default;
  /// Nothing: go on (the lease is ours). A Rendered answer: replay it. An Error: REQUEST_IN_PROGRESS or reuse.
  virtual runtime::Task<base::Result<std::optional<Rendered>>> begin(KeyedRequest request) = 0;
  /// Keeps the answer unless the handler stored it in its own transaction (as it must where the effect may not happen
  /// twice), or frees the key when there is no `answer` or it must not be stored (docs: which statuses are).
  virtual runtime::Task<> end(KeyedRequest request, std::optional<Rendered> answer) = 0;
};

}  // namespace boxoffice::kit::http
