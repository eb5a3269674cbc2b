# shellcheck shell=bash disable=SC2154
# The processes of a deployment. `instances_file` has one line each: name, service, number, ports. The name is the
# service's, with "-2" and so on for further instances. Sourced by deploy.sh.

# The executable lists services and their ports (offset included); replicas come from BOXOFFICE_REPLICAS_<SERVICE>, each
# 100 ports further.
write_instances() {
  local listing
  local -a words
  listing=$("$binary" services) || fail "$binary cannot list its services." "Run ./deploy.sh again to rebuild it."
  while read -r -a words; do
    ((${#words[@]} < 2)) || print_instances "${words[@]}"
  done <<<"$listing" >"$instances_file.new"
  [[ -s $instances_file.new ]] || fail "$binary lists no services." "Run ./deploy.sh again to rebuild it."
  mv "$instances_file.new" "$instances_file"
}

# print_instances SERVICE PORT...
print_instances() {
  local -r service=$1
  local -i number
  local port count
  local -a ports
  count=$(replicas_of "BOXOFFICE_REPLICAS_${service^^}") || exit 1
  for ((number = 1; number <= count; number++)); do
    ports=()
    for port in "${@:2}"; do
      ports+=($((port + 100 * (number - 1))))
    done
    printf '%s %s %d %s\n' "$(instance_name "$service" "$number")" "$service" "$number" "${ports[*]}"
  done
}

instance_name() { if (($2 == 1)); then printf '%s' "$1"; else printf '%s-%d' "$1" "$2"; fi; }

replicas_of() {
  local -r count=${!1:-1}
  [[ $count =~ ^[1-9]$ ]] || fail "$1 is '$count'." "Use a number from 1 to 9."
  printf '%s' "$count"
}

# Names of the instances whose service is $1; all of them without an argument.
names_of() {
  [[ -r $instances_file ]] || return 0
  awk -v service="${1:-}" 'service == "" || $2 == service { print $1 }' "$instances_file"
}

# The ones that people and browsers reach: they stop first, so that what is under way behind them can end.
edge_names() { awk '$2 == "gateway" || $2 == "portal" { print $1 }' "$instances_file"; }

# Prints "name url" of every instance's readiness probe.
readiness_urls() { awk '{ print $1, "http://127.0.0.1:" $4 "/readyz" }' "$instances_file"; }

# port_of NAME [NTH]: the instance's first port, or its NTH.
port_of() { awk -v service="$1" -v column=$((3 + ${2:-1})) '$1 == service { print $column }' "$instances_file"; }

# The pid that the instance wrote itself, if that process lives and belongs to this deployment.
pid_of() {
  local pid
  [[ -r $run_folder/$1.pid ]] || return 1
  read -r pid <"$run_folder/$1.pid" || [[ -n $pid ]] || return 1
  is_ours "$pid" || return 1
  printf '%s' "$pid"
}

# is_ours PID: that process lives and belongs to this deployment.
is_ours() {
  [[ $1 =~ ^[0-9]+$ && -r /proc/$1/environ ]] || return 1
  grep -qzFx "BOXOFFICE_HOME=$home" "/proc/$1/environ" 2>/dev/null
}
