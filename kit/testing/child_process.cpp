#include "kit/testing/child_process.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>
#include <thread>

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

constexpr std::chrono::seconds limit{60};  // for the end of a process; a busy machine is slow
constexpr uid_t nobody = 65534;

/// A socket that is closed at the end of the block.
class Socket {
 public:
  Socket() : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() { ::close(descriptor_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  return address;
}

/// Binds to the port, to any for 0, and lets go of it. 0 when it is taken.
std::uint16_t try_port(std::uint16_t port) {
  const Socket socket;
  sockaddr_in address = loopback(port);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  const bool is_free =
      ::bind(socket.descriptor(), any, size) == 0 && ::getsockname(socket.descriptor(), any, &size) == 0;
  return is_free ? ntohs(address.sin_port) : 0;
}

bool are_free(std::uint16_t first, std::uint16_t count) {
  for (int port = first; port < first + count; ++port) {
    if (port > UINT16_MAX || try_port(static_cast<std::uint16_t>(port)) == 0) return false;
  }
  return true;
}

std::vector<pid_t> children_of(pid_t parent) {
  std::ifstream file(fmt::format("/proc/{0}/task/{0}/children", parent));
  return {std::istream_iterator<pid_t>(file), {}};
}

std::vector<std::string> with_prefix(std::vector<std::string> command, bool gives_up_root) {
  std::vector<std::string> prefix{"setpriv", "--pdeathsig=KILL"};
  if (gives_up_root && ::geteuid() == 0) {
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
  if (error != 0) {
    throw std::runtime_error(fmt::format("cannot run {}: {}", command.front(), std::generic_category().message(error)));
  }
  return process;
}

}  // namespace

std::uint16_t free_ports(std::uint16_t count) {
  constexpr int attempts = 100;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const std::uint16_t first = try_port(0);
    if (first != 0 && are_free(first, count)) return first;
  }
  throw std::runtime_error("There is no free port on loopback.");
}

bool accepts_connections(std::uint16_t port) {
  const Socket socket;
  const sockaddr_in address = loopback(port);
  return ::connect(socket.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

ChildProcess::ChildProcess(const Options& options)
    : process_(spawn(with_prefix(options.command, options.gives_up_root), options.output)) {}

ChildProcess::~ChildProcess() {
  end(SIGKILL);
}

bool ChildProcess::has_ended() {
  if (!has_ended_) has_ended_ = ::waitpid(process_, &status_, WNOHANG) != 0;
  return has_ended_;
}

int ChildProcess::wait() {
  const auto kill_at = Steady::now() + limit;
  while (!has_ended()) {
    if (Steady::now() >= kill_at) ::kill(process_, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return status_;
}

int ChildProcess::end(int signal) {
  if (!has_ended()) ::kill(process_, signal);
  return wait();
}

void ChildProcess::freeze() {
  ::kill(process_, SIGSTOP);  // first, so that it makes no more children
  siginfo_t stopped{};        // all its threads: the signal alone lets it answer a little longer
  ::waitid(P_PID, static_cast<id_t>(process_), &stopped, WSTOPPED | WEXITED | WNOWAIT);
  for (const pid_t child : children_of(process_)) ::kill(child, SIGSTOP);
}

void ChildProcess::thaw() {
  for (const pid_t child : children_of(process_)) ::kill(child, SIGCONT);
  ::kill(process_, SIGCONT);
}

void give_up_folder(const TemporaryDirectory& directory) {
  if (::geteuid() == 0 && ::chown(directory.path().c_str(), nobody, nobody) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot give a folder away");
  }
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace boxoffice::kit::testing
