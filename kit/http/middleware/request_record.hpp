#pragma once

// What is written down of one request once its answer is complete: a log line and the metrics.

#include "kit/http/message.hpp"
#include "kit/http/middleware/request_metrics.hpp"
#include "kit/runtime/context.hpp"
#include "kit/telemetry/log.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

namespace boxoffice::kit::http {

/// nginx's number for a client that went away before it had its answer; never sent.
inline constexpr int status_client_gone = 499;

/// Written by close(), or as "client gone" by the destructor.
class RequestRecord {
 public:
  RequestRecord(telemetry::Log log, std::shared_ptr<RequestMetrics> metrics, const Request& request, std::string route);
  ~RequestRecord();
  RequestRecord(RequestRecord&& other) noexcept = default;
  RequestRecord& operator=(RequestRecord&&) = delete;

  void close(int status, std::size_t bytes);
  [[nodiscard]] Method method() const { return method_; }

 private:
  telemetry::Log log_;
  std::shared_ptr<RequestMetrics> metrics_;  // null: written, or moved from
  runtime::Context context_;
  Method method_;
  std::string route_;
  std::chrono::steady_clock::time_point started_;
};

/// Closes `record` with the answer: now, or when its stream has ended (which nobody reads for HEAD).
[[nodiscard]] Response recorded(Response response, RequestRecord record);

}  // namespace boxoffice::kit::http
