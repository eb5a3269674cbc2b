#include "services/tickets/adapters/sql_text.hpp"

namespace boxoffice::services::tickets {

std::string_view to_text(HoldStatus status) {
  switch (status) {
    case HoldStatus::held:
      return "HELD";
    case HoldStatus::sold:
      return "SOLD";
    case HoldStatus::released:
      return "RELEASED";
    case HoldStatus::cancelled:
      return "CANCELLED";
  }
  return "";
}

HoldStatus hold_status_of(std::string_view text) {
  if (text == "HELD") return HoldStatus::held;
  if (text == "SOLD") return HoldStatus::sold;
  return text == "RELEASED" ? HoldStatus::released : HoldStatus::cancelled;
}

}  // namespace boxoffice::services::tickets
