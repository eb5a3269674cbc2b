#pragma once

// What the services' processes cost: CPU time as the kernel counts it, in ticks of 10 ms (proc(5), utime and stime).

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::bench {

using CpuTime = std::chrono::duration<double>;

/// What one process has used since it started.
struct ProcessTime {
  int pid = 0;
  CpuTime time{};
};

/// By the name of the instance: "orders".
using ProcessTimes = std::map<std::string, ProcessTime>;
using CpuTimes = std::map<std::string, CpuTime>;

/// User and system time from the text of /proc/<pid>/stat; nullopt when it is not such a text.
[[nodiscard]] std::optional<CpuTime> parse_cpu_time(std::string_view stat);

/// Of every living process that has a pid file in `run_folder`, the supervisor left out.
[[nodiscard]] ProcessTimes times_of_services(const std::filesystem::path& run_folder);

/// Of this process.
[[nodiscard]] CpuTime own_cpu_time();

/// What each used in between; nullopt when not the same processes run any more.
[[nodiscard]] std::optional<CpuTimes> used_between(const ProcessTimes& before, const ProcessTimes& after);

[[nodiscard]] CpuTime sum_of(const CpuTimes& times);

}  // namespace boxoffice::bench
