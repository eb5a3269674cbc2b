#include "app/running.hpp"

#include "app/modules.hpp"
#include "kit/config/settings.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string_view>

namespace boxoffice::app {

namespace {

std::string content_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

/// A pid file may be older than its process, and another program may have the number by now.
bool is_serving(const std::filesystem::path& process) {
  constexpr std::string_view serve("\0serve\0", 7);
  return content_of(process / "cmdline").find(serve) != std::string::npos;
}

}  // namespace

std::optional<RunningService> find_running_service(const std::filesystem::path& run) {
  for (const Module& module : modules()) {
    int pid = 0;
    if (!(std::ifstream(run / (module.name + ".pid")) >> pid)) continue;
    const std::filesystem::path process = fmt::format("/proc/{}", pid);
    if (!is_serving(process)) continue;
    auto environment = kit::config::parse_environment(content_of(process / "environ"));
    return RunningService{.name = module.name, .pid = pid, .environment = std::move(environment)};
  }
  return std::nullopt;
}

}  // namespace boxoffice::app
