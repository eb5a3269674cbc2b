# shellcheck shell=bash disable=SC2154
# supervisord keeps every service alive: one program per instance, restarted whatever its exit status. It is a daemon in
# a session of its own, so what deploy.sh starts stays. Sourced by deploy.sh.

readonly supervisor_configuration="$run_folder/supervisord.conf" supervisor_pid_file="$run_folder/supervisord.pid"
readonly stop_limit_seconds=15

# A Unix socket's path has at most 107 characters, and supervisord adds a process id while it makes the socket.
supervisor_socket() {
  local -r path="$run_folder/supervisor.sock"
  if ((${#path} <= 90)); then
    printf '%s' "$path"
  else
    printf '/tmp/boxoffice-%d-%s/supervisor.sock' "$EUID" "$(sha256sum <<<"$home" | cut -c1-16)"
  fi
}

# A folder under /tmp must be ours alone, or somebody else could take our place.
prepare_socket() {
  local folder
  folder=$(dirname "$(supervisor_socket)")
  rm -f "$run_folder/supervisor.sock"
  [[ $folder != "$run_folder" ]] || return 0
  mkdir -m 700 "$folder" 2>/dev/null || true
  [[ -O $folder && ! -L $folder && $(stat -c %a "$folder") == 700 ]] ||
    fail "$folder belongs to someone else." "Set BOXOFFICE_HOME to a shorter path."
  rm -f "$folder/supervisor.sock"
}

# Status 0 when the file changed.
write_supervisor_configuration() {
  local -r settings=$(sha256sum <"$settings_file" | cut -c1-16)
  local -r run_service="$root/deploy/native/run-service"
  local name service instance
  (
    umask 077
    {
      supervisor_sections
      for name in $(engine_names); do engine_section "$name"; done
      while read -r name _ service instance; do
        program_section "$name" "\"$run_service\" \"$home\" $service $instance" "$settings"
      done <"$instances_file"
    } >"$supervisor_configuration.new"
  )
  if cmp -s "$supervisor_configuration.new" "$supervisor_configuration"; then
    rm "$supervisor_configuration.new"
    return 1
  fi
  mv "$supervisor_configuration.new" "$supervisor_configuration"
}

supervisor_sections() {
  local -r socket=$(supervisor_socket)
  cat <<CONFIGURATION
; Written by deploy.sh; changes are lost.
[unix_http_server]
file=${socket//%/%%}
chmod=0700

[supervisord]
logfile=${log_folder//%/%%}/supervisord.log
logfile_maxbytes=5MB
logfile_backups=1
pidfile=${supervisor_pid_file//%/%%}
childlogdir=${log_folder//%/%%}
umask=077
$( ((EUID != 0)) || printf 'user=root\n')

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://${socket//%/%%}
CONFIGURATION
}

# program_section NAME COMMAND SETTINGS: the fingerprint of the settings makes a change of settings a change of the
# program, so that the supervisor starts it anew.
program_section() {
  cat <<CONFIGURATION

[program:$1]
command=${2//%/%%}
directory=${home//%/%%}
environment=BOXOFFICE_HOME="${home//%/%%}",DEPLOYED_SETTINGS="$3"
stopsignal=TERM
$(supervision "$1")
CONFIGURATION
}

# engine_section NAME: the engine as its user; PostgreSQL ends at INT without waiting for its clients.
engine_section() {
  local stop_signal=TERM
  [[ $1 != postgres ]] || stop_signal=INT
  cat <<CONFIGURATION

[program:$1]
command="${engine_programs//%/%%}/run" $1 "${engines_folder//%/%%}/$1" $(engine_port_of "$1")
directory=${engines_folder//%/%%}/$1
stopsignal=$stop_signal
$( ((EUID != 0)) || printf 'user=%s\n' "$engine_user")
$(supervision "$1")
CONFIGURATION
}

# What every program has: deploy.sh starts it, and it is started again whatever it ended with.
supervision() {
  cat <<CONFIGURATION
autostart=false
autorestart=true
startsecs=0
startretries=1000000000
stopwaitsecs=$stop_limit_seconds
killasgroup=true
redirect_stderr=true
stdout_logfile=${log_folder//%/%%}/$1.err
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=1
CONFIGURATION
}

supervisor_pid() {
  local pid
  [[ -r $supervisor_pid_file ]] || return 1
  pid=$(<"$supervisor_pid_file")
  [[ $pid =~ ^[0-9]+$ && -r /proc/$pid/cmdline ]] || return 1
  grep -qzFx -- "$supervisor_configuration" "/proc/$pid/cmdline" || return 1
  printf '%s' "$pid"
}

# supervisorctl with this deployment's configuration. Its exit status follows LSB and says little; we look ourselves.
control() {
  timeout 120 supervisorctl -c "$supervisor_configuration" "$@" >/dev/null 9>&- &
  local -r pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    nudge_supervisor
    sleep 0.05
  done
  wait "$pid" || true
}

# supervisord looks after its processes once a second, or whenever somebody talks to it: makes it look now.
nudge_supervisor() {
  curl --disable --silent --max-time 1 --output /dev/null --unix-socket "$(supervisor_socket)" http://localhost/ || true
}

start_supervisor() {
  prepare_socket
  local name
  (
    # The services take their settings from settings_file, not from whatever shell started the supervisor first.
    while read -r name; do unset "$name"; done < <(setting_names)
    cd "$home" && exec supervisord -c "$supervisor_configuration" 9>&-
  ) || fail "supervisord did not start." "Its report is in $log_folder/supervisord.log."
}

# Processes of ours whose supervisor was killed: nobody watches them, so they end and start anew, the edge first.
end_orphans() {
  local file name pid
  local -a names=() edge=() others=() engines=()
  for file in "$run_folder"/*.pid; do
    name=$(basename "$file" .pid)
    pid=$(pid_of "$name") || continue
    names+=("$name")
    if [[ $name == gateway* || $name == portal* ]]; then edge+=("$pid"); else others+=("$pid"); fi
  done
  for name in $(engine_names); do
    pid=$(engine_pid "$name") || continue
    names+=("$name")
    engines+=("$pid")
  done
  ((${#names[@]})) || return 0
  step "ending what lost its supervisor: ${names[*]}"
  end_processes "${edge[@]}"
  end_processes "${others[@]}"
  end_processes "${engines[@]}"
}

# TERM to all of them, and KILL to those that it does not end in time.
end_processes() {
  local -i tenths=$((stop_limit_seconds * 10))
  local pid
  for pid in "$@"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "$@"; do
    # What has ended but was not yet reaped has no executable.
    while [[ -e /proc/$pid/exe ]]; do
      ((tenths-- > 0)) || { kill -KILL "$pid" 2>/dev/null || true; break; }
      sleep 0.1
    done
  done
}

# The edge first, so that what is under way behind it can end; then all other services at once.
stop_services() {
  local -a edge names
  mapfile -t edge < <(names_of gateway; names_of portal)
  mapfile -t names < <(names_of)
  control stop "${edge[@]}"
  control stop "${names[@]}"
}

stop_supervisor() {
  local pid
  pid=$(supervisor_pid) || return 0
  stop_services
  control stop all
  kill -TERM "$pid" 2>/dev/null || true
  nudge_supervisor
  end_processes "$pid"
}

remove_socket() {
  local -r socket=$(supervisor_socket)
  rm -f "$socket"
  [[ $socket == "$run_folder/"* ]] || rmdir "${socket%/*}" 2>/dev/null || true
}
