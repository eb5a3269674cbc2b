#include "kit/sql/sqlite/group_writer.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/thread_name.hpp"

#include <set>
#include <stdexcept>
#include <utility>

namespace boxoffice::kit::sql {

GroupWriter::GroupWriter(Options options)
    : options_(std::move(options)),
      connection_(options_.connection),
      queue_(options_.queue_limit),
      thread_([this] { run(); }) {}

GroupWriter::~GroupWriter() {
  queue_.close();
  thread_.join();
}

runtime::Task<> GroupWriter::write(Step step) {
  co_await Waiter::wait([this, step = std::move(step)](std::shared_ptr<Waiter> waiter) mutable {
    Job job{.step = std::move(step), .waiter = std::move(waiter)};
    if (queue_.push(job)) return;
    const auto refusal = std::make_exception_ptr(base::Overloaded("too many writes wait for the database"));
    answer({{.waiter = std::move(job.waiter), .failure = refusal}});
  });
}

void GroupWriter::run() {
  runtime::name_this_thread("sql-writer");
  for (auto jobs = queue_.take(options_.batch_limit); !jobs.empty(); jobs = queue_.take(options_.batch_limit)) {
    commit(std::move(jobs));
  }
}

void GroupWriter::commit(std::vector<Job> jobs) {
  bool committed = false;
  try {
    Ended ended = transact(jobs, Undo::everything);
    if (ended == Ended::again) ended = transact(jobs, Undo::each_function);
    committed = ended == Ended::committed;
  } catch (const ConstraintViolation&) {
    // COMMIT itself refused (a deferred constraint): one of them is to blame, so each gets its own transaction.
    roll_back();
    if (jobs.size() > 1) {
      for (auto& job : jobs) {
        std::vector<Job> alone;
        alone.push_back(std::move(job));
        commit(std::move(alone));
      }
      return;
    }
    jobs.front().failure = std::current_exception();
  } catch (...) {
    // Nobody's function counts, not even one that has failed: it may have seen what the others wrote.
    roll_back();
    for (auto& job : jobs) job.failure = std::current_exception();
  }
  if (committed) announce(jobs);
  std::vector<Answer> answers;
  answers.reserve(jobs.size());
  for (auto& job : jobs) {
    job.step = nullptr;  // what it owns dies before its caller goes on
    answers.push_back({.waiter = std::move(job.waiter), .failure = std::move(job.failure)});
  }
  answer(std::move(answers));
}

/// Runs the functions and commits. `again`, with nothing done, when what one of them wrote must go while others stay;
/// `undone` when it was the only one.
GroupWriter::Ended GroupWriter::transact(std::vector<Job>& jobs, Undo undo) {
  connection_.execute("BEGIN IMMEDIATE");
  for (auto& job : jobs) {
    job.failure = nullptr;
    job.after = {};
    const Waiter::Run run(job.waiter);
    if (!run.wanted() || run_step(job, undo)) continue;
    roll_back();
    return jobs.size() == 1 ? Ended::undone : Ended::again;
  }
  connection_.execute("COMMIT");
  return Ended::committed;
}

/// False when the function has written what must not stay, and only rolling back everything undoes it.
bool GroupWriter::run_step(Job& job, Undo undo) {
  if (undo == Undo::each_function) connection_.execute("SAVEPOINT step");
  SqliteTransaction transaction(connection_);
  bool keep = false;
  try {
    keep = job.step(transaction);
    if (keep && transaction.failed()) throw std::logic_error("A failed statement was ignored outside attempt()");
  } catch (...) {
    keep = false;
    job.failure = std::current_exception();
  }
  if (!connection_.in_transaction()) {
    throw base::Unavailable("the disk is full or failed, and the transaction was rolled back");
  }
  if (keep) job.after = transaction.after();
  if (undo == Undo::everything) return keep || !transaction.has_written();
  if (!keep) connection_.execute("ROLLBACK TO step");
  connection_.execute("RELEASE step");
  return true;
}

void GroupWriter::roll_back() {
  try {
    if (connection_.in_transaction()) connection_.execute("ROLLBACK");
  } catch (...) {
    // The failure that led here is what the callers get; the next BEGIN shows whether the connection still works.
  }
}

void GroupWriter::announce(const std::vector<Job>& jobs) const {
  std::set<std::string> channels;
  for (const auto& job : jobs) {
    for (const auto& effect : job.after.effects) effect();
    channels.insert(job.after.channels.begin(), job.after.channels.end());
  }
  if (options_.on_commit) options_.on_commit(jobs.size());
  if (!options_.notify) return;
  for (const auto& channel : channels) options_.notify(channel);
}

}  // namespace boxoffice::kit::sql
