#pragma once

// HTTP/1.1 client with keep-alive pools: how services call each other and how the gateway reaches them.

#include "kit/http/message.hpp"
#include "kit/runtime/io_threads.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace boxoffice::kit::http {

struct Endpoint {
  std::string host;  // name or address
  std::uint16_t port = 0;

  friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};

struct ClientRequest {
  Method method = Method::get;
  Endpoint endpoint{};
  std::string target{};  // path and query
  Headers headers{};     // Host, Content-Length and Connection are set by the client
  std::string body{};
  runtime::Context context{};  // request id and traceparent are sent; its deadline bounds the call
};

struct ClientOptions {
  std::chrono::milliseconds connect_timeout{1'000};
  std::chrono::milliseconds idle_timeout{30'000};     // an idle pooled connection is closed after this
  std::size_t connections_per_endpoint = 256;         // per io thread; further calls wait
  std::chrono::milliseconds stream_patience{30'000};  // for each piece of a forwarded body
  std::size_t response_limit = 8 * 1024 * 1024;       // bytes of a buffered response body
};

/// Pools belong to io threads: call from a coroutine on one of `threads`. Throws base::Unavailable when the other side
/// cannot be reached or breaks off before the head, base::TimedOut at the deadline. A pooled connection that the other
/// side has closed is replaced once without the caller noticing if nothing of the answer was read and the request is
/// idempotent or carries an Idempotency-Key.
class Client {
 public:
  Client(runtime::IoThreads& threads, ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// The whole answer in memory.
  runtime::Task<Response> send(ClientRequest request);

  /// The answer's head at once and its body as Response::stream, or in Response::body if all of it came with the head
  /// (most answers do, and a stream costs more). What the gateway uses. The deadline bounds the call up to the head:
  /// how long a download takes is up to who reads it. `body`, if any, is sent instead of request.body: up to 64 KiB are
  /// read before a connection is taken, the rest is streamed, and is not sent when the other side answers before it has
  /// all. `body` must live until the returned response was read or destroyed. Failures while the stream is read are
  /// thrown by it: base::Unavailable, base::TimedOut. Fields that concern one connection only are removed from the
  /// answer.
  runtime::Task<Response> forward(ClientRequest request, BodyReader* body);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boxoffice::kit::http
