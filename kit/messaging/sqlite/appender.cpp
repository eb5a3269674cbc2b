#include "kit/messaging/sqlite/appender.hpp"

#include "kit/messaging/sqlite/topic_file.hpp"
#include "kit/sql/sqlite/bell.hpp"

#include <exception>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace boxoffice::kit::messaging {
namespace {

constexpr std::chrono::hours retention{7 * 24};
constexpr std::chrono::minutes prune_every{1};
constexpr std::size_t prune_limit = 1000;  // bounds how long a publisher waits for it

/// One call of append(). Written by the thread, read by the caller after the thread's work for it has ended.
struct Submission {
  std::vector<Message> messages{};
  bool is_done = false;
  std::exception_ptr failure{};
};
using Submissions = std::vector<std::shared_ptr<Submission>>;

/// A topic open for writing.
struct Topic {
  Topic(const std::filesystem::path& folder, const std::string& name)
      : file(folder, name, sql::Access::read_write), bell(topic_bell(topic_path(folder, name))) {}

  TopicFile file;
  std::filesystem::path bell;
  base::Timestamp prune_at{};
};

}  // namespace

struct Appender::State {
  State(std::filesystem::path in_folder, const base::Clock& given_clock)
      : folder(std::move(in_folder)), clock(given_clock) {}

  /// Writes everything that waits, unless an earlier call has written `submission` along with its own.
  void flush(const Submission& submission);

  std::filesystem::path folder;
  const base::Clock& clock;
  std::mutex mutex{};
  Submissions waiting{};                  // guarded by mutex
  std::map<std::string, Topic> topics{};  // only the thread uses it

 private:
  void append_to(const std::string& topic, const std::vector<const Message*>& messages);
  void prune(Topic& topic);
};

void Appender::State::flush(const Submission& submission) {
  if (submission.is_done) return;
  Submissions batch;
  {
    const std::lock_guard lock(mutex);
    batch.swap(waiting);
  }

  std::map<std::string, std::vector<const Message*>> by_topic;
  std::map<std::string, Submissions> senders;
  for (const auto& sender : batch) {
    for (const auto& message : sender->messages) {
      by_topic[message.topic].push_back(&message);
      auto& of_topic = senders[message.topic];
      if (of_topic.empty() || of_topic.back() != sender) of_topic.push_back(sender);
    }
  }
  for (const auto& [topic, messages] : by_topic) {
    try {
      append_to(topic, messages);
    } catch (...) {
      for (const auto& sender : senders[topic]) sender->failure = std::current_exception();
    }
  }
  for (const auto& sender : batch) sender->is_done = true;
}

void Appender::State::append_to(const std::string& topic, const std::vector<const Message*>& messages) {
  const auto found = topics.try_emplace(topic, folder, topic).first;
  found->second.file.append(messages, clock.now());
  sql::ring_bell(found->second.bell);
  prune(found->second);
}

void Appender::State::prune(Topic& topic) {
  const auto now = clock.now();
  if (now < topic.prune_at) return;
  topic.prune_at = now + prune_every;
  try {
    // A full share means that there is more: go on after the next append.
    if (topic.file.prune(now - retention, prune_limit) == prune_limit) topic.prune_at = now;
  } catch (...) {
    // The messages are durable, and what could not be deleted now can be later.
  }
}

Appender::Appender(std::filesystem::path folder, const base::Clock& clock)
    : state_(std::make_shared<State>(std::move(folder), clock)), thread_({.name = "message-append", .threads = 1}) {}

Appender::~Appender() = default;

runtime::Task<> Appender::append(std::vector<Message> messages) {
  if (messages.empty()) co_return;
  for (const auto& message : messages) static_cast<void>(topic_path(state_->folder, message.topic));  // checks it
  const auto submission = std::make_shared<Submission>(Submission{.messages = std::move(messages)});
  {
    const std::lock_guard lock(state_->mutex);
    state_->waiting.push_back(submission);
  }
  co_await thread_.run([state = state_, submission] { state->flush(*submission); });
  if (submission->failure) std::rethrow_exception(submission->failure);
}

}  // namespace boxoffice::kit::messaging
