# shellcheck shell=bash disable=SC2154
# Builds a CMake preset: nothing to do takes a second, and a long build shows how far it is. Sourced, never run; the
# caller has set `root` and sourced say.sh.

readonly build_limit_seconds=3600

# build_preset PRESET REPORT: status 1 when it does not build; what went wrong is shown, and the rest is in REPORT.
build_preset() {
  configure_preset "$@" && compile_preset "$@"
}

configure_preset() {
  local -r ninja_file="$root/build/$1/build.ninja"
  [[ ! -e $ninja_file || $root/CMakePresets.json -nt $ninja_file ]] || return 0
  step "configuring build/$1"
  if ! (cd "$root" && timeout 300 cmake --preset "$1") >"$2" 2>&1; then
    tail -n 15 "$2" >&2
    return 1
  fi
}

compile_preset() {
  local -r start=$(now)
  if ! timeout "$build_limit_seconds" ninja -C "$root/build/$1" -j2 2>&1 | tee "$2" | show_build_progress; then
    sed -n '/^FAILED: /,$p' "$2" | grep -v '^ccache ' | head -n 40 >&2
    return 1
  fi
  step "build/$1 is up to date ($(elapsed "$start"))"
}

# Turns ninja's "[12/345] ..." into a line per tenth of the work.
show_build_progress() {
  awk '
    match($0, /^\[[0-9]+\/[0-9]+\]/) {
      split(substr($0, 2, RLENGTH - 2), step, "/")
      tenth = int(step[1] * 10 / step[2])
      if (step[2] >= 20 && tenth > last) { last = tenth; print "   built " step[1] " of " step[2]; fflush() }
    }'
}
