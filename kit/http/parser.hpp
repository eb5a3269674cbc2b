#pragma once

// Reading HTTP/1.1 messages (RFC 9112) from a ReadBuffer: the head as a whole, the body as it comes. The grammar of a
// head is Boost.Beast's; this adds limits, framing rules and what the head means for the connection.

#include "kit/http/head_scanner.hpp"
#include "kit/http/message.hpp"
#include "kit/http/read_buffer.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace boxoffice::kit::http {

/// Why a message is not accepted: the status to answer a request with, and a sentence for whoever sent it.
struct Refusal {
  int status = 400;
  const char* detail = "";
};

enum class HeadStep { incomplete, complete, refused };

/// One connection's requests, one after the other.
class RequestParser {
 public:
  explicit RequestParser(const HeadLimits& limits);
  ~RequestParser();

  /// Forgets the last request; `buffer` then begins with the next one.
  void begin();
  /// Takes a complete head from the buffer. Call again with more bytes while it is incomplete.
  [[nodiscard]] HeadStep parse_head(ReadBuffer& buffer);
  [[nodiscard]] const Refusal& refusal() const;

  // The rest is valid after a complete head.
  /// The request without its peer; moves it out.
  [[nodiscard]] Request take_request();
  [[nodiscard]] Method method() const;
  [[nodiscard]] bool http_1_0() const;
  [[nodiscard]] bool keep_alive() const;
  /// "Expect: 100-continue".
  [[nodiscard]] bool expects_continue() const;
  /// From Content-Length; nullopt when chunked.
  [[nodiscard]] std::optional<std::uint64_t> declared_size() const;
  /// Bytes of the body that were not taken yet; nullopt when chunked.
  [[nodiscard]] std::optional<std::uint64_t> remaining_size() const;
  [[nodiscard]] bool body_complete() const;
  /// What the buffer holds of the body, decoded; empty when more bytes are needed or nothing follows.
  [[nodiscard]] std::string take_body(ReadBuffer& buffer);
  /// The chunked framing is wrong: nothing more can be read from this connection.
  [[nodiscard]] bool body_broken() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// One connection's responses.
class ResponseParser {
 public:
  ResponseParser();
  ~ResponseParser();

  /// Forgets the last response. The answer to HEAD has no body, whatever it says.
  void begin(bool answers_head);
  [[nodiscard]] HeadStep parse_head(ReadBuffer& buffer);
  [[nodiscard]] const Refusal& refusal() const;

  // The rest is valid after a complete head.
  [[nodiscard]] int status() const;
  /// Status and all fields; moves them out.
  [[nodiscard]] Response take_response();
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] bool body_complete() const;
  /// Bytes of the body that were not taken yet; nullopt when chunked or ended by the end of the connection.
  [[nodiscard]] std::optional<std::uint64_t> remaining_size() const;
  [[nodiscard]] std::string take_body(ReadBuffer& buffer);
  [[nodiscard]] bool body_broken() const;
  /// The other side has closed: true if that completes the body.
  [[nodiscard]] bool end_of_connection();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace boxoffice::kit::http
