#pragma once

// One coarse timer per io thread instead of one per connection: setting a deadline is then a plain store.

#include "kit/runtime/deadline.hpp"

#include <chrono>
#include <cstddef>
#include <memory>

namespace boxoffice::kit::http {

/// Something with deadlines on one io thread.
class Swept {
 public:
  Swept() = default;
  Swept(const Swept&) = delete;
  Swept& operator=(const Swept&) = delete;

  /// Called on the io thread about every DeadlineSweep::interval. May remove or destroy any Swept, itself too.
  virtual void sweep(runtime::SteadyTime now) = 0;

 protected:
  ~Swept() = default;

 private:
  friend class DeadlineSweep;
  std::size_t place_ = 0;
};

/// Used and destroyed on its io thread, or after that thread has ended. Sleeps while it is empty.
class DeadlineSweep {
 public:
  static constexpr std::chrono::milliseconds interval{100};

  explicit DeadlineSweep(const runtime::Executor& executor);
  ~DeadlineSweep();
  DeadlineSweep(const DeadlineSweep&) = delete;
  DeadlineSweep& operator=(const DeadlineSweep&) = delete;

  void add(Swept& swept);
  void remove(Swept& swept);
  /// Without waiting for the timer.
  void run_now();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace boxoffice::kit::http
