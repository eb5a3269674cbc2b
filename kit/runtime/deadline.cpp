#include "kit/runtime/deadline.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace boxoffice::kit::runtime {

Deadline Deadline::after(std::chrono::milliseconds wait) {
  const auto now = std::chrono::steady_clock::now();
  const auto longest = std::chrono::floor<std::chrono::milliseconds>(SteadyTime::max() - now);
  return wait > longest ? Deadline{} : Deadline{now + wait};
}

std::chrono::milliseconds Deadline::remaining() const {
  if (at == SteadyTime::max()) return std::chrono::milliseconds::max();
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(at - std::chrono::steady_clock::now());
  return std::max(left, std::chrono::milliseconds{0});
}

Task<> sleep_for(std::chrono::milliseconds duration) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, Deadline::after(duration).at);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace boxoffice::kit::runtime
