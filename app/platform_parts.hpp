#pragma once

// Makes and owns what a Platform refers to: once per process (io threads, clock, log of messages, cache, documents) and
// once per service in it (database, telemetry, authenticator).

#include "app/configuration.hpp"
#include "app/modules.hpp"
#include "kit/config/settings.hpp"
#include "kit/service/platform.hpp"
#include "kit/service/service.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::app {

/// What all services of one process share. Destroyed after every ServiceParts made from it.
class ProcessParts {
 public:
  /// Makes the folders of `configuration.home` and opens the engines; throws base::StartupError when that fails.
  ProcessParts(const Configuration& configuration, std::size_t io_threads);
  ~ProcessParts();

  struct State;
  [[nodiscard]] State& state() { return *state_; }
  [[nodiscard]] kit::runtime::IoThreads& io();

 private:
  std::unique_ptr<State> state_;
};

/// What one service in this process has for itself.
class ServiceParts {
 public:
  /// `instance` names the log file of a further replica ("tickets-2.log"). `share` goes to Platform::share.
  ServiceParts(ProcessParts& process, const Configuration& configuration, const Module& module, int instance,
               std::filesystem::path share = {});
  ~ServiceParts();

  [[nodiscard]] const kit::service::Platform& platform() const;
  /// Workers that keep revocations and public keys fresh; the host runs them with the service's own.
  [[nodiscard]] std::vector<kit::runtime::Worker> workers();
  /// What a module with these needs shows in its health, beside its own checks.
  [[nodiscard]] std::vector<kit::service::HealthCheck> checks(const Needs& needs);
  /// Not ready before tokens can be judged, once: a cache that goes away later does not take the service away.
  [[nodiscard]] kit::service::HealthCheck readiness();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// "share" beside the executable, where the build puts what is served as files.
[[nodiscard]] std::filesystem::path share_folder();

/// "orders", "orders-2": names pid and log files.
[[nodiscard]] std::string instance_name(const Module& module, int instance);

}  // namespace boxoffice::app
