#include "kit/testing/io_fixture.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <future>
#include <stdexcept>

namespace boxoffice::kit::testing {

IoFixture::IoFixture(std::size_t threads) : threads_(threads) {
  threads_.start();
}

IoFixture::~IoFixture() {
  threads_.stop();
}

void IoFixture::run(runtime::Task<> task, std::size_t index, std::chrono::milliseconds limit) {
  auto ended = std::make_shared<std::promise<void>>();
  auto outcome = ended->get_future();
  boost::asio::co_spawn(threads_.executor(index), std::move(task), [ended](const std::exception_ptr& failure) {
    if (failure) {
      ended->set_exception(failure);
    } else {
      ended->set_value();
    }
  });
  if (outcome.wait_for(limit) != std::future_status::ready) throw std::runtime_error("the task did not end in time");
  outcome.get();
}

}  // namespace boxoffice::kit::testing
