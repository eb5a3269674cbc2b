# shellcheck shell=bash
# A line a minute while a part runs that has nothing else to say. Sourced by test.sh.

heartbeat_pid=""

# start_heartbeat PART START
start_heartbeat() {
  beat "$1" "$2" &
  heartbeat_pid=$!
}

# Waits without a process of its own, which would outlive the loop and hold the caller's output open.
beat() {
  local nothing
  exec {nothing}<> <(:)
  until read -rt 60 -u "$nothing"; do
    say "   $1: $(elapsed "$2") so far"
  done
}

end_heartbeat() {
  [[ -n $heartbeat_pid ]] || return 0
  kill "$heartbeat_pid" 2>/dev/null || true
  wait "$heartbeat_pid" 2>/dev/null || true
  heartbeat_pid=""
}
