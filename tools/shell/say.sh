# shellcheck shell=bash
# What our scripts say: one line per step on stdout, and one sentence with a next step on stderr when they give up.
# Sourced, never run.

say() { printf '%s\n' "$*"; }

# step "building": a line that says what happens now.
step() { printf -- '-- %s\n' "$*"; }

# fail "what is wrong." "what to do next.": ends the script with status 1.
fail() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  [[ $# -lt 2 ]] || printf '  %s\n' "${@:2}" >&2
  exit 1
}

# not_there_yet "sentence": a door that is known but leads nowhere in this version; status 2.
not_there_yet() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 2
}

# Seconds since the epoch with three decimals, without starting a process.
now() { printf '%s' "$EPOCHREALTIME"; }

# elapsed START: "12.3 s" since START (a value of now).
elapsed() {
  local -r start_ms=$((10#${1/[.,]/} / 1000)) end_ms=$((10#${EPOCHREALTIME/[.,]/} / 1000))
  printf '%d.%d s' $(((end_ms - start_ms) / 1000)) $(((end_ms - start_ms) % 1000 / 100))
}
