#pragma once

// What runs in a home at this moment, as pid files and /proc say.

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace boxoffice::app {

struct RunningService {
  std::string name;  // "gateway"
  int pid = 0;
  std::map<std::string, std::string> environment;  // the settings that it was started with
};

/// The first service, in the order of the table, that serves with a pid file in `run`; nullopt when none does, or when
/// its processes belong to somebody else.
[[nodiscard]] std::optional<RunningService> find_running_service(const std::filesystem::path& run);

}  // namespace boxoffice::app
