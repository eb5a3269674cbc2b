#include "kit/runtime/signals.hpp"

#include "kit/base/ensure.hpp"

#include <csignal>

namespace boxoffice::kit::runtime {

namespace {

sigset_t shutdown_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

void block_shutdown_signals() {
  const auto signals = shutdown_signals();
  base::ensure(::pthread_sigmask(SIG_BLOCK, &signals, nullptr) == 0, "pthread_sigmask failed");
}

int wait_for_shutdown_signal() {
  const auto signals = shutdown_signals();
  int received = 0;
  base::ensure(::sigwait(&signals, &received) == 0, "sigwait failed");
  base::ensure(::pthread_sigmask(SIG_UNBLOCK, &signals, nullptr) == 0, "pthread_sigmask failed");
  return received;
}

}  // namespace boxoffice::kit::runtime
