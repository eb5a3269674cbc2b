#pragma once

// Wakes other processes after a commit. A bell is a small file beside a database: the writer touches it after COMMIT,
// inotify(7) tells those who watch it, typically within 1 ms. It is a hint: coalesced, and lost when the writer dies
// between COMMIT and ring, so that listeners also look once a second.

#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

namespace boxoffice::kit::sql {

/// "<file>.<channel>.bell". Characters of the channel that do not belong in a file name become '_'.
[[nodiscard]] std::filesystem::path bell_of(const std::filesystem::path& file, std::string_view channel);

/// Rings a bell for all processes; makes its file when it is missing. Call it after COMMIT. Failure is ignored.
void ring_bell(const std::filesystem::path& bell) noexcept;

/// Watches bells with one thread, which is started by the first watch. Safe from any thread. The kernel grants a user
/// few inotify instances (128 by default), so all watchers of a process share one, and its thread; the last one ends
/// it.
class BellWatcher {
 public:
  /// Ends a watch when destroyed, on any thread; a callback that runs meanwhile is waited for, unless it is the caller.
  using Watch = std::shared_ptr<void>;

  BellWatcher();
  ~BellWatcher();
  BellWatcher(const BellWatcher&) = delete;
  BellWatcher& operator=(const BellWatcher&) = delete;

  /// Calls `callback` on the watcher's thread after each ring (several rings may be one call). It must not throw or
  /// block. Throws base::StartupError when the bell's folder cannot be watched.
  [[nodiscard]] Watch watch(const std::filesystem::path& bell, std::function<void()> callback);

  /// Calls the callbacks of `bell` in this process at once, on the calling thread.
  void wake_here(const std::filesystem::path& bell);

 private:
  struct State;
  struct Owner;
  [[nodiscard]] static std::shared_ptr<Owner> owner_of_process();

  std::shared_ptr<Owner> owner_;
  std::shared_ptr<State> state_;  // shared with the watches, which may outlive the watcher
};

}  // namespace boxoffice::kit::sql
