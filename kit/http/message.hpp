#pragma once

// HTTP messages as values (RFC 9110), independent of the library that reads and writes them.

#include "kit/runtime/context.hpp"
#include "kit/runtime/task.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::kit::http {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options };

[[nodiscard]] std::string_view to_string(Method method);
[[nodiscard]] std::optional<Method> parse_method(std::string_view text);

/// Header fields in order; names compare without case. Small, so a linear search.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;

  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}

  void reserve(std::size_t fields) { fields_.reserve(fields); }

  /// The first value, or nullopt.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return get(name).has_value(); }
  /// Replaces every field of that name.
  void set(std::string_view name, std::string value);
  void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
  void erase(std::string_view name);

  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }

 private:
  std::vector<Field> fields_;
};

/// True if two field names are the same (ASCII, without case).
[[nodiscard]] bool same_name(std::string_view left, std::string_view right);

/// The head of a request. The body is read separately (BodyReader), because most checks need only the head.
struct Request {
  Method method = Method::get;
  std::string target{};  // as received: "/api/orders?limit=5"; the absolute-form reduced to this
  std::string path{};    // before '?', still percent-encoded
  std::string query{};   // after '?', still percent-encoded
  Headers headers{};
  std::string peer_address{};  // IP of the connection's other end
  bool secure = false;         // came over TLS
  runtime::Context context{};  // filled by the server's middleware
};

/// Body of a request, in pieces, and what else the connection does for the request. Lives as long as the request is
/// served. Each call has the server's own time limits and throws base::TimedOut or, when the client is gone,
/// boost::system::system_error.
class BodyReader {
 public:
  virtual ~BodyReader() = default;

  /// Cancels whatever the application waits for when it has not answered soon (200 ms) after `deadline`. The next call
  /// replaces the deadline: a long poll sets a later one. It does not hold for the answer's stream.
  virtual void expire_at(runtime::Deadline /*deadline*/) {}
  /// True once that has happened.
  [[nodiscard]] virtual bool expired() const { return false; }

  /// The next piece (never empty), or nullopt at the end.
  virtual runtime::Task<std::optional<std::string>> next() = 0;
  /// From Content-Length; nullopt when chunked, 0 when there is no body.
  [[nodiscard]] virtual std::optional<std::uint64_t> declared_size() const = 0;
};

/// Everything that is left, or nullopt when it is more than `limit` bytes (answer 413 and close).
runtime::Task<std::optional<std::string>> read_all(BodyReader& body, std::size_t limit);

/// Pulls a response body piece by piece; nullopt ends it. Destroyed early when the client goes away.
using BodyStream = std::move_only_function<runtime::Task<std::optional<std::string>>()>;

/// An answer. With `stream` the body is what the stream yields (chunked unless Content-Length is set), else `body`.
struct Response {
  int status = 200;
  Headers headers{};
  std::string body{};
  BodyStream stream{};
};

/// What a server serves: the router of a service, the gateway's proxy, or a middleware around another application.
/// Called concurrently on all io threads.
class Application {
 public:
  virtual ~Application() = default;
  virtual runtime::Task<Response> serve(Request request, BodyReader& body) = 0;
};

}  // namespace boxoffice::kit::http
