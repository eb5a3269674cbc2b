#include "kit/sql/sqlite/bell.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/callback.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace boxoffice::kit::sql {
namespace {

constexpr std::uint32_t watched_events = IN_MODIFY | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr int look_for_lost_bells_ms = 1000;

bool is_file_name_character(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') ||
         letter == '-' || letter == '_';
}

using Listener = EndableCallback<>;

struct Bell {
  int watch = -1;  // of inotify; -1 while the file could not be watched
  std::vector<std::shared_ptr<Listener>> listeners{};
};

/// Makes the file if need be, so that there is something to watch.
void create_file(const std::filesystem::path& bell) noexcept {
  const int file = ::open(bell.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (file >= 0) ::close(file);
}

}  // namespace

std::filesystem::path bell_of(const std::filesystem::path& file, std::string_view channel) {
  std::string name(channel);
  std::ranges::replace_if(name, [](char letter) { return !is_file_name_character(letter); }, '_');
  return file.string() + "." + name + ".bell";
}

void ring_bell(const std::filesystem::path& bell) noexcept {
  const int file = ::open(bell.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) return;
  constexpr char mark = '!';
  [[maybe_unused]] const auto written = ::pwrite(file, &mark, 1, 0);  // always the same byte: the file does not grow
  ::close(file);
}

struct BellWatcher::State {
  State();
  ~State();
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void add(const std::string& path, const std::shared_ptr<Listener>& listener);
  void remove(const std::string& path, const std::shared_ptr<Listener>& listener);
  [[nodiscard]] std::vector<std::shared_ptr<Listener>> listeners_of(const std::string& path);
  void run();
  void stop();

 private:
  void read_events();
  void handle(const inotify_event& event);
  [[nodiscard]] std::vector<std::shared_ptr<Listener>> watch_again();
  [[nodiscard]] bool has_lost_bells();

  int inotify_;
  int stop_event_;
  std::mutex mutex_;
  std::map<std::string, Bell> bells_;
  std::thread thread_;
};

/// Ends the thread when the last watcher of the process dies, which never happens on that thread.
struct BellWatcher::Owner {
  ~Owner() { state->stop(); }

  std::shared_ptr<State> state = std::make_shared<State>();
};

std::shared_ptr<BellWatcher::Owner> BellWatcher::owner_of_process() {
  static std::mutex mutex;
  static std::weak_ptr<Owner> known;
  const std::lock_guard lock(mutex);
  auto owner = known.lock();
  if (!owner) {
    owner = std::make_shared<Owner>();
    known = owner;
  }
  return owner;
}

BellWatcher::BellWatcher() : owner_(owner_of_process()), state_(owner_->state) {}

BellWatcher::~BellWatcher() = default;

BellWatcher::Watch BellWatcher::watch(const std::filesystem::path& bell, std::function<void()> callback) {
  auto listener = std::make_shared<Listener>(std::move(callback));
  state_->add(bell.string(), listener);
  const auto end = [state = state_, path = bell.string(), listener](void*) {
    listener->end();
    state->remove(path, listener);
  };
  return {listener.get(), end};
}

void BellWatcher::wake_here(const std::filesystem::path& bell) {
  for (const auto& listener : state_->listeners_of(bell.string())) listener->call();
}

BellWatcher::State::State()
    : inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)), stop_event_(::eventfd(0, EFD_CLOEXEC)) {
  if (inotify_ >= 0 && stop_event_ >= 0) return;
  const std::string reason = std::generic_category().message(errno);
  if (inotify_ >= 0) ::close(inotify_);
  if (stop_event_ >= 0) ::close(stop_event_);
  throw base::StartupError(
      fmt::format("Files cannot be watched ({}): raise fs.inotify.max_user_instances with sysctl.", reason));
}

BellWatcher::State::~State() {
  ::close(inotify_);
  ::close(stop_event_);
}

void BellWatcher::State::add(const std::string& path, const std::shared_ptr<Listener>& listener) {
  const std::lock_guard lock(mutex_);
  Bell& bell = bells_[path];
  if (bell.watch < 0) {
    create_file(path);
    bell.watch = ::inotify_add_watch(inotify_, path.c_str(), watched_events);
  }
  if (bell.watch < 0) {
    const std::string reason = std::generic_category().message(errno);
    if (bell.listeners.empty()) bells_.erase(path);
    throw base::StartupError(
        fmt::format("{} cannot be watched ({}): check its folder, or raise fs.inotify.max_user_watches with sysctl.",
                    path, reason));
  }
  bell.listeners.push_back(listener);
  if (!thread_.joinable()) {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "bell-watcher");
  }
}

void BellWatcher::State::remove(const std::string& path, const std::shared_ptr<Listener>& listener) {
  const std::lock_guard lock(mutex_);
  const auto bell = bells_.find(path);
  if (bell == bells_.end()) return;
  std::erase(bell->second.listeners, listener);
  if (!bell->second.listeners.empty()) return;
  if (bell->second.watch >= 0) ::inotify_rm_watch(inotify_, bell->second.watch);
  bells_.erase(bell);
}

std::vector<std::shared_ptr<Listener>> BellWatcher::State::listeners_of(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const auto bell = bells_.find(path);
  return bell == bells_.end() ? std::vector<std::shared_ptr<Listener>>{} : bell->second.listeners;
}

void BellWatcher::State::run() {
  for (;;) {
    std::array<pollfd, 2> waits{pollfd{.fd = inotify_, .events = POLLIN, .revents = 0},
                                pollfd{.fd = stop_event_, .events = POLLIN, .revents = 0}};
    ::poll(waits.data(), waits.size(), has_lost_bells() ? look_for_lost_bells_ms : -1);
    if (waits[1].revents != 0) return;
    if (waits[0].revents != 0) read_events();
    for (const auto& listener : watch_again()) listener->call();
  }
}

void BellWatcher::State::stop() {
  std::thread thread;
  {
    const std::lock_guard lock(mutex_);
    thread = std::move(thread_);
  }
  if (!thread.joinable()) return;
  constexpr std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stop_event_, &one, sizeof one);
  thread.join();
}

void BellWatcher::State::read_events() {
  alignas(inotify_event) std::array<char, 4096> buffer{};
  for (;;) {
    const auto size = ::read(inotify_, buffer.data(), buffer.size());
    if (size <= 0) return;
    for (std::size_t offset = 0; offset < static_cast<std::size_t>(size);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + offset, sizeof event);
      offset += sizeof event + event.len;
      handle(event);
    }
  }
}

void BellWatcher::State::handle(const inotify_event& event) {
  std::vector<std::shared_ptr<Listener>> listeners;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [path, bell] : bells_) {
      // After an overflow of the event queue (watch -1) anybody may have missed a ring.
      if (bell.watch != event.wd && (event.mask & IN_Q_OVERFLOW) == 0) continue;
      listeners.insert(listeners.end(), bell.listeners.begin(), bell.listeners.end());
      if ((event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) == 0) continue;
      if ((event.mask & IN_IGNORED) == 0) ::inotify_rm_watch(inotify_, bell.watch);
      bell.watch = -1;
    }
  }
  for (const auto& listener : listeners) listener->call();
}

/// Watches files anew that were deleted or replaced; returns who may have missed a ring.
std::vector<std::shared_ptr<Listener>> BellWatcher::State::watch_again() {
  std::vector<std::shared_ptr<Listener>> listeners;
  const std::lock_guard lock(mutex_);
  for (auto& [path, bell] : bells_) {
    if (bell.watch >= 0) continue;
    create_file(path);
    bell.watch = ::inotify_add_watch(inotify_, path.c_str(), watched_events);
    if (bell.watch >= 0) listeners.insert(listeners.end(), bell.listeners.begin(), bell.listeners.end());
  }
  return listeners;
}

bool BellWatcher::State::has_lost_bells() {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(bells_, [](const auto& bell) { return bell.second.watch < 0; });
}

}  // namespace boxoffice::kit::sql
