#include "kit/http/server.hpp"

#include "kit/base/reason.hpp"
#include "kit/http/listener.hpp"
#include "kit/http/server_connection.hpp"
#include "kit/runtime/deadline.hpp"

#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <string_view>

namespace boxoffice::kit::http {

namespace {

// Beyond the connection limit this many more are told so; the rest is closed at once.
constexpr std::size_t turned_away_limit = 100;
// Connections taken in one go, so that the acceptor's thread also serves.
constexpr int accepts_per_turn = 64;
constexpr std::chrono::milliseconds accept_pause{100};
// What a cancelled request may take to notice.
constexpr std::chrono::milliseconds cancel_limit{5'000};

}  // namespace

struct Server::State {
  State(runtime::IoThreads& io_threads, const ServerOptions& options, Application& application,
        telemetry::Telemetry& telemetry);
  ~State();

  runtime::Task<> accept_connections(std::shared_ptr<Listener> listener);
  [[nodiscard]] bool accept_waiting(Listener& listener);
  void take_in(AcceptedSocket accepted);
  void drain();

  runtime::IoThreads& io;
  ServerShared shared;
  std::uint16_t port = 0;
  std::vector<std::shared_ptr<Listener>> listeners{};
  std::vector<std::shared_ptr<ServerThread>> threads{};  // by index of the io thread
  std::size_t next_thread = 0;                           // touched on io thread 0 only
  bool started = false;
  bool stopped = false;
  bool cancelled = false;
  runtime::TaskGroup tasks;
};

Server::State::State(runtime::IoThreads& io_threads, const ServerOptions& options, Application& application,
                     telemetry::Telemetry& telemetry)
    : io(io_threads),
      shared(options, application, telemetry),
      tasks([log = telemetry.log](std::string_view name, const std::exception_ptr& failure) {
        log.error("http_server_task_failed", {{"task", name}, {"error", base::reason_of(failure)}});
      }) {
  auto descriptors = listen_on(options.addresses, options.port);
  port = local_port(descriptors.front());
  for (auto& descriptor : descriptors) {
    listeners.push_back(std::make_shared<Listener>(io.executor(0), std::move(descriptor)));
  }
  for (std::size_t i = 0; i < io.count(); ++i) threads.push_back(std::make_shared<ServerThread>(io.executor(i)));
}

Server::State::~State() {
  // Sockets and timers belong to their io thread, which may still be running.
  for (auto& thread : threads) {
    const auto executor = thread->executor;
    boost::asio::post(executor, [last = std::move(thread)] {});
  }
  for (auto& listener : listeners) boost::asio::post(io.executor(0), [last = std::move(listener)] {});
}

runtime::Task<> Server::State::accept_connections(std::shared_ptr<Listener> listener) {
  while (true) {
    // Looked at before: what waits when the end comes is still served.
    const bool ended = listener->ended();
    const bool exhausted = !accept_waiting(*listener);
    if (ended) break;
    if (exhausted) {
      co_await runtime::sleep_for(accept_pause);
    } else {
      co_await listener->wait();
    }
  }
  listener->close();
}

// False when the process is out of what a connection needs.
bool Server::State::accept_waiting(Listener& listener) {
  try {
    for (int i = 0; i < accepts_per_turn || listener.ended(); ++i) {
      auto accepted = listener.accept();
      if (!accepted) return true;
      take_in(std::move(*accepted));
    }
    return true;
  } catch (const boost::system::system_error& error) {
    shared.log.warn("accept_failed", {{"error", error.what()}});
    return false;
  }
}

void Server::State::take_in(AcceptedSocket accepted) {
  const auto open = shared.connections.load();
  if (open >= shared.options.connection_limit + turned_away_limit) return;
  auto& thread = *threads[next_thread++ % threads.size()];
  ConnectionSlot slot(shared);
  if (open >= shared.options.connection_limit) {
    tasks.spawn(thread.executor, "turned_away", turn_away(shared, thread, std::move(accepted), std::move(slot)));
  } else {
    tasks.spawn(thread.executor, "connection", serve_connection(shared, thread, std::move(accepted), std::move(slot)));
  }
}

void Server::State::drain() {
  shared.draining = true;
  for (const auto& listener : listeners) {
    boost::asio::post(io.executor(0), [listener] { listener->end(); });
  }
  for (const auto& thread : threads) {
    boost::asio::post(thread->executor, [thread] { thread->sweep.run_now(); });
  }
}

Server::Server(runtime::IoThreads& threads, ServerOptions options, Application& application,
               telemetry::Telemetry& telemetry)
    : state_(std::make_unique<State>(threads, options, application, telemetry)) {}

Server::~Server() {
  stop(std::chrono::milliseconds{0});
}

std::uint16_t Server::port() const {
  return state_->port;
}

void Server::start() {
  if (std::exchange(state_->started, true)) return;
  for (const auto& listener : state_->listeners) {
    state_->tasks.spawn(state_->io.executor(0), "acceptor", state_->accept_connections(listener));
  }
}

void Server::stop(std::chrono::milliseconds drain) {
  begin_stop();
  if (wait(runtime::Deadline::after(drain))) return;
  cancel();
  if (wait(runtime::Deadline::after(cancel_limit))) return;
  cancel();
  std::ignore = wait(runtime::Deadline::after(cancel_limit));
}

void Server::begin_stop() {
  if (!state_->started || std::exchange(state_->stopped, true)) return;
  state_->drain();
}

bool Server::wait(runtime::Deadline deadline) {
  return state_->tasks.wait_blocking(deadline.remaining());
}

void Server::cancel() {
  const auto tasks = state_->tasks.running();
  if (tasks == 0) return;
  if (std::exchange(state_->cancelled, true)) {
    state_->shared.log.error("http_server_tasks_hang", {{"tasks", tasks}});
  } else {
    state_->shared.log.warn("http_server_cancels", {{"tasks", tasks}});
  }
  state_->tasks.cancel();
}

}  // namespace boxoffice::kit::http
