#include "kit/http/parser.hpp"

#include "kit/http/chunk_decoder.hpp"
#include "kit/http/target.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <limits>

namespace boxoffice::kit::http {

namespace beast = boost::beast;

namespace {

constexpr Refusal malformed{400, "The request does not follow HTTP/1.1."};
constexpr Refusal bad_framing{400, "The length of the request's body is ambiguous."};
constexpr Refusal bad_coding{501, "The only transfer coding served is chunked."};
constexpr HeadLimits response_limits{.first_line = 8 * 1024, .fields = 64 * 1024, .field_count = 200};
// Beast has a limit of its own; HeadScanner has checked ours before Beast sees the head.
constexpr std::uint32_t no_limit = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t usual_field_count = 16;

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Where the end of a body comes from (RFC 9112, section 6.3).
enum class Framing { none, sized, chunked, until_close };

/// Beast's grammar, filling our values directly: its own message type would cost an allocation for each field.
template <bool is_request>
class Grammar final : public beast::http::basic_parser<is_request> {
 public:
  Grammar() {
    this->header_limit(no_limit);
    this->body_limit(boost::none);
    headers.reserve(usual_field_count);
  }

  std::string_view method{};  // into the buffer
  std::string target{};
  int version = 11;
  int status = 0;
  Headers headers{};
  std::optional<Refusal> refusal{};
  bool has_length = false;
  bool has_coding = false;

 private:
  using ErrorCode = beast::error_code;
  using View = beast::string_view;

  void on_request_impl(beast::http::verb, View name, View text, int http_version, ErrorCode&) override {
    method = {name.data(), name.size()};
    target.assign(text.data(), text.size());
    version = http_version;
  }

  void on_response_impl(int code, View, int http_version, ErrorCode&) override {
    status = code;
    version = http_version;
  }

  void on_field_impl(beast::http::field field, View name, View value, ErrorCode& error) override {
    if (field == beast::http::field::content_length) {
      if (has_length || has_coding || !is_number({value.data(), value.size()})) return refuse(bad_framing, error);
      has_length = true;
    } else if (field == beast::http::field::transfer_encoding) {
      if (has_length || has_coding || version < 11) return refuse(bad_framing, error);
      if (!same_name({value.data(), value.size()}, "chunked")) return refuse(bad_coding, error);
      has_coding = true;
    }
    headers.add(std::string(name.data(), name.size()), std::string(value.data(), value.size()));
  }

  void refuse(const Refusal& reason, ErrorCode& error) {
    refusal = reason;
    error = beast::http::error::bad_transfer_encoding;
  }

  // Bodies never come here: those in chunks have a decoder, the others need none.
  std::size_t on_body_impl(View piece, ErrorCode&) override { return piece.size(); }
  std::size_t on_chunk_body_impl(std::uint64_t, View piece, ErrorCode&) override { return piece.size(); }
  void on_header_impl(ErrorCode&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
  void on_chunk_header_impl(std::uint64_t, View, ErrorCode&) override {}
  void on_finish_impl(ErrorCode&) override {}
};

/// What requests and responses have in common.
template <bool is_request>
struct Message {
  explicit Message(const HeadLimits& limits) : scanner(limits) {}

  HeadScanner scanner;
  std::optional<Grammar<is_request>> grammar{};
  Refusal refusal{};
  Framing framing = Framing::none;
  std::uint64_t remaining = 0;  // of a sized body
  ChunkDecoder chunks{};
  bool keep_alive = false;
  bool complete = false;
  bool broken = false;

  void begin() {
    scanner.reset();
    grammar.emplace();
    framing = Framing::none;
    remaining = 0;
    chunks = {};
    complete = broken = false;
  }

  HeadStep refuse(const Refusal& reason) {
    refusal = reason;
    return HeadStep::refused;
  }

  HeadStep scan(ReadBuffer& buffer) {
    switch (scanner.scan(buffer.data())) {
      case HeadScanner::Outcome::incomplete:
        return HeadStep::incomplete;
      case HeadScanner::Outcome::complete:
        return parse(buffer);
      case HeadScanner::Outcome::first_line_too_long:
        return refuse({414, "The request line is too long."});
      case HeadScanner::Outcome::fields_too_large:
        return refuse({431, "The header fields are too many or too large."});
      case HeadScanner::Outcome::bad_line_end:
        return refuse({400, "Lines have to end with CR LF."});
    }
    return HeadStep::refused;
  }

  HeadStep parse(ReadBuffer& buffer) {
    beast::error_code error;
    const auto used = grammar->put(boost::asio::buffer(buffer.data().data(), scanner.size()), error);
    if (error) return refuse(grammar->refusal.value_or(malformed));
    // The scanner and the grammar must agree where the head ends, or the framing is in doubt.
    if (used != scanner.size() || !grammar->is_header_done()) return refuse(malformed);
    keep_alive = grammar->keep_alive();
    complete = grammar->is_done();
    if (grammar->chunked()) {
      framing = Framing::chunked;
    } else if (const auto length = grammar->content_length(); length && !complete) {
      framing = Framing::sized;
      remaining = *length;
    } else if (!complete) {
      framing = Framing::until_close;
    }
    return HeadStep::complete;
  }

  std::optional<std::uint64_t> remaining_size() const {
    if (complete) return 0;
    return framing == Framing::sized ? std::optional(remaining) : std::nullopt;
  }

  std::string take_body(ReadBuffer& buffer) {
    if (complete || broken || buffer.empty()) return {};
    if (framing == Framing::chunked) return take_chunks(buffer);
    const auto wanted = framing == Framing::sized ? remaining : std::numeric_limits<std::uint64_t>::max();
    const auto available = buffer.data();
    std::string piece(available.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(wanted, available.size()))));
    buffer.consume(piece.size());
    if (framing == Framing::sized) {
      remaining -= piece.size();
      complete = remaining == 0;
    }
    return piece;
  }

  std::string take_chunks(ReadBuffer& buffer) {
    std::string piece;
    buffer.consume(chunks.decode(buffer.data(), piece));
    complete = chunks.is_complete();
    broken = chunks.is_broken();
    return piece;
  }
};

}  // namespace

struct RequestParser::State : Message<true> {
  using Message::Message;

  Request request{};
  std::uint64_t declared = 0;
  bool expects_continue = false;

  HeadStep interpret();
};

RequestParser::RequestParser(const HeadLimits& limits) : state_(std::make_unique<State>(limits)) {
  begin();
}

RequestParser::~RequestParser() = default;

void RequestParser::begin() {
  state_->begin();
  state_->request.method = Method::get;
}

HeadStep RequestParser::parse_head(ReadBuffer& buffer) {
  // Empty lines before a request are tolerated (RFC 9112, section 2.2).
  while (state_->scanner.fresh() && buffer.data().starts_with("\r\n")) buffer.consume(2);
  if (state_->scanner.fresh() && buffer.data() == "\r") return HeadStep::incomplete;
  const auto step = state_->scan(buffer);
  if (step != HeadStep::complete) return step;
  const auto meaning = state_->interpret();
  buffer.consume(state_->scanner.size());
  return meaning;
}

HeadStep RequestParser::State::interpret() {
  const auto method = parse_method(grammar->method);
  if (!method) return refuse({501, "This method is not served."});
  std::optional<std::string_view> host;
  std::size_t hosts = 0;
  expects_continue = false;
  for (const auto& [name, value] : grammar->headers) {
    if (same_name(name, "host")) {
      host = value;
      ++hosts;
    } else if (same_name(name, "expect") && grammar->version >= 11) {
      if (!same_name(value, "100-continue")) return refuse({417, "The only expectation served is 100-continue."});
      expects_continue = true;
    }
  }
  if (hosts > 1 || (hosts == 0 && grammar->version >= 11)) return refuse({400, "Exactly one Host field is needed."});
  auto target = parse_target(*method, std::move(grammar->target), host.value_or(""));
  if (!target) return refuse({400, "The request target is not valid here."});
  declared = remaining;
  expects_continue = expects_continue && !complete;
  request = Request{.method = *method, .target = std::move(target->text), .headers = std::move(grammar->headers)};
  request.path = request.target.substr(0, target->path_size);
  if (target->path_size < request.target.size()) request.query = request.target.substr(target->path_size + 1);
  return HeadStep::complete;
}

const Refusal& RequestParser::refusal() const {
  return state_->refusal;
}
Request RequestParser::take_request() {
  return std::move(state_->request);
}
Method RequestParser::method() const {
  return state_->request.method;
}
bool RequestParser::http_1_0() const {
  return state_->grammar->version < 11;
}
bool RequestParser::keep_alive() const {
  return state_->keep_alive;
}
bool RequestParser::expects_continue() const {
  return state_->expects_continue;
}
std::optional<std::uint64_t> RequestParser::declared_size() const {
  return state_->framing == Framing::chunked ? std::nullopt : std::optional(state_->declared);
}
std::optional<std::uint64_t> RequestParser::remaining_size() const {
  return state_->remaining_size();
}
bool RequestParser::body_complete() const {
  return state_->complete;
}
std::string RequestParser::take_body(ReadBuffer& buffer) {
  return state_->take_body(buffer);
}
bool RequestParser::body_broken() const {
  return state_->broken;
}

struct ResponseParser::State : Message<false> {
  State() : Message(response_limits) {}
};

ResponseParser::ResponseParser() : state_(std::make_unique<State>()) {}

ResponseParser::~ResponseParser() = default;

void ResponseParser::begin(bool answers_head) {
  state_->begin();
  state_->grammar->skip(answers_head);
}

HeadStep ResponseParser::parse_head(ReadBuffer& buffer) {
  const auto step = state_->scan(buffer);
  if (step != HeadStep::complete) return step;
  buffer.consume(state_->scanner.size());
  // Others are no status codes (RFC 9110, section 15).
  const bool is_status = state_->grammar->status >= 100 && state_->grammar->status <= 599;
  return is_status ? step : state_->refuse(malformed);
}

const Refusal& ResponseParser::refusal() const {
  return state_->refusal;
}
int ResponseParser::status() const {
  return state_->grammar->status;
}
Response ResponseParser::take_response() {
  Response response;
  response.status = state_->grammar->status;
  response.headers = std::move(state_->grammar->headers);
  return response;
}
bool ResponseParser::keep_alive() const {
  return state_->keep_alive;
}
bool ResponseParser::body_complete() const {
  return state_->complete;
}
std::optional<std::uint64_t> ResponseParser::remaining_size() const {
  return state_->remaining_size();
}
std::string ResponseParser::take_body(ReadBuffer& buffer) {
  return state_->take_body(buffer);
}
bool ResponseParser::body_broken() const {
  return state_->broken;
}
bool ResponseParser::end_of_connection() {
  if (state_->framing == Framing::until_close) state_->complete = true;
  return state_->complete;
}

}  // namespace boxoffice::kit::http
