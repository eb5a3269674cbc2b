#include "kit/runtime/io_threads.hpp"

#include "kit/base/ensure.hpp"
#include "kit/runtime/thread_name.hpp"

#include <fmt/format.h>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <mutex>
#include <thread>
#include <vector>

namespace boxoffice::kit::runtime {

namespace {

struct IoThread {
  // One thread per context: Asio then takes no locks for its queue of handlers.
  boost::asio::io_context context{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> keep_running{context.get_executor()};
  std::thread thread{};
};

}  // namespace

struct IoThreads::State {
  std::vector<std::unique_ptr<IoThread>> threads{};
  std::mutex mutex{};  // guards started and the joining
  bool started = false;
  bool stopped = false;
};

IoThreads::IoThreads(std::size_t count) : state_(std::make_unique<State>()) {
  base::ensure(count > 0, "IoThreads: at least one thread");
  for (std::size_t i = 0; i < count; ++i) state_->threads.push_back(std::make_unique<IoThread>());
}

IoThreads::~IoThreads() {
  stop();
}

void IoThreads::start() {
  const std::lock_guard lock(state_->mutex);
  base::ensure(!state_->stopped, "IoThreads: start() after stop()");
  if (state_->started) return;
  state_->started = true;
  for (std::size_t i = 0; i < state_->threads.size(); ++i) {
    auto& io_thread = *state_->threads[i];
    io_thread.thread = std::thread([&io_thread, i] {
      name_this_thread(fmt::format("io-{}", i));
      io_thread.context.run();
    });
  }
}

void IoThreads::stop() {
  const std::lock_guard lock(state_->mutex);
  state_->stopped = true;
  for (const auto& io_thread : state_->threads) io_thread->context.stop();
  for (const auto& io_thread : state_->threads) {
    base::ensure(io_thread->thread.get_id() != std::this_thread::get_id(), "IoThreads: stop() on one of its threads");
    if (io_thread->thread.joinable()) io_thread->thread.join();
  }
}

std::size_t IoThreads::count() const {
  return state_->threads.size();
}

Executor IoThreads::executor(std::size_t index) const {
  return state_->threads.at(index)->context.get_executor();
}

std::size_t IoThreads::index_of(const Executor& executor) const {
  // Compares contexts, not executors: a strand or an executor that tracks work belongs to the same thread.
  const auto* const context = &boost::asio::query(executor, boost::asio::execution::context);
  for (std::size_t i = 0; i < state_->threads.size(); ++i) {
    if (&state_->threads[i]->context == context) return i;
  }
  return count();
}

}  // namespace boxoffice::kit::runtime
