#include "kit/runtime/bell.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <mutex>
#include <utility>
#include <vector>

namespace boxoffice::kit::runtime {

namespace {

/// One suspended coroutine. The timer is touched only on the executor of its coroutine.
struct Waiter {
  boost::asio::steady_timer timer;
  bool rung = false;
};

}  // namespace

struct Bell::State {
  std::mutex mutex{};
  std::uint64_t rings = 0;
  std::vector<std::shared_ptr<Waiter>> waiters{};

  /// False if it has rung already.
  bool enter(const std::shared_ptr<Waiter>& waiter, std::uint64_t heard) {
    const std::lock_guard lock(mutex);
    if (rings > heard) return false;
    waiters.push_back(waiter);
    return true;
  }

  void leave(const std::shared_ptr<Waiter>& waiter) {
    const std::lock_guard lock(mutex);
    std::erase(waiters, waiter);
  }
};

namespace {

/// Takes a waiter off the list however its coroutine ends, also when its frame is destroyed with the io_context.
template <class State>
class Place {
 public:
  Place(std::shared_ptr<State> state, std::shared_ptr<Waiter> waiter)
      : state_(std::move(state)), waiter_(std::move(waiter)) {}
  ~Place() { state_->leave(waiter_); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::shared_ptr<State> state_;
  std::shared_ptr<Waiter> waiter_;
};

}  // namespace

Bell::Bell() : state_(std::make_shared<State>()) {}

void Bell::ring() const {
  // Posted under the lock: a waiter on the list is a suspended coroutine, so its executor is alive. The handler comes
  // after the suspension, because it runs on the executor that is busy suspending.
  const std::lock_guard lock(state_->mutex);
  ++state_->rings;
  for (auto& waiter : state_->waiters) {
    const auto executor = waiter->timer.get_executor();
    boost::asio::post(executor, [waiter = std::move(waiter)] {
      waiter->rung = true;
      waiter->timer.cancel();
    });
  }
  state_->waiters.clear();
}

std::uint64_t Bell::rings() const {
  const std::lock_guard lock(state_->mutex);
  return state_->rings;
}

Task<> Bell::wait_after(std::uint64_t heard, Deadline deadline) const {
  const auto state = state_;  // the bell itself may be gone before the coroutine goes on
  const auto waiter = std::make_shared<Waiter>(
      Waiter{.timer = boost::asio::steady_timer(co_await boost::asio::this_coro::executor, deadline.at)});
  if (!state->enter(waiter, heard)) co_return;
  const Place<State> place(state, waiter);
  boost::system::error_code error;
  co_await waiter->timer.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, error));
  if (error && !waiter->rung) throw boost::system::system_error(error);
}

}  // namespace boxoffice::kit::runtime
