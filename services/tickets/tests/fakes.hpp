#pragma once

// A small working stand-in for the stock: answers nothing but an order's number, and can be held up.

#include "kit/base/failure.hpp"
#include "kit/runtime/bell.hpp"
#include "services/tickets/core/ports.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace boxoffice::services::tickets {

/// Used by one io thread.
class FakeStock final : public StockStore {
 public:
  Task<std::vector<Outcome>> apply(contracts::EventId event_id, Commands commands) override {
    batches[event_id].push_back(commands->size());
    if (is_held) co_await release.wait_after(0, {});
    if (is_broken) throw kit::base::Unavailable("broken for a test");
    std::vector<Outcome> outcomes;
    for (const auto& command : *commands) outcomes.push_back(answer_to(command));
    co_return outcomes;
  }
  Task<std::optional<contracts::EventId>> event_of(contracts::OrderId) override { co_return std::nullopt; }
  Task<bool> bury(contracts::OrderId) override { co_return true; }
  Task<std::vector<contracts::EventId>> events_with_expired_holds() override { co_return expired_events; }

  std::map<contracts::EventId, std::vector<std::size_t>> batches{};  // their sizes
  std::vector<contracts::EventId> expired_events{};
  bool is_held = false;  // until release rings
  bool is_broken = false;
  kit::runtime::Bell release{};

 private:
  static Outcome answer_to(const Command& command) {
    if (const auto* reserve = std::get_if<Reserve>(&command.what)) {
      return contracts::Reservation{.order_id = reserve->order_id};
    }
    return Answer{};
  }
};

}  // namespace boxoffice::services::tickets
