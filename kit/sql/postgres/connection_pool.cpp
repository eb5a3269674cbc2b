#include "kit/sql/postgres/connection_pool.hpp"

#include "kit/base/ensure.hpp"
#include "kit/base/failure.hpp"
#include "kit/runtime/thread_name.hpp"
#include "kit/sql/postgres/transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace boxoffice::kit::sql {
namespace {

constexpr std::chrono::milliseconds pause_after_loss{2};  // times the attempts so far
constexpr int most_pauses = 20;
constexpr std::chrono::milliseconds first_reconnect{50};
constexpr std::chrono::milliseconds longest_reconnect{1000};

constexpr std::string_view begin_write = "BEGIN ISOLATION LEVEL SERIALIZABLE";
// LOCK takes no snapshot, so a transaction that waits for its turn sees what was committed meanwhile.
constexpr std::string_view with_others = "LOCK TABLE write_turns IN ROW SHARE MODE";
constexpr std::string_view alone = "LOCK TABLE write_turns IN EXCLUSIVE MODE";
constexpr int attempts_with_others = 2;

constexpr std::string_view begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

}  // namespace

/// One thread's connection, made anew when it breaks.
class ConnectionPool::Worker {
 public:
  Worker(ConnectionPool& pool, std::size_t index, std::unique_ptr<PostgresConnection> connection)
      : options_(pool.options_), announce_(pool.announce_), index_(index), connection_(std::move(connection)) {}

  /// While the server is away, calls are left to other connections, and it is not tried without end.
  void wait_out_pause() const {
    if (!connection_) std::this_thread::sleep_for(pause_);
  }

  std::exception_ptr run(Job& job) {
    try {
      if (job.write) {
        write(job);
      } else {
        read(job);
      }
      return nullptr;
    } catch (...) {
      return std::current_exception();
    }
  }

 private:
  /// Who has lost twice gets a turn alone, in all processes of the service, and those who come later wait for it. Else
  /// many who want the same rows would go on taking the victory from each other, and nothing would be done.
  void write(Job& job) {
    const auto give_up_at = std::chrono::steady_clock::now() + options_.contention_limit;
    for (int attempt = 1;; ++attempt) {
      try {
        return write_once(job, attempt <= attempts_with_others ? with_others : alone);
      } catch (const TransactionLost& loss) {
        roll_back();
        if (std::chrono::steady_clock::now() >= give_up_at) {
          throw base::Unavailable(fmt::format("a transaction lost against others {} times: {}", attempt, loss.what()));
        }
        // Connections wait for different times, or the same two would meet again and again.
        std::this_thread::sleep_for(std::min(attempt, most_pauses) * pause_after_loss + index_);
      } catch (...) {
        roll_back();
        throw;
      }
    }
  }

  void write_once(Job& job, std::string_view turn) {
    begin(begin_write);
    connection_->run(turn);
    PostgresTransaction transaction(*connection_);
    if (!run_write(job, transaction)) return roll_back();
    if (transaction.failed()) throw std::logic_error("A failed statement was ignored outside attempt()");
    commit();
    for (const auto& effect : transaction.after().effects) effect();
    announce_(transaction.after().channels);
  }

  static bool run_write(Job& job, PostgresTransaction& transaction) {
    const Waiter::Run run(job.waiter);
    return run.wanted() && job.write(transaction);
  }

  void commit() {
    if (connection_->run("COMMIT").tag != "COMMIT")
      throw std::logic_error("PostgreSQL rolled back instead of committing");
  }

  void read(Job& job) {
    begin(begin_read);
    try {
      const Waiter::Run run(job.waiter);
      PostgresSession session(*connection_);
      if (run.wanted()) job.read(session);
    } catch (...) {
      roll_back();
      throw;
    }
    roll_back();
  }

  /// A connection that broke while it was idle, as when the server was restarted, is replaced without the caller
  /// noticing: nothing was sent on it.
  void begin(std::string_view statement) {
    const bool is_used = connect();
    try {
      connection_->run(statement);
    } catch (const base::Unavailable&) {
      if (!is_used || !connection_->is_broken()) throw;
      connect();
      connection_->run(statement);
    }
  }

  /// True when there was a connection that seemed to work.
  bool connect() {
    if (connection_ && !connection_->is_broken()) return true;
    connection_.reset();
    try {
      connection_ = std::make_unique<PostgresConnection>(options_);
    } catch (const ConnectionRefused& refusal) {
      pause_ = longer_pause();
      throw base::Unavailable(fmt::format("PostgreSQL refuses the connection: {}", refusal.what()));
    } catch (const base::Unavailable&) {
      pause_ = longer_pause();
      throw;
    }
    pause_ = {};
    return false;
  }

  [[nodiscard]] std::chrono::milliseconds longer_pause() const {
    return std::clamp(2 * pause_, first_reconnect, longest_reconnect);
  }

  void roll_back() {
    try {
      if (connection_ && !connection_->is_broken() && connection_->in_transaction()) connection_->run("ROLLBACK");
    } catch (...) {
      connection_.reset();  // the server rolls back what a connection leaves
    }
  }

  const PostgresOptions& options_;
  const Announce& announce_;
  std::chrono::milliseconds index_;
  std::unique_ptr<PostgresConnection> connection_;
  std::chrono::milliseconds pause_{};  // before the next try to connect; none while there is a connection
};

ConnectionPool::ConnectionPool(PostgresOptions options, std::unique_ptr<PostgresConnection> first, Announce announce)
    : options_(std::move(options)), announce_(std::move(announce)), queue_(options_.queue_limit) {
  base::ensure(options_.connections > 0, "ConnectionPool: at least one connection");
  for (std::size_t index = 0; index < options_.connections; ++index) {
    threads_.emplace_back([this, index, connection = std::exchange(first, nullptr)] mutable {
      runtime::name_this_thread("sql-connection");
      Worker worker(*this, index, std::move(connection));
      for (auto jobs = queue_.take(1); !jobs.empty(); jobs = queue_.take(1)) {
        Job& job = jobs.front();
        auto failure = worker.run(job);
        job.write = nullptr;  // what it owns dies before its caller goes on
        job.read = nullptr;
        answer({{.waiter = std::move(job.waiter), .failure = std::move(failure)}});
        worker.wait_out_pause();
      }
    });
  }
}

ConnectionPool::~ConnectionPool() {
  queue_.close();
  for (auto& thread : threads_) thread.join();
}

runtime::Task<> ConnectionPool::write(WriteStep step) {
  co_await enqueue({.write = std::move(step)});
}

runtime::Task<> ConnectionPool::read(ReadStep step) {
  co_await enqueue({.read = std::move(step)});
}

runtime::Task<> ConnectionPool::enqueue(Job job) {
  co_await Waiter::wait([this, job = std::move(job)](std::shared_ptr<Waiter> waiter) mutable {
    job.waiter = std::move(waiter);
    if (queue_.push(job)) return;
    const auto refusal = std::make_exception_ptr(base::Overloaded("too many calls wait for the database"));
    answer({{.waiter = std::move(job.waiter), .failure = refusal}});
  });
}

}  // namespace boxoffice::kit::sql
