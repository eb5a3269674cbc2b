// Durable writes per second by the number of callers that wait: one fsync serves all of them. The file lies in the
// folder for temporary files ($TMPDIR); what is measured is that disk.

#include "kit/runtime/concurrently.hpp"
#include "kit/runtime/io_threads.hpp"
#include "kit/service/host.hpp"
#include "kit/sql/sqlite/sqlite_database.hpp"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace boxoffice::bench {

namespace {

using kit::runtime::Task;

constexpr std::int64_t writes_per_caller = 32;

/// A new folder that is removed with its content.
class ScratchFolder {
 public:
  ScratchFolder() {
    path_ = (std::filesystem::temp_directory_path() / "boxoffice-bench.XXXXXX").string();
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  [[nodiscard]] std::filesystem::path path() const { return path_; }

 private:
  std::string path_;
};

void create_tables(kit::sql::Transaction& transaction) {
  transaction.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
  transaction.execute("CREATE TABLE outbox (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
}

/// As a use case writes: its row and the message that tells of it.
void insert_order(kit::sql::Transaction& transaction) {
  const std::string body(200, 'x');
  transaction.execute("INSERT INTO orders (body) VALUES ($1)", body);
  transaction.execute("INSERT INTO outbox (body) VALUES ($1)", body);
}

Task<> prepare(kit::sql::Database& database) {
  co_await database.write(create_tables);
}

Task<> write_in_turn(kit::sql::Database& database) {
  for (std::int64_t written = 0; written < writes_per_caller; ++written) co_await database.write(insert_order);
}

Task<> write_until_measured(benchmark::State& state, kit::sql::Database& database) {
  const std::int64_t callers = state.range(0);
  while (state.KeepRunningBatch(callers * writes_per_caller)) {
    std::vector<Task<>> tasks;
    tasks.reserve(static_cast<std::size_t>(callers));
    for (std::int64_t caller = 0; caller < callers; ++caller) tasks.push_back(write_in_turn(database));
    co_await kit::runtime::run_all(std::move(tasks));
  }
  state.SetItemsProcessed(state.iterations());
}

void group_commit(benchmark::State& state) {
  const ScratchFolder folder;
  kit::runtime::IoThreads threads{1};
  threads.start();
  const auto database = kit::sql::open_sqlite({.file = folder.path() / "orders.db"});
  kit::service::run_blocking(threads.executor(0), prepare(*database));
  kit::service::run_blocking(threads.executor(0), write_until_measured(state, *database));
}

BENCHMARK(group_commit)
    ->ArgName("callers")
    ->Arg(1)
    ->Arg(8)
    ->Arg(64)
    ->Arg(256)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMicrosecond);

}  // namespace

}  // namespace boxoffice::bench
