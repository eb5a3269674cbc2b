#include "kit/testing/run.hpp"

#include "kit/runtime/deadline.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <stdexcept>

namespace boxoffice::kit::testing {

namespace asio = boost::asio;

void run(runtime::Task<> task, std::chrono::milliseconds limit) {
  // Declared before the context, which destroys what has not ended and so dies first.
  asio::cancellation_signal signal;
  bool ended = false;
  std::exception_ptr failure;
  asio::io_context context{1};
  asio::co_spawn(context, std::move(task), asio::bind_cancellation_slot(signal.slot(), [&](std::exception_ptr thrown) {
                   ended = true;
                   failure = std::move(thrown);
                 }));
  const auto deadline = runtime::Deadline::after(limit);
  context.run_until(deadline.at);
  if (!context.stopped()) {
    const auto* const reason =
        ended ? "the task ended in time, but what it started did not" : "the task did not end in time";
    // A last chance to end in order, so that the failure is a message and not a crash in a destructor.
    signal.emit(asio::cancellation_type::terminal);
    context.run_for(std::chrono::milliseconds{200});
    throw std::runtime_error(reason);
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace boxoffice::kit::testing
