// Measures a running system under load. `bench_load --help` lists the scenarios; bench/run runs them all.

#include "bench/load/arguments.hpp"
#include "bench/load/measurement.hpp"
#include "bench/load/outcome.hpp"
#include "bench/load/scenarios/catalogue.hpp"
#include "bench/load/stage.hpp"
#include "kit/http/client.hpp"
#include "kit/runtime/io_threads.hpp"
#include "kit/service/host.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>

namespace {

using namespace boxoffice;  // NOLINT(google-build-using-namespace): this is main

kit::runtime::Task<> measure(bench::Measurement& measurement, bench::Outcome& outcome) {
  outcome = co_await measurement.run();
}

bench::Outcome outcome_of(const bench::Arguments& arguments) {
  const auto& entry = *std::ranges::find(bench::catalogue(), arguments.scenario, &bench::CatalogueEntry::name);
  const bench::LoopOptions loop = arguments.loop(entry);
  const std::size_t users = arguments.users.value_or(entry.users);
  kit::runtime::IoThreads threads{1};
  threads.start();
  kit::http::Client client{threads, {.connections_per_endpoint = loop.connections}};
  const bench::Stage stage{arguments.deployment, client};
  const auto scenario = entry.make(stage, users);
  bench::Measurement measurement{*scenario, loop, arguments.deployment.run()};
  bench::Outcome outcome;
  kit::service::run_blocking(threads.executor(0), measure(measurement, outcome));
  threads.stop();
  outcome.scenario = entry.name;
  outcome.users = users;
  return outcome;
}

/// 1 when the system did not do what it answered.
int run(const bench::Arguments& arguments) {
  const bench::Outcome outcome = outcome_of(arguments);
  fmt::print("{}", bench::text_of(outcome));
  if (!arguments.report.empty()) std::ofstream(arguments.report) << bench::json_of(outcome) << '\n';
  return outcome.problems.empty() ? 0 : 1;
}

}  // namespace

int main(int argument_count, char** values) {
  CLI::App program{"Measures a running Boxoffice of this machine in a closed loop."};
  bench::Arguments arguments;
  bench::add_arguments(program, arguments);
  try {
    program.parse(argument_count, values);
    return run(arguments);
  } catch (const CLI::ParseError& error) {
    return program.exit(error);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_load: {}\n", error.what());
    return 2;
  }
}
