# shellcheck shell=bash disable=SC2154
# Makes the executable that a deployment runs. Sourced by deploy.sh.

# shellcheck source=tools/shell/build.sh
source "$root/tools/shell/build.sh"

build_release() {
  if [[ -n ${BOXOFFICE_BINARY:-} ]]; then
    [[ -x $binary ]] || fail "BOXOFFICE_BINARY names $binary, which is not an executable." "Correct or unset it."
    return 0
  fi
  "$root/tools/bootstrap" build run web
  check_tools "${build_tools[@]}"
  [[ -e $binary ]] || check_room "$root" "$build_disk_mb" "$build_memory_mb" "building"
  build_preset release "$log_folder/build.log" ||
    fail "the build failed." "The whole report is in $log_folder/build.log."
  [[ -x $binary ]] || fail "the build made no $binary." "The whole report is in $log_folder/build.log."
}
