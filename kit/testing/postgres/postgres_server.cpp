#include "kit/testing/postgres/postgres_server.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;  // NOLINT(readability-redundant-declaration): POSIX declares it in no header

namespace boxoffice::kit::testing {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds limit{60};  // for anything the server does; a busy machine is slow
constexpr uid_t nobody = 65534;

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

/// PostgreSQL refuses to run as root.
std::vector<std::string> unprivileged(std::vector<std::string> command) {
  std::vector<std::string> prefix{"setpriv", "--pdeathsig=KILL"};
  if (::geteuid() == 0) {
    prefix.insert(prefix.end(),
                  {fmt::format("--reuid={}", nobody), fmt::format("--regid={}", nobody), "--clear-groups"});
  }
  prefix.emplace_back("--");
  command.insert(command.begin(), prefix.begin(), prefix.end());
  return command;
}

pid_t spawn(const std::vector<std::string>& command, const std::filesystem::path& output) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
  pid_t process = 0;
  const int error = ::posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) fail(fmt::format("cannot run {}: {}", command.front(), std::generic_category().message(error)));
  return process;
}

/// The exit status; -1 when it has not ended in time.
int wait_for_end(pid_t process) {
  const auto give_up_at = Steady::now() + limit;
  int status = 0;
  while (::waitpid(process, &status, WNOHANG) == 0) {
    if (Steady::now() >= give_up_at) return -1;
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return status;
}

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  const bool found = ::bind(socket, any, size) == 0 && ::getsockname(socket, any, &size) == 0;
  ::close(socket);
  if (!found) fail("finds no free port.");
  return ntohs(address.sin_port);
}

std::vector<pid_t> children_of(pid_t parent) {
  std::ifstream file(fmt::format("/proc/{0}/task/{0}/children", parent));
  return {std::istream_iterator<pid_t>(file), {}};
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

PostgresServer::PostgresServer() : port_(free_port()) {
  const auto output = directory_ / "server.log";
  if (::geteuid() == 0) {
    std::ofstream(output).close();
    if (::chown(directory_.path().c_str(), nobody, nobody) != 0) fail("cannot give its folder away.");
  }
  const auto made = wait_for_end(
      spawn(unprivileged({program("initdb"), "--pgdata=" + (directory_ / "data").string(), "--username=boxoffice",
                          "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"}),
            output));
  if (made != 0) fail("cannot be made: " + text_of(output));
  start();
}

PostgresServer::~PostgresServer() {
  kill();
}

std::string PostgresServer::url(std::string_view database, std::string_view role) const {
  return fmt::format("postgres://{}@127.0.0.1:{}/{}", role, port_, database);
}

void PostgresServer::start() {
  if (process_ != 0) return;
  const auto output = directory_ / "server.log";
  const std::string folder = directory_.path().string();
  process_ = spawn(unprivileged({program("postgres"), "-D", folder + "/data", "-p", std::to_string(port_), "-c",
                                 "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + folder, "-c",
                                 "fsync=off", "-c", "max_connections=200", "-c", "shared_buffers=32MB"}),
                   output);
  const auto give_up_at = Steady::now() + limit;
  while (PQping(url().c_str()) != PQPING_OK) {
    if (Steady::now() >= give_up_at) fail("does not start: " + text_of(output));
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
}

void PostgresServer::stop() {
  end(SIGINT);
}

void PostgresServer::kill() {
  end(SIGQUIT);
}

void PostgresServer::freeze() {
  ::kill(process_, SIGSTOP);  // first, so that it makes no more children
  for (const pid_t child : children_of(process_)) ::kill(child, SIGSTOP);
}

void PostgresServer::thaw() {
  for (const pid_t child : children_of(process_)) ::kill(child, SIGCONT);
  ::kill(process_, SIGCONT);
}

PostgresServer& PostgresServer::shared() {
  static PostgresServer server;
  return server;
}

void PostgresServer::end(int signal) {
  if (process_ == 0) return;
  ::kill(process_, signal);
  if (wait_for_end(process_) == -1) {
    ::kill(process_, SIGKILL);
    wait_for_end(process_);
  }
  process_ = 0;
}

}  // namespace boxoffice::kit::testing
