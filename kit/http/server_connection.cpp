#include "kit/http/server_connection.hpp"

#include "kit/base/failure.hpp"
#include "kit/base/reason.hpp"
#include "kit/http/body_pace.hpp"
#include "kit/http/parser.hpp"
#include "kit/http/read_buffer.hpp"
#include "kit/http/refusal.hpp"
#include "kit/http/socket.hpp"
#include "kit/runtime/cancellation.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <charconv>
#include <exception>
#include <stdexcept>

namespace boxoffice::kit::http {

namespace asio = boost::asio;

namespace {

// Of a body that the application did not want, this much is read so that the connection can go on.
constexpr std::size_t skipped_body_limit = 256 * 1024;
// A closing connection reads on for this long, because a reset would destroy the answer on its way to the client.
constexpr std::chrono::milliseconds linger_time{2'000};
constexpr std::size_t head_read_size = 2 * 1024;

class ServerConnection final : public BodyReader, private Swept {
 public:
  ServerConnection(ServerShared& server, ServerThread& thread, AcceptedSocket accepted);
  ~ServerConnection() override { thread_.sweep.remove(*this); }

  runtime::Task<> run();
  runtime::Task<> turn_away();

  runtime::Task<std::optional<std::string>> next() override;
  std::optional<std::uint64_t> declared_size() const override { return parser_.declared_size(); }
  void expire_at(runtime::Deadline deadline) override { answer_by_ = deadline.at; }
  bool expired() const override { return expired_; }

  /// Ends run(); the group's cancellation is passed on through it.
  asio::cancellation_signal end_signal{};

 private:
  enum class Arrival { request, refused, gone };

  runtime::Task<Arrival> receive_head();
  [[nodiscard]] Arrival without_head(bool begun);
  runtime::Task<Response> answer();
  [[nodiscard]] Response answer_failure(const std::exception_ptr& failure);
  [[nodiscard]] Response refused(const Refusal& refusal) { return refuse(refusal, server_.ids.next()); }
  runtime::Task<> send(Response response);
  runtime::Task<> flush();
  [[nodiscard]] BodyFraming prepare_head(Response& response);
  runtime::Task<> send_stream(Response response, BodyFraming framing);
  runtime::Task<> send_pieces(BodyStream stream, BodyFraming framing, std::uint64_t declared);
  [[nodiscard]] bool may_skip_body() const;
  runtime::Task<bool> skip_rest_of_body();
  [[noreturn]] void fail_body(const boost::system::error_code& error);
  runtime::Task<> linger();
  void sweep(runtime::SteadyTime now) override;

  ServerShared& server_;
  ServerThread& thread_;
  const std::string peer_address_;
  Socket socket_;
  RequestParser parser_;
  ReadBuffer buffer_{};
  BodyPace pace_;
  std::string head_{};                     // of the answer; kept for its memory
  Refusal head_refusal_{};                 // valid after Arrival::refused
  std::optional<Refusal> body_refusal_{};  // the body could not be read: overrules the application's answer
  bool first_ = true;                      // no request has come yet
  bool keep_alive_ = true;
  bool continue_owed_ = false;  // the client waits for 100 before it sends the body
  bool peer_gone_ = false;
  runtime::SteadyTime answer_by_ = runtime::SteadyTime::max();  // of the application, while it serves
  bool expired_ = false;                                        // it was cancelled for that
  bool reading_body_ = false;                                   // that wait has its own deadline
  bool idle_ = false;                                           // between two requests
  bool streaming_ = false;                                      // waiting for the application's next piece
};

ServerConnection::ServerConnection(ServerShared& server, ServerThread& thread, AcceptedSocket accepted)
    : server_(server),
      thread_(thread),
      peer_address_(std::move(accepted.peer_address)),
      socket_(thread.executor, std::move(accepted.descriptor), accepted.family),
      parser_({.first_line = server.options.request_line_limit,
               .fields = server.options.header_limit,
               .field_count = server.options.header_count_limit}),
      pace_(server.options.body_idle_timeout, server.options.body_rate) {
  thread_.sweep.add(*this);
}

// An upgrade to another protocol branches off between answer() and send(): it takes the socket and what the buffer
// holds behind the head.
runtime::Task<> ServerConnection::run() {
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  do {
    const auto arrival = co_await receive_head();
    if (arrival == Arrival::gone) co_return;
    if (arrival == Arrival::refused) {
      server_.unreadable_requests.add();
      keep_alive_ = false;
      co_await send(refused(head_refusal_));
      break;
    }
    auto response = co_await answer();
    if (peer_gone_) co_return;
    co_await send(std::move(response));
  } while (keep_alive_ && (parser_.body_complete() || co_await skip_rest_of_body()));
  co_await linger();
}

runtime::Task<> ServerConnection::turn_away() {
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  keep_alive_ = false;
  co_await send(refused({503, "The server has as many connections as it can serve. Try again soon."}));
  co_await linger();
}

runtime::Task<ServerConnection::Arrival> ServerConnection::receive_head() {
  parser_.begin();
  buffer_.shrink();
  bool begun = !buffer_.empty();
  socket_.expire_after(begun || first_ ? server_.options.head_timeout : server_.options.keep_alive_timeout);
  first_ = false;
  auto step = begun ? parser_.parse_head(buffer_) : HeadStep::incomplete;
  while (step == HeadStep::incomplete) {
    idle_ = !begun;
    const auto [error, bytes] = co_await socket_.read_some(buffer_.space(head_read_size));
    idle_ = false;
    if (error) co_return without_head(begun);
    // One limit for the whole head, however slowly it trickles in.
    if (!begun) socket_.expire_after(server_.options.head_timeout);
    begun = true;
    buffer_.commit(bytes);
    step = parser_.parse_head(buffer_);
  }
  socket_.expire_never();
  if (step == HeadStep::refused) {
    head_refusal_ = parser_.refusal();
    co_return Arrival::refused;
  }
  continue_owed_ = parser_.expects_continue();
  co_return Arrival::request;
}

ServerConnection::Arrival ServerConnection::without_head(bool begun) {
  if (!begun || !socket_.expired()) return Arrival::gone;
  socket_.expire_never();
  head_refusal_ = {408, "The request's head did not arrive in time."};
  return Arrival::refused;
}

runtime::Task<Response> ServerConnection::answer() {
  body_refusal_.reset();
  pace_.begin();
  expired_ = false;
  auto request = parser_.take_request();
  request.peer_address = peer_address_;
  Response response;
  std::exception_ptr failure;
  try {
    response = co_await server_.application.serve(std::move(request), *this);
  } catch (...) {
    failure = std::current_exception();
  }
  answer_by_ = runtime::SteadyTime::max();
  // The cancellation was for the application alone; the connection goes on.
  if (expired_) co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  if (failure || body_refusal_) co_return answer_failure(failure);
  co_return response;
}

// Middleware turns failures into answers; this is the net below it.
Response ServerConnection::answer_failure(const std::exception_ptr& failure) {
  if (runtime::is_cancellation(failure)) {
    if (!expired_) std::rethrow_exception(failure);
    return refused({503, "The answer took too long. Try again soon."});
  }
  if (peer_gone_) return {};
  if (body_refusal_) {
    keep_alive_ = false;
    return refused(*body_refusal_);
  }
  try {
    std::rethrow_exception(failure);
  } catch (const base::Unavailable& unavailable) {
    server_.log.warn("request_unavailable", {{"error", unavailable.what()}});
    return refused({503, "The service cannot answer now. Try again soon."});
  } catch (...) {
    server_.log.error("request_failed", {{"error", base::reason_of(failure)}});
  }
  return refused({500, "The request failed. It has been logged."});
}

runtime::Task<> ServerConnection::send(Response response) {
  const auto framing = prepare_head(response);
  if (response.stream && framing != BodyFraming::none) {
    co_await send_stream(std::move(response), framing);
    co_return;
  }
  const std::string_view body = framing == BodyFraming::none ? std::string_view() : response.body;
  if (!socket_.send(head_, body)) co_await flush();
}

runtime::Task<> ServerConnection::flush() {
  const auto error = co_await socket_.flush(server_.options.write_timeout);
  if (error) throw boost::system::system_error(error, "answer");
  socket_.expire_never();
}

BodyFraming ServerConnection::prepare_head(Response& response) {
  keep_alive_ = keep_alive_ && parser_.keep_alive() && may_skip_body() && !server_.draining.load() &&
                !same_name(response.headers.get("connection").value_or(""), "close");
  const AnswerForm form{
      .head_request = parser_.method() == Method::head, .http_1_0 = parser_.http_1_0(), .keep_alive = keep_alive_};
  auto framing = write_head(head_, response, form, thread_.date.now());
  if (!framing) {
    server_.log.error("response_head_invalid", {{"status", response.status}});
    response = refused({500, "The request failed. It has been logged."});
    framing = write_head(head_, response, form, thread_.date.now());
  }
  keep_alive_ = keep_alive_ && framing != BodyFraming::until_close;
  return framing.value_or(BodyFraming::none);
}

runtime::Task<> ServerConnection::send_stream(Response response, BodyFraming framing) {
  // The head goes out before the first piece, which may be long in coming.
  if (!socket_.send(head_)) co_await flush();
  std::uint64_t declared = 0;
  const auto length = response.headers.get("content-length").value_or("");
  std::from_chars(length.data(), length.data() + length.size(), declared);
  std::string problem;
  try {
    co_await send_pieces(std::move(response.stream), framing, declared);
    co_return;
  } catch (const boost::system::system_error&) {
    throw;  // the client has gone, or the server stops
  } catch (const std::exception& error) {
    problem = error.what();
  }
  // The status is gone; an end without the last chunk tells the client that the body is not whole.
  server_.log.warn("response_broken_off", {{"error", problem}});
  keep_alive_ = false;
}

runtime::Task<> ServerConnection::send_pieces(BodyStream stream, BodyFraming framing, std::uint64_t declared) {
  auto left = declared;
  while (true) {
    streaming_ = true;
    const auto piece = co_await stream();
    streaming_ = false;
    if (!piece) break;
    if (piece->empty()) continue;  // an empty chunk would end the body
    bool sent = false;
    if (framing == BodyFraming::chunked) {
      head_ = chunk_head(piece->size());
      sent = socket_.send(head_, *piece, "\r\n");
    } else {
      if (framing == BodyFraming::sized && piece->size() > left) throw std::length_error("longer than declared");
      left -= std::min<std::uint64_t>(left, piece->size());
      sent = socket_.send(*piece);
    }
    if (!sent) co_await flush();
  }
  if (framing == BodyFraming::sized && left > 0) throw std::length_error("shorter than declared");
  if (framing == BodyFraming::chunked && !socket_.send("0\r\n\r\n")) co_await flush();
}

runtime::Task<std::optional<std::string>> ServerConnection::next() {
  if (parser_.body_complete()) co_return std::nullopt;
  if (continue_owed_ && buffer_.empty() && !socket_.send("HTTP/1.1 100 Continue\r\n\r\n")) {
    co_await flush();
  }
  continue_owed_ = false;
  while (true) {
    auto piece = parser_.take_body(buffer_);
    if (parser_.body_broken()) {
      body_refusal_ = Refusal{400, "The chunks of the request's body are malformed."};
      throw boost::system::system_error(boost::system::errc::make_error_code(boost::system::errc::protocol_error));
    }
    if (!piece.empty()) co_return piece;
    if (parser_.body_complete()) co_return std::nullopt;
    const auto begin = std::chrono::steady_clock::now();
    socket_.expire_at(std::min(begin + pace_.patience(), answer_by_));
    reading_body_ = true;
    const auto [error, bytes] = co_await socket_.read_some(buffer_.space(ReadBuffer::large));
    reading_body_ = false;
    if (error) fail_body(error);
    socket_.expire_never();
    pace_.received(bytes, std::chrono::steady_clock::now() - begin);
    buffer_.commit(bytes);
  }
}

void ServerConnection::fail_body(const boost::system::error_code& error) {
  if (socket_.expired()) {
    socket_.expire_never();
    body_refusal_ = Refusal{408, "The request's body did not arrive in time."};
    throw base::TimedOut("the request's body did not arrive in time");
  }
  peer_gone_ = error != asio::error::operation_aborted;
  throw boost::system::system_error(error, "request body");
}

bool ServerConnection::may_skip_body() const {
  if (parser_.body_complete()) return true;
  // A client that was not told to continue may send its body or not: nobody could tell it from the next request.
  return !continue_owed_ && parser_.remaining_size().value_or(0) <= skipped_body_limit;
}

runtime::Task<bool> ServerConnection::skip_rest_of_body() {
  std::size_t skipped = 0;
  try {
    while (const auto piece = co_await next()) {
      skipped += piece->size();
      if (skipped > skipped_body_limit) co_return false;
    }
  } catch (const std::exception&) {
    co_return false;  // nothing more can be read: the connection ends
  }
  co_return true;
}

runtime::Task<> ServerConnection::linger() {
  if (parser_.body_complete() && socket_.peek() != Socket::Peer::readable) co_return;
  socket_.shutdown_send();
  socket_.expire_after(linger_time);
  buffer_.consume(buffer_.size());
  while (true) {
    const auto [error, bytes] = co_await socket_.read_some(buffer_.space(ReadBuffer::large));
    if (error || socket_.expired()) co_return;
  }
}

void ServerConnection::sweep(runtime::SteadyTime now) {
  if (idle_ && server_.draining.load() && socket_.peek() != Socket::Peer::readable) {
    socket_.cancel();
  } else if (streaming_ && socket_.peek() == Socket::Peer::gone) {
    streaming_ = false;
    end_signal.emit(asio::cancellation_type::terminal);
  } else if (now - DeadlineSweep::interval >= answer_by_ && !reading_body_) {
    // A sweep later than what the application waits for, which has the same deadline and says more about what was late.
    answer_by_ = runtime::SteadyTime::max();
    expired_ = true;
    end_signal.emit(asio::cancellation_type::terminal);
  } else {
    socket_.check_deadline(now);
  }
}

/// Runs `task` so that it ends by the connection's signal as well as by the caller's cancellation.
runtime::Task<> run_until_end_signal(ServerThread& thread, ServerConnection& connection, runtime::Task<> task) {
  auto cancelled = (co_await asio::this_coro::cancellation_state).slot();
  cancelled.assign([&connection](asio::cancellation_type type) { connection.end_signal.emit(type); });
  try {
    co_await asio::co_spawn(thread.executor, std::move(task),
                            asio::bind_cancellation_slot(connection.end_signal.slot(), asio::use_awaitable));
  } catch (const boost::system::system_error&) {
    // The client has gone, or the server stops: nobody is left to tell.
  }
  cancelled.clear();
}

}  // namespace

runtime::Task<> serve_connection(ServerShared& server, ServerThread& thread, AcceptedSocket accepted,
                                 [[maybe_unused]] ConnectionSlot slot) {
  ServerConnection connection(server, thread, std::move(accepted));
  co_await run_until_end_signal(thread, connection, connection.run());
}

runtime::Task<> turn_away(ServerShared& server, ServerThread& thread, AcceptedSocket accepted,
                          [[maybe_unused]] ConnectionSlot slot) {
  server.refused_connections.add();
  ServerConnection connection(server, thread, std::move(accepted));
  co_await run_until_end_signal(thread, connection, connection.turn_away());
}

}  // namespace boxoffice::kit::http
