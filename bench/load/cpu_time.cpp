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

CpuTimes cpu_times_of_services(const std::filesystem::path& run_folder) {
  CpuTimes times;
  for (const auto& entry : std::filesystem::directory_iterator(run_folder)) {
    if (entry.path().extension() != ".pid" || entry.path().stem() == "supervisord") continue;
    int pid = 0;
    if (!(std::ifstream(entry.path()) >> pid)) continue;
    if (const auto time = cpu_time_of(pid)) times.emplace(pid, *time);
  }
  return times;
}

CpuTime own_cpu_time() {
  return cpu_time_of(::getpid()).value_or(CpuTime{});
}

std::optional<CpuTime> used_between(const CpuTimes& before, const CpuTimes& after) {
  if (before.size() != after.size()) return std::nullopt;
  CpuTime used{};
  for (const auto& [pid, time] : after) {
    const auto earlier = before.find(pid);
    if (earlier == before.end()) return std::nullopt;
    used += time - earlier->second;
  }
  return used;
}

}  // namespace boxoffice::bench
