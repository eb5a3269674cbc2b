#include "kit/runtime/timeout.hpp"

#include "kit/base/failure.hpp"
#include "kit/runtime/cancellation.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace boxoffice::kit::runtime {

namespace asio = boost::asio;

Task<> with_timeout(Deadline deadline, std::string what, Task<> task) {
  if (deadline.at == SteadyTime::max()) {
    co_await std::move(task);
    co_return;
  }
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer timer(executor, deadline.at);
  // The one that ends first cancels the other; the group is done when both have ended.
  const auto [order, failure, timer_error] =
      co_await asio::experimental::make_parallel_group(
          asio::co_spawn(executor, cancellable(std::move(task)), asio::deferred), timer.async_wait(asio::deferred))
          .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
  if (!failure) co_return;
  const bool expired = order[0] == 1 && !timer_error;
  if (expired && is_cancellation(failure)) throw base::TimedOut(what + " did not end in time");
  std::rethrow_exception(failure);
}

}  // namespace boxoffice::kit::runtime
