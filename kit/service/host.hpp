#pragma once

// Runs one Service: migrates, starts its workers and consumers, serves its ports, and ends in the right order.

#include "kit/http/middleware/client_address.hpp"
#include "kit/runtime/deadline.hpp"
#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::kit::service {

struct HostOptions {
  std::vector<std::string> addresses{"127.0.0.1", "::1"};
  std::vector<std::uint16_t> ports{0};  // as many as the service has applications; 0 = any free one
  std::string version = "dev";
  std::chrono::milliseconds drain{10'000};  // how long stop() lets requests run
  http::ClientAddressOptions client_address{};
};

/// How an ending process spends its time. Together less than the 15 s after which the supervisor kills.
struct ShutdownLimits {
  std::chrono::milliseconds drain{10'000};       // for requests that run
  std::chrono::milliseconds cancel{2'000};       // for what was cancelled to notice
  std::chrono::milliseconds cancel_hard{1'000};  // for what did not notice and was cancelled again
};

/// start() and stop() are called from a thread that is no io thread; `platform` outlives the host.
class Host {
 public:
  Host(const Platform& platform, Service service, HostOptions options);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// Listens, applies migrations, runs on_start, then serves and is ready. Throws base::StartupError with a sentence
  /// for the operator.
  void start();

  /// Not ready -> stop accepting -> drain -> cancel workers and what still runs -> stop. Idempotent; what was running
  /// starts again from the stores without loss. False when something does not end: the log says what, and the process
  /// has to end without destroying the host.
  bool stop();

  /// The same for all hosts of a process within one set of limits. The waves drain one after the other (what clients
  /// wait for passes through the edge, so that is the first) and are cancelled together.
  [[nodiscard]] static bool stop_together(const std::vector<std::vector<Host*>>& waves,
                                          const ShutdownLimits& limits = {});

  [[nodiscard]] std::vector<std::uint16_t> ports() const;

 private:
  void begin_stop();
  void wait_drained(runtime::Deadline deadline);
  void cancel();
  [[nodiscard]] bool wait_ended(runtime::Deadline deadline);
  [[nodiscard]] bool finish_stop();

  struct State;
  std::unique_ptr<State> state_;
};

/// Runs a task on an io thread and blocks the calling thread until it is done; throws what the task throws.
void run_blocking(const runtime::Executor& executor, runtime::Task<> task);

}  // namespace boxoffice::kit::service
