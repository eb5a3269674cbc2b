#include "kit/testing/postgres/postgres_server.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <thread>
#include <utility>

namespace boxoffice::kit::testing {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds limit{60};  // for its start; a busy machine is slow

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error("A PostgreSQL server for tests " + what);
}

std::string program(std::string_view name) {
  for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql")) {
    const auto file = entry.path() / "bin" / name;
    if (std::filesystem::exists(file)) return file.string();
  }
  fail("needs the package postgresql: run tools/bootstrap.");
}

}  // namespace

PostgresServer::PostgresServer() : port_(free_ports()) {
  give_up_folder(directory_);
  ChildProcess initdb(options({program("initdb"), "--pgdata=" + (directory_ / "data").string(), "--username=boxoffice",
                               "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"}));
  if (initdb.wait() != 0) fail("cannot be made: " + text_of(output()));
  start();
}

PostgresServer::~PostgresServer() {
  kill();
}

std::string PostgresServer::url(std::string_view database, std::string_view role) const {
  return fmt::format("postgres://{}@127.0.0.1:{}/{}", role, port_, database);
}

void PostgresServer::start() {
  if (process_) return;
  const std::string folder = directory_.path().string();
  process_.emplace(options({program("postgres"), "-D", folder + "/data", "-p", std::to_string(port_), "-c",
                            "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + folder, "-c", "fsync=off",
                            "-c", "max_connections=200", "-c", "shared_buffers=32MB"}));
  const auto give_up_at = Steady::now() + limit;
  while (PQping(url().c_str()) != PQPING_OK) {
    if (process_->has_ended() || Steady::now() >= give_up_at) fail("does not start: " + text_of(output()));
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
}

void PostgresServer::stop() {
  end(SIGINT);
}

void PostgresServer::kill() {
  end(SIGQUIT);  // SIGKILL would leave its children behind
}

void PostgresServer::freeze() {
  process_.value().freeze();
}

void PostgresServer::thaw() {
  process_.value().thaw();
}

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

std::filesystem::path PostgresServer::output() const {
  return directory_ / "server.log";
}

/// PostgreSQL refuses to run as root.
ChildProcess::Options PostgresServer::options(std::vector<std::string> command) const {
  return {.command = std::move(command), .output = output(), .gives_up_root = true};
}

void PostgresServer::end(int signal) {
  if (process_) process_->end(signal);
  process_.reset();
}

}  // namespace boxoffice::kit::testing
