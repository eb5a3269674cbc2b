#pragma once

// A whole purchase as a buyer sees it: order and pay, look until the order is CONFIRMED, fetch the ticket.

#include "bench/load/scenario.hpp"
#include "bench/load/stage.hpp"
#include "kit/runtime/deadline.hpp"

#include <string>
#include <vector>

namespace boxoffice::bench {

/// Done: the ticket is there. The latency is that of all calls together.
class Purchase final : public Scenario {
 public:
  /// `stage` outlives it.
  Purchase(const Stage& stage, std::size_t users) : stage_(stage), users_(users) {}

  kit::runtime::Task<> prepare() override;
  kit::runtime::Task<Attempt> attempt(std::size_t connection) override;
  kit::runtime::Task<std::vector<std::string>> audit(Totals totals) override;

 private:
  /// The status of the answer that ended the waiting: 200 once the order is confirmed.
  kit::runtime::Task<int> wait_until_confirmed(Caller buyer, std::string order_id) const;

  const Stage& stage_;
  std::size_t users_;
  Sale sale_{};
  std::string body_{};
  std::vector<Caller> buyers_{};
};

}  // namespace boxoffice::bench
