#include "kit/http/middleware/request_record.hpp"

#include <optional>
#include <utility>

namespace boxoffice::kit::http {

namespace {

/// Asked for every few seconds by supervisors and scrapers.
bool is_probe(std::string_view route) {
  return route.ends_with("/health") || route.ends_with("/livez") || route.ends_with("/readyz") ||
         route.ends_with("/metrics") || route.starts_with("/actuator/");
}

/// A stream that counts its bytes and closes the record at its end.
class RecordedStream {
 public:
  RecordedStream(BodyStream inner, RequestRecord record, int status)
      : inner_(std::move(inner)), record_(std::move(record)), status_(status) {}

  runtime::Task<std::optional<std::string>> next() {
    std::optional<std::string> piece = co_await inner_();
    if (piece) {
      bytes_ += piece->size();
    } else {
      record_.close(status_, bytes_);
    }
    co_return piece;
  }

 private:
  BodyStream inner_;
  RequestRecord record_;
  int status_;
  std::size_t bytes_ = 0;
};

}  // namespace

RequestRecord::RequestRecord(telemetry::Log log, std::shared_ptr<RequestMetrics> metrics, const Request& request,
                             std::string route)
    : log_(std::move(log)),
      metrics_(std::move(metrics)),
      context_(request.context),
      method_(request.method),
      route_(std::move(route)),
      started_(std::chrono::steady_clock::now()) {}

RequestRecord::~RequestRecord() {
  close(status_client_gone, 0);
}

void RequestRecord::close(int status, std::size_t bytes) {
  const auto metrics = std::exchange(metrics_, nullptr);
  if (metrics == nullptr) return;
  const auto duration = std::chrono::steady_clock::now() - started_;
  metrics->count(method_, route_, status, duration);
  const auto write = is_probe(route_) ? &telemetry::Log::debug : &telemetry::Log::info;
  (log_.*write)("http_request",
                {{"method", to_string(method_)},
                 {"route", route_},
                 {"status", status},
                 {"duration_ms", duration},
                 {"bytes", bytes}},
                context_);
}

Response recorded(Response response, RequestRecord record) {
  if (!response.stream || record.method() == Method::head) {
    record.close(response.status, response.body.size());
    return response;
  }
  auto stream = std::make_unique<RecordedStream>(std::move(response.stream), std::move(record), response.status);
  response.stream = [stream = std::move(stream)] { return stream->next(); };
  return response;
}

}  // namespace boxoffice::kit::http
