#include "kit/messaging/consumption_report.hpp"

namespace boxoffice::kit::messaging {
namespace {

// Types come from other processes: a flood of made-up ones must not become a flood of time series.
constexpr std::size_t counters_limit = 512;

}  // namespace

std::string_view name_of(Attempt::Outcome outcome) {
  switch (outcome) {
    case Attempt::Outcome::applied:
      return "applied";
    case Attempt::Outcome::duplicate:
      return "duplicate";
    case Attempt::Outcome::foreign:
      return "foreign";
    case Attempt::Outcome::failed:
      return "failed";
    case Attempt::Outcome::rejected:
      return "rejected";
    case Attempt::Outcome::overtaking:
      return "overtaking";
  }
  return "unknown";
}

void ConsumptionReport::count(const Message& message, std::string_view outcome) {
  Labels labels{message.topic, message.type, outcome};
  auto found = counters_.find(labels);
  if (found == counters_.end()) {
    if (counters_.size() >= counters_limit) std::get<1>(labels) = "other";
    found =
        counters_
            .try_emplace(
                labels,
                telemetry_.metrics.counter(
                    "messages_consumed_total", "Messages consumed by topic, type and outcome.",
                    {{"topic", std::get<0>(labels)}, {"type", std::get<1>(labels)}, {"outcome", std::string(outcome)}}))
            .first;
  }
  found->second.add();
}

void ConsumptionReport::first_failure(const DeliveryWindow::Entry& entry) const {
  const Message& message = entry.received.message;
  telemetry_.log.warn("message_apply_failed",
                      {{"topic", message.topic},
                       {"type", message.type},
                       {"message_id", message.id},
                       {"subject", message.subject},
                       {"reason", entry.reason}},
                      context_of(message));
}

void ConsumptionReport::dead_lettered(const DeliveryWindow::Entry& entry) {
  const Message& message = entry.received.message;
  count(message, "dead");
  telemetry_.log.error("message_dead_lettered",
                       {{"topic", message.topic},
                        {"type", message.type},
                        {"message_id", message.id},
                        {"subject", message.subject},
                        {"failures", entry.failures},
                        {"reason", entry.reason}},
                       context_of(message));
}

void ConsumptionReport::lag(const std::vector<Lag>& lags) {
  for (const auto& lag : lags) {
    auto found = lags_.find(lag.topic);
    if (found == lags_.end()) {
      found = lags_
                  .emplace(lag.topic, telemetry_.metrics.gauge("message_lag", "Messages the group is behind, by topic.",
                                                               {{"topic", lag.topic}}))
                  .first;
    }
    found->second.set(static_cast<double>(lag.messages));
  }
}

void ConsumptionReport::outage(std::string_view event, std::string_view reason) {
  if (is_out_) return;
  is_out_ = true;
  telemetry_.log.error(event, {{"group", group_}, {"reason", reason}});
}

void ConsumptionReport::recovered() {
  if (!is_out_) return;
  is_out_ = false;
  telemetry_.log.info("message_consumer_recovered", {{"group", group_}});
}

}  // namespace boxoffice::kit::messaging
