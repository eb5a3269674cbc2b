// Values of header fields that somebody else writes, one "name: value" a line: who asks (X-Forwarded-For), whom
// (Host), where a list goes on (cursor), which answer is repeated (Idempotency-Key).

#include "kit/base/encoding.hpp"
#include "kit/base/ensure.hpp"
#include "kit/http/cursor.hpp"
#include "kit/http/field_value.hpp"
#include "kit/http/fuzz/wire.hpp"
#include "kit/http/host.hpp"
#include "kit/http/idempotency_key.hpp"
#include "kit/http/middleware/client_address.hpp"
#include "kit/http/middleware/compression.hpp"
#include "kit/testing/fuzzing/fuzzing.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace boxoffice::kit::http::fuzz {

namespace {

Headers headers_of(std::string_view input) {
  Headers headers;
  while (!input.empty()) {
    const auto [line, rest] = testing::split_line(input);
    const auto colon = std::min(line.find(':'), line.size());
    headers.add(std::string(line.substr(0, colon)), std::string(trim(line.substr(std::min(colon + 1, line.size())))));
    input = rest;
  }
  return headers;
}

/// Keeps the request that reaches it.
class LastApplication final : public Application {
 public:
  std::optional<Request> request{};

  runtime::Task<Response> serve(Request served, BodyReader&) override {
    request = std::move(served);
    co_return Response{};
  }
};

class NoBody final : public BodyReader {
 public:
  runtime::Task<std::optional<std::string>> next() override { co_return std::nullopt; }
  [[nodiscard]] std::optional<std::uint64_t> declared_size() const override { return 0; }
};

/// A server behind proxies.
class Proxied {
 public:
  Request receive(const Headers& headers, const std::string& peer) {
    std::exception_ptr failure;
    context_.restart();
    boost::asio::co_spawn(context_, middleware_.serve({.headers = headers, .peer_address = peer}, body_),
                          [&failure](const std::exception_ptr& thrown, const Response&) { failure = thrown; });
    context_.run();
    if (failure) std::rethrow_exception(failure);
    base::ensure(inner_.request.has_value(), "the request is served");
    return *std::exchange(inner_.request, std::nullopt);
  }

 private:
  LastApplication inner_{};
  ClientAddress middleware_{inner_, {.trusted_proxies = {"127.0.0.0/8", "::1", "10.1.0.0/17"}}};
  NoBody body_{};
  boost::asio::io_context context_{};
};

void check_client_address(const Headers& headers) {
  static Proxied server;  // made once, because that takes longer than a request
  const std::string stranger = "192.0.2.1";
  base::ensure(server.receive(headers, stranger).peer_address == stranger, "a stranger speaks for nobody else");
  const auto request = server.receive(headers, "127.0.0.1");
  base::ensure(AddressRange::parse(request.peer_address).has_value() && !request.peer_address.contains('/'),
               "who asks is an address");
  for (const auto* const name : {"Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP"}) {
    base::ensure(!request.headers.has(name), "nobody further in reads these fields");
  }
}

void check_range(std::string_view text) {
  const auto range = AddressRange::parse(text);
  const auto address = text.substr(0, text.find('/'));
  base::ensure(!range || range->contains(address), "a network contains the address that names it");
}

void check_host(const Headers& headers) {
  const Request request{.headers = headers};
  if (!is_known_host(request, {"boxoffice.example", "[::1]"})) return;
  const std::string host = base::ascii_lower(request.headers.get("host").value_or(""));
  base::ensure(host.starts_with("boxoffice.example") || host.starts_with("[::1]"), "a known host is one of ours");
  base::ensure(!is_known_host(request, {}), "no host is known when we have none");
}

void check_cursor(const std::string& text) {
  const auto position = decode_cursor(text);
  if (!position) {
    base::ensure(position.error().fields.size() == 1 && position.error().fields.front().pointer == "?cursor",
                 "a wrong cursor is named");
    return;
  }
  base::ensure(position->has_value() && encode_cursor(**position) == text, "a position has one cursor");
  base::ensure(base::is_utf8(**position), "and is text");
}

void check_lists(const std::string& text) {
  for (const auto element : list_elements(text)) {
    base::ensure(!element.empty() && trim(element) == element && !element.contains(','), "elements are trimmed");
  }
  base::ensure(media_type(media_type(text)) == media_type(text), "a media type is reduced already");
  base::ensure(!accepts_gzip(text) || text.contains('*') || base::ascii_lower(text).contains("gzip"),
               "gzip is accepted only by name");
}

}  // namespace

}  // namespace boxoffice::kit::http::fuzz

namespace boxoffice::kit {

void testing::test_one_input(std::string_view input) {
  using namespace http;
  const Headers headers = http::fuzz::headers_of(input);
  http::fuzz::check_client_address(headers);
  http::fuzz::check_host(headers);
  if (const auto key = idempotency_key(headers, false); key && *key) {
    base::ensure(!(*key)->empty() && (*key)->size() <= 255, "a key has 1 to 255 characters");
  }
  for (const auto& [name, value] : headers) {
    http::fuzz::check_range(value);
    http::fuzz::check_cursor(value);
    http::fuzz::check_lists(value);
  }
}

}  // namespace boxoffice::kit
