#pragma once

// What the simulator does with each of its tokens, in one table.

#include "kit/base/random.hpp"
#include "services/payments/core/ports.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace boxoffice::services::payments {

/// How a charge will go.
struct ChargePlan {
  ChargeStatus ends_as = ChargeStatus::succeeded;
  std::chrono::milliseconds settles_after{0};  // until then it is processing
  int webhooks = 0;                            // sent when it settles, all with the same id
};

/// nullopt for a text that is none of the simulator's tokens. `late` says after how long
/// tok_late_webhook settles.
[[nodiscard]] std::optional<ChargePlan> plan_for(std::string_view token, kit::base::Random& random,
                                                 std::chrono::milliseconds late);
[[nodiscard]] bool is_simulated_token(std::string_view token);

}  // namespace boxoffice::services::payments
