#include "kit/sql/sqlite/reader_pool.hpp"

#include "kit/base/ensure.hpp"
#include "kit/base/failure.hpp"
#include "kit/runtime/thread_name.hpp"

#include <exception>
#include <utility>

namespace boxoffice::kit::sql {
namespace {

/// Ends the snapshot whatever the function did.
class Snapshot {
 public:
  explicit Snapshot(SqliteConnection& connection) : connection_(connection) { connection_.execute("BEGIN DEFERRED"); }
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot() {
    try {
      if (connection_.in_transaction()) connection_.execute("ROLLBACK");
    } catch (...) {
      // Nothing was written; the next BEGIN shows whether the connection still works.
    }
  }

 private:
  SqliteConnection& connection_;
};

}  // namespace

ReaderPool::ReaderPool(Options options) : options_(std::move(options)), queue_(options_.queue_limit) {
  base::ensure(options_.threads > 0, "ReaderPool: at least one thread");
  base::ensure(options_.connection.access != Access::read_write, "ReaderPool: connections that only read");
  std::vector<std::unique_ptr<SqliteConnection>> connections;
  connections.reserve(options_.threads);
  for (std::size_t index = 0; index < options_.threads; ++index) {
    connections.push_back(std::make_unique<SqliteConnection>(options_.connection));
  }
  for (auto& connection : connections) {
    threads_.emplace_back([this, mine = std::move(connection)] mutable { run(std::move(mine)); });
  }
}

ReaderPool::~ReaderPool() {
  queue_.close();
  for (auto& thread : threads_) thread.join();
}

runtime::Task<> ReaderPool::read(Step step) {
  co_await Waiter::wait([this, step = std::move(step)](std::shared_ptr<Waiter> waiter) mutable {
    Job job{.step = std::move(step), .waiter = std::move(waiter)};
    if (queue_.push(job)) return;
    const auto refusal = std::make_exception_ptr(base::Overloaded("too many reads wait for the database"));
    answer({{.waiter = std::move(job.waiter), .failure = refusal}});
  });
}

std::exception_ptr ReaderPool::run_step(std::unique_ptr<SqliteConnection>& connection, Step& step) const {
  try {
    if (options_.connection.access == Access::observe) {
      connection = std::make_unique<SqliteConnection>(options_.connection);
    }
    const Snapshot snapshot(*connection);
    SqliteSession session(*connection);
    step(session);
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

std::exception_ptr ReaderPool::run_if_wanted(std::unique_ptr<SqliteConnection>& connection, Job& job) const {
  const Waiter::Run run(job.waiter);
  return run.wanted() ? run_step(connection, job.step) : nullptr;
}

void ReaderPool::run(std::unique_ptr<SqliteConnection> connection) {
  runtime::name_this_thread("sql-reader");
  for (auto jobs = queue_.take(1); !jobs.empty(); jobs = queue_.take(1)) {
    Job& job = jobs.front();
    auto failure = run_if_wanted(connection, job);
    job.step = nullptr;  // what it owns dies before its caller goes on
    answer({{.waiter = std::move(job.waiter), .failure = std::move(failure)}});
  }
}

}  // namespace boxoffice::kit::sql
