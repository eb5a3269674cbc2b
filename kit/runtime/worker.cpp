#include "kit/runtime/worker.hpp"

#include "kit/runtime/deadline.hpp"
#include "kit/runtime/timeout.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>

namespace boxoffice::kit::runtime {

namespace asio = boost::asio;

Wakeup::Wakeup() : notified_(std::make_shared<std::atomic<bool>>(false)) {}

void Wakeup::notify() const {
  notified_->store(true);
  bell_.ring();
}

Task<> Wakeup::wait(std::chrono::milliseconds limit) const {
  const auto notified = notified_;
  const auto bell = bell_;
  const auto heard = bell.rings();
  if (notified->exchange(false)) co_return;
  co_await bell.wait_after(heard, Deadline::after(limit));
  notified->store(false);
}

namespace {

struct TickOutcome {
  bool more = false;
  std::exception_ptr failure{};
};

Task<TickOutcome> try_tick(const Worker& worker) {
  try {
    co_return TickOutcome{.more = co_await with_timeout(Deadline::after(worker.limit), "tick", worker.tick())};
  } catch (...) {
    co_return TickOutcome{.failure = std::current_exception()};
  }
}

}  // namespace

Task<> run_worker(Worker worker, TaskGroup::ErrorHandler on_error) {
  auto backoff = worker.interval;
  while (true) {
    const auto outcome = co_await try_tick(worker);
    // A tick that failed because the worker is being cancelled is no failure.
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (outcome.failure && cancellation.cancelled() != asio::cancellation_type::none) {
      std::rethrow_exception(outcome.failure);
    }
    if (outcome.failure) {
      on_error(worker.name, outcome.failure);
      co_await sleep_for(std::min(backoff, longest_worker_backoff));
      backoff = std::min(backoff * 2, longest_worker_backoff);
      continue;
    }
    backoff = worker.interval;
    if (outcome.more) {
      // Lets other tasks of the thread run in between.
      co_await asio::post(asio::use_awaitable);
    } else {
      co_await worker.wakeup.wait(worker.interval);
    }
  }
}

}  // namespace boxoffice::kit::runtime
