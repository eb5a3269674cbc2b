#pragma once

// What the ticket service alone can do: POST /api/tickets/reserve on its own port, as the orders service calls it, all
// on one ticket type.

#include "bench/load/scenario.hpp"
#include "bench/load/stage.hpp"
#include "kit/auth/authenticator.hpp"

#include <string>
#include <vector>

namespace boxoffice::bench {

/// Done: 201. The holds belong to no order, and expire like those of an abandoned one.
class Holds final : public Scenario {
 public:
  /// `stage` outlives it. Uses the key of the orders service, so it runs as the user who started the system.
  explicit Holds(const Stage& stage);

  kit::runtime::Task<> prepare() override;
  kit::runtime::Task<Attempt> attempt(std::size_t connection) override;
  kit::runtime::Task<std::vector<std::string>> audit(Totals totals) override;

 private:
  const Stage& stage_;
  kit::auth::ServiceTokens tokens_;
  Sale sale_{};
  std::string user_id_{};
};

}  // namespace boxoffice::bench
