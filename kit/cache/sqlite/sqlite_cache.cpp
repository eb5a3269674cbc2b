#include "kit/cache/sqlite/sqlite_cache.hpp"

#include "kit/base/failure.hpp"
#include "kit/cache/sqlite/cache_file.hpp"
#include "kit/cache/sqlite/channels.hpp"
#include "kit/cache/sqlite/statements.hpp"
#include "kit/runtime/thread_name.hpp"
#include "kit/sql/sqlite/connection.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <type_traits>

namespace boxoffice::kit::cache {
namespace {

constexpr std::string_view bell_channel = "channels";

/// One turn of the cache: the open file and what belongs to it. Replaced as a whole.
struct Current {
  OpenCacheFile open;
  std::uint64_t number = 0;  // of the file, for Channels
};

class SqliteCache final : public Cache {
 public:
  SqliteCache(SqliteCacheOptions options, const base::Clock& clock);
  ~SqliteCache() override;

  runtime::Task<std::optional<std::string>> get(std::string key) override;
  runtime::Task<> set(std::string key, std::string value, std::chrono::milliseconds time_to_live) override;
  runtime::Task<> remove(std::string key) override;
  runtime::Task<std::int64_t> increment(std::string key, std::chrono::milliseconds time_to_live) override;
  runtime::Task<> decrement(std::string key) override;
  runtime::Task<std::vector<std::pair<std::string, std::string>>> entries(std::string prefix,
                                                                          std::size_t limit) override;
  runtime::Task<> publish(std::string channel, std::string payload) override;
  CacheSubscription subscribe(std::string channel, std::function<void(std::string payload)> callback) override;
  runtime::Task<bool> healthy() override;

 private:
  template <class Function>
  runtime::Task<std::invoke_result_t<Function&, sql::Transaction&>> write(Function function);
  template <class Function>
  runtime::Task<std::invoke_result_t<Function&, sql::Session&>> read(Function function);
  [[nodiscard]] Current current() const;
  [[noreturn]] void report_damage(const std::string& reason);

  // On the thread of the cache:
  void run();
  void turn();
  void open(OpenCacheFile file);
  void deliver();
  void wake();
  [[nodiscard]] bool wait_until_woken();

  const SqliteCacheOptions options_;
  const base::Clock& clock_;
  const std::shared_ptr<Channels> channels_ = std::make_shared<Channels>();

  mutable std::mutex mutex_{};  // guards what follows up to the condition
  Current current_{};
  bool woken_ = false;
  bool damaged_ = false;
  bool stopping_ = false;
  std::condition_variable changed_{};

  // Only the thread of the cache uses these (and the constructor before it starts):
  std::vector<std::shared_ptr<sql::Database>> retired_{};  // until no call uses them, because closing one blocks
  sql::Listening listening_{};
  std::unique_ptr<sql::SqliteConnection> reader_{};
  std::int64_t delivered_ = 0;

  std::thread thread_{};
};

SqliteCache::SqliteCache(SqliteCacheOptions options, const base::Clock& clock)
    : options_(std::move(options)), clock_(clock) {
  open(open_cache_file(options_.file, options_.busy_timeout));
  delivered_ = reader_->query(statements::last_message).front().get<std::int64_t>(0);
  channels_->note_existing(delivered_, current_.number);
  thread_ = std::thread([this] { run(); });
}

SqliteCache::~SqliteCache() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
  listening_.reset();
}

runtime::Task<std::optional<std::string>> SqliteCache::get(std::string key) {
  co_return co_await read(
      [key = std::move(key), now = clock_.now()](sql::Session& session) { return statements::get(session, key, now); });
}

runtime::Task<> SqliteCache::set(std::string key, std::string value, std::chrono::milliseconds time_to_live) {
  co_await write([key = std::move(key), value = std::move(value), time_to_live,
                  now = clock_.now()](sql::Transaction& transaction) {
    statements::set(transaction, key, value, now, now + time_to_live);
  });
}

runtime::Task<> SqliteCache::remove(std::string key) {
  co_await write([key = std::move(key)](sql::Transaction& transaction) { statements::remove(transaction, key); });
}

runtime::Task<std::int64_t> SqliteCache::increment(std::string key, std::chrono::milliseconds time_to_live) {
  co_return co_await write([key = std::move(key), time_to_live, now = clock_.now()](sql::Transaction& transaction) {
    return statements::increment(transaction, key, now, now + time_to_live);
  });
}

runtime::Task<> SqliteCache::decrement(std::string key) {
  co_await write([key = std::move(key), now = clock_.now()](sql::Transaction& transaction) {
    statements::decrement(transaction, key, now);
  });
}

runtime::Task<std::vector<std::pair<std::string, std::string>>> SqliteCache::entries(std::string prefix,
                                                                                     std::size_t limit) {
  co_return co_await read([prefix = std::move(prefix), limit, now = clock_.now()](sql::Session& session) {
    return statements::entries(session, prefix, now, limit);
  });
}

runtime::Task<> SqliteCache::publish(std::string channel, std::string payload) {
  const std::uint64_t file = channels_->file();
  const auto id = co_await write(
      [channel = std::move(channel), payload = std::move(payload), now = clock_.now()](sql::Transaction& transaction) {
        transaction.notify(bell_channel);
        return statements::publish(transaction, channel, payload, now);
      });
  channels_->note_existing(id, file);
}

CacheSubscription SqliteCache::subscribe(std::string channel, std::function<void(std::string payload)> callback) {
  return Channels::subscribe(channels_, channel, std::move(callback));
}

runtime::Task<bool> SqliteCache::healthy() {
  const auto database = current().open.database;
  co_return co_await database->healthy();
}

template <class Function>
runtime::Task<std::invoke_result_t<Function&, sql::Transaction&>> SqliteCache::write(Function function) {
  const auto database = current().open.database;
  try {
    co_return co_await database->write(std::move(function));
  } catch (const base::StartupError& damage) {
    report_damage(damage.what());
  } catch (const std::logic_error& missing_table) {  // the file was emptied
    report_damage(missing_table.what());
  }
}

template <class Function>
runtime::Task<std::invoke_result_t<Function&, sql::Session&>> SqliteCache::read(Function function) {
  const auto database = current().open.database;
  try {
    co_return co_await database->read(std::move(function));
  } catch (const base::StartupError& damage) {
    report_damage(damage.what());
  } catch (const std::logic_error& missing_table) {  // the file was emptied
    report_damage(missing_table.what());
  }
}

Current SqliteCache::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

void SqliteCache::report_damage(const std::string& reason) {
  {
    const std::lock_guard lock(mutex_);
    damaged_ = true;
  }
  wake();
  throw base::Unavailable("the cache file is being made anew: " + reason);
}

void SqliteCache::run() {
  runtime::name_this_thread("cache-channels");
  while (wait_until_woken()) {
    try {
      turn();
    } catch (const base::Unavailable&) {
      // Locked or no room: the next turn looks again.
    } catch (const std::exception&) {
      // Damaged, or emptied so that a table is missing. Whatever it is, a cache must not end the process: the next turn
      // tries to replace the file.
      const std::lock_guard lock(mutex_);
      damaged_ = true;
    }
  }
}

void SqliteCache::turn() {
  bool damaged = false;
  {
    const std::lock_guard lock(mutex_);
    damaged = std::exchange(damaged_, false);
  }
  const FileIdentity identity = current().open.identity;
  if (damaged || identity_of(options_.file) != identity) {
    open(open_cache_file(options_.file, options_.busy_timeout, damaged ? identity : FileIdentity{}));
  }
  std::erase_if(retired_, [](const auto& database) { return database.use_count() == 1; });
  deliver();
}

/// Makes `file` the current one. What was published in a new file is new to every subscriber.
void SqliteCache::open(OpenCacheFile file) {
  auto reader = std::make_unique<sql::SqliteConnection>(
      sql::ConnectionOptions{.file = options_.file, .access = sql::Access::read_only, .keep_log_file = true});
  listening_ = file.database->listen(std::string(bell_channel), [this] { wake(); });
  reader_ = std::move(reader);
  const bool is_new = file.identity != current().open.identity;
  if (is_new) delivered_ = 0;
  const std::uint64_t number = is_new ? channels_->start_file() : channels_->file();
  const std::lock_guard lock(mutex_);
  if (current_.open.database) retired_.push_back(std::move(current_.open.database));
  current_ = {.open = std::move(file), .number = number};
}

void SqliteCache::deliver() {
  for (;;) {
    const auto rows = reader_->query(statements::messages_after, delivered_, statements::messages_at_once);
    for (const auto& row : rows) {
      delivered_ = row.get<std::int64_t>(0);
      channels_->deliver(delivered_, row.get<std::string>(1), row.get<std::string>(2));
    }
    if (rows.size() < statements::messages_at_once) return;
  }
}

void SqliteCache::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  changed_.notify_one();
}

/// False when the cache ends. A bell may be lost, so it also returns after a while without one.
bool SqliteCache::wait_until_woken() {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, options_.look_anyway, [this] { return woken_ || stopping_; });
  woken_ = false;
  return !stopping_;
}

}  // namespace

std::unique_ptr<Cache> open_sqlite_cache(SqliteCacheOptions options, const base::Clock& clock) {
  return std::make_unique<SqliteCache>(std::move(options), clock);
}

}  // namespace boxoffice::kit::cache
