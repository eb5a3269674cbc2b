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

std::exception_ptr run_on_snapshot(SqliteConnection& connection, ReaderPool::Step& step) {
  try {
    const Snapshot snapshot(connection);
    SqliteSession session(connection);
    step(session);
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

}  // namespace

ReaderPool::ReaderPool(Options options) : queue_(options.queue_limit) {
  base::ensure(options.threads > 0, "ReaderPool: at least one thread");
  options.connection.access = Access::read_only;
  for (std::size_t index = 0; index < options.threads; ++index) {
    connections_.push_back(std::make_unique<SqliteConnection>(options.connection));
  }
  for (const auto& connection : connections_) {
    threads_.emplace_back([this, &connection = *connection] { run(connection); });
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

void ReaderPool::run(SqliteConnection& connection) {
  runtime::name_this_thread("sql-reader");
  for (auto jobs = queue_.take(1); !jobs.empty(); jobs = queue_.take(1)) {
    Job& job = jobs.front();
    auto failure = job.waiter->abandoned() ? nullptr : run_on_snapshot(connection, job.step);
    job.step = nullptr;  // what it owns dies before its caller goes on
    answer({{.waiter = std::move(job.waiter), .failure = std::move(failure)}});
  }
}

}  // namespace boxoffice::kit::sql
