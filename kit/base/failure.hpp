#pragma once

// Failures: what ends the current operation and is nobody's expected outcome. They are exceptions, thrown by adapters
// and caught in exactly three places: HTTP middleware (a problem+json 5xx), message consumer (retry, then dead letter)
// and worker loop (log, back off).

#include <chrono>
#include <stdexcept>
#include <string>

namespace boxoffice::kit::base {

/// Something outside does not answer now (a database, a cache, another service). Rendered as 503 with Retry-After.
class Unavailable : public std::runtime_error {
 public:
  explicit Unavailable(const std::string& internal_reason, std::chrono::seconds retry_after = std::chrono::seconds{1})
      : std::runtime_error(internal_reason), retry_after_(retry_after) {}

  [[nodiscard]] std::chrono::seconds retry_after() const { return retry_after_; }

 private:
  std::chrono::seconds retry_after_;
};

/// A deadline passed before an answer came. Rendered as 503.
class TimedOut : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

/// A bounded queue is full: refuse now rather than answer late. Rendered as 503, by password routes as 429.
class Overloaded : public Unavailable {
 public:
  using Unavailable::Unavailable;
};

/// Stored data that this program cannot read: damaged, or written by a newer version beside it. Rendered as 500; a
/// message or task about it is tried again.
class Unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The operator has to mend something before start (configuration, a port in use, a corrupt file). `what()` is one
/// plain sentence with the next step; main() prints it and exits non-zero.
class StartupError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace boxoffice::kit::base
