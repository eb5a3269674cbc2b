#pragma once

// Points in time as the product stores and shows them: UTC, millisecond resolution.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::kit::base {

/// UTC wall-clock time in milliseconds since 1970-01-01. SQL stores the number, JSON the RFC 3339 text.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// "2026-11-23T19:30:00.000Z" (RFC 3339, always UTC, always three decimals). For times in the years 0000 to 9999.
[[nodiscard]] std::string to_rfc3339(Timestamp time);

/// Parses RFC 3339 with "Z" or a numeric offset, with or without fractions (cut to milliseconds). Nothing else; a leap
/// second (":60"), and an offset that leads out of the years 0000 to 9999, cannot be written again and are refused.
[[nodiscard]] std::optional<Timestamp> parse_rfc3339(std::string_view text);

[[nodiscard]] constexpr std::int64_t to_unix_ms(Timestamp time) {
  return time.time_since_epoch().count();
}
[[nodiscard]] constexpr Timestamp from_unix_ms(std::int64_t ms) {
  return Timestamp{std::chrono::milliseconds{ms}};
}

/// Where time comes from. Implementations are safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Timestamp now() const = 0;
  /// Monotonic, for durations and deadlines.
  [[nodiscard]] virtual std::chrono::steady_clock::time_point steady_now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Timestamp now() const override;
  [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override;
};

}  // namespace boxoffice::kit::base
