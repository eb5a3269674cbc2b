// Reading with all checks, and writing, of a described struct.

#include "kit/json/json.hpp"
#include "bench/micro/sample_order.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

namespace boxoffice::bench {

namespace {

void parse_json(benchmark::State& state) {
  const std::string text = kit::json::to_json(sample_order());
  for (auto _ : state) benchmark::DoNotOptimize(kit::json::from_json<SampleOrder>(text));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void write_json(benchmark::State& state) {
  const SampleOrder order = sample_order();
  for (auto _ : state) benchmark::DoNotOptimize(kit::json::to_json(order));
}

BENCHMARK(parse_json);
BENCHMARK(write_json);

}  // namespace

}  // namespace boxoffice::bench
