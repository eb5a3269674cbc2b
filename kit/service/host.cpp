#include "kit/service/host.hpp"

#include "kit/http/middleware/client_address.hpp"
#include "kit/http/middleware/compression.hpp"
#include "kit/http/middleware/cors.hpp"
#include "kit/http/middleware/instrument.hpp"
#include "kit/http/server.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/service/status.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <exception>
#include <utility>

namespace boxoffice::kit::service {

namespace {

std::string describe(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "an exception of unknown type";
  }
}

/// Maps a path to its route's pattern for metric labels.
std::function<std::string(std::string_view)> route_of(const Service& service) {
  return [&service](std::string_view path) -> std::string {
    if (auto pattern = service.router->pattern_of(path)) return *std::move(pattern);
    return service.label_of ? service.label_of(path) : "other";
  };
}

}  // namespace

struct Host::State {
  State(const Platform& platform_, Service service_, HostOptions options_);

  http::Application& with_middleware(http::Application& application);
  runtime::TaskGroup::ErrorHandler log_failures();
  runtime::Task<> prepare();
  void spawn_background();

  const Platform& platform;
  HostOptions options;
  Service service;
  Status status;
  std::vector<std::unique_ptr<http::Application>> chain{};  // middleware, innermost first
  std::vector<std::unique_ptr<http::Server>> servers{};
  bool started = false;
  runtime::TaskGroup tasks;
};

Host::State::State(const Platform& platform_, Service service_, HostOptions options_)
    : platform(platform_),
      options(std::move(options_)),
      service(std::move(service_)),
      status(service.checks, service.readiness, options.version, platform.telemetry, platform.clock),
      tasks(log_failures()) {
  const bool restricted = service.inner_metrics && !platform.lab;
  status.mount(*service.router, service.name, restricted ? http::Guard::admin : http::Guard::anyone);
  for (std::size_t index = 0; index < options.ports.size(); ++index) {
    http::Application& application =
        index < service.applications.size() ? *service.applications[index] : *service.router;
    servers.push_back(std::make_unique<http::Server>(
        platform.io, http::ServerOptions{.addresses = options.addresses, .port = options.ports[index]},
        with_middleware(application), platform.telemetry));
  }
}

/// From the inside out.
http::Application& Host::State::with_middleware(http::Application& application) {
  http::Application* outermost = &application;
  const auto wrap = [this, &outermost](std::unique_ptr<http::Application> middleware) {
    outermost = middleware.get();
    chain.push_back(std::move(middleware));
  };
  if (service.cors) wrap(std::make_unique<http::Preflights>(*outermost, *service.cors));
  wrap(std::make_unique<http::Compression>(*outermost, http::CompressionOptions{}));
  wrap(std::make_unique<http::ClientAddress>(*outermost, options.client_address));
  wrap(std::make_unique<http::Instrument>(*outermost, http::InstrumentOptions{.route_of = route_of(service)},
                                          platform.telemetry, platform.ids, platform.random));
  if (service.cors) wrap(std::make_unique<http::Cors>(*outermost, *service.cors));
  return *outermost;
}

runtime::TaskGroup::ErrorHandler Host::State::log_failures() {
  return [this](std::string_view name, const std::exception_ptr& failure) {
    platform.telemetry.log.error("task_failed", {{"task", name}, {"reason", describe(failure)}});
  };
}

runtime::Task<> Host::State::prepare() {
  const auto applied = co_await sql::migrate(platform.database, service.migrations);
  for (const auto& name : applied) platform.telemetry.log.info("migration_applied", {{"migration", name}});
  if (service.on_start) co_await service.on_start();
}

void Host::State::spawn_background() {
  const auto executor = platform.io.executor(0);
  for (auto& worker : service.workers) {
    std::string name = worker.name;
    tasks.spawn(
        executor, name,
        runtime::run_worker(std::move(worker), [this](std::string_view name, const std::exception_ptr& failure) {
          platform.telemetry.log.warn("worker_failed", {{"worker", name}, {"reason", describe(failure)}});
        }));
  }
  if (!service.subscriptions.empty()) {
    tasks.spawn(executor, "consume",
                messaging::consume(platform.database, platform.messages, std::move(service.subscriptions),
                                   {.group = service.name}, platform.telemetry));
  }
}

Host::Host(const Platform& platform, Service service, HostOptions options)
    : state_(std::make_unique<State>(platform, std::move(service), std::move(options))) {}

Host::~Host() {
  stop();
}

void Host::start() {
  State& state = *state_;
  state.started = true;
  run_blocking(state.platform.io.executor(0), state.prepare());
  state.spawn_background();
  for (auto& server : state.servers) server->start();
  state.status.set_ready(true);
  state.platform.telemetry.log.info("service_started", {{"port", ports().front()}, {"version", state.options.version}});
}

void Host::stop() {
  State& state = *state_;
  if (!std::exchange(state.started, false)) return;
  state.status.set_ready(false);
  for (auto& server : state.servers) server->stop(state.options.drain);
  state.tasks.cancel();
  if (!state.tasks.wait_blocking(state.options.drain)) {
    state.platform.telemetry.log.warn("shutdown_incomplete", {{"tasks", state.tasks.running()}});
  }
  state.platform.telemetry.log.info("service_stopped");
}

std::vector<std::uint16_t> Host::ports() const {
  std::vector<std::uint16_t> ports;
  for (const auto& server : state_->servers) ports.push_back(server->port());
  return ports;
}

void run_blocking(const runtime::Executor& executor, runtime::Task<> task) {
  boost::asio::co_spawn(executor, std::move(task), boost::asio::use_future).get();
}

}  // namespace boxoffice::kit::service
