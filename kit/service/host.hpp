#pragma once

// Runs one Service: migrates, starts its workers and consumers, serves its ports, and ends in the right order.

#include "kit/http/middleware/client_address.hpp"
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
  std::chrono::milliseconds drain{10'000};
  http::ClientAddressOptions client_address{};
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

  /// Not ready -> stop accepting -> drain -> cancel workers -> stop. Idempotent; what was running starts again from the
  /// stores without loss.
  void stop();

  [[nodiscard]] std::vector<std::uint16_t> ports() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Runs a task on an io thread and blocks the calling thread until it is done; throws what the task throws.
void run_blocking(const runtime::Executor& executor, runtime::Task<> task);

}  // namespace boxoffice::kit::service
