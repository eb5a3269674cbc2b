# shellcheck shell=bash disable=SC2154
# Counts test cases over all tools that run them. Sourced by test.sh.

readonly results="$root/build/test-results"
declare -i total_passed=0 total_failed=0
declare -a part_times=()

prepare_results() {
  rm -rf "$results"
  mkdir -p "$results"
}

# add_counts PASSED FAILED
add_counts() {
  total_passed+=$1
  total_failed+=$2
}

# note_time PART "12.3 s"
note_time() { part_times+=("$(printf '   %-8s %10s' "$1" "$2")"); }

print_times() {
  ((${#part_times[@]} > 1)) || return 0
  step "times"
  printf '%s\n' "${part_times[@]}"
}

# The last line of test.sh, and its exit status.
print_totals() {
  printf '%d passed, %d failed\n' "$total_passed" "$total_failed"
  ((total_failed == 0 && total_passed > 0))
}

# check NAME LIMIT_SECONDS COMMAND...: one test case that passes when the command does; its output is shown when not.
check() {
  local -r report=$(report_of "$1")
  local -i status=0
  timeout --kill-after=10 "$2" "${@:3}" >"$report" 2>&1 || status=$?
  judge "$1" "$status"
}

# check_aloud: as check, and shows the lines of the command that say how far it is ("   checked 50 of 500").
check_aloud() {
  local -r report=$(report_of "$1")
  local -i status=0
  timeout --kill-after=10 "$2" "${@:3}" 2>&1 | tee "$report" |
    awk '/^   checked [0-9]+ of [0-9]+$/ { print; fflush() }' || status=$?
  judge "$1" "$status"
}

report_of() { printf '%s' "$results/${1//[^a-z0-9-]/_}.log"; }

# judge NAME STATUS
judge() {
  if (($2 == 0)); then
    say "   passed: $1"
    add_counts 1 0
    return
  fi
  tail -n 60 "$(report_of "$1")"
  (($2 != 124)) || say "   it was stopped, because it took too long"
  say "   FAILED: $1"
  add_counts 0 1
}

# count_ctest REPORT FOLDER: REPORT is what ctest printed, FOLDER holds GoogleTest's JSON of each program. A program
# that failed without a failed case (it crashed, hung or leaked) counts as one failure; one without cases as itself.
count_ctest() {
  local name outcome
  local -i passed failed
  while read -r name outcome; do
    passed=0 failed=0
    if [[ -s $2/$name.json ]]; then
      read -r passed failed < <(gtest_counts "$2/$name.json" || printf '0 1\n')
    elif [[ $outcome == Passed ]]; then
      passed=1
    fi
    [[ $outcome == Passed ]] || ((failed > 0)) || failed=1
    add_counts "$passed" "$failed"
  done < <(ctest_outcomes "$1")
}

# "name outcome" of each line such as " 1/37 Test  #1: kit_json_tests .......   Passed    0.10 sec".
ctest_outcomes() {
  local -r outcome='Passed|Failed|Timeout|Exception|Not Run|Subprocess'
  sed -nE "s/^ *[0-9]+\/[0-9]+ Test +#[0-9]+: ([^ ]+) \.*[ *]*($outcome).*/\1 \2/p" "$1"
}

# Passed and failed cases of one program; skipped ones count as neither.
gtest_counts() {
  jq -r '[.testsuites[]?.testsuite[]? | select(.result == "COMPLETED") | has("failures")]
    | "\(map(select(not)) | length) \(map(select(.)) | length)"' "$1"
}

# count_vitest JSON EXIT_STATUS: what failed outside a test case (loading a file, an unhandled error) counts as one
# failure each.
count_vitest() {
  local -i passed=0 failed=0
  if [[ -s $1 ]]; then
    read -r passed failed < <(vitest_counts "$1")
  fi
  (($2 == 0 || failed > 0)) || failed=1
  add_counts "$passed" "$failed"
}

vitest_counts() {
  jq -r '
    def count(condition): map(select(condition)) | length;
    [.testResults[].assertionResults[].status] as $cases
    | [.testResults[] | select(.status == "failed")
        | select((.assertionResults | count(.status == "failed")) == 0)] as $broken
    | "\($cases | count(. == "passed")) \(($cases | count(. == "failed")) + ($broken | length))"' "$1"
}

# count_tap REPORT: the summary that the runner of Node prints; a run without one counts as one failure.
count_tap() {
  local -i passed failed
  read -r passed failed < <(awk '
    $1 == "#" && $2 == "pass" { passed = $3; seen = 1 }
    $1 == "#" && ($2 == "fail" || $2 == "cancelled") { failed += $3 }
    END { print passed + 0, seen ? failed + 0 : 1 }' "$1")
  add_counts "$passed" "$failed"
}
