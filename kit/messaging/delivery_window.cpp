#include "kit/messaging/delivery_window.hpp"

#include "kit/base/ensure.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace boxoffice::kit::messaging {
namespace {

/// Order is kept within a topic and subject.
struct Lane {
  std::string_view topic;
  std::string_view subject;

  friend bool operator==(const Lane&, const Lane&) = default;
};

struct LaneHash {
  std::size_t operator()(const Lane& lane) const noexcept {
    return std::hash<std::string_view>{}(lane.topic) * 31 + std::hash<std::string_view>{}(lane.subject);
  }
};

Lane lane_of(const DeliveryWindow::Entry& entry) {
  return {.topic = entry.received.message.topic, .subject = entry.received.message.subject};
}

}  // namespace

void DeliveryWindow::add(std::vector<Received> polled) {
  for (auto& received : polled) {
    Entry entry{.received = std::move(received)};
    entry.is_dead = !entry.received.defect.empty();
    entry.reason = entry.received.defect;
    open_.push_back(entries_.emplace_back(std::make_shared<Entry>(std::move(entry))));
  }
}

std::size_t DeliveryWindow::room() const {
  return options_.limit - std::min(options_.limit, entries_.size());
}

DeliveryWindow::Entries DeliveryWindow::due(Time now, std::size_t limit) const {
  std::unordered_set<Lane, LaneHash> held_up;
  Entries batch;
  for (const auto& entry : open_) {
    if (batch.size() == limit) break;
    if (entry->is_finished || (!held_up.empty() && held_up.contains(lane_of(*entry)))) continue;
    if (entry->is_dead || entry->not_before > now) {
      held_up.insert(lane_of(*entry));
    } else {
      batch.push_back(entry);
    }
  }
  return batch;
}

bool DeliveryWindow::record(Entry& entry, Attempt attempt, Time now) const {
  using enum Attempt::Outcome;
  switch (attempt.outcome) {
    case applied:
    case duplicate:
    case foreign:
      entry.is_finished = true;
      return false;
    case overtaking:
      return false;
    case rejected:
      entry.is_dead = true;
      entry.reason = std::move(attempt.reason);
      return false;
    case failed:
      break;
  }
  // The exponent is bounded so that the multiplication cannot overflow.
  const auto backoff = options_.first_backoff * (std::int64_t{1} << std::min(entry.failures, 20));
  entry.not_before = now + std::min<std::chrono::milliseconds>(backoff, options_.longest_backoff);
  entry.reason = std::move(attempt.reason);
  entry.failures += 1;
  entry.is_dead = entry.failures >= options_.attempts;
  return entry.failures == 1;
}

DeliveryWindow::Entries DeliveryWindow::dead() const {
  Entries found;
  std::ranges::copy_if(open_, std::back_inserter(found),
                       [](const auto& entry) { return entry->is_dead && !entry->is_finished; });
  return found;
}

void DeliveryWindow::bury(Entry& entry) {
  base::ensure(entry.is_dead, "only a dead message can be buried");
  entry.is_finished = true;
}

std::optional<DeliveryWindow::Time> DeliveryWindow::next_due() const {
  std::optional<Time> earliest;
  for (const auto& entry : open_) {
    if (entry->is_finished || entry->failures == 0) continue;
    if (!earliest || entry->not_before < *earliest) earliest = entry->not_before;
  }
  return earliest;
}

std::vector<Received> DeliveryWindow::take_finished() {
  std::erase_if(open_, [](const auto& entry) { return entry->is_finished; });
  std::vector<Received> finished;
  while (!entries_.empty() && entries_.front()->is_finished) {
    finished.push_back(std::move(entries_.front()->received));
    entries_.pop_front();
  }
  return finished;
}

}  // namespace boxoffice::kit::messaging
