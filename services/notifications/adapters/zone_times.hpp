#pragma once

// Local times from the time zone database (IANA) of the machine.

#include "services/notifications/core/ports.hpp"

#include <optional>
#include <string>

namespace boxoffice::services::notifications {

/// Reads a zone on first use and keeps it. Safe from any thread.
class ZoneTimes final : public LocalTimes {
 public:
  [[nodiscard]] std::optional<LocalTime> at(Timestamp time, const std::string& zone) const override;
};

}  // namespace boxoffice::services::notifications
