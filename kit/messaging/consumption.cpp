#include "kit/messaging/consumption.hpp"

#include "kit/base/ensure.hpp"
#include "kit/base/failure.hpp"
#include "kit/messaging/dead_letter.hpp"
#include "kit/runtime/timeout.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <utility>

namespace boxoffice::kit::messaging {
namespace {

constexpr std::chrono::milliseconds longest_wait_for_messages{5000};
constexpr std::chrono::milliseconds first_outage_backoff{100};
constexpr std::chrono::milliseconds longest_outage_backoff{5000};
constexpr std::chrono::seconds log_deadline{10};
constexpr std::chrono::seconds measure_every{10};
constexpr std::size_t reason_limit = 1000;  // bytes of a dead letter's reason

std::shared_ptr<const Routes> routes_of(std::vector<Subscription> subscriptions) {
  auto routes = std::make_shared<Routes>();
  for (auto& subscription : subscriptions) {
    const bool is_new = routes->emplace(std::move(subscription.topic), std::move(subscription.apply)).second;
    base::ensure(is_new, "a service has at most one subscription per topic");
  }
  return routes;
}

std::vector<std::string> topics_of(const Routes& routes) {
  std::vector<std::string> topics;
  for (const auto& [topic, apply] : routes) topics.push_back(topic);
  return topics;
}

DeadLetter letter_of(const DeliveryWindow::Entry& entry, const std::string& group, base::Timestamp now) {
  return {.message = entry.received.message,
          .group = group,
          .reason = entry.reason.substr(0, reason_limit),
          .failed_at = now};
}

}  // namespace

Consumption::Consumption(Parts parts, std::vector<Subscription> subscriptions, ConsumerOptions options,
                         InboxPolicy policy)
    : parts_(parts),
      routes_(routes_of(std::move(subscriptions))),
      topics_(topics_of(*routes_)),
      options_(std::move(options)),
      policy_(policy),
      report_(parts.telemetry, options_.group),
      window_(
          {.limit = options_.window_limit, .attempts = options_.attempts, .first_backoff = options_.first_backoff}) {}

runtime::Task<> Consumption::run() {
  auto backoff = first_outage_backoff;
  for (;;) {
    if (co_await try_round()) {
      report_.recovered();
      backoff = first_outage_backoff;
    } else {
      co_await runtime::sleep_for(backoff);
      backoff = std::min(backoff * 2, longest_outage_backoff);
    }
  }
}

/// The consumer's catch point for what no single message is to blame for. False after such an outage.
runtime::Task<bool> Consumption::try_round() {
  try {
    co_await round(longest_wait_for_messages);
    co_return true;
  } catch (const base::Unavailable& outage) {
    report_.outage("message_engine_unavailable", outage.what());
  } catch (const boost::system::system_error& failure) {
    if (failure.code() == boost::asio::error::operation_aborted) throw;  // cancelled
    report_.outage("message_consumer_failed", failure.what());
  } catch (const std::exception& failure) {
    report_.outage("message_consumer_failed", failure.what());
  }
  co_return false;
}

runtime::Task<> Consumption::round(std::chrono::milliseconds longest_wait) {
  co_await apply_due();
  co_await bury_dead();
  co_await commit_finished();
  co_await measure_lag();
  co_await receive(longest_wait);
}

runtime::Task<> Consumption::apply_due() {
  const auto batch = window_.due(parts_.clock.steady_now(), options_.batch_limit);
  if (batch.empty()) co_return;
  auto applied = parts_.database.write([batch, routes = routes_, group = options_.group, policy = policy_,
                                        now = parts_.clock.now()](sql::Transaction& transaction) {
    return apply_batch(transaction, batch, *routes, group, policy, now);
  });
  auto attempts = co_await runtime::with_timeout(runtime::Deadline::after(options_.database_limit), "apply messages",
                                                 std::move(applied));

  const auto tried_at = parts_.clock.steady_now();
  for (std::size_t index = 0; index < batch.size(); ++index) {
    auto& entry = *batch[index];
    const auto outcome = attempts[index].outcome;
    if (outcome != Attempt::Outcome::overtaking) report_.count(entry.received.message, name_of(outcome));
    if (window_.record(entry, std::move(attempts[index]), tried_at)) report_.first_failure(entry);
  }
}

/// First the letter, then the mark: a crash in between tells the death twice, which readers of the letters drop.
runtime::Task<> Consumption::bury_dead() {
  const auto dead = window_.dead();
  if (dead.empty()) co_return;
  std::vector<Message> letters;
  for (const auto& entry : dead) letters.push_back(to_message(letter_of(*entry, options_.group, parts_.clock.now())));
  co_await runtime::with_timeout(runtime::Deadline::after(log_deadline), "publish dead letters",
                                 parts_.log.publish(std::move(letters)));
  auto marked =
      parts_.database.write([dead, group = options_.group, now = parts_.clock.now()](sql::Transaction& transaction) {
        for (const auto& entry : dead) mark_dead(transaction, group, entry->received.message, now);
      });
  co_await runtime::with_timeout(runtime::Deadline::after(options_.database_limit), "mark dead messages",
                                 std::move(marked));
  for (const auto& entry : dead) {
    report_.dead_lettered(*entry);
    DeliveryWindow::bury(*entry);
  }
}

runtime::Task<> Consumption::commit_finished() {
  auto finished = window_.take_finished();
  uncommitted_.insert(uncommitted_.end(), std::make_move_iterator(finished.begin()),
                      std::make_move_iterator(finished.end()));
  if (uncommitted_.empty()) co_return;
  co_await runtime::with_timeout(runtime::Deadline::after(log_deadline), "commit positions",
                                 consumer_->commit(uncommitted_));
  uncommitted_.clear();
}

runtime::Task<> Consumption::receive(std::chrono::milliseconds longest_wait) {
  const auto now = parts_.clock.steady_now();
  auto wait = longest_wait;
  if (!window_.due(now, 1).empty()) {
    wait = std::chrono::milliseconds{0};
  } else if (const auto next = window_.next_due()) {
    wait = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*next - now), std::chrono::milliseconds{0}, wait);
  }
  const std::size_t limit = std::min(options_.batch_limit, window_.room());
  if (limit == 0) {
    co_await runtime::sleep_for(wait);
    co_return;
  }
  if (!consumer_) consumer_ = parts_.log.subscribe(options_.group, topics_);
  window_.add(co_await runtime::with_timeout(runtime::Deadline::after(wait + log_deadline), "receive messages",
                                             consumer_->poll(limit, wait)));
}

runtime::Task<> Consumption::measure_lag() {
  const auto now = parts_.clock.steady_now();
  if (now < measured_at_ + measure_every) co_return;
  measured_at_ = now;
  report_.lag(co_await runtime::with_timeout(runtime::Deadline::after(log_deadline), "measure the lag",
                                             parts_.log.lag(options_.group, topics_)));
}

runtime::Task<> consume(sql::Database& database, MessageLog& log, std::vector<Subscription> subscriptions,
                        ConsumerOptions options, telemetry::Telemetry& telemetry) {
  const base::SystemClock clock;
  Consumption consumption({.database = database, .log = log, .clock = clock, .telemetry = telemetry},
                          std::move(subscriptions), std::move(options));
  co_await consumption.run();
}

}  // namespace boxoffice::kit::messaging
