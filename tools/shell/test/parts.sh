# shellcheck shell=bash disable=SC2154
# One function per part of test.sh. Sourced by it.

declare -i chaos_seconds=30
lint_scope="" # --all: every file
readonly lint_all_seconds=5400

part_web() {
  check "types" 300 npm run --silent types
  check "eslint" 300 npm run --silent lint
  check "prettier" 300 npm run --silent format:check
}

part_tidy() {
  local -a cpp_files shell_files
  mapfile -t cpp_files < <(git ls-files '*.cpp' '*.hpp')
  mapfile -t shell_files < <(git ls-files '*.sh' && git grep -lE '^#!.*bash' -- ':!*.*')
  run_node_tests tools/tidy 300 tools/tidy/*.test.mjs
  check "tidy" 300 node tools/tidy/tidy.mjs
  check "clang-format" 300 clang-format-19 --dry-run -Werror "${cpp_files[@]}"
  check "shellcheck" 300 shellcheck --external-sources "${shell_files[@]}"
}

# run_node_tests NAME LIMIT_SECONDS FILE...: tests of our own tools, by Node's runner.
run_node_tests() {
  local -r report="$results/node-${1//\//-}.tap"
  timeout --kill-after=10 "$2" node --test --test-reporter=tap "${@:3}" >"$report" 2>&1 ||
    grep -A 20 '^ *not ok' "$report" || true
  count_tap "$report"
}

part_unit() { run_ctest unit dev; }

part_tsan() { run_ctest tsan tsan; }

# run_ctest NAME PRESET [OPTION_OF_CTEST...]
run_ctest() {
  local -r report="$results/ctest-$1.log" cases="$results/gtest-$1"
  if ! build_preset "$2" "$results/build-$2.log"; then
    say "   FAILED: build/$2 does not build"
    add_counts 0 1
    return 0
  fi
  GTEST_OUTPUT="json:$cases/" timeout --kill-after=10 1800 ctest --preset "$2" --no-tests=error "${@:3}" 2>&1 |
    tee "$report" | show_ctest_progress || say "   FAILED: see $report"
  grep -vE '^ +Start |Passed +[0-9.]+ sec$' "$report" | tail -n 200 || true
  count_ctest "$report" "$cases"
}

# Turns ctest's "  12/60 Test ..." into a line per tenth of the programs.
show_ctest_progress() {
  awk '
    match($0, /^ *[0-9]+\/[0-9]+ Test /) {
      split($1, step, "/")
      tenth = int(step[1] * 10 / step[2])
      if (step[2] >= 20 && tenth > last) { last = tenth; print "   ran " step[1] " of " step[2]; fflush() }
    }'
}

part_lint() {
  if ! build_preset dev "$results/build-dev.log"; then
    say "   FAILED: build/dev does not build"
    add_counts 0 1
    return 0
  fi
  if [[ $lint_scope == --all ]]; then
    check_aloud "clang-tidy on every file" "$lint_all_seconds" tools/clang-tidy-changed --all
  else
    check "clang-tidy on changed files" 1800 tools/clang-tidy-changed
  fi
}

part_api() { run_vitest api embedded 900 api contract; }

part_e2e() { run_vitest e2e embedded 900 e2e; }

part_doors() { run_vitest doors embedded 600 doors; }

# One file at a time: each deployment with engines takes a gigabyte.
part_engines() {
  end_deployment
  run_vitest e2e-full full 900 e2e
  run_vitest engines full 1800 --no-file-parallelism engines
  end_deployment
}

part_chaos() { run_chaos embedded; }

# run_chaos VERB
run_chaos() { BOXOFFICE_CHAOS_SECONDS=$chaos_seconds run_vitest chaos "$1" $((chaos_seconds + 900)) chaos; }

# run_vitest NAME VERB LIMIT_SECONDS [OPTION...] FOLDER...: the tests of these folders against ./deploy.sh VERB.
run_vitest() {
  local -r json="$results/vitest-$1.json" verb=$2 limit=$3
  local -a words=()
  local word status=0
  for word in "${@:4}"; do
    if [[ $word == --* ]]; then words+=("$word"); else words+=("tests/$word/"); fi
  done
  if ! need_deployment "$verb"; then
    add_counts 0 1
    return 0
  fi
  timeout --kill-after=10 "$limit" node_modules/.bin/vitest run --config tests/vitest.config.ts \
    --reporter=default --reporter=json --outputFile.json="$json" "${words[@]}" || status=$?
  count_vitest "$json" "$status"
}

part_bench() {
  if ! build_preset bench "$results/build-bench.log"; then
    say "   FAILED: build/bench does not build"
    add_counts 0 1
    return 0
  fi
  check "bench_load_tests" 60 build/bench/bench/load/bench_load_tests --gtest_brief=1
  show_figures "bench_micro" 900 build/bench/bench/micro/bench_micro
  show_figures "bench-run" 1200 bench/run
}

# show_figures NAME LIMIT_SECONDS COMMAND...: a check whose output is what it is run for.
show_figures() {
  check "$@"
  cat "$results/$1.log"
}
