#include "app/commands/commands.hpp"
#include "app/configuration.hpp"
#include "app/pid_file.hpp"
#include "app/platform_parts.hpp"
#include "kit/base/failure.hpp"
#include "kit/runtime/signals.hpp"
#include "kit/service/host.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <thread>
#include <utility>

namespace boxoffice::app {

namespace {

/// One service in this process, in the order of dependency.
struct Running {
  Running(ProcessParts& process, const Configuration& configuration, kit::config::Settings& settings,
          const Module& module, int instance)
      : at_the_edge(module.at_the_edge),
        parts(process, configuration, module, instance, share_folder()),
        host(parts.platform(), compose(parts, settings, module), options(configuration, module, instance)),
        pid_file(configuration.run() / (instance_name(module, instance) + ".pid")) {}

  static kit::service::Service compose(ServiceParts& parts, kit::config::Settings& settings, const Module& module) {
    auto service = module.make(parts.platform(), settings);
    std::ranges::move(parts.workers(), std::back_inserter(service.workers));
    std::ranges::move(parts.checks(module.needs), std::back_inserter(service.checks));
    service.readiness.push_back(parts.readiness());
    return service;
  }

  static kit::service::HostOptions options(const Configuration& configuration, const Module& module, int instance) {
    kit::service::HostOptions options{.ports = {}, .version = std::string(version)};
    if (module.at_the_edge) options.addresses = configuration.bind;
    options.client_address.trusted_proxies = configuration.trusted_proxies;
    for (std::size_t listener = 0; listener < module.ports.size(); ++listener) {
      options.ports.push_back(port_of(module, configuration, instance, listener));
    }
    return options;
  }

  bool at_the_edge;
  ServiceParts parts;
  kit::service::Host host;
  PidFile pid_file;
};

std::vector<const Module*> chosen_modules(const std::vector<std::string>& names) {
  std::vector<const Module*> chosen;
  for (const Module& module : modules()) {
    if (names.empty() || std::ranges::find(names, module.name) != names.end()) chosen.push_back(&module);
  }
  for (const auto& name : names) {
    if (find_module(name) == nullptr) {
      throw kit::base::StartupError(fmt::format("there is no service '{}'; boxoffice services lists them.", name));
    }
  }
  return chosen;
}

/// A service has one io thread; where the gateway is, there is one per core.
std::size_t io_threads_for(const std::vector<const Module*>& chosen) {
  const bool with_gateway = std::ranges::any_of(chosen, [](const Module* module) { return module->name == "gateway"; });
  return with_gateway ? std::max(1U, std::thread::hardware_concurrency()) : 1;
}

/// As many open files as the system allows: a connection is one, and the shell's limit is low.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  (void)::setrlimit(RLIMIT_NOFILE, &limit);  // refused: then the soft limit stays
}

/// What clients wait for passes through the edge, so that drains first, while the services behind it still answer.
[[nodiscard]] bool stop_all(const std::vector<std::unique_ptr<Running>>& running) {
  std::vector<std::vector<kit::service::Host*>> waves(2);
  for (const auto& service : running) waves[service->at_the_edge ? 0 : 1].push_back(&service->host);
  return kit::service::Host::stop_together(waves);
}

int serve(const std::vector<std::string>& names, int instance) {
  kit::runtime::block_shutdown_signals();
  raise_file_limit();
  auto [settings, configuration] = load_configuration();
  const auto chosen = chosen_modules(names);

  ProcessParts process(configuration, io_threads_for(chosen));
  process.io().start();
  std::vector<std::unique_ptr<Running>> running;
  running.reserve(chosen.size());
  for (const Module* module : chosen) {
    running.push_back(std::make_unique<Running>(process, configuration, settings, *module, instance));
  }
  for (auto& service : running) {
    service->host.start();
    service->pid_file.write();
  }
  (void)kit::runtime::wait_for_shutdown_signal();
  // What does not end though it was cancelled twice is in the log. It uses what would be destroyed here, and nothing
  // has to be saved, so the process just ends.
  if (!stop_all(running)) std::_Exit(EXIT_FAILURE);
  running.clear();
  return 0;
}

}  // namespace

void add_serve(CLI::App& program, Invocation& invocation) {
  struct Options {
    std::vector<std::string> services{};
    int instance = 1;
  };
  auto options = std::make_shared<Options>();
  auto* command = program.add_subcommand("serve", "Run services until SIGTERM; without --services all of them.");
  command->add_option("--services", options->services, "Names separated by commas: gateway,orders")->delimiter(',');
  command->add_option("--instance", options->instance, "Which replica this is; its port is 100 higher for each")
      ->check(CLI::Range(1, 8));
  command->callback(
      [options, &invocation] { invocation.run = [options] { return serve(options->services, options->instance); }; });
}

}  // namespace boxoffice::app
