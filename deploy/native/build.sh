# shellcheck shell=bash disable=SC2154
# The release build: nothing to do takes a second, and a long one shows how far it is. Sourced by deploy.sh.

readonly build_folder="$root/build/release" build_limit_seconds=3600

build_release() {
  if [[ -n ${BOXOFFICE_BINARY:-} ]]; then
    [[ -x $binary ]] || fail "BOXOFFICE_BINARY names $binary, which is not an executable." "Correct or unset it."
    return 0
  fi
  "$root/tools/bootstrap" build run
  configure_release
  compile_release
}

configure_release() {
  [[ ! -e $build_folder/build.ninja || $root/CMakePresets.json -nt $build_folder/build.ninja ]] || return 0
  step "configuring build/release"
  local -r report="$log_folder/build.log"
  (cd "$root" && cmake --preset release) >"$report" 2>&1 || {
    tail -n 15 "$report" >&2
    fail "CMake could not configure the build." "The whole report is in $report."
  }
}

compile_release() {
  local -r report="$log_folder/build.log" start=$(now)
  [[ -e $binary ]] || check_room "$root" "$build_disk_mb" "$build_memory_mb" "building"
  if ! timeout "$build_limit_seconds" ninja -C "$build_folder" -j2 2>&1 | tee "$report" | show_build_progress; then
    sed -n '/^FAILED: /,$p' "$report" | grep -v '^ccache ' | head -n 40 >&2
    fail "the build failed." "The whole report is in $report."
  fi
  [[ -x $binary ]] || fail "the build made no $binary." "The whole report is in $report."
  step "build/release is up to date ($(elapsed "$start"))"
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
