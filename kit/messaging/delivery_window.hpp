#pragma once

// What a consumer has polled and not yet finished, in the order of the log: which messages may be applied now, which
// wait for another attempt, which died. Pure state without I/O, so that the rules of order are tested as such.

#include "kit/messaging/message_log.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::kit::messaging {

/// What one attempt to apply a message came to.
struct Attempt {
  enum class Outcome : std::uint8_t {
    applied,
    duplicate,   // already in the inbox
    foreign,     // a replay for another group
    failed,      // an exception: try again later
    rejected,    // can never be applied
    overtaking,  // not tried, because an earlier message of the subject failed in the same batch
  };
  Outcome outcome = Outcome::applied;
  std::string reason{};  // of failed and rejected
};

/// Used by one coroutine at a time. Messages of one topic and subject become due strictly one after the other.
class DeliveryWindow {
 public:
  struct Options {
    std::size_t limit = 16'384;  // messages
    int attempts = 8;
    std::chrono::milliseconds first_backoff{50};
    std::chrono::milliseconds longest_backoff{5000};
  };
  using Time = std::chrono::steady_clock::time_point;

  struct Entry {
    Received received;
    int failures = 0;
    Time not_before{};
    std::string reason{};
    bool is_dead = false;
    bool is_finished = false;
  };
  using Entries = std::vector<std::shared_ptr<Entry>>;

  explicit DeliveryWindow(Options options) : options_(options) {}

  /// One with a defect is dead already.
  void add(std::vector<Received> polled);
  [[nodiscard]] std::size_t room() const;

  /// What may be applied in one batch now, in order. A message waits for all earlier ones of its subject, except those
  /// that are in the same batch.
  [[nodiscard]] Entries due(Time now, std::size_t limit) const;

  /// Takes in the result of an attempt of a due message. True when it failed for the first time.
  bool record(Entry& entry, Attempt attempt, Time now) const;

  /// Messages given up and not buried yet; they hold up their subject.
  [[nodiscard]] Entries dead() const;
  static void bury(Entry& entry);

  /// When the next waiting message becomes due; nullopt when none waits.
  [[nodiscard]] std::optional<Time> next_due() const;

  /// Removes the longest finished beginning, whose positions may be committed.
  [[nodiscard]] std::vector<Received> take_finished();

 private:
  Options options_;
  std::deque<std::shared_ptr<Entry>> entries_;  // everything from the first unfinished on
  Entries open_;                                // the unfinished ones
};

}  // namespace boxoffice::kit::messaging
