#pragma once

// What the service does by itself: tasks, orders that were left half-placed, orders of cancelled events.

#include "kit/base/random.hpp"
#include "kit/runtime/worker.hpp"
#include "kit/telemetry/telemetry.hpp"
#include "services/orders/core/placing.hpp"
#include "services/orders/core/task_runner.hpp"

#include <vector>

namespace boxoffice::services::orders {

/// The references outlive the workers.
class Workers {
 public:
  struct Collaborators {
    OrderStore& store;
    TaskStore& tasks;
    const TaskRunner& runner;
    const Placing& placing;
    const kit::base::Clock& clock;
    kit::base::Random& random;
    kit::telemetry::Telemetry& telemetry;
  };

  explicit Workers(Collaborators parts);

  [[nodiscard]] std::vector<kit::runtime::Worker> all();
  /// To be notified when tasks were committed.
  [[nodiscard]] std::vector<kit::runtime::Wakeup> task_wakeups() const { return wakeups_; }

  /// One round of each; true when there is more to do at once.
  Task<bool> run_due_tasks();
  Task<bool> finish_half_placed();
  Task<bool> cancel_with_events();

 private:
  [[nodiscard]] Context context_for(const kit::runtime::Trace& cause) const;
  Task<> run_one(OrderTask task);
  Task<> finish_one(HalfPlaced half_placed);

  Collaborators parts_;
  kit::telemetry::Counter confirmed_;
  kit::telemetry::Counter placed_;
  std::vector<kit::runtime::Wakeup> wakeups_;
};

}  // namespace boxoffice::services::orders
