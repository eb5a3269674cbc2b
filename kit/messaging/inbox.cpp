#include "kit/messaging/inbox.hpp"

#include "kit/base/failure.hpp"
#include "kit/messaging/dead_letter.hpp"

#include <fmt/format.h>

#include <exception>
#include <set>
#include <string_view>
#include <utility>

namespace boxoffice::kit::messaging {
namespace {

using enum Attempt::Outcome;

/// Carries an unexpected Result out of a savepoint, so that the savepoint is undone.
class Rejection : public std::exception {
 public:
  explicit Rejection(const base::Error& error) : reason_(fmt::format("{}: {}", error.code.name, error.message)) {}
  [[nodiscard]] const char* what() const noexcept override { return reason_.c_str(); }

 private:
  std::string reason_;
};

bool mark_key_dead(sql::Transaction& transaction, const std::string& consumer, const std::string& key,
                   base::Timestamp now) {
  const auto added = transaction.execute(
      "INSERT INTO inbox (consumer, message_id, applied_at, died) VALUES ($1, $2, $3, 1) ON CONFLICT DO NOTHING",
      consumer, key, now);
  if (added == 1) return true;
  const auto row =
      transaction.query_one("SELECT died FROM inbox WHERE consumer = $1 AND message_id = $2", consumer, key);
  return !row || row->get<bool>(0);
}

/// True when the message has not been applied before. For a replay its predecessor counts too: it may have been
/// applied by another member of the group after all, and if not, it must not be from now on.
bool note_in_inbox(sql::Transaction& transaction, const std::string& consumer, const Message& message,
                   base::Timestamp now) {
  const auto replay = replay_of(message);
  if (replay && !mark_key_dead(transaction, consumer, inbox_key(message.id, replay->number - 1), now)) return false;
  return transaction.execute(
             "INSERT INTO inbox (consumer, message_id, applied_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
             consumer, inbox_key(message.id, replay ? replay->number : 0), now) == 1;
}

struct Application {
  const Routes& routes;
  const std::string& consumer;
  InboxPolicy policy{};
  base::Timestamp now{};
};

Attempt apply_one(sql::Transaction& transaction, const Application& application, const Message& message) {
  const auto replay = replay_of(message);
  if (replay && replay->group != application.consumer) return {.outcome = foreign};
  const auto route = application.routes.find(message.topic);
  if (route == application.routes.end()) return {.outcome = rejected, .reason = "no subscription for the topic"};

  bool is_new = true;
  try {
    transaction.attempt([&] {
      if (application.policy == InboxPolicy::deduplicate) {
        is_new = note_in_inbox(transaction, application.consumer, message, application.now);
      }
      if (!is_new) return;
      if (const auto done = route->second(transaction, message); !done) throw Rejection(done.error());
    });
  } catch (const base::Unavailable&) {
    throw;  // the engine, not the message
  } catch (const Rejection& rejection) {
    return {.outcome = rejected, .reason = rejection.what()};
  } catch (const std::exception& failure) {
    return {.outcome = failed, .reason = failure.what()};
  }
  return {.outcome = is_new ? applied : duplicate};
}

}  // namespace

std::vector<Attempt> apply_batch(sql::Transaction& transaction, const DeliveryWindow::Entries& batch,
                                 const Routes& routes, const std::string& consumer, InboxPolicy policy,
                                 base::Timestamp now) {
  const Application application{.routes = routes, .consumer = consumer, .policy = policy, .now = now};
  std::set<std::pair<std::string_view, std::string_view>> held_up;  // topic and subject
  std::vector<Attempt> attempts;
  attempts.reserve(batch.size());
  for (const auto& entry : batch) {
    const Message& message = entry->received.message;
    if (held_up.contains({message.topic, message.subject})) {
      attempts.push_back({.outcome = overtaking});
      continue;
    }
    attempts.push_back(apply_one(transaction, application, message));
    const auto outcome = attempts.back().outcome;
    if (outcome == failed || outcome == rejected) held_up.emplace(message.topic, message.subject);
  }
  return attempts;
}

bool mark_dead(sql::Transaction& transaction, const std::string& consumer, const Message& message,
               base::Timestamp now) {
  const auto replay = replay_of(message);
  return mark_key_dead(transaction, consumer, inbox_key(message.id, replay ? replay->number : 0), now);
}

}  // namespace boxoffice::kit::messaging
