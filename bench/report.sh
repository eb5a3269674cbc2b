# shellcheck shell=bash disable=SC2154
# The figures as one file and as one table. Sourced by bench/run, which has set `root`, `figures`, `results_file`.

write_results() {
  local name
  local -a scenario_files=()
  for name in "${scenarios[@]}"; do
    [[ ! -s $figures/scenario-$name.json ]] || scenario_files+=("$figures/scenario-$name.json")
  done
  jq -n --arg ran_at "$(date -u +%FT%TZ)" --arg commit "$(git -C "$root" rev-parse --short HEAD 2>/dev/null)" \
    --arg cpu "$(cpu_name)" --arg kernel "$(uname -r)" --argjson cores "$(nproc)" \
    --argjson seconds "$seconds" \
    --slurpfile start_up "$figures/startUp.json" --slurpfile idle_memory "$figures/idleMemory.json" \
    --slurpfile loaded_memory "$figures/loadedMemory.json" --slurpfile idle_cpu "$figures/idleCpu.json" \
    --slurpfile verify "$figures/verify.json" --arg kind "$kind" \
    --argjson pgbench "$(cat "$figures/pgbench.json" 2>/dev/null || printf null)" \
    '{
      ranAt: $ran_at, commit: $commit, machine: {cpu: $cpu, cores: $cores, kernel: $kernel},
      engines: $kind, pgbench: $pgbench,
      secondsPerScenario: $seconds,
      startUp: $start_up[0], idle: ($idle_memory[0] + $idle_cpu[0]), loaded: $loaded_memory[0],
      scenarios: [inputs], verify: $verify[0]
    }' "${scenario_files[@]:-/dev/null}" >"$results_file"
}

cpu_name() { sed -nE 's/^model name\s*: //p' /proc/cpuinfo | head -n 1; }

print_results() {
  say ""
  jq -r '
    ["SCENARIO", "PER SECOND", "P50 MS", "P90", "P99", "P99.9", "MAX", "REFUSED", "FAILED", "CPU-S/1000", "LOAD"],
    (.scenarios[] | [
      .scenario, (.ratePerSecond | round), .latencyMs.p50, .latencyMs.p90, .latencyMs.p99, .latencyMs.p999,
      .latencyMs.max, .refused, .failed, (.cpuSecondsPerThousand // "-"), .loadAverage
    ]) | @tsv' "$results_file" | column -t -s $'\t'
  say ""
  jq -r '
    "start-up  ./deploy.sh \(.startUp.deploySeconds) s; first process until all are ready " +
      "\(.startUp.processesSeconds) s; slowest \(.startUp.slowest.name) \(.startUp.slowest.seconds) s",
    "memory    \(.idle.pssMb) MB PSS at rest, \(.loaded.pssMb) MB after the load",
    "idle CPU  \(.idle.percentOfOneCore) % of one core",
    "verify    \(if .verify.clean then "clean" else "VIOLATIONS" end)",
    (select(.pgbench) | .pgbench.holdsPerSecond as $peer |
      "pgbench   \($peer) holds per second, one transaction each",
      (.scenarios[] | select(.scenario == "holds" or .scenario == "hot-event") |
        "          \(.scenario): \(.ratePerSecond / $peer * 10 | round / 10) times as many")),
    (.scenarios[] | .scenario as $name | .problems[] | "PROBLEM   \($name): \(.)")' "$results_file"
  say "          $results_file"
}
