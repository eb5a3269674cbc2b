#include "kit/http/port_owner.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>

namespace boxoffice::kit::http {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view listening = "0A";  // TCP_LISTEN in /proc/net/tcp

/// Links of /proc/<pid>/fd as they look for the sockets that listen on `port`: "socket:[12345]".
std::set<std::string> listening_sockets(std::uint16_t port) {
  std::set<std::string> links;
  const auto local_port = fmt::format(":{:04X}", port);
  for (const auto* const table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream file(table);
    std::string line;
    while (std::getline(file, line)) {
      std::istringstream columns(line);
      std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
      columns >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >> inode;
      if (local.ends_with(local_port) && state == listening) links.insert("socket:[" + inode + "]");
    }
  }
  return links;
}

bool holds_one_of(const fs::path& process, const std::set<std::string>& links) {
  std::error_code error;
  for (fs::directory_iterator entry(process / "fd", error), end; !error && entry != end; entry.increment(error)) {
    std::error_code unreadable;
    if (links.contains(fs::read_symlink(entry->path(), unreadable).string())) return true;
  }
  return false;
}

}  // namespace

std::optional<PortOwner> find_port_owner(std::uint16_t port) {
  const auto links = listening_sockets(port);
  if (links.empty()) return std::nullopt;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const auto name = entry->path().filename().string();
    PortOwner owner;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), owner.pid);
    if (parsed.ec != std::errc{} || !holds_one_of(entry->path(), links)) continue;
    std::ifstream command(entry->path() / "comm");
    std::getline(command, owner.name);
    return owner;
  }
  return std::nullopt;
}

}  // namespace boxoffice::kit::http
