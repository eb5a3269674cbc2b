#include "kit/cache/sqlite/cache_file.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/sqlite/connection.hpp"
#include "kit/sql/sqlite/sqlite_database.hpp"

#include <array>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace boxoffice::kit::cache {
namespace {

constexpr std::array<std::string_view, 3> tables{
    "CREATE TABLE IF NOT EXISTS entries ("
    "key TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS entries_by_expiry ON entries (expires_at)",
    "CREATE TABLE IF NOT EXISTS channel_messages ("
    "id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, payload TEXT NOT NULL, sent_at INTEGER NOT NULL)",
};

/// Keeps other processes from opening or replacing the file.
class FileLock {
 public:
  explicit FileLock(const std::filesystem::path& file)
      : descriptor_(::open((file.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
    if (descriptor_ >= 0) ::flock(descriptor_, LOCK_EX);
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

 private:
  int descriptor_;
};

bool has_tables(sql::SqliteConnection& connection) {
  return !connection.query("SELECT 1 FROM sqlite_master WHERE name = 'channel_messages'").empty();
}

void check_and_create_tables(const std::filesystem::path& file, std::chrono::milliseconds busy_timeout) {
  const bool existed = identity_of(file) != FileIdentity{};
  sql::SqliteConnection connection(
      {.file = file, .synchronous = sql::Synchronous::off, .busy_timeout = busy_timeout, .keep_log_file = true});
  const auto verdict = connection.query("PRAGMA quick_check(1)");
  if (verdict.empty() || verdict.front().get<std::string>(0) != "ok") {
    throw base::StartupError(file.string() + " is damaged.");
  }
  // Tables are made under the lock, so a file without them was emptied. It needs another identity, because the ids of
  // its messages start again, and by the identity the other processes notice.
  if (existed && !has_tables(connection)) throw base::StartupError(file.string() + " was emptied.");
  for (const auto statement : tables) connection.execute(statement);
}

OpenCacheFile open_checked(const std::filesystem::path& file, std::chrono::milliseconds busy_timeout) {
  check_and_create_tables(file, busy_timeout);
  // keep_log_file: a process that still has a deleted file open must not unlink the log of its successor.
  return {
      .database = sql::open_sqlite(
          {.file = file, .busy_timeout = busy_timeout, .synchronous = sql::Synchronous::off, .keep_log_file = true}),
      .identity = identity_of(file)};
}

void remove_file(const std::filesystem::path& file) {
  for (const auto* suffix : {"-wal", "-shm", ""}) {
    std::error_code ignored;  // what cannot be removed shows when the file is opened
    std::filesystem::remove(file.string() + suffix, ignored);
  }
}

}  // namespace

FileIdentity identity_of(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return {};
  return {.device = status.st_dev, .inode = status.st_ino};
}

OpenCacheFile open_cache_file(const std::filesystem::path& file, std::chrono::milliseconds busy_timeout,
                              FileIdentity suspect) {
  std::error_code ignored;  // shows when the file is opened
  std::filesystem::create_directories(file.parent_path(), ignored);
  const FileLock lock(file);
  // A log without its file would be replayed into the new one.
  if (identity_of(file) == FileIdentity{}) remove_file(file);
  try {
    return open_checked(file, busy_timeout);
  } catch (const base::StartupError&) {
    remove_file(file);
  } catch (const base::Unavailable&) {
    // A file that was truncated cannot even be looked at while others have it open: SQLite wants it for itself then.
    if (suspect == FileIdentity{} || identity_of(file) != suspect) throw;
    remove_file(file);
  }
  return open_checked(file, busy_timeout);
}

}  // namespace boxoffice::kit::cache
