#include "kit/sql/postgres/listener.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/thread_name.hpp"
#include "kit/sql/callback.hpp"
#include "kit/sql/postgres/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <system_error>
#include <thread>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace boxoffice::kit::sql {
namespace {

using Callback = EndableCallback<>;
using Callbacks = std::vector<std::shared_ptr<Callback>>;

constexpr std::chrono::milliseconds first_pause{50};
constexpr std::chrono::milliseconds longest_pause{1000};

}  // namespace

struct PostgresListener::State {
  explicit State(PostgresOptions given);
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void add(const std::string& channel, const std::shared_ptr<Callback>& callback);
  void remove(const std::string& channel, const std::shared_ptr<Callback>& callback);
  [[nodiscard]] Callbacks callbacks_of(const std::string& channel);
  void tell(const std::vector<std::string>& channels);
  void stop();

 private:
  void start();
  void wake() const;
  void run();
  void serve(PostgresConnection& connection);
  void listen_to_new(PostgresConnection& connection, std::set<std::string>& heard);
  void send_news(PostgresConnection& connection);
  void wait_for(int socket, std::chrono::milliseconds limit) const;
  [[nodiscard]] bool is_stopping();
  [[nodiscard]] std::string name_of(std::string_view channel) const;
  void call_all();

  PostgresOptions options_;
  int event_;
  std::mutex mutex_{};
  std::map<std::string, Callbacks> callbacks_{};  // by channel
  std::set<std::string> news_{};                  // channels to tell
  bool stopping_ = false;
  std::thread thread_{};
};

PostgresListener::PostgresListener(PostgresOptions options) : state_(std::make_shared<State>(std::move(options))) {}

PostgresListener::~PostgresListener() {
  state_->stop();
}

Listening PostgresListener::listen(std::string channel, std::function<void()> callback) {
  auto endable = std::make_shared<Callback>(std::move(callback));
  state_->add(channel, endable);
  const auto end = [state = state_, channel, endable](void*) {
    endable->end();
    state->remove(channel, endable);
  };
  return {endable.get(), end};
}

void PostgresListener::notify(const std::vector<std::string>& channels) {
  if (channels.empty()) return;
  for (const auto& channel : channels) {
    for (const auto& callback : state_->callbacks_of(channel)) callback->call();
  }
  state_->tell(channels);
}

PostgresListener::State::State(PostgresOptions given)
    : options_(std::move(given)), event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

PostgresListener::State::~State() {
  ::close(event_);
}

void PostgresListener::State::add(const std::string& channel, const std::shared_ptr<Callback>& callback) {
  const std::lock_guard lock(mutex_);
  callbacks_[channel].push_back(callback);
  start();
}

void PostgresListener::State::remove(const std::string& channel, const std::shared_ptr<Callback>& callback) {
  const std::lock_guard lock(mutex_);
  // The channel stays listened to: services listen to the same few for as long as they run.
  if (const auto found = callbacks_.find(channel); found != callbacks_.end()) std::erase(found->second, callback);
}

Callbacks PostgresListener::State::callbacks_of(const std::string& channel) {
  const std::lock_guard lock(mutex_);
  const auto found = callbacks_.find(channel);
  return found == callbacks_.end() ? Callbacks{} : found->second;
}

void PostgresListener::State::tell(const std::vector<std::string>& channels) {
  const std::lock_guard lock(mutex_);
  news_.insert(channels.begin(), channels.end());
  start();
}

/// Called with the lock held.
void PostgresListener::State::start() {
  if (!thread_.joinable() && !stopping_) thread_ = std::thread([this] { run(); });
  wake();
}

void PostgresListener::State::stop() {
  std::thread thread;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    thread = std::move(thread_);
  }
  wake();
  if (thread.joinable()) thread.join();
}

void PostgresListener::State::wake() const {
  constexpr std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(event_, &one, sizeof one);
}

bool PostgresListener::State::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void PostgresListener::State::run() {
  runtime::name_this_thread("sql-listener");
  auto pause = first_pause;
  while (!is_stopping()) {
    try {
      PostgresConnection connection(options_);
      pause = first_pause;
      serve(connection);
    } catch (const std::exception&) {
      // The calls of the pool tell the operator what is wrong; here it only delays wake-ups, which are hints.
      wait_for(-1, pause);
      pause = std::min(2 * pause, longest_pause);
    }
  }
}

void PostgresListener::State::serve(PostgresConnection& connection) {
  std::set<std::string> heard;
  listen_to_new(connection, heard);
  call_all();
  while (!is_stopping()) {
    listen_to_new(connection, heard);
    send_news(connection);
    for (const auto& name : connection.take_notifications()) {
      const std::string prefix = name_of("");
      if (!name.starts_with(prefix)) continue;
      for (const auto& callback : callbacks_of(name.substr(prefix.size()))) callback->call();
    }
    wait_for(connection.socket(), std::chrono::milliseconds{-1});
  }
}

void PostgresListener::State::listen_to_new(PostgresConnection& connection, std::set<std::string>& heard) {
  std::vector<std::string> fresh;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [channel, callbacks] : callbacks_) {
      if (heard.insert(channel).second) fresh.push_back(channel);
    }
  }
  for (const auto& channel : fresh) connection.run(fmt::format("LISTEN {}", connection.quoted(name_of(channel))));
}

void PostgresListener::State::send_news(PostgresConnection& connection) {
  std::set<std::string> news;
  {
    const std::lock_guard lock(mutex_);
    news.swap(news_);
  }
  for (const auto& channel : news) {
    const std::string name = name_of(channel);
    connection.run("SELECT 1 FROM (SELECT pg_notify($1, '')) AS told", std::array{to_argument(name)});
  }
}

/// Until somebody wakes us, something arrives at `socket` (-1: none), or `limit` is over (negative: never).
void PostgresListener::State::wait_for(int socket, std::chrono::milliseconds limit) const {
  std::array<pollfd, 2> waits{pollfd{.fd = event_, .events = POLLIN, .revents = 0},
                              pollfd{.fd = socket, .events = POLLIN, .revents = 0}};
  ::poll(waits.data(), waits.size(), static_cast<int>(limit.count()));
  std::uint64_t count = 0;
  [[maybe_unused]] const auto size = ::read(event_, &count, sizeof count);
}

/// Channels belong to the whole database, so a service's have its schema before them.
std::string PostgresListener::State::name_of(std::string_view channel) const {
  return fmt::format("{}.{}", options_.schema, channel);
}

void PostgresListener::State::call_all() {
  Callbacks all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [channel, callbacks] : callbacks_) all.insert(all.end(), callbacks.begin(), callbacks.end());
  }
  for (const auto& callback : all) callback->call();
}

}  // namespace boxoffice::kit::sql
