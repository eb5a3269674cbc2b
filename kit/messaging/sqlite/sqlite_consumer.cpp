#include "kit/messaging/sqlite/sqlite_consumer.hpp"

#include "kit/base/number.hpp"
#include "kit/base/random.hpp"
#include "kit/messaging/sqlite/group_positions.hpp"
#include "kit/messaging/sqlite/topic_file.hpp"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

namespace boxoffice::kit::messaging {
namespace {

constexpr std::chrono::milliseconds lease{3000};
constexpr std::chrono::milliseconds look_every{1000};  // a third of the lease, which each look renews

std::string new_member_id() {
  base::SystemRandom random;
  return base::random_token(random, 16);
}

std::int64_t to_position(const std::string& text) {
  const auto position = base::parse_integer(text);
  if (!position) throw std::invalid_argument("a position that this log has not given out");
  return *position;
}

}  // namespace

/// The blocking part, used on the threads of the pool. The mutex is free but for a cancelled call that still runs.
class SqliteConsumer::Session {
 public:
  Session(std::filesystem::path folder, const base::Clock& clock, std::string group, std::vector<std::string> topics)
      : folder_(std::move(folder)),
        clock_(clock),
        member_{.group = std::move(group), .id = new_member_id()},
        topics_(std::move(topics)) {}

  /// Claims or renews the leases when it is time and reads from the topics that are ours.
  std::vector<Received> look(std::size_t limit);
  void commit(const GroupPositions::Positions& positions);
  void leave() noexcept;

 private:
  /// A topic that this member reads.
  struct Share {
    Share(const std::filesystem::path& folder, const std::string& topic)
        : file(folder, topic, sql::Access::read_only) {}

    TopicFile file;
    std::optional<std::int64_t> cursor{};  // up to where it was handed out; absent while the lease is another's
  };

  GroupPositions& positions();
  void renew();

  std::filesystem::path folder_;
  const base::Clock& clock_;
  GroupPositions::Member member_;
  std::vector<std::string> topics_;
  std::mutex mutex_;
  std::optional<GroupPositions> positions_;
  std::map<std::string, Share> shares_;
  std::chrono::steady_clock::time_point renew_at_{};
  bool stands_by_ = true;  // lacks a topic, and may get it at any look
  std::size_t first_topic_ = 0;
};

std::vector<Received> SqliteConsumer::Session::look(std::size_t limit) {
  const std::lock_guard lock(mutex_);
  if (stands_by_ || clock_.steady_now() >= renew_at_) renew();
  std::vector<Received> found;
  // Each look begins with another topic, so that a busy one does not starve the rest.
  first_topic_ += 1;
  for (std::size_t index = 0; index < topics_.size() && found.size() < limit; ++index) {
    const auto share = shares_.find(topics_[(first_topic_ + index) % topics_.size()]);
    if (share == shares_.end() || !share->second.cursor) continue;
    auto messages = share->second.file.read_after(*share->second.cursor, limit - found.size());
    if (messages.empty()) continue;
    share->second.cursor = to_position(messages.back().position);
    std::ranges::move(messages, std::back_inserter(found));
  }
  return found;
}

void SqliteConsumer::Session::renew() {
  const auto asked_at = clock_.steady_now();
  const auto owned = positions().claim(member_, topics_, lease);
  for (const auto& topic : topics_) {
    const auto position = owned.find(topic);
    if (position == owned.end()) {
      if (const auto share = shares_.find(topic); share != shares_.end()) share->second.cursor.reset();
      continue;
    }
    auto& cursor = shares_.try_emplace(topic, folder_, topic).first->second.cursor;
    if (!cursor) cursor = position->second;  // newly ours: from where the group stands
  }
  stands_by_ = owned.size() < topics_.size();
  renew_at_ = asked_at + look_every;
}

void SqliteConsumer::Session::commit(const GroupPositions::Positions& positions_applied) {
  const std::lock_guard lock(mutex_);
  positions().commit(member_, positions_applied);
}

void SqliteConsumer::Session::leave() noexcept {
  const std::lock_guard lock(mutex_);
  try {
    positions().release(member_);
    for (const auto& topic : topics_) sql::ring_bell(topic_bell(topic_path(folder_, topic)));  // for who stands by
  } catch (...) {
    // The leases end by themselves.
  }
}

GroupPositions& SqliteConsumer::Session::positions() {
  if (!positions_) positions_.emplace(folder_, clock_);
  return *positions_;
}

SqliteConsumer::SqliteConsumer(Parts parts, std::string group, std::vector<std::string> topics)
    : readers_(parts.readers) {
  for (const auto& topic : topics) {
    const auto bell = topic_bell(topic_path(parts.folder, topic));
    watches_.push_back(parts.bells.watch(bell, [wakeup = wakeup_] { wakeup.notify(); }));
  }
  session_ = std::make_shared<Session>(std::move(parts.folder), parts.clock, std::move(group), std::move(topics));
}

SqliteConsumer::~SqliteConsumer() {
  watches_.clear();
  // A full queue leaves the leases to end by themselves.
  static_cast<void>(readers_.try_post([session = session_] { session->leave(); }));
}

runtime::Task<std::vector<Received>> SqliteConsumer::poll(std::size_t limit, std::chrono::milliseconds wait) {
  const auto deadline = runtime::Deadline::after(wait);
  for (;;) {
    auto found = co_await readers_.run([session = session_, limit] { return session->look(limit); });
    if (!found.empty() || deadline.passed()) co_return found;
    co_await wakeup_.wait(std::min(deadline.remaining(), look_every));
  }
}

runtime::Task<> SqliteConsumer::commit(const std::vector<Received>& applied) {
  GroupPositions::Positions positions;
  for (const auto& received : applied) {
    auto& position = positions[received.message.topic];
    position = std::max(position, to_position(received.position));
  }
  if (positions.empty()) co_return;
  co_await readers_.run([session = session_, positions] { session->commit(positions); });
}

}  // namespace boxoffice::kit::messaging
