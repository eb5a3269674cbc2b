#include "bench/load/cpu_time.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace boxoffice::bench {

namespace {

std::optional<CpuTime> cpu_time_of(int pid) {
  std::ifstream stream(fmt::format("/proc/{}/stat", pid));
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  return parse_cpu_time(text);
}

}  // namespace

std::optional<CpuTime> parse_cpu_time(std::string_view stat) {
  // The second field is the program's name in parentheses, which may itself contain blanks and parentheses.
  const auto end_of_name = stat.rfind(')');
  if (end_of_name == std::string_view::npos) return std::nullopt;
  std::istringstream fields{std::string(stat.substr(end_of_name + 1))};
  constexpr int fields_between = 11;  // from state (3rd of all) to cmajflt (13th)
  std::string skipped;
  for (int field = 0; field < fields_between; ++field) fields >> skipped;
  std::int64_t user_ticks = 0;
  std::int64_t system_ticks = 0;
  if (!(fields >> user_ticks >> system_ticks)) return std::nullopt;
  return CpuTime{static_cast<double>(user_ticks + system_ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK))};
}

ProcessTimes times_of_services(const std::filesystem::path& run_folder) {
  ProcessTimes times;
  for (const auto& entry : std::filesystem::directory_iterator(run_folder)) {
    if (entry.path().extension() != ".pid" || entry.path().stem() == "supervisord") continue;
    int pid = 0;
    if (!(std::ifstream(entry.path()) >> pid)) continue;
    if (const auto time = cpu_time_of(pid)) {
      times.emplace(entry.path().stem().string(), ProcessTime{.pid = pid, .time = *time});
    }
  }
  return times;
}

CpuTime own_cpu_time() {
  return cpu_time_of(::getpid()).value_or(CpuTime{});
}

std::optional<CpuTimes> used_between(const ProcessTimes& before, const ProcessTimes& after) {
  if (before.size() != after.size()) return std::nullopt;
  CpuTimes used;
  for (const auto& [name, process] : after) {
    const auto earlier = before.find(name);
    if (earlier == before.end() || earlier->second.pid != process.pid) return std::nullopt;
    used.emplace(name, process.time - earlier->second.time);
  }
  return used;
}

CpuTime sum_of(const CpuTimes& times) {
  CpuTime sum{};
  for (const auto& [name, time] : times) sum += time;
  return sum;
}

}  // namespace boxoffice::bench
