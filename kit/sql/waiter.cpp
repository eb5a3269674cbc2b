#include "kit/sql/waiter.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace boxoffice::kit::sql {

namespace asio = boost::asio;

/// The answers for one executor, given there. If a resumed coroutine's owner throws, the rest is still given.
struct Answers {
  runtime::Executor executor;
  std::vector<Answer> answers;

  void operator()() {
    for (std::size_t index = 0; index < answers.size(); ++index) {
      try {
        answers[index].waiter->resume(std::move(answers[index].failure));
      } catch (...) {
        answers.erase(answers.begin(), answers.begin() + static_cast<std::ptrdiff_t>(index) + 1);
        asio::post(executor, Answers{executor, std::move(answers)});
        throw;
      }
    }
  }
};

Waiter::Waiter(runtime::Executor executor, Resume resume)
    // Tracked, so that the caller's context keeps running for the answer.
    : executor_(asio::prefer(std::move(executor), asio::execution::outstanding_work.tracked)),
      resume_(std::move(resume)) {}

runtime::Task<> Waiter::wait(std::move_only_function<void(std::shared_ptr<Waiter>)> enqueue) {
  const auto initiate = [](auto handler, runtime::Executor executor,
                           std::move_only_function<void(std::shared_ptr<Waiter>)> hand_over) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto waiter = std::make_shared<Waiter>(std::move(executor),
                                           [slot, held = std::move(handler)](std::exception_ptr failure) mutable {
                                             slot.clear();
                                             std::move(held)(std::move(failure));
                                           });
    if (slot.is_connected()) {
      slot.assign([weak = std::weak_ptr(waiter)](asio::cancellation_type) {
        if (const auto held = weak.lock()) cancel(held);
      });
    }
    hand_over(std::move(waiter));
  };
  const runtime::Executor executor = co_await asio::this_coro::executor;
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(initiate, asio::use_awaitable,
                                                                                         executor, std::move(enqueue));
}

Waiter::Run::Run(std::shared_ptr<Waiter> waiter) : waiter_(std::move(waiter)) {
  auto expected = State::waiting;
  wanted_ = waiter_->state_.compare_exchange_strong(expected, State::running);
}

Waiter::Run::~Run() {
  if (!wanted_) return;
  auto expected = State::running;
  if (waiter_->state_.compare_exchange_strong(expected, State::waiting)) return;
  waiter_->state_ = State::abandoned;
  resume_cancelled(waiter_);
}

void Waiter::cancel(const std::shared_ptr<Waiter>& self) {
  auto state = self->state_.load();
  while (state == State::waiting || state == State::running) {
    const auto next = state == State::waiting ? State::abandoned : State::abandoned_running;
    if (!self->state_.compare_exchange_weak(state, next)) continue;
    if (next == State::abandoned) resume_cancelled(self);
    return;
  }
}

void Waiter::resume_cancelled(const std::shared_ptr<Waiter>& self) {
  // Posted: a coroutine must not be resumed within the call that cancels it. The engine may keep the waiter for longer
  // than the executor's context lives, so nothing of the executor is left when the caller goes on.
  const runtime::Executor executor = asio::prefer(self->executor_, asio::execution::outstanding_work.untracked);
  asio::post(executor, [self] {
    self->executor_ = {};
    self->resume(std::make_exception_ptr(boost::system::system_error(asio::error::operation_aborted)));
  });
}

bool Waiter::begin_answer() {
  auto expected = State::waiting;
  return state_.compare_exchange_strong(expected, State::answered);
}

void Waiter::resume(std::exception_ptr failure) {
  if (auto resumed = std::exchange(resume_, nullptr)) resumed(std::move(failure));
}

void answer(std::vector<Answer> answers) {
  std::vector<Answers> groups;  // a handful: callers come from a few io threads
  for (auto& each : answers) {
    if (!each.waiter->begin_answer()) continue;
    const runtime::Executor& executor = each.waiter->executor_;
    auto group = std::ranges::find(groups, executor, &Answers::executor);
    if (group == groups.end()) group = groups.insert(group, Answers{.executor = executor, .answers = {}});
    group->answers.push_back(std::move(each));
  }
  for (auto& group : groups) {
    const runtime::Executor executor = group.executor;
    asio::post(executor, std::move(group));
  }
}

}  // namespace boxoffice::kit::sql
