#pragma once

// What the kernel says about this process. Safe from any thread.

namespace boxoffice::kit::telemetry {

inline constexpr double bytes_per_megabyte = 1024.0 * 1024.0;

/// Seconds since the Unix epoch, from /proc; 0 when it cannot be read.
[[nodiscard]] double process_start_time_seconds();

}  // namespace boxoffice::kit::telemetry
