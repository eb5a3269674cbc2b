#include "app/audit/consumers.hpp"
#include "app/audit/in_list.hpp"
#include "app/audit/invariants.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// I7: every outbox against the inboxes of those who consume its topic. That no inbox has a message twice is its primary
// key, written in the transaction of the effect; what is left to see is whether each has it at all.

namespace boxoffice::app::audit {

namespace {

using kit::sql::Session;

constexpr std::size_t page = 1000;
// Both sides are pruned after 7 days; younger ones are there.
constexpr std::chrono::hours looked_back{6 * 24};

constexpr std::string_view select_sent =
    "SELECT position, id, topic, type, subject, published_at FROM outbox WHERE position > $1 AND time > $2 "
    "ORDER BY position LIMIT $3";

const InList select_applied("SELECT message_id, died FROM inbox WHERE consumer = $1 AND message_id IN (", 1);

struct Sent {
  std::string id{};
  std::string topic{};
  std::string type{};
  std::string subject{};
  bool is_published = false;
};

struct Page {
  std::vector<Sent> messages{};
  std::int64_t last_position = 0;
};

Page read_sent(Session& session, std::int64_t after, Timestamp oldest) {
  Page sent{.last_position = after};
  for (const auto& row : session.query(select_sent, after, oldest, page)) {
    sent.last_position = row.get<std::int64_t>(0);
    sent.messages.push_back({.id = row.get<std::string>(1),
                             .topic = row.get<std::string>(2),
                             .type = row.get<std::string>(3),
                             .subject = row.get<std::string>(4),
                             .is_published = row.get<std::optional<std::int64_t>>(5).has_value()});
  }
  return sent;
}

std::string subject_of(const Sent& message) {
  return fmt::format("message {} ({} of {})", message.id, message.type, message.subject);
}

/// Messages of the page that `consumer` has to apply.
std::vector<std::string> expected_by(std::string_view consumer, const std::vector<Sent>& messages) {
  std::vector<std::string> ids;
  for (const auto& message : messages) {
    if (message.is_published && consumes(consumer, message.topic)) ids.push_back(message.id);
  }
  return ids;
}

/// What the consumer's inbox knows: applied or given up.
struct Applied {
  std::set<std::string> done{};
  std::set<std::string> died{};
};

Applied read_applied(Session& session, std::string_view consumer, const std::vector<std::string>& ids) {
  Applied applied;
  for (const auto& row : select_applied.query(session, ids, std::array{kit::sql::to_argument(consumer)})) {
    (row.get<bool>(1) ? applied.died : applied.done).insert(row.get<std::string>(0));
  }
  return applied;
}

kit::runtime::Task<Applied> applied_by(Stores stores, std::string consumer, std::vector<std::string> ids) {
  if (ids.empty()) co_return Applied{};
  co_return co_await stores.at(consumer).get().read(
      [consumer, ids](Session& session) { return read_applied(session, consumer, ids); });
}

void judge(const std::vector<Sent>& messages, std::string_view consumer, const Applied& applied, Verdict& verdict) {
  for (const auto& message : messages) {
    if (!message.is_published || !consumes(consumer, message.topic) || applied.done.contains(message.id)) continue;
    verdict.violate(subject_of(message), applied.died.contains(message.id)
                                             ? fmt::format("was given up by {} (see its dead letters)", consumer)
                                             : fmt::format("was not applied by {}", consumer));
  }
}

void judge_published(const std::vector<Sent>& messages, Verdict& verdict) {
  verdict.checked += std::ssize(messages);
  for (const auto& message : messages) {
    if (!message.is_published) verdict.violate(subject_of(message), "is written and not published");
  }
}

}  // namespace

kit::runtime::Task<Verdict> messages_are_applied_once(Stores stores, Timestamp now) {
  Verdict verdict;
  for (const auto publisher : publishers) {
    for (std::int64_t position = 0;;) {
      const Page sent = co_await stores.at(std::string(publisher)).get().read([position, now](Session& session) {
        return read_sent(session, position, now - looked_back);
      });
      judge_published(sent.messages, verdict);
      for (const auto& [consumer, topics] : consumers) {
        auto ids = expected_by(consumer, sent.messages);
        const Applied applied = co_await applied_by(stores, std::string(consumer), std::move(ids));
        judge(sent.messages, consumer, applied, verdict);
      }
      if (sent.messages.size() < page) break;
      position = sent.last_position;
    }
  }
  co_return verdict;
}

}  // namespace boxoffice::app::audit
