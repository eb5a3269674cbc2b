#include "kit/service/host.hpp"

#include "kit/base/reason.hpp"
#include "kit/http/middleware/client_address.hpp"
#include "kit/http/middleware/compression.hpp"
#include "kit/http/middleware/cors.hpp"
#include "kit/http/middleware/instrument.hpp"
#include "kit/http/server.hpp"
#include "kit/runtime/task_group.hpp"
#include "kit/service/status.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <exception>
#include <utility>

namespace boxoffice::kit::service {

namespace {

/// Maps a path to its route's pattern for metric labels.
std::function<std::string(std::string_view)> route_of(const Service& service) {
  return [&service](std::string_view path) -> std::string {
    if (auto pattern = service.router->pattern_of(path)) return *std::move(pattern);
    return service.label_of ? service.label_of(path) : "other";
  };
}

}  // namespace

struct Host::State {
  State(const Platform& given_platform, Service given_service, HostOptions given_options);

  http::Application& with_middleware(http::Application& application);
  runtime::TaskGroup::ErrorHandler log_failures();
  runtime::Task<> prepare();
  void spawn_background();
  [[nodiscard]] std::int64_t milliseconds_since(std::chrono::steady_clock::time_point moment) const;

  const Platform& platform;
  HostOptions options;
  Service service;
  Status status;
  std::vector<std::unique_ptr<http::Application>> chain{};  // middleware, innermost first
  std::vector<std::unique_ptr<http::Server>> servers{};
  enum class Phase : std::uint8_t { idle, started, stopping, stopped };
  Phase phase = Phase::idle;
  std::chrono::steady_clock::time_point started_at{};   // start() was called
  std::chrono::steady_clock::time_point stopping_at{};  // begin_stop() was called
  runtime::TaskGroup tasks;
};

Host::State::State(const Platform& given_platform, Service given_service, HostOptions given_options)
    : platform(given_platform),
      options(std::move(given_options)),
      service(std::move(given_service)),
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
    platform.telemetry.log.error("task_failed", {{"task", name}, {"reason", base::reason_of(failure)}});
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
          platform.telemetry.log.warn("worker_failed", {{"worker", name}, {"reason", base::reason_of(failure)}});
        }));
  }
  if (!service.subscriptions.empty()) {
    tasks.spawn(executor, "consume",
                messaging::consume(platform.database, platform.messages, std::move(service.subscriptions),
                                   {.group = service.name}, platform.telemetry));
  }
}

std::int64_t Host::State::milliseconds_since(std::chrono::steady_clock::time_point moment) const {
  return std::chrono::floor<std::chrono::milliseconds>(platform.clock.steady_now() - moment).count();
}

Host::Host(const Platform& platform, Service service, HostOptions options)
    : state_(std::make_unique<State>(platform, std::move(service), std::move(options))) {}

Host::~Host() {
  stop();  // what has not ended makes its TaskGroup abort
}

void Host::start() {
  State& state = *state_;
  state.started_at = state.platform.clock.steady_now();
  state.phase = State::Phase::started;
  run_blocking(state.platform.io.executor(0), state.prepare());
  state.spawn_background();
  for (auto& server : state.servers) server->start();
  state.status.set_ready(true);
  state.platform.telemetry.log.info("service_started", {{"port", ports().front()},
                                                        {"version", state.options.version},
                                                        {"duration_ms", state.milliseconds_since(state.started_at)}});
}

bool Host::stop() {
  return stop_together({{this}}, {.drain = state_->options.drain});
}

bool Host::stop_together(const std::vector<std::vector<Host*>>& waves, const ShutdownLimits& limits) {
  const auto drained = runtime::Deadline::after(limits.drain);
  std::vector<Host*> left;
  for (const auto& wave : waves) {
    for (Host* host : wave) host->begin_stop();
    for (Host* host : wave) host->wait_drained(drained);
    left.insert(left.end(), wave.begin(), wave.end());
  }
  std::vector<Host*> all = left;
  for (const auto limit : {limits.cancel, limits.cancel_hard}) {
    for (Host* host : left) host->cancel();
    const auto deadline = runtime::Deadline::after(limit);
    std::erase_if(left, [deadline](Host* host) { return host->wait_ended(deadline); });
  }
  return std::ranges::count_if(all, [](Host* host) { return !host->finish_stop(); }) == 0;
}

void Host::begin_stop() {
  State& state = *state_;
  if (state.phase != State::Phase::started) return;
  state.phase = State::Phase::stopping;
  state.stopping_at = state.platform.clock.steady_now();
  state.status.set_ready(false);
  for (auto& server : state.servers) server->begin_stop();
}

void Host::wait_drained(runtime::Deadline deadline) {
  for (auto& server : state_->servers) (void)server->wait(deadline);
}

void Host::cancel() {
  for (auto& server : state_->servers) server->cancel();
  state_->tasks.cancel();
}

bool Host::wait_ended(runtime::Deadline deadline) {
  bool ended = state_->tasks.wait_blocking(deadline.remaining());
  for (auto& server : state_->servers) ended = server->wait(deadline) && ended;
  return ended;
}

bool Host::finish_stop() {
  State& state = *state_;
  if (!wait_ended(runtime::Deadline::after(std::chrono::milliseconds{0}))) {
    state.platform.telemetry.log.error("shutdown_incomplete", {{"tasks", state.tasks.running()}});
    return false;
  }
  if (state.phase != State::Phase::stopping) return true;
  state.phase = State::Phase::stopped;
  state.platform.telemetry.log.info("service_stopped", {{"port", ports().front()},
                                                        {"version", state.options.version},
                                                        {"duration_ms", state.milliseconds_since(state.stopping_at)}});
  return true;
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
