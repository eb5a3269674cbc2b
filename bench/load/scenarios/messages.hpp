#pragma once

// How long a message takes from one service to another: from the answer to POST /api/orders, when ORDER_CREATED is
// committed in the outbox, until the notification that the notifications service made of it can be read.

#include "bench/load/scenario.hpp"
#include "bench/load/stage.hpp"

#include <string>
#include <vector>

namespace boxoffice::bench {

/// Outbox, relay, log, wake-up, inbox, and the reading itself: an upper bound of the delivery, by a request of about a
/// millisecond and the pause between two looks. With several connections give each a user of its own (--users).
class Messages final : public Scenario {
 public:
  /// `stage` outlives it.
  Messages(const Stage& stage, std::size_t users) : stage_(stage), users_(users) {}

  kit::runtime::Task<> prepare() override;
  kit::runtime::Task<Attempt> attempt(std::size_t connection) override;
  kit::runtime::Task<std::vector<std::string>> audit(Totals totals) override;

 private:
  /// The status of the answer that showed the notification; 0 when none did in time.
  kit::runtime::Task<int> wait_for_notification(Caller buyer, std::string order_id) const;

  const Stage& stage_;
  std::size_t users_;
  Sale sale_{};
  std::string body_{};
  std::vector<Caller> buyers_{};
};

}  // namespace boxoffice::bench
