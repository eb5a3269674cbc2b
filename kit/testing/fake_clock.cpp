#include "kit/testing/fake_clock.hpp"

namespace boxoffice::kit::testing {

base::Timestamp FakeClock::now() const {
  const std::lock_guard lock(mutex_);
  return now_;
}

std::chrono::steady_clock::time_point FakeClock::steady_now() const {
  const std::lock_guard lock(mutex_);
  return steady_now_;
}

void FakeClock::advance(std::chrono::milliseconds by) {
  const std::lock_guard lock(mutex_);
  now_ += by;
  steady_now_ += by;
}

void FakeClock::set(base::Timestamp now) {
  const std::lock_guard lock(mutex_);
  now_ = now;
}

}  // namespace boxoffice::kit::testing
