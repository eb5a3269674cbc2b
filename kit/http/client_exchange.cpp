#include "kit/http/client_exchange.hpp"

#include "kit/base/failure.hpp"
#include "kit/http/head_writer.hpp"
#include "kit/http/proxy.hpp"

#include <fmt/format.h>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <utility>

namespace boxoffice::kit::http {

namespace asio = boost::asio;

namespace {

/// The other side ended the connection before anything of its answer came.
class ClosedBeforeAnswer : public base::Unavailable {
 public:
  using Unavailable::Unavailable;
};

// Holds most heads and small answers; a buffer of this size is kept by idle connections.
constexpr std::size_t head_read_size = ReadBuffer::small;
constexpr std::size_t read_ahead_size = ReadBuffer::large;

bool is_idempotent(Method method) {
  return method != Method::post && method != Method::patch;
}

}  // namespace

std::string IncomingBody::take_received() {
  auto& connection = *lease_;
  auto piece = connection.parser.take_body(connection.buffer);
  if (connection.parser.body_broken()) {
    throw base::Unavailable(to_text(endpoint_) + ": malformed chunks in the answer's body");
  }
  if (!connection.parser.body_complete()) return piece;
  ended_ = true;
  // Bytes behind the answer mean that the two sides disagree where it ends.
  if (may_reuse_ && connection.parser.keep_alive() && connection.buffer.empty()) {
    lease_.give_back();
  } else {
    lease_.close();
  }
  return piece;
}

runtime::Task<std::optional<std::string>> IncomingBody::next() {
  if (!received_.empty()) co_return std::exchange(received_, {});
  while (!ended_) {
    auto piece = take_received();
    if (!piece.empty()) co_return piece;
    if (ended_) break;
    auto& connection = *lease_;
    if (patience_) connection.socket.expire_after(*patience_);
    const auto [error, bytes] = co_await connection.socket.read_some(connection.buffer.space(ReadBuffer::large));
    connection.buffer.commit(bytes);
    if (error && !(error == asio::error::eof && connection.parser.end_of_connection())) fail(error);
  }
  co_return std::nullopt;
}

void IncomingBody::fail(const boost::system::error_code& error) {
  const bool expired = lease_->socket.expired();
  lease_.close();
  ended_ = true;
  if (expired) throw base::TimedOut(to_text(endpoint_) + ": the answer's body did not arrive in time");
  if (error == asio::error::operation_aborted) throw boost::system::system_error(error, "answer's body");
  throw base::Unavailable(fmt::format("{}: the answer broke off ({})", to_text(endpoint_), error.message()));
}

Exchange::Exchange(std::shared_ptr<ClientPool> pool, ClientRequest request, BodyReader* body)
    : pool_(std::move(pool)), request_(std::move(request)), body_(body) {
  if (body_ == nullptr) return;
  request_.body.clear();
  if (body_->declared_size() == 0U) body_ = nullptr;
}

// A connection is taken only when the body is here, or so much of it that its sender means it: a few uploads that
// trickle in would occupy all connections to a server.
runtime::Task<> Exchange::read_ahead() {
  while (body_ != nullptr && request_.body.size() < read_ahead_size) {
    auto piece = co_await body_->next();
    if (!piece) {
      body_ = nullptr;
    } else if (request_.body.empty()) {
      request_.body = *std::move(piece);
    } else {
      request_.body += *piece;
    }
  }
}

runtime::Task<> Exchange::start() {
  if (body_ != nullptr) co_await read_ahead();
  const auto deadline = request_.context.deadline;
  if (deadline.at != runtime::SteadyTime::max() && deadline.passed()) {
    throw base::TimedOut(to_text(request_.endpoint) + ": no time was left for the call");
  }
  auto idle = pool_->take_idle(request_.endpoint, deadline);
  lease_ = idle ? std::move(*idle) : co_await pool_->acquire(request_.endpoint, deadline);
  const bool pooled = lease_->reused;
  try {
    co_await attempt();
    co_return;
  } catch (const ClosedBeforeAnswer&) {
    if (!pooled || !is_repeatable()) throw;
  }
  co_await pool_->renew(*lease_, request_.endpoint, deadline);
  co_await attempt();
}

bool Exchange::is_repeatable() const {
  return !rest_begun_ && (is_idempotent(request_.method) || request_.headers.has("idempotency-key"));
}

runtime::Task<> Exchange::attempt() {
  co_await send_request();
  co_await read_head();
}

// When the other side has closed, what it said before tells more than the broken pipe: read_head() finds out.
runtime::Task<> Exchange::send_request() {
  auto& connection = *lease_;
  connection.parser.begin(request_.method == Method::head);
  const std::optional<std::uint64_t> size = body_ != nullptr ? body_->declared_size() : request_.body.size();
  write_head(connection.head, request_, size);
  const bool chunked = !size;
  const std::string_view body = chunked ? std::string_view() : request_.body;
  sent_ = connection.socket.send(connection.head, body) || co_await flush();
  if (sent_ && chunked) sent_ = co_await send_chunk(request_.body);
  if (sent_ && body_ != nullptr) sent_ = co_await send_rest(chunked);
}

// False when the other side has answered, or closed, before it took all.
runtime::Task<bool> Exchange::flush() {
  auto& connection = *lease_;
  connection.sending = true;
  const auto error = co_await connection.socket.flush(std::nullopt);
  connection.sending = false;
  const bool aborted = error == asio::error::operation_aborted;
  if (aborted && connection.socket.peek() != Socket::Peer::readable) fail_reading(error, false);
  co_return !error;
}

// False when the other side has answered, or closed, before it had all.
runtime::Task<bool> Exchange::send_rest(bool chunked) {
  rest_begun_ = true;
  auto& connection = *lease_;
  while (const auto piece = co_await body_->next()) {
    if (connection.socket.expired()) fail_reading(asio::error::operation_aborted, false);
    if (connection.socket.peek() != Socket::Peer::quiet) co_return false;
    const bool sent = chunked ? co_await send_chunk(*piece) : connection.socket.send(*piece) || co_await flush();
    if (!sent) co_return false;
  }
  co_return !chunked || connection.socket.send("0\r\n\r\n") || co_await flush();
}

/// `piece` belongs to the caller, which awaits this at once.
runtime::Task<bool> Exchange::send_chunk(const std::string& piece) {
  auto& connection = *lease_;
  connection.head = chunk_head(piece.size());
  co_return connection.socket.send(connection.head, piece, "\r\n") || co_await flush();
}

runtime::Task<> Exchange::read_head() {
  auto& connection = *lease_;
  bool begun = false;
  while (true) {
    const auto step = connection.parser.parse_head(connection.buffer);
    if (step == HeadStep::refused) throw base::Unavailable(to_text(request_.endpoint) + ": malformed answer");
    if (step == HeadStep::complete) {
      const auto status = connection.parser.status();
      if (status >= 200) co_return;
      if (status == 101) throw base::Unavailable(to_text(request_.endpoint) + ": changed the protocol unasked");
      connection.parser.begin(request_.method == Method::head);  // an interim answer: the final one follows
      continue;
    }
    const auto [error, bytes] = co_await connection.socket.read_some(connection.buffer.space(head_read_size));
    if (error) fail_reading(error, begun);
    begun = true;
    connection.buffer.commit(bytes);
  }
}

void Exchange::fail_reading(const boost::system::error_code& error, bool begun) const {
  const auto name = to_text(request_.endpoint);
  if (lease_->socket.expired()) throw base::TimedOut(name + " did not answer in time");
  if (error == asio::error::operation_aborted) throw boost::system::system_error(error, "call of " + name);
  if (begun) throw base::Unavailable(fmt::format("{}: the answer broke off ({})", name, error.message()));
  throw ClosedBeforeAnswer(fmt::format("{} closed the connection without an answer ({})", name, error.message()));
}

Response Exchange::take_head() {
  auto response = lease_->parser.take_response();
  remove_hop_by_hop(response.headers);
  return response;
}

Response Exchange::response() && {
  auto response = take_head();
  IncomingBody body(std::move(lease_), request_.endpoint, sent_, pool_->options().stream_patience);
  auto received = body.take_received();
  if (body.ended()) {
    response.body = std::move(received);
    return response;
  }
  body.put_back(std::move(received));
  response.stream = [rest = std::make_unique<IncomingBody>(std::move(body))] { return rest->next(); };
  return response;
}

runtime::Task<Response> Exchange::whole_response() {
  auto response = take_head();
  const auto limit = pool_->options().response_limit;
  IncomingBody body(std::move(lease_), request_.endpoint, sent_);
  bool fits = body.remaining_size().value_or(0) <= limit;
  while (fits) {
    const auto piece = co_await body.next();
    if (!piece) co_return response;
    fits = piece->size() <= limit - response.body.size();
    if (fits) response.body += *piece;
  }
  throw base::Unavailable(fmt::format("{}: the answer is larger than {} bytes", to_text(request_.endpoint), limit));
}

}  // namespace boxoffice::kit::http
