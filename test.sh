#!/usr/bin/env bash
# Runs the tests of Boxoffice. ./test.sh --help says which there are.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly root
# shellcheck source=tools/shell/say.sh
source "$root/tools/shell/say.sh"
# shellcheck source=tools/shell/node.sh
source "$root/tools/shell/node.sh"
# shellcheck source=tools/shell/build.sh
source "$root/tools/shell/build.sh"
# shellcheck source=tools/shell/test/totals.sh
source "$root/tools/shell/test/totals.sh"
# shellcheck source=tools/shell/test/deployment.sh
source "$root/tools/shell/test/deployment.sh"
# shellcheck source=tools/shell/test/heartbeat.sh
source "$root/tools/shell/test/heartbeat.sh"
# shellcheck source=tools/shell/test/fuzz.sh
source "$root/tools/shell/test/fuzz.sh"
# shellcheck source=tools/shell/test/postgres.sh
source "$root/tools/shell/test/postgres.sh"
# shellcheck source=tools/shell/test/parts.sh
source "$root/tools/shell/test/parts.sh"

usage() {
  cat <<'TEXT'
Usage: ./test.sh [part...]        without a part: everything that CI runs (those marked *)

  web *          types, lint and format of the TypeScript workspace
  tidy *         our own lint, format of C++, shellcheck
  unit *         C++ unit and contract tests, with AddressSanitizer and UndefinedBehaviorSanitizer
  postgres *     the unit tests of everything that stores, against a PostgreSQL server
  lint *         clang-tidy on the files that changed
  api *          black box: every route and error of a running system
  e2e *          black box: journeys through all services
  engines *      black box: journeys, faults and operation of ./deploy.sh full
  doors *        black box: ./deploy.sh, boxoffice and their settings, also where something is in the way
  chaos [10m] *  black box: processes are killed while people buy (30 s, or as long as said)
  tsan           the unit tests with ThreadSanitizer
  fuzz [30s]     every fuzz target with libFuzzer (20 s, or as long as said)
  full           everything above, with clang-tidy on every file and chaos for 10 minutes
  bench          the benchmark programs

Black-box tests start a deployment of their own on other ports, in a temporary folder, and stop it. The last line is
"N passed, N failed", before it the time of each part; the exit status is 0 only when something ran and nothing failed.
TEXT
}

readonly -a usual_parts=(web tidy unit postgres lint api e2e doors chaos engines)
readonly -a full_parts=(web tidy unit postgres tsan lint fuzz api e2e doors chaos engines)

main() {
  local -a parts=()
  while (($#)); do
    case $1 in
      web | tidy | unit | postgres | lint | api | e2e | doors | chaos | engines) parts+=("$1") ;;
      tsan | fuzz | full | bench) parts+=("$1") ;;
      -h | --help) usage && return 0 ;;
      *) read_duration "$1" "${parts[*]}" || fail "there is no part '$1'." "See ./test.sh --help." ;;
    esac
    shift
  done
  ((${#parts[@]})) || parts=("${usual_parts[@]}")
  if [[ " ${parts[*]} " == *" full "* ]]; then
    parts=("${full_parts[@]}")
    lint_scope=--all chaos_seconds=600
  fi

  trap clean_up EXIT
  trap 'exit 130' INT TERM
  cd "$root"
  tools/bootstrap
  use_node
  prepare_results
  local part
  for part in "${parts[@]}"; do
    run_part "$part"
  done
  end_deployment
  print_times
  print_totals
}

clean_up() {
  end_heartbeat
  end_deployment
  end_postgres
}

# "10m" after chaos or fuzz says for how long.
read_duration() {
  [[ $2 =~ (chaos|fuzz)$ && $1 =~ ^([1-9][0-9]{0,3})([smh]?)$ ]] || return 1
  local -rA unit=([s]=1 [m]=60 [h]=3600)
  local -ri seconds=$((BASH_REMATCH[1] * unit[${BASH_REMATCH[2]:-s}]))
  if [[ $2 == *chaos ]]; then chaos_seconds=$seconds; else fuzz_seconds=$seconds; fi
}

run_part() {
  local -r start=$(now)
  step "$1"
  start_heartbeat "$1" "$start"
  "part_$1"
  end_heartbeat
  note_time "$1" "$(elapsed "$start")"
  step "$1 took $(elapsed "$start")"
}

main "$@"
