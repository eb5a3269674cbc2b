# shellcheck shell=bash disable=SC2154
# One function per verb of deploy.sh. Sourced by it.

readonly move_limit_seconds=86400

# What ./deploy.sh without a word goes on with: what runs in this home.
usual_kind() { if is_full; then printf 'full'; else printf 'embedded'; fi; }

# deploy KIND: embedded or full.
deploy() {
  local first_start=""
  check_settings
  create_home
  lock_deployment
  check_kind "$1"
  [[ $1 != full ]] || prepare_engines
  build_release
  check_tools "${run_tools[@]}"
  check_configuration
  check_room "$home" "$run_disk_mb" "$run_memory_mb" "running"
  write_settings
  write_instances
  [[ -e $admin_file ]] || first_start=yes
  mark_logs
  bring_up
  wait_until_ready
  seed_once
  print_doors
}

# What is in the engines is not in the embedded stores.
check_kind() {
  [[ $1 == full ]] || ! is_full ||
    fail "$home has its data in engines." \
      "Go on with them: ./deploy.sh full" \
      "For an embedded system beside it set BOXOFFICE_HOME and BOXOFFICE_PORT_OFFSET."
}

# The executable judges its own settings and explains them best.
check_configuration() {
  local report
  report=$("$binary" check-config 2>&1) && return 0
  grep '^error: ' <<<"$report" >&2 || printf '%s\n' "$report" >&2
  fail "the configuration is not valid." "Correct the settings above; $binary check-config --all explains each."
}

# Demo data for the first start in lab mode. What fails here leaves a system that works, only emptier.
seed_once() {
  timeout 150 "$binary" seed --once 9>&- ||
    say "   the demo data is not complete; run ./deploy.sh again, or set BOXOFFICE_SEED=off"
}

# Starts what is not up; touches nothing that is, unless its settings changed.
bring_up() {
  check_ports
  if ! supervisor_pid >/dev/null; then
    end_orphans
    write_supervisor_configuration || true
  elif write_supervisor_configuration; then
    step "starting anew with changed settings"
    stop_supervisor
  else
    bring_up_engines
    control start all
    restart_the_mute
    tell_of_older_build
    return 0
  fi
  start_supervisor
  bring_up_engines
  step "starting $(names_of | wc -l) processes"
  control start all
}

# What an embedded deployment of this home has stored goes to the engines before they are used for the first time. It is
# still there afterwards.
move_up() {
  local -r mark=$engines_folder/moved
  [[ -n $(engine_port_of postgres) && ! -e $mark ]] || return 0
  if [[ -e $home/data/users.db ]]; then
    step "moving what is in $home/data to the engines"
    timeout "$move_limit_seconds" "$binary" migrate --from "sqlite:$home/data" 9>&- | sed 's/^/   /' ||
      fail "not everything was moved." "Run ./deploy.sh full again: it goes on where it stopped."
  fi
  touch "$mark"
}

# Services start when the engines are ready and have what the embedded stores had, whoever starts them.
bring_up_engines() {
  local -a names
  mapfile -t names < <(engine_names)
  ((${#names[@]})) || return 0
  step "starting the engines: ${names[*]}"
  control start "${names[@]}"
  wait_for_engines
  move_up
}

# Whoever runs from a file that the linker has replaced keeps running it: restarting is the operator's choice.
tell_of_older_build() {
  local name pid
  while read -r name; do
    pid=$(pid_of "$name") || continue
    if [[ $(readlink "/proc/$pid/exe") == *' (deleted)' ]]; then
      say "   the running services are of an older build; ./deploy.sh restart takes the new one"
      return 0
    fi
  done < <(names_of)
}

print_doors() {
  local -r gateway="http://localhost:$(port_of gateway)" portal="http://localhost:$(port_of portal)"
  say ""
  say "Boxoffice is ready."
  say ""
  say "  user portal     $portal"
  say "  admin portal    http://localhost:$(port_of portal 2)"
  say "  API             $gateway"
  say "  documentation   $gateway/docs"
  say ""
  [[ ! -r $admin_file ]] || say "  administrator   $(sign_in_of ADMIN "$admin_file")"
  [[ ! -r $demo_file ]] || say "  demo buyer      $(sign_in_of DEMO "$demo_file")"
  ! lab_is_on "$portal" ||
    say "  lab mode        on: exercises and metrics are open; BOXOFFICE_LAB=off ./deploy.sh closes them"
  say ""
  say "  ./deploy.sh status shows the services, logs what they write, stop ends them; --help lists the rest."
}

# sign_in_of PREFIX FILE: who and with which password, which is on the screen once only: after the first start, and only
# if the operator did not choose it.
sign_in_of() {
  local name password
  name=$(sed -n "s/^$1_USERNAME=//p" "$2") password=$(sed -n "s/^$1_PASSWORD=//p" "$2")
  if [[ $1 != ADMIN || -z $first_start || -n ${BOXOFFICE_ADMIN_PASSWORD:-}${BOXOFFICE_ADMIN_PASSWORD_FILE:-} ]]; then
    printf '%s, password in %s' "$name" "$2"
  else
    printf '%s, password %s\n%18s(shown once; kept in %s)' "$name" "$password" "" "$2"
  fi
}

# lab_is_on PORTAL: as the portal tells browsers.
lab_is_on() { curl --disable --silent --noproxy '*' --max-time 2 "$1/config.json" | grep -q '"lab":true'; }

show_status() {
  if [[ ! -r $instances_file ]]; then
    say "Nothing is deployed in $home."
    return 1
  fi
  print_status
}

stop_deployment() {
  if [[ ! -r $instances_file ]]; then
    say "Nothing is deployed in $home."
    return 0
  fi
  lock_deployment
  stop_everything
  say "Stopped."
}

stop_everything() {
  step "draining and stopping"
  stop_supervisor
  end_orphans
}

restart_services() {
  (($# <= 1)) || no_more_words "${@:2}"
  if [[ ! -r $instances_file ]] || ! supervisor_pid >/dev/null; then
    fail "nothing runs in $home." "Start it: ./deploy.sh"
  fi
  local -a names engines
  mapfile -t names < <(programs_of "${1:-}")
  ((${#names[@]})) || no_such_service "$1"
  lock_deployment
  step "restarting ${names[*]}"
  mark_logs
  if (($#)); then
    control restart "${names[@]}"
    [[ -z $(engine_port_of "$1") ]] || wait_for_engines
  else
    stop_services
    mapfile -t engines < <(engine_names)
    ((${#engines[@]} == 0)) || control stop "${engines[@]}"
    bring_up_engines
    control start all
  fi
  wait_until_ready
}

show_logs() {
  local follow="" service="" name file
  local -a names files=()
  while (($#)); do
    case $1 in
      -f | --follow) follow=--follow=name ;;
      -*) fail "there is no option '$1'." "See ./deploy.sh --help." ;;
      *) [[ -z $service ]] || no_more_words "$1"; service=$1 ;;
    esac
    shift
  done
  [[ -r $instances_file ]] || fail "nothing is deployed in $home." "Start it: ./deploy.sh"
  mapfile -t names < <(programs_of "$service")
  ((${#names[@]})) || no_such_service "$service"
  for name in "${names[@]}"; do
    for file in "$log_folder/$name.log" "$log_folder/$name.err"; do
      [[ ! -s $file ]] || files+=("$file")
    done
  done
  ((${#files[@]})) || fail "there is no log of ${service:-any service} in $log_folder." "Start it: ./deploy.sh"
  tail -n 100 ${follow:+"$follow"} "${files[@]}"
}

# programs_of [NAME]: instances of a service, or an engine; all of them without an argument.
programs_of() {
  engine_names | awk -v wanted="$1" 'wanted == "" || $1 == wanted'
  names_of "$1"
}

no_such_service() { fail "there is no service '$1'." "Choose from: $(programs_of "" | tr '\n' ' ')"; }

reset_deployment() {
  local answer=""
  case ${1:-} in
    --yes) answer=yes ;;
    "") ;;
    *) no_more_words "$@" ;;
  esac
  if [[ -z $answer ]]; then
    [[ -t 0 ]] || fail "reset deletes all data in $home and asks first." "Without a terminal: ./deploy.sh reset --yes"
    read -r -p "Delete all data, logs and secrets in $home? Type yes: " answer || true
  fi
  [[ $answer == yes ]] || fail "nothing was deleted." "Type yes to delete, or use --yes."
  if [[ -r $instances_file ]]; then
    lock_deployment
    stop_everything
    remove_socket
  fi
  rm -rf -- "$home/data" "$home/engines" "$home/log" "$home/run" "$home/secrets"
  say "Deleted the data in $home."
}
