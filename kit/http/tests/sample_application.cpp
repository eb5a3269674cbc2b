#include "kit/http/tests/sample_application.hpp"

#include "kit/base/failure.hpp"
#include "kit/testing/eventually.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

namespace boxoffice::kit::http::tests {

namespace {
constexpr std::size_t large_size = 4 * 1024 * 1024;
constexpr std::size_t piece_size = 64 * 1024;
}  // namespace

/// The body of one streamed answer.
class SampleApplication::Stream {
 public:
  Stream(SampleApplication& owner, std::string path) : owner_(owner), path_(std::move(path)) {}
  ~Stream() { ++owner_.streams_gone_; }

  runtime::Task<std::optional<std::string>> next() {
    const int turn = turn_++;
    if (path_ == "/endless") {
      owner_.streamed_bytes_ += piece_size;
      co_return std::string(piece_size, 'x');
    }
    if (path_ == "/silent") co_await runtime::sleep_for(std::chrono::hours{1});
    if (path_ == "/patient-slow") co_await runtime::sleep_for(std::chrono::milliseconds{300});
    if (turn == 0) co_return "one";
    if (path_ == "/broken") throw std::runtime_error("the source failed");
    if (turn == 1) co_return "";
    if (turn == 2 && path_ != "/short") co_return "two";
    co_return std::nullopt;
  }

 private:
  SampleApplication& owner_;
  std::string path_;
  int turn_ = 0;
};

runtime::Task<Response> SampleApplication::serve(Request request, BodyReader& body) {
  auto response = co_await answer(std::move(request), body);
  ++served_;
  co_return response;
}

Response SampleApplication::stream_of(const std::string& path) {
  Response response;
  if (path == "/sized" || path == "/short") response.headers.add("Content-Length", "6");
  response.stream = [stream = std::make_unique<Stream>(*this, path)] { return stream->next(); };
  return response;
}

runtime::Task<Response> SampleApplication::answer(Request request, BodyReader& body) {
  const auto& path = request.path;
  if (path == "/echo") {
    auto content = co_await read_all(body, 64 * 1024 * 1024);
    co_return Response{.body = std::move(content).value_or("too large")};
  }
  if (path == "/limit") {
    const auto content = co_await read_all(body, 10);
    co_return Response{.status = content ? 200 : 413};
  }
  if (path.starts_with("/patient")) body.expire_at(runtime::Deadline::after(std::chrono::milliseconds{10}));
  if (path == "/patient-body") {
    co_return Response{.body = co_await read_all(body, 1024) ? "all of it" : "too large"};
  }
  if (path == "/wait" || path == "/patient") {
    ++waiting_;
    co_await testing::eventually_in_task([this] { return released_.load(); });
    co_return Response{.body = "released"};
  }
  if (path == "/large") co_return Response{.body = std::string(large_size, 'x')};
  if (path == "/nothing") co_return Response{.status = 204};
  if (path == "/unchanged") co_return Response{.status = 304, .headers = {{"etag", "\"1\""}}};
  if (path == "/close") co_return Response{.headers = {{"connection", "close"}}, .body = "last"};
  if (path == "/split") co_return Response{.headers = {{"x-note", "a\r\nset-cookie: b"}}};
  if (path == "/throw") throw std::runtime_error("a secret of the inside");
  if (path == "/unavailable") throw base::Unavailable("the database is away");
  if (path == "/ignore") co_return Response{.body = "ignored"};
  if (path == "/seen") {
    co_return Response{.body = fmt::format("{} {}|{}|{}|{}|{}", to_string(request.method), request.target, path,
                                           request.query, request.headers.get("x-test").value_or("-"),
                                           request.peer_address)};
  }
  co_return stream_of(path);
}

namespace {

telemetry::Telemetry captured_telemetry() {
  return {.service = "test-service", .log = telemetry::Log::capturing("test-service"), .metrics = {}};
}

}  // namespace

ServedApplication::ServedApplication(ServerOptions options, std::size_t threads)
    : io(threads), telemetry(captured_telemetry()), server(io.threads(), std::move(options), application, telemetry) {
  server.start();
}

bool ServedApplication::logged(std::string_view text) const {
  for (const auto& line : telemetry.log.captured()) {
    if (line.contains(text)) return true;
  }
  return false;
}

}  // namespace boxoffice::kit::http::tests
