// Answers of an upstream: understood in one way in whatever pieces they come, unambiguous when accepted, and passed on
// as the same answer.
// An input is a line with the sizes of the pieces, see cut(), with a '-' before them if the requests were HEAD, and
// then the bytes of the connection.

#include "kit/base/ensure.hpp"
#include "kit/http/fuzz/wire.hpp"
#include "kit/http/head_writer.hpp"
#include "kit/http/parser.hpp"
#include "kit/http/proxy.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace boxoffice::kit::http::fuzz {

namespace {

void check_head(const Response& response) {
  check_fields(response.headers);
  base::ensure(response.status >= 100 && response.status <= 599, "a status is one of HTTP");
  base::ensure(count_of(response.headers, "content-length") + count_of(response.headers, "transfer-encoding") <= 1,
               "the body's length is said once");
}

/// What we answer must be that answer to the client.
void check_passed_on(Response response, std::string body, bool to_head) {
  if (response.status < 200) return;  // ends at the proxy
  remove_hop_by_hop(response.headers);
  response.body = std::move(body);
  std::string wire_text;
  const auto framing = write_head(wire_text, response, {.head_request = to_head}, "Thu, 01 Jan 1970 00:00:00 GMT");
  base::ensure(framing.has_value(), "what was accepted can be written");
  if (*framing == BodyFraming::sized) wire_text += response.body;

  Wire wire({wire_text});
  ResponseParser parser;
  parser.begin(to_head);
  base::ensure(wire.receive() && parser.parse_head(wire.buffer) == HeadStep::complete, "what is passed on is accepted");
  base::ensure(parser.status() == response.status, "with its status");
  const auto seen = parser.take_body(wire.buffer);
  base::ensure(parser.body_complete() && wire.buffer.empty(), "and ends where it ends");
  base::ensure(*framing == BodyFraming::none || seen == response.body, "with its body");
}

/// Reads answers as the client does, and writes down what it understands.
class Reading {
 public:
  Reading(std::vector<std::string_view> pieces, bool to_head) : wire_(std::move(pieces)), to_head_(to_head) {}

  std::string run() {
    while (read_head() && read_body() && parser_.keep_alive()) {
    }
    return std::move(text_);
  }

 private:
  bool read_head() {
    parser_.begin(to_head_);
    auto step = parser_.parse_head(wire_.buffer);
    while (step == HeadStep::incomplete) {
      if (!wire_.receive()) return note("head ends early\n");
      step = parser_.parse_head(wire_.buffer);
    }
    if (step == HeadStep::refused) return note("refused\n");
    response_ = parser_.take_response();
    check_head(response_);
    note(fmt::format("{} keep-alive {}\n{}", response_.status, parser_.keep_alive(), to_text(response_.headers)));
    return true;
  }

  bool read_body() {
    const auto declared = parser_.remaining_size();
    std::string body;
    while (!parser_.body_complete()) {
      const auto piece = parser_.take_body(wire_.buffer);
      body += piece;
      if (parser_.body_broken()) return note(fmt::format("body {} broken\n", body));
      if (piece.empty() && !parser_.body_complete() && !wire_.receive() && !parser_.end_of_connection()) {
        return note(fmt::format("body {} ends\n", body));
      }
    }
    base::ensure(!declared || body.size() == *declared, "a body is as long as it was declared");
    note(fmt::format("body {}\n", body));
    check_passed_on(std::move(response_), std::move(body), to_head_);
    return true;
  }

  /// False, as the end of reading.
  bool note(std::string_view what) {
    text_ += what;
    return false;
  }

  Wire wire_;
  bool to_head_;
  ResponseParser parser_{};
  Response response_{};
  std::string text_{};
};

}  // namespace

}  // namespace boxoffice::kit::http::fuzz

namespace boxoffice::kit {

void testing::test_one_input(std::string_view input) {
  const auto [sizes, bytes] = split_line(input);
  const bool to_head = sizes.starts_with('-');
  const auto whole = http::fuzz::Reading(cut(bytes, ""), to_head).run();
  base::ensure(http::fuzz::Reading(cut(bytes, sizes), to_head).run() == whole, "pieces mean the same as the whole");
}

}  // namespace boxoffice::kit
