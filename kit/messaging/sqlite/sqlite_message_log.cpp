#include "kit/messaging/sqlite/sqlite_message_log.hpp"

#include "kit/base/failure.hpp"
#include "kit/messaging/sqlite/appender.hpp"
#include "kit/messaging/sqlite/group_positions.hpp"
#include "kit/messaging/sqlite/sqlite_consumer.hpp"
#include "kit/messaging/sqlite/topic_file.hpp"
#include "kit/runtime/blocking_pool.hpp"
#include "kit/sql/sqlite/bell.hpp"
#include "kit/sql/sqlite/connection.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <utility>

namespace boxoffice::kit::messaging {
namespace {

/// What tail(), lag() and healthy() look at, on the threads of the pool.
class Archive {
 public:
  Archive(std::filesystem::path folder, const base::Clock& clock)
      : folder_(std::move(folder)), positions_(folder_, clock) {
    look_into_files();
  }

  std::vector<Message> tail(const std::string& topic, std::size_t limit) {
    const std::lock_guard lock(mutex_);
    TopicFile* const file = find(topic);
    return file == nullptr ? std::vector<Message>{} : file->tail(limit);
  }

  std::vector<Lag> lag(const std::string& group, const std::vector<std::string>& topics) {
    const std::lock_guard lock(mutex_);
    std::vector<Lag> lags;
    for (const auto& topic : topics) {
      TopicFile* const file = find(topic);
      const std::int64_t last = file == nullptr ? 0 : file->last_position();
      lags.push_back({.topic = topic, .group = group, .messages = last - positions_.position(group, topic)});
    }
    return lags;
  }

  /// Throws when the log cannot be used. A file that was deleted stays open, so the folder is looked at as well.
  void look() {
    if (::access((folder_ / "groups.db").c_str(), R_OK | W_OK) != 0 || ::access(folder_.c_str(), W_OK | X_OK) != 0) {
      throw base::Unavailable(fmt::format("{} cannot be used", folder_.string()));
    }
    const std::lock_guard lock(mutex_);
    static_cast<void>(positions_.position("", ""));
  }

 private:
  /// A damaged file is refused at the start, because its relay or consumers would only fail again and again.
  void look_into_files() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      if (entry.path().extension() != ".db") continue;
      sql::SqliteConnection({.file = entry.path(), .access = sql::Access::read_only})
          .query("SELECT COUNT(*) FROM sqlite_master");
    }
  }

  /// nullptr for a topic that nobody has used yet: looking does not create it.
  TopicFile* find(const std::string& topic) {
    if (const auto known = topics_.find(topic); known != topics_.end()) return &known->second;
    if (!std::filesystem::exists(topic_path(folder_, topic))) return nullptr;
    return &topics_.try_emplace(topic, folder_, topic, sql::Access::read_only).first->second;
  }

  std::filesystem::path folder_;
  std::mutex mutex_;
  GroupPositions positions_;
  std::map<std::string, TopicFile> topics_;
};

class SqliteMessageLog final : public MessageLog {
 public:
  SqliteMessageLog(std::filesystem::path folder, const base::Clock& clock)
      : folder_(std::move(folder)),
        clock_(clock),
        archive_(std::make_shared<Archive>(folder_, clock)),
        readers_({.name = "message-read"}),
        appender_(folder_, clock) {}

  runtime::Task<> publish(std::vector<Message> messages) override { co_await appender_.append(std::move(messages)); }

  std::unique_ptr<Consumer> subscribe(std::string group, std::vector<std::string> topics) override {
    return std::make_unique<SqliteConsumer>(
        SqliteConsumer::Parts{.folder = folder_, .clock = clock_, .readers = readers_, .bells = bells_},
        std::move(group), std::move(topics));
  }

  runtime::Task<std::vector<Message>> tail(std::string topic, std::size_t limit) override {
    co_return co_await readers_.run([archive = archive_, topic, limit] { return archive->tail(topic, limit); });
  }

  runtime::Task<std::vector<Lag>> lag(std::string group, std::vector<std::string> topics) override {
    co_return co_await readers_.run([archive = archive_, group, topics] { return archive->lag(group, topics); });
  }

  runtime::Task<bool> healthy() override {
    co_return co_await readers_.run([archive = archive_] {
      try {
        archive->look();
        return true;
      } catch (const std::exception&) {
        return false;
      }
    });
  }

 private:
  std::filesystem::path folder_;
  const base::Clock& clock_;
  std::shared_ptr<Archive> archive_;  // shared with work of a cancelled call that still runs
  sql::BellWatcher bells_;
  runtime::BlockingPool readers_;
  Appender appender_;
};

}  // namespace

std::unique_ptr<MessageLog> open_sqlite_message_log(std::filesystem::path folder, const base::Clock& clock) {
  return std::make_unique<SqliteMessageLog>(std::move(folder), clock);
}

}  // namespace boxoffice::kit::messaging
