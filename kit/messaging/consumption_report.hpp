#pragma once

// What a consumer says about its work: counters, the lag, log lines that carry the message's trace.

#include "kit/messaging/delivery_window.hpp"
#include "kit/telemetry/telemetry.hpp"

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace boxoffice::kit::messaging {

/// Used by one coroutine at a time; the telemetry outlives it.
class ConsumptionReport {
 public:
  ConsumptionReport(telemetry::Telemetry& telemetry, std::string group)
      : telemetry_(telemetry), group_(std::move(group)) {}

  /// `outcome` is applied, duplicate, foreign, failed, rejected or dead.
  void count(const Message& message, std::string_view outcome);
  void first_failure(const DeliveryWindow::Entry& entry) const;
  void dead_lettered(const DeliveryWindow::Entry& entry);
  void lag(const std::vector<Lag>& lags);

  /// Logs only the first of a row of outages.
  void outage(std::string_view event, std::string_view reason);
  void recovered();

 private:
  using Labels = std::tuple<std::string, std::string, std::string_view>;  // topic, type, outcome

  telemetry::Telemetry& telemetry_;
  std::string group_;
  std::map<Labels, telemetry::Counter> counters_;
  std::map<std::string, telemetry::Gauge> lags_;  // by topic
  bool is_out_ = false;
};

/// The label of an attempt's outcome.
[[nodiscard]] std::string_view name_of(Attempt::Outcome outcome);

}  // namespace boxoffice::kit::messaging
