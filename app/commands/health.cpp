#include "app/commands/commands.hpp"
#include "app/configuration.hpp"
#include "app/platform_parts.hpp"
#include "kit/base/failure.hpp"
#include "kit/http/client.hpp"
#include "kit/runtime/io_threads.hpp"
#include "kit/service/host.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <chrono>
#include <memory>
#include <string>

namespace boxoffice::app {

namespace {

constexpr std::chrono::seconds answer_limit{3};

kit::runtime::Task<> ask(kit::http::Client& client, kit::http::Endpoint endpoint, bool& is_ready) {
  try {
    const auto response = co_await client.send({.endpoint = std::move(endpoint),
                                                .target = "/readyz",
                                                .context = {.deadline = kit::runtime::Deadline::after(answer_limit)}});
    is_ready = response.status == 200;
  } catch (const kit::base::Unavailable&) {
    is_ready = false;  // nobody listens, or not in time
  }
}

int health(const std::string& service, int instance) {
  const Module* const module = find_module(service);
  if (module == nullptr) {
    throw kit::base::StartupError(fmt::format("there is no service '{}'; boxoffice services lists them.", service));
  }
  const Configuration configuration = load_configuration().configuration;
  kit::runtime::IoThreads io(1);
  kit::http::Client client(io, {});
  io.start();
  bool is_ready = false;
  kit::service::run_blocking(
      io.executor(0), ask(client, {.host = "127.0.0.1", .port = port_of(*module, configuration, instance)}, is_ready));
  io.stop();
  fmt::print("{} is {}\n", instance_name(*module, instance), is_ready ? "ready" : "not ready");
  return is_ready ? 0 : 1;
}

}  // namespace

void add_health(CLI::App& program, Invocation& invocation) {
  struct Options {
    std::string service{};
    int instance = 1;
  };
  auto options = std::make_shared<Options>();
  auto* command = program.add_subcommand("health", "Ask a service of this machine whether it is ready; exit 0 or 1.");
  command->add_option("--service", options->service, "Name: gateway, orders, ...")->required();
  command->add_option("--instance", options->instance, "Which replica")->check(CLI::Range(1, 8));
  command->callback(
      [options, &invocation] { invocation.run = [options] { return health(options->service, options->instance); }; });
}

}  // namespace boxoffice::app
