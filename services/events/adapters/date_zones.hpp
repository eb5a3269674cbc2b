#pragma once

// The machine's time zone database (https://www.iana.org/time-zones).

#include "services/events/core/ports.hpp"

#include <string>

namespace boxoffice::services::events {

/// Safe from any thread. The first question reads the database.
class DateZones final : public Zones {
 public:
  [[nodiscard]] bool exists(const std::string& name) const override;
};

}  // namespace boxoffice::services::events
