#include "kit/http/client.hpp"

#include "kit/base/ensure.hpp"
#include "kit/base/failure.hpp"
#include "kit/http/client_exchange.hpp"
#include "kit/http/client_pool.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <vector>

namespace boxoffice::kit::http {

namespace asio = boost::asio;

struct Client::State {
  explicit State(runtime::IoThreads& io_threads) : threads(io_threads) {}

  std::shared_ptr<ClientPool> pool_of(const runtime::Executor& executor) const {
    const auto index = threads.index_of(executor);
    base::ensure(index < pools.size(), "Client: called from a coroutine outside its io threads");
    return pools[index];
  }

  runtime::IoThreads& threads;
  std::vector<std::shared_ptr<ClientPool>> pools{};  // by index of the io thread
};

Client::Client(runtime::IoThreads& threads, ClientOptions options) : state_(std::make_unique<State>(threads)) {
  for (std::size_t i = 0; i < threads.count(); ++i) {
    state_->pools.push_back(std::make_shared<ClientPool>(threads.executor(i), options));
  }
}

Client::~Client() {
  // Sockets and timers belong to their io thread, which may still be running.
  for (auto& pool : state_->pools) {
    const auto executor = pool->executor();
    asio::post(executor, [last = std::move(pool)] {});
  }
}

runtime::Task<Response> Client::send(ClientRequest request) {
  Exchange exchange(state_->pool_of(co_await asio::this_coro::executor), std::move(request), nullptr);
  co_await exchange.start();
  co_return co_await exchange.whole_response();
}

runtime::Task<Response> Client::forward(ClientRequest request, BodyReader* body) {
  Exchange exchange(state_->pool_of(co_await asio::this_coro::executor), std::move(request), body);
  co_await exchange.start();
  co_return std::move(exchange).response();
}

}  // namespace boxoffice::kit::http
