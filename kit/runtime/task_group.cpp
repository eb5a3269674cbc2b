#include "kit/runtime/task_group.hpp"

#include "kit/base/ensure.hpp"
#include "kit/runtime/bell.hpp"
#include "kit/runtime/cancellation.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <condition_variable>
#include <list>
#include <mutex>
#include <utility>
#include <vector>

namespace boxoffice::kit::runtime {

namespace asio = boost::asio;

namespace {

/// One running task. Name and executor never change; the rest is touched only on the executor.
struct Member {
  Member(Executor task_executor, std::string task_name)
      : executor(std::move(task_executor)), name(std::move(task_name)) {}

  Executor executor;
  std::string name;
  asio::cancellation_signal signal{};
  bool cancelled = false;
};

}  // namespace

struct TaskGroup::State {
  explicit State(ErrorHandler handler) : on_error(std::move(handler)) {}

  ErrorHandler on_error;
  mutable std::mutex mutex{};
  std::condition_variable emptied{};
  std::vector<std::shared_ptr<Member>> members{};
  Bell bell{};
  int cancellations = 0;

  /// False if the group takes no more tasks.
  bool enter(const std::shared_ptr<Member>& member) {
    const std::lock_guard lock(mutex);
    if (cancellations > 0) return false;
    members.push_back(member);
    return true;
  }

  void leave(const std::shared_ptr<Member>& member) {
    const std::lock_guard lock(mutex);
    std::erase(members, member);
    if (!members.empty()) return;
    emptied.notify_all();
    bell.ring();
  }

  bool empty() const {
    const std::lock_guard lock(mutex);
    return members.empty();
  }

  std::string names() const {
    const std::lock_guard lock(mutex);
    std::string text;
    for (const auto& member : members) text += " " + member->name;
    return text;
  }
};

namespace {

/// Membership for as long as the completion handler lives: also a task whose io_context is destroyed leaves the group.
template <class State>
class Membership {
 public:
  Membership(std::shared_ptr<State> state, std::shared_ptr<Member> member)
      : state_(std::move(state)), member_(std::move(member)) {}
  ~Membership() {
    if (state_) state_->leave(member_);
  }
  Membership(Membership&&) noexcept = default;
  Membership& operator=(Membership&&) = delete;
  Membership(const Membership&) = delete;
  Membership& operator=(const Membership&) = delete;

 private:
  std::shared_ptr<State> state_;
  std::shared_ptr<Member> member_;
};

Task<> run_member(std::shared_ptr<Member> member, TaskGroup::ErrorHandler on_error, Task<> task) {
  // Without this a coroutine listens to terminal cancellation only.
  co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
  if (member->cancelled) co_return;
  std::exception_ptr failure;
  try {
    co_await std::move(task);
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure && !is_cancellation(failure)) on_error(member->name, failure);
}

}  // namespace

TaskGroup::TaskGroup(ErrorHandler on_error) : state_(std::make_shared<State>(std::move(on_error))) {}

TaskGroup::~TaskGroup() {
  base::ensure(state_->empty(), "TaskGroup destroyed while tasks run:" + state_->names());
}

void TaskGroup::spawn(const Executor& executor, std::string name, Task<> task) {
  auto member = std::make_shared<Member>(executor, std::move(name));
  if (!state_->enter(member)) return;
  Membership membership(state_, member);
  // From here on everything of the task happens on its executor, so that cancel() never races with the start.
  asio::post(executor, [member = std::move(member), membership = std::move(membership), task = std::move(task),
                        on_error = state_->on_error]() mutable {
    const auto slot = member->signal.slot();
    const auto target = member->executor;
    asio::co_spawn(target, run_member(std::move(member), std::move(on_error), std::move(task)),
                   asio::bind_cancellation_slot(slot, [membership = std::move(membership)](std::exception_ptr failure) {
                     base::ensure(failure == nullptr, "the error handler of a TaskGroup threw");
                   }));
  });
}

void TaskGroup::cancel() {
  const std::lock_guard lock(state_->mutex);
  const auto type = state_->cancellations++ == 0 ? asio::cancellation_type::total : asio::cancellation_type::terminal;
  for (const auto& member : state_->members) {
    asio::post(member->executor, [member, type] {
      member->cancelled = true;
      member->signal.emit(type);
    });
  }
}

Task<bool> TaskGroup::wait(std::chrono::milliseconds limit) {
  const auto state = state_;
  const auto deadline = Deadline::after(limit);
  while (true) {
    const auto heard = state->bell.rings();
    if (state->empty()) co_return true;
    if (deadline.passed()) co_return false;
    co_await state->bell.wait_after(heard, deadline);
  }
}

bool TaskGroup::wait_blocking(std::chrono::milliseconds limit) {
  std::unique_lock lock(state_->mutex);
  return state_->emptied.wait_until(lock, Deadline::after(limit).at, [this] { return state_->members.empty(); });
}

std::size_t TaskGroup::running() const {
  const std::lock_guard lock(state_->mutex);
  return state_->members.size();
}

}  // namespace boxoffice::kit::runtime
