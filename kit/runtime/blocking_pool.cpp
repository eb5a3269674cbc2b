#include "kit/runtime/blocking_pool.hpp"

#include "kit/base/ensure.hpp"
#include "kit/base/failure.hpp"
#include "kit/runtime/thread_name.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace boxoffice::kit::runtime {

namespace asio = boost::asio;

namespace {

/// The suspended caller of one piece of work: whichever comes first, the end of the work or the cancellation of the
/// caller, resumes it. Used only on the caller's executor, and destroyed there, because it owns the caller's frame.
template <class Handler>
struct Caller {
  std::optional<Handler> handler;

  void resume(boost::system::error_code error) {
    if (!handler) return;
    auto resumed = std::move(*handler);
    handler.reset();
    asio::get_associated_cancellation_slot(resumed).clear();
    std::move(resumed)(error);
  }
};

}  // namespace

struct BlockingPool::State {
  explicit State(Options given) : options(std::move(given)) {}

  Options options;
  mutable std::mutex mutex{};
  std::condition_variable changed{};
  std::deque<std::move_only_function<void()>> queue{};
  std::size_t reserved = 0;  // places promised to callers that are about to suspend
  bool stopping = false;
  std::vector<std::thread> threads{};

  bool reserve() {
    const std::lock_guard lock(mutex);
    if (stopping || queue.size() + reserved >= options.queue_limit) return false;
    ++reserved;
    return true;
  }

  void push_reserved(std::move_only_function<void()> work) {
    {
      const std::lock_guard lock(mutex);
      --reserved;
      queue.push_back(std::move(work));
    }
    changed.notify_one();
  }

  void run_until_stopped() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [this] { return stopping || !queue.empty(); });
      if (queue.empty()) return;
      {
        auto work = std::move(queue.front());
        queue.pop_front();
        lock.unlock();
        work();
      }
      lock.lock();
    }
  }
};

BlockingPool::BlockingPool(Options options) : state_(std::make_unique<State>(std::move(options))) {
  base::ensure(state_->options.threads > 0, "BlockingPool: at least one thread");
  for (std::size_t i = 0; i < state_->options.threads; ++i) {
    state_->threads.emplace_back([state = state_.get()] {
      name_this_thread(state->options.name);
      state->run_until_stopped();
    });
  }
}

BlockingPool::~BlockingPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->changed.notify_all();
  for (auto& thread : state_->threads) thread.join();
}

bool BlockingPool::try_post(std::move_only_function<void()> work) {
  if (!state_->reserve()) return false;
  state_->push_reserved(std::move(work));
  return true;
}

std::size_t BlockingPool::queued() const {
  const std::lock_guard lock(state_->mutex);
  return state_->queue.size() + state_->reserved;
}

Task<> BlockingPool::run_erased(std::move_only_function<void()> work) {
  // Reserved before suspending, because an initiating function must not throw.
  if (!state_->reserve()) throw base::Overloaded("the queue of the pool '" + state_->options.name + "' is full");
  // Tracked, so that the caller's context keeps running for the answer.
  const auto executor =
      asio::prefer(Executor(co_await asio::this_coro::executor), asio::execution::outstanding_work.tracked);
  const auto initiate = [](auto handler, State* state, Executor caller_executor,
                           std::move_only_function<void()> blocking_work) {
    auto caller = std::make_shared<Caller<decltype(handler)>>(std::move(handler));
    if (auto slot = asio::get_associated_cancellation_slot(*caller->handler); slot.is_connected()) {
      // Posted: a coroutine must not be resumed within the call that cancels it.
      slot.assign([weak = std::weak_ptr(caller), caller_executor](asio::cancellation_type) {
        asio::post(caller_executor, [held = weak.lock()] {
          if (held) held->resume(asio::error::operation_aborted);
        });
      });
    }
    state->push_reserved([caller = std::move(caller), caller_executor = std::move(caller_executor),
                          blocking_work = std::move(blocking_work)]() mutable {
      blocking_work();
      blocking_work = nullptr;
      const auto target = std::move(caller_executor);
      asio::post(target, [caller = std::move(caller)] { caller->resume({}); });
    });
  };
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void(boost::system::error_code)>(
      initiate, asio::use_awaitable, state_.get(), executor, std::move(work));
}

}  // namespace boxoffice::kit::runtime
