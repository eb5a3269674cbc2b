#pragma once

// Keeps one failing thing from filling the disk: at most so many log lines a second of one event.

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::kit::telemetry {

/// Counts per event name in windows of one second that start with the event's first line. Time is a value, so that
/// tests need no clock. Safe from any thread. Event names are literals of the program, so the table is bounded by it.
class RepetitionLimit {
 public:
  explicit RepetitionLimit(std::uint32_t lines_per_second) : lines_per_second_(lines_per_second) {}

  /// nullopt: leave the line out. Else write it; the number is how many were left out since the last one written.
  [[nodiscard]] std::optional<std::uint64_t> admit(std::string_view event, std::chrono::steady_clock::time_point now);

 private:
  struct Window {
    std::chrono::steady_clock::time_point start{};
    std::uint32_t written = 0;
    std::uint64_t suppressed = 0;
  };

  const std::uint32_t lines_per_second_;
  std::mutex mutex_;
  std::map<std::string, Window, std::less<>> windows_;
};

}  // namespace boxoffice::kit::telemetry
