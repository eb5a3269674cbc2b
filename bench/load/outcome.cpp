#include "bench/load/outcome.hpp"

#include "kit/json/writer.hpp"

#include <fmt/format.h>

#include <cmath>

namespace boxoffice::bench {

namespace {

double milliseconds(Latency latency) {
  return std::chrono::duration<double, std::milli>(latency).count();
}

/// Figures are not known better than that, and so are easy to read.
double rounded(double value) {
  constexpr double steps = 1'000;
  return std::round(value * steps) / steps;
}

void write_latencies(kit::json::Writer& writer, const Percentiles& latency) {
  writer.name("latencyMs").begin_object();
  writer.member("p50", rounded(milliseconds(latency.p50)))
      .member("p90", rounded(milliseconds(latency.p90)))
      .member("p99", rounded(milliseconds(latency.p99)))
      .member("p999", rounded(milliseconds(latency.p999)))
      .member("max", rounded(milliseconds(latency.most)))
      .end_object();
}

void write_statuses(kit::json::Writer& writer, const Outcome& outcome) {
  writer.name("statuses").begin_object();
  for (const auto& [status, count] : outcome.measured.statuses) {
    writer.member(status == 0 ? "none" : fmt::to_string(status), count);
  }
  writer.end_object();
}

void write_problems(kit::json::Writer& writer, const Outcome& outcome) {
  writer.name("problems").begin_array();
  for (const auto& problem : outcome.problems) writer.value(problem);
  writer.end_array();
}

void write_cpu(kit::json::Writer& writer, const Outcome& outcome) {
  const auto per_thousand = outcome.cpu_seconds_per_thousand();
  if (!per_thousand) return;
  writer.member("cpuSecondsPerThousand", rounded(*per_thousand)).name("cpuSecondsPerThousandByService").begin_object();
  for (const auto& [name, time] : *outcome.services_cpu) writer.member(name, rounded(outcome.per_thousand(time)));
  writer.end_object();
}

std::string cpu_of(const Outcome& outcome) {
  const auto per_thousand = outcome.cpu_seconds_per_thousand();
  if (!per_thousand) return "of the services unknown: nothing was done, or a process was restarted\n";
  std::string text = fmt::format("{:.3f} s per 1,000 by the services:", *per_thousand);
  for (const auto& [name, time] : *outcome.services_cpu) {
    text += fmt::format(" {} {:.3f}", name, outcome.per_thousand(time));
  }
  return text + '\n';
}

std::string statuses_of(const Measured& measured) {
  std::string text;
  for (const auto& [status, count] : measured.statuses) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", status == 0 ? "no answer" : fmt::to_string(status), count);
  }
  return text.empty() ? "none" : text;
}

}  // namespace

double Outcome::rate() const {
  const double seconds = measured.elapsed.count();
  return seconds > 0 ? static_cast<double>(measured.measured.done) / seconds : 0;
}

std::optional<double> Outcome::cpu_seconds_per_thousand() const {
  if (!services_cpu || measured.all.done == 0) return std::nullopt;
  return per_thousand(sum_of(*services_cpu));
}

double Outcome::per_thousand(CpuTime time) const {
  return time.count() * 1'000 / static_cast<double>(measured.all.done);
}

std::string line_of(const Second& second) {
  return fmt::format("{:>4} s {:>8}/s   p50 {:>8.2f} ms   p99 {:>8.2f} ms   refused {}   failed {}\n",
                     second.at.count(), second.done, milliseconds(second.latency.p50), milliseconds(second.latency.p99),
                     second.refused, second.failed);
}

std::string text_of(const Outcome& outcome) {
  const auto latency = outcome.measured.latencies.percentiles();
  std::string text =
      fmt::format("{}: {:.0f} per second, {} in {:.1f} s over {} connections\n", outcome.scenario, outcome.rate(),
                  outcome.measured.measured.done, outcome.measured.elapsed.count(), outcome.loop.connections);
  text += fmt::format("  latency    p50 {:.2f}   p90 {:.2f}   p99 {:.2f}   p99.9 {:.2f}   max {:.2f} ms\n",
                      milliseconds(latency.p50), milliseconds(latency.p90), milliseconds(latency.p99),
                      milliseconds(latency.p999), milliseconds(latency.most));
  text += fmt::format("  answers    {}; refused {}, failed {}\n", statuses_of(outcome.measured),
                      outcome.measured.measured.refused, outcome.measured.measured.failed);
  text += "  CPU        " + cpu_of(outcome);
  text += fmt::format("  generator  {:.2f} CPU seconds in all\n", outcome.own_cpu.count());
  text += outcome.settling ? fmt::format("  idle again {} ms after the last answer\n", outcome.settling->count())
                           : std::string("  idle again later than we waited\n");
  text += fmt::format("  machine    load average {:.2f}\n", outcome.load_average);
  for (const auto& problem : outcome.problems) text += fmt::format("  PROBLEM    {}\n", problem);
  return text;
}

std::string json_of(const Outcome& outcome) {
  kit::json::Writer writer;
  writer.begin_object()
      .member("scenario", outcome.scenario)
      .member("connections", outcome.loop.connections)
      .member("users", outcome.users)
      .member("seconds", rounded(outcome.measured.elapsed.count()))
      .member("done", outcome.measured.measured.done)
      .member("refused", outcome.measured.measured.refused)
      .member("failed", outcome.measured.measured.failed)
      .member("ratePerSecond", rounded(outcome.rate()));
  write_latencies(writer, outcome.measured.latencies.percentiles());
  write_statuses(writer, outcome);
  write_cpu(writer, outcome);
  writer.member("loadGeneratorCpuSeconds", rounded(outcome.own_cpu.count()));
  if (outcome.settling) writer.member("settlingMs", outcome.settling->count());
  writer.member("loadAverage", rounded(outcome.load_average));
  write_problems(writer, outcome);
  return writer.end_object().take();
}

}  // namespace boxoffice::bench
