# shellcheck shell=bash disable=SC2154,SC2034
# What would make a deployment fail half-way, found before it starts. Sourced by deploy.sh.

readonly build_disk_mb=2000 build_memory_mb=1200 run_disk_mb=200 run_memory_mb=250
readonly engines_disk_mb=1000 engines_memory_mb=900

# check_room FOLDER DISK_MB MEMORY_MB PURPOSE
check_room() {
  local -r disk_mb=$(($(df -Pk "$1" | awk 'NR == 2 { print $4 }') / 1024))
  local -r memory_mb=$(($(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo) / 1024))
  ((disk_mb >= $2)) ||
    fail "$4 needs $2 MB of disk under $1, and $disk_mb MB are free." "Free some space, or use another disk."
  ((memory_mb >= $3)) ||
    fail "$4 needs $3 MB of memory, and $memory_mb MB are free." "End other programs and run this again."
}

# What the scripts call and a short PATH may lack, each with its package. Missing packages were installed before.
readonly -a run_tools=(awk:mawk curl:curl flock:util-linux ps:procps ss:iproute2 supervisord:supervisor
  supervisorctl:supervisor)
readonly -a build_tools=(clang++-19:clang-19 cmake:cmake ninja:ninja-build)

readonly -A engine_tool=([postgres]=psql:postgresql-client [redis]=redis-server:redis-server
  [kafka]=java:openjdk-17-jre-headless)

# check_tools TOOL:PACKAGE...
check_tools() {
  local each
  local -a missing=() packages=()
  for each in "$@"; do
    command -v "${each%%:*}" >/dev/null || { missing+=("${each%%:*}"); packages+=("${each#*:}"); }
  done
  ((${#missing[@]} == 0)) || fail "${missing[*]} cannot be found in PATH, which is $PATH" \
    "Correct PATH, or install: ${packages[*]}"
}

# Every port must be free, or held by what runs already; who else holds it is named.
check_ports() {
  local -r listeners=$(ss -Hltnp)
  local name ports port holder
  while read -r name ports _; do
    for port in ${ports//,/ }; do
      holder=$(holder_of "$port" "$listeners")
      [[ -z $holder ]] || is_ours "${holder##* }" || is_our_engine "${holder##* }" ||
        fail "port $port ($name) is taken by ${holder% *} (pid ${holder##* })." \
          "Stop that process, or shift all ports: BOXOFFICE_PORT_OFFSET=100 ./deploy.sh"
    done
  done < <(cut -d' ' -f1,2 "$instances_file"; engine_ports)
}

# holder_of PORT LISTENERS: "nginx 12" (a program and its pid), or nothing when the port is free.
holder_of() {
  awk -v port="$1" '
    $4 ~ ":" port "$" {
      if (match($0, /\(\("[^"]*",pid=[0-9]+/)) {
        split(substr($0, RSTART + 3, RLENGTH - 3), part, /",pid=/)
        print part[1] " " part[2]
      } else {
        print "a process of another user, unknown"
      }
      exit
    }' <<<"$2"
}
