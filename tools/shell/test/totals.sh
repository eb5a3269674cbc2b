# shellcheck shell=bash disable=SC2154
# Counts test cases over all tools that run them. Sourced by test.sh.

readonly results="$root/build/test-results"
declare -i total_passed=0 total_failed=0

prepare_results() {
  rm -rf "$results"
  mkdir -p "$results"
}

# add_counts PASSED FAILED
add_counts() {
  total_passed+=$1
  total_failed+=$2
}

# The last line of test.sh, and its exit status.
print_totals() {
  printf '%d passed, %d failed\n' "$total_passed" "$total_failed"
  ((total_failed == 0 && total_passed > 0))
}

# check NAME LIMIT_SECONDS COMMAND...: one test case that passes when the command does; its output is shown when not.
check() {
  local -r report="$results/${1//[^a-z0-9-]/_}.log"
  if timeout --kill-after=10 "$2" "${@:3}" >"$report" 2>&1; then
    say "   passed: $1"
    add_counts 1 0
  else
    tail -n 60 "$report"
    say "   FAILED: $1"
    add_counts 0 1
  fi
}

# count_ctest REPORT FOLDER: REPORT is what ctest printed, FOLDER holds GoogleTest's JSON of each program. A program that
# failed without a failed case (it crashed, hung or leaked) counts as one failure; one without cases counts as itself.
count_ctest() {
  local name outcome cases
  local -i passed failed
  while read -r name outcome; do
    cases="$2/$name.json"
    passed=0 failed=0
    if [[ -s $cases ]]; then
      read -r passed failed < <(jq -r '[.testsuites[]?.testsuite[]? | select(.result == "COMPLETED") | has("failures")]
        | "\(map(select(not)) | length) \(map(select(.)) | length)"' "$cases" || printf '0 1\n')
    elif [[ $outcome == Passed ]]; then
      passed=1
    fi
    [[ $outcome == Passed ]] || ((failed > 0)) || failed=1
    add_counts "$passed" "$failed"
  done < <(sed -nE 's/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: ([^ ]+) \.*[ *]*(Passed|Failed|Timeout|Exception|Not Run|Subprocess).*/\1 \2/p' "$1")
}

# count_vitest JSON: a file that could not be loaded has no cases and counts as one failure.
count_vitest() {
  local -i passed failed
  if [[ ! -s $1 ]]; then
    say "   FAILED: vitest ended without a report"
    add_counts 0 1
    return 0
  fi
  read -r passed failed < <(jq -r '
    ([.testResults[].assertionResults[] | .status]) as $cases
    | ([.testResults[] | select(.status == "failed" and ([.assertionResults[] | select(.status == "failed")] == []))]
        | length) as $broken
    | "\($cases | map(select(. == "passed")) | length) \(($cases | map(select(. == "failed")) | length) + $broken)"' "$1")
  add_counts "$passed" "$failed"
}
