#include "kit/sql/sqlite/connection.hpp"

#include "kit/base/failure.hpp"
#include "kit/sql/sqlite/failures.hpp"
#include "kit/sql/sqlite/statement.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

namespace boxoffice::kit::sql {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t statements_kept = 512;  // far more than a service has; a bound for texts that are not constant

/// A savepoint keeps the pages that it may have to restore in memory up to this size, then in a temporary file: with
/// SQLite's 64 KiB nearly every function of a group commit wrote to that file what was thrown away a moment later.
constexpr int savepoint_memory_bytes = 1024 * 1024;

/// Settings of the library as a whole, which it takes only before its first use in a process.
void configure_library() {
  static const int code = sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, savepoint_memory_bytes);
  static_cast<void>(code);  // refused when somebody else uses SQLite in this process: slower, and as right
}

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
};

/// Waits for another connection's lock in short, growing steps. SQLite's own handler sleeps up to 100 ms at a time,
/// which is far longer than the commits of our other processes take.
struct BusyWait {
  std::chrono::milliseconds timeout;
  Steady::time_point give_up_at{};

  static int again(void* self, int attempts) {
    auto& wait = *static_cast<BusyWait*>(self);
    if (attempts == 0) wait.give_up_at = Steady::now() + wait.timeout;
    if (Steady::now() >= wait.give_up_at) return 0;
    std::this_thread::sleep_for(std::chrono::microseconds{std::min(2000, 100 + 100 * attempts)});
    return 1;
  }
};

/// True if nothing but white space and comments follows the first statement of a text.
bool is_blank(std::string_view rest) {
  while (!rest.empty()) {
    if (rest.starts_with("--")) {
      rest.remove_prefix(std::min(rest.find('\n'), rest.size()));
    } else if (rest.front() == ' ' || rest.front() == '\n' || rest.front() == '\t' || rest.front() == '\r') {
      rest.remove_prefix(1);
    } else {
      return false;
    }
  }
  return true;
}

/// The file as SQLite's URIs name it, without parameters.
std::string uri_of(const std::filesystem::path& file) {
  std::string uri = "file:";
  for (const char letter : file.string()) {
    if (letter == '%' || letter == '?' || letter == '#') {
      uri += fmt::format("%{:02x}", static_cast<unsigned>(letter));
    } else {
      uri += letter;
    }
  }
  return uri;
}

}  // namespace

struct SqliteConnection::State {
  explicit State(ConnectionOptions given) : options(std::move(given)), busy_wait{.timeout = options.busy_timeout} {}

  ConnectionOptions options;
  BusyWait busy_wait;
  sqlite3* handle = nullptr;
  std::unordered_map<std::string, std::unique_ptr<detail::Statement>, TextHash, std::equal_to<>> statements{};

  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    statements.clear();
    sqlite3_close_v2(handle);
  }

  void open();
  void open_as(const std::string& name, int flags);
  [[nodiscard]] bool has_log() const;
  void choose_write_ahead_log();
  detail::Statement& prepared(std::string_view text);
  [[noreturn]] void fail(std::string_view text) { detail::throw_failure(handle, options.file, text); }
};

SqliteConnection::SqliteConnection(ConnectionOptions options) : state_(std::make_unique<State>(std::move(options))) {
  state_->open();
  if (state_->options.access == Access::observe) return;
  const bool writes = state_->options.access == Access::read_write;
  if (writes) state_->choose_write_ahead_log();
  execute(state_->options.synchronous == Synchronous::full ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
  execute("PRAGMA foreign_keys=ON");
  execute("PRAGMA journal_size_limit=67108864");  // bytes that the log file keeps after a checkpoint
  // Readers are opened for writing too, because whoever comes first after a crash has to recover the log.
  if (!writes) execute("PRAGMA query_only=ON");
}

SqliteConnection::~SqliteConnection() = default;

SqliteConnection::Outcome SqliteConnection::run(std::string_view statement, std::span<const Argument> arguments) {
  detail::Statement& prepared = state_->prepared(statement);
  const auto total_before = sqlite3_total_changes64(state_->handle);
  Outcome outcome;
  if (prepared.run(arguments, outcome.rows) != SQLITE_DONE) state_->fail(statement);
  // sqlite3_changes64 keeps its value over statements that change nothing (BEGIN, CREATE), hence the comparison.
  const bool has_changed = sqlite3_total_changes64(state_->handle) != total_before;
  outcome.changed = has_changed ? sqlite3_changes64(state_->handle) : 0;
  outcome.has_written = has_changed || prepared.changes_schema();
  return outcome;
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(state_->handle) == 0;
}

void SqliteConnection::State::open() {
  configure_library();
  const bool writes = options.access == Access::read_write;
  if (writes && options.file.has_parent_path()) {
    std::error_code error;
    std::filesystem::create_directories(options.file.parent_path(), error);
    if (error) detail::throw_cannot_open(error.message(), options.file);
  }
  if (options.access == Access::observe) {
    // Whoever works with the file has a log beside it. Without one SQLite would make it, unless told that nobody
    // writes.
    open_as(uri_of(options.file) + (has_log() ? "" : "?immutable=1"), SQLITE_OPEN_READONLY | SQLITE_OPEN_URI);
  } else {
    open_as(options.file.string(), SQLITE_OPEN_READWRITE | (writes ? SQLITE_OPEN_CREATE : 0));
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_handler(handle, &BusyWait::again, &busy_wait);
  if (options.keep_log_file) {
    int keep = 1;
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
  }
}

void SqliteConnection::State::open_as(const std::string& name, int flags) {
  if (sqlite3_open_v2(name.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK) {
    detail::throw_cannot_open(handle == nullptr ? "out of memory" : sqlite3_errmsg(handle), options.file);
  }
}

bool SqliteConnection::State::has_log() const {
  std::error_code missing;
  const auto size = std::filesystem::file_size(options.file.string() + "-wal", missing);
  return !missing && size > 0;
}

void SqliteConnection::State::choose_write_ahead_log() {
  constexpr std::string_view text = "PRAGMA journal_mode=WAL";
  const auto give_up_at = Steady::now() + options.busy_timeout;
  for (;;) {
    Rows rows;
    const int code = prepared(text).run({}, rows);
    if (code == SQLITE_DONE && !rows.empty() && rows.front().get<std::string>(0) == "wal") return;
    if (code == SQLITE_DONE)
      detail::throw_cannot_open("its file system cannot share memory between processes", options.file);
    // SQLite does not call the busy handler while several processes switch a new file to WAL at once.
    if ((sqlite3_errcode(handle) & 0xff) != SQLITE_BUSY || Steady::now() >= give_up_at) fail(text);
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
}

detail::Statement& SqliteConnection::State::prepared(std::string_view text) {
  if (const auto found = statements.find(text); found != statements.end()) return *found->second;
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(handle, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, &rest);
  if (code != SQLITE_OK) fail(text);
  auto owned = std::make_unique<detail::Statement>(statement, text);
  if (statement == nullptr || !is_blank(text.substr(static_cast<std::size_t>(rest - text.data())))) {
    throw std::logic_error(fmt::format("A text must hold exactly one statement [{}]", text));
  }
  if (statements.size() >= statements_kept) statements.clear();
  return *statements.emplace(std::string(text), std::move(owned)).first->second;
}

}  // namespace boxoffice::kit::sql
