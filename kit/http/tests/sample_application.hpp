#pragma once

// An application whose paths do what the tests of server and client need, and the server around it.

#include "kit/http/server.hpp"
#include "kit/telemetry/telemetry.hpp"
#include "kit/testing/io_fixture.hpp"

#include <atomic>
#include <chrono>
#include <string>

namespace boxoffice::kit::http::tests {

/// /seen: the request as text. /echo: its body. /ignore: 200 without reading the body. /large: 4 MB. /stream: "one",
/// "", "two" in chunks. /sized: the same six bytes with Content-Length. /short: fewer than declared. /broken: fails
/// after the first piece. /endless: pieces until the client goes. /silent: a stream that never yields. /wait: answers
/// after release(). /patient: /wait with a deadline that has passed; /patient-body: the same for reading the body,
/// /patient-slow: for /stream, slowly. /throw, /unavailable, /split (a field with a line break), /close, /nothing
/// (204), /unchanged (304), /limit (413 for bodies beyond 10 bytes).
class SampleApplication final : public Application {
 public:
  runtime::Task<Response> serve(Request request, BodyReader& body) override;

  void release() { released_ = true; }
  [[nodiscard]] int waiting() const { return waiting_; }
  [[nodiscard]] int served() const { return served_; }
  /// Streams that were destroyed, at their end or early.
  [[nodiscard]] int streams_gone() const { return streams_gone_; }
  [[nodiscard]] std::size_t streamed_bytes() const { return streamed_bytes_; }

 private:
  class Stream;
  runtime::Task<Response> answer(Request request, BodyReader& body);
  Response stream_of(const std::string& path);

  std::atomic<bool> released_ = false;
  std::atomic<int> waiting_ = 0;
  std::atomic<int> served_ = 0;
  std::atomic<int> streams_gone_ = 0;
  std::atomic<std::size_t> streamed_bytes_ = 0;
};

/// A started server on a free port.
struct ServedApplication {
  explicit ServedApplication(ServerOptions options = {}, std::size_t threads = 2);

  testing::IoFixture io;
  telemetry::Telemetry telemetry;
  SampleApplication application{};
  Server server;

  [[nodiscard]] std::uint16_t port() const { return server.port(); }
  /// True if a line of the log contains `text`.
  [[nodiscard]] bool logged(std::string_view text) const;
};

}  // namespace boxoffice::kit::http::tests
