# shellcheck shell=bash disable=SC2154
# The processes of a deployment. `instances_file` has one line each, as the executable lists them for these settings:
# name, ports (separated by commas), service, instance. The name is the service's, with "-2" and so on for further
# instances. Sourced by deploy.sh.

write_instances() {
  "$binary" services >"$instances_file.new" ||
    fail "$binary cannot list its services." "Run ./deploy.sh again to rebuild it."
  [[ -s $instances_file.new ]] || fail "$binary lists no services." "Run ./deploy.sh again to rebuild it."
  mv "$instances_file.new" "$instances_file"
}

# Names of the instances whose service is $1, or that one instance; all of them without an argument.
names_of() {
  [[ -r $instances_file ]] || return 0
  awk -v wanted="${1:-}" 'wanted == "" || $3 == wanted || $1 == wanted { print $1 }' "$instances_file"
}

# Prints "name url" of every instance's readiness probe, which its first port answers.
readiness_urls() { awk '{ split($2, port, ","); print $1, "http://127.0.0.1:" port[1] "/readyz" }' "$instances_file"; }

# port_of NAME [NTH]: the instance's first port, or its NTH.
port_of() {
  awk -v name="$1" -v nth="${2:-1}" '$1 == name { split($2, port, ","); print port[nth] }' "$instances_file"
}

# The pid that the instance wrote itself, if that process lives and belongs to this deployment.
pid_of() {
  local pid
  [[ -r $run_folder/$1.pid ]] || return 1
  read -r pid <"$run_folder/$1.pid" || [[ -n $pid ]] || return 1
  is_ours "$pid" || return 1
  printf '%s' "$pid"
}

# is_ours PID: that process is a service which this deployment started. What the operator's shell hands on to other
# programs (BOXOFFICE_HOME) says nothing; only what runs from settings_file has the mark of deploy.sh as well.
is_ours() {
  [[ $1 =~ ^[0-9]+$ && -r /proc/$1/environ ]] || return 1
  grep -qzFx serve "/proc/$1/cmdline" 2>/dev/null || return 1
  grep -qzFx "BOXOFFICE_HOME=$home" "/proc/$1/environ" 2>/dev/null &&
    grep -qzFx "BOXOFFICE_DEPLOYED=on" "/proc/$1/environ" 2>/dev/null
}
