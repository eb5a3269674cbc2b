// Requests: what comes over a connection is understood in one way, in whatever pieces it comes; an accepted head is
// unambiguous; and what a proxy makes of it is read by the next server as the same request.
// An input is a line with the sizes of the pieces, see cut(), and then the bytes of the connection.

#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"
#include "kit/http/field_value.hpp"
#include "kit/http/fuzz/wire.hpp"
#include "kit/http/head_writer.hpp"
#include "kit/http/parser.hpp"
#include "kit/http/proxy.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::kit::http::fuzz {

namespace {

constexpr HeadLimits limits{.first_line = 64, .fields = 256, .field_count = 8};

void check_target(const Request& request) {
  const bool is_visible =
      std::ranges::all_of(request.target, [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '\x7f'; });
  base::ensure(is_visible && !request.target.empty(), "a target is visible text");
  base::ensure(request.target.starts_with('/') || (request.target == "*" && request.method == Method::options),
               "a target is a path");
  base::ensure(!request.target.contains('#'), "a target has no fragment");
  const bool has_query = request.target.contains('?');
  base::ensure(request.target == request.path + (has_query ? "?" : "") + request.query,
               "path and query are the target");
}

void check_head(const Request& request, bool http_1_0) {
  check_target(request);
  check_fields(request.headers);
  base::ensure(request.headers.size() <= limits.field_count, "no more fields than allowed");
  const auto hosts = count_of(request.headers, "host");
  base::ensure(hosts == 1 || (hosts == 0 && http_1_0), "there is one host");
  base::ensure(count_of(request.headers, "content-length") + count_of(request.headers, "transfer-encoding") <= 1,
               "the body's length is said once");
}

/// What a proxy sends must be the same request to the next server, whatever that is lenient about.
void check_forwarded(const Request& request, std::optional<std::uint64_t> size) {
  if (request.target == "*") return;  // for the proxy itself
  const auto forwarded = forwarded_request(request, {.host = "192.0.2.2", .port = 8080});
  for (const auto& [name, value] : request.headers) {
    if (!same_name(name, "connection")) continue;
    for (const auto named : list_elements(value)) {
      const bool is_ours = base::ascii_lower(named).starts_with("x-forwarded-");
      base::ensure(is_ours || !forwarded.headers.has(named), "what Connection names is not passed on");
    }
  }
  std::string head;
  write_head(head, forwarded, size);

  Wire wire({head});
  RequestParser parser(HeadLimits{});
  base::ensure(wire.receive() && parser.parse_head(wire.buffer) == HeadStep::complete, "what is passed on is accepted");
  base::ensure(wire.buffer.empty(), "it ends where it ends");
  base::ensure(parser.declared_size() == size, "its body is as long");
  const auto seen = parser.take_request();
  base::ensure(seen.method == request.method && seen.target == request.target, "it asks for the same");
  base::ensure(count_of(seen.headers, "x-forwarded-for") == 1 && !seen.headers.has("x-user-id"), "and claims nothing");
}

/// Serves a connection as the server does, and writes down what it understands.
class Reading {
 public:
  explicit Reading(std::vector<std::string_view> pieces) : wire_(std::move(pieces)) {}

  std::string run() {
    while (read_head() && read_body() && parser_.keep_alive()) {
    }
    return std::move(text_);
  }

 private:
  bool read_head() {
    parser_.begin();
    auto step = wire_.buffer.empty() ? HeadStep::incomplete : parser_.parse_head(wire_.buffer);
    while (step == HeadStep::incomplete) {
      if (!wire_.receive()) return note("head ends early\n");
      step = parser_.parse_head(wire_.buffer);
    }
    if (step == HeadStep::refused) return note(fmt::format("refused {}\n", parser_.refusal().status));
    const auto request = parser_.take_request();
    check_head(request, parser_.http_1_0());
    check_forwarded(request, parser_.declared_size());
    note(fmt::format("{} {} length {} keep-alive {} expects {}\n{}", to_string(request.method), request.target,
                     parser_.declared_size() ? fmt::to_string(*parser_.declared_size()) : "chunked",
                     parser_.keep_alive(), parser_.expects_continue(), to_text(request.headers)));
    return true;
  }

  bool read_body() {
    const auto declared = parser_.declared_size();
    std::string body;
    while (!parser_.body_complete()) {
      const auto piece = parser_.take_body(wire_.buffer);
      body += piece;
      if (parser_.body_broken()) return note(fmt::format("body {} broken\n", body));
      if (piece.empty() && !parser_.body_complete() && !wire_.receive())
        return note(fmt::format("body {} ends\n", body));
    }
    base::ensure(!declared || body.size() == *declared, "a body is as long as it was declared");
    note(fmt::format("body {}\n", body));
    return true;
  }

  /// False, as the end of reading.
  bool note(std::string_view what) {
    text_ += what;
    return false;
  }

  Wire wire_;
  RequestParser parser_{limits};
  std::string text_{};
};

}  // namespace

}  // namespace boxoffice::kit::http::fuzz

namespace boxoffice::kit {

void testing::test_one_input(std::string_view input) {
  const auto [sizes, bytes] = split_line(input);
  const auto whole = http::fuzz::Reading(cut(bytes, "")).run();
  base::ensure(http::fuzz::Reading(cut(bytes, sizes)).run() == whole, "pieces mean the same as the whole");
}

}  // namespace boxoffice::kit
