#pragma once

// The working part of consume(), apart so that tests can drive it round by round and take its guards away.

#include "kit/messaging/consumption_report.hpp"
#include "kit/messaging/delivery_window.hpp"
#include "kit/messaging/inbox.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging {

/// One member of a group at work. Used by one coroutine; what it refers to outlives it.
class Consumption {
 public:
  struct Parts {
    sql::Database& database;
    MessageLog& log;
    const base::Clock& clock;
    telemetry::Telemetry& telemetry;
  };

  Consumption(Parts parts, std::vector<Subscription> subscriptions, ConsumerOptions options,
              InboxPolicy policy = InboxPolicy::deduplicate);

  /// Rounds until cancelled, with a backoff while an engine is away.
  runtime::Task<> run();

  /// Applies what is due, buries what died, commits what is finished, then waits up to `longest_wait` for more.
  runtime::Task<> round(std::chrono::milliseconds longest_wait);

 private:
  runtime::Task<bool> try_round();
  runtime::Task<> apply_due();
  runtime::Task<> bury_dead();
  runtime::Task<> commit_finished();
  runtime::Task<> receive(std::chrono::milliseconds longest_wait);
  runtime::Task<> measure_lag();

  Parts parts_;
  std::shared_ptr<const Routes> routes_;  // shared: the engine may still run a transaction when the consumption is gone
  std::vector<std::string> topics_;
  ConsumerOptions options_;
  InboxPolicy policy_;
  ConsumptionReport report_;
  DeliveryWindow window_;
  std::vector<Received> uncommitted_;
  DeliveryWindow::Time measured_at_{};
  std::unique_ptr<Consumer> consumer_;
};

}  // namespace boxoffice::kit::messaging
