#pragma once

// A message log with one crash point: after what was published is in the log, before its outbox rows are marked.

#include "kit/lab/crash_points.hpp"
#include "kit/messaging/message_log.hpp"

#include <memory>

namespace boxoffice::app {

/// Passes everything on to `inner`. `crash_points` outlives it.
[[nodiscard]] std::unique_ptr<kit::messaging::MessageLog> with_crash_point(
    std::unique_ptr<kit::messaging::MessageLog> inner, const kit::lab::CrashPoints& crash_points);

}  // namespace boxoffice::app
