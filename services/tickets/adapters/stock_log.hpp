#pragma once

// What happens to the stock, as lines of the log.

#include "kit/telemetry/log.hpp"
#include "services/tickets/core/decide_batch.hpp"

#include <vector>

namespace boxoffice::services::tickets {

/// One line for each thing that `commands` or the time brought about. Call it when that is committed.
void log_announcements(const kit::telemetry::Log& log, const std::vector<Announcement>& announcements,
                       const std::vector<Command>& commands);

}  // namespace boxoffice::services::tickets
