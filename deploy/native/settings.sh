# shellcheck shell=bash disable=SC2154,SC2034
# Where a deployment's state lies and which settings its processes get. Sourced by deploy.sh, which has set `root`.

# One spelling of the folder, because processes of a deployment are told by it.
BOXOFFICE_HOME=$(realpath -m -- "${BOXOFFICE_HOME:-$root/var}")
export BOXOFFICE_HOME
# The mark of what deploy.sh starts; the executable turns lab mode on by default where it finds it.
export BOXOFFICE_DEPLOYED=on

readonly home="$BOXOFFICE_HOME"
readonly run_folder="$home/run" log_folder="$home/log"
readonly admin_file="$home/secrets/admin.env" demo_file="$home/secrets/demo.env"
readonly settings_file="$run_folder/settings.env"
readonly instances_file="$run_folder/instances"
readonly binary="${BOXOFFICE_BINARY:-$root/build/release/boxoffice}"

check_settings() {
  # The supervisor's configuration cannot quote these.
  [[ $home != *[\;\"\'\#$'\n']* ]] ||
    fail "BOXOFFICE_HOME has a character that the supervisor cannot read: $home" "Choose a path without ; # and quotes."
}

create_home() {
  mkdir -p "$home" 2>/dev/null || fail "$home cannot be made." "Set BOXOFFICE_HOME to a folder that you may write."
  (umask 077 && mkdir -p "$run_folder" "$log_folder" "$home/data" "$home/secrets")
}

# Names of the variables that are settings of Boxoffice: BOXOFFICE_..., the four URLs, and either from a file.
setting_names() {
  compgen -e | grep -E '^(BOXOFFICE_[A-Z0-9_]+|(DATABASE|MESSAGING|CACHE|DOCUMENTS)_URL(_FILE)?)$' | sort
}

# Keeps the settings for run-service, readable by the owner only, because a URL may carry a password.
write_settings() {
  local name
  (
    umask 077
    while read -r name; do
      printf 'export %s=%q\n' "$name" "${!name}"
    done < <(setting_names) >"$settings_file.new"
  )
  mv "$settings_file.new" "$settings_file"
}

# Takes the lock of this deployment, so that two scripts do not start or stop it at once. Lives as long as the script;
# what we start must not inherit descriptor 9.
lock_deployment() {
  exec 9>"$run_folder/deploy.lock"
  flock -w 90 9 || fail "another ./deploy.sh works on $home." "Wait for it to end and run this again."
}
