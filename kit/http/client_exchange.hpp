#pragma once

// One call of a Client: request out, answer in, once more if a pooled connection turns out to be dead.

#include "kit/http/client.hpp"
#include "kit/http/client_pool.hpp"

#include <boost/system/error_code.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace boxoffice::kit::http {

/// A connection whose answer's head was read and whose body is being read.
class IncomingBody {
 public:
  /// `patience` for each piece; without one the call's deadline holds for all of them.
  IncomingBody(Lease lease, Endpoint endpoint, bool may_reuse,
               std::optional<std::chrono::milliseconds> patience = std::nullopt)
      : lease_(std::move(lease)), endpoint_(std::move(endpoint)), may_reuse_(may_reuse), patience_(patience) {}

  /// The next piece, or nullopt at the end, when the connection goes back to its pool. Throws base::Unavailable or
  /// base::TimedOut.
  runtime::Task<std::optional<std::string>> next();
  /// What came with the head; empty if nothing did. Throws as next() does.
  [[nodiscard]] std::string take_received();
  [[nodiscard]] bool ended() const { return ended_; }
  /// Returned by the first call of next().
  void put_back(std::string received) { received_ = std::move(received); }
  /// What is left of a body with a declared size.
  [[nodiscard]] std::optional<std::uint64_t> remaining_size() const { return lease_->parser.remaining_size(); }

 private:
  [[noreturn]] void fail(const boost::system::error_code& error);

  Lease lease_;
  Endpoint endpoint_;
  bool may_reuse_;
  std::optional<std::chrono::milliseconds> patience_;
  bool ended_ = false;
  std::string received_{};
};

class Exchange {
 public:
  /// `body` may be null; else it is sent instead of request.body.
  Exchange(std::shared_ptr<ClientPool> pool, ClientRequest request, BodyReader* body);

  /// Sends the request and reads the answer's head.
  runtime::Task<> start();
  /// Then one of these: the answer with its body as a stream,
  [[nodiscard]] Response response() &&;
  /// or all of it.
  runtime::Task<Response> whole_response();

 private:
  runtime::Task<> read_ahead();
  runtime::Task<> attempt();
  runtime::Task<> send_request();
  runtime::Task<bool> send_rest(bool chunked);
  runtime::Task<bool> send_chunk(const std::string& piece);
  runtime::Task<bool> flush();
  runtime::Task<> read_head();
  [[nodiscard]] bool is_repeatable() const;
  [[nodiscard]] Response take_head();
  [[noreturn]] void fail_reading(const boost::system::error_code& error, bool begun) const;

  std::shared_ptr<ClientPool> pool_;
  ClientRequest request_;  // its body is all, or what was read ahead
  BodyReader* body_;       // the rest; null when there is none
  Lease lease_{};
  bool rest_begun_ = false;  // which is a stream: what was read of it cannot be sent again
  bool sent_ = false;        // all of the request
};

}  // namespace boxoffice::kit::http
