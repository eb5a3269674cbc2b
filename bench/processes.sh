# shellcheck shell=bash disable=SC2154
# What the processes of a deployment use, from /proc. Sourced by bench/run, which has set `home`.

# "name pid" of every service; the supervisor is not one.
services() {
  local file pid
  for file in "$home"/run/*.pid; do
    [[ ${file##*/} != supervisord.pid ]] || continue
    read -r pid <"$file" && printf '%s %s\n' "$(basename "$file" .pid)" "$pid"
  done
}

# Kilobytes: shared pages count by their share (PSS), so that the sum is what the machine gives.
memory_of_services() {
  local pid
  while read -r _ pid; do
    cat "/proc/$pid/smaps_rollup"
  done < <(services) | awk '$1 == "Pss:" { sum += $2 } END { print sum + 0 }'
}

# User and system time of all services in clock ticks.
cpu_ticks_of_services() {
  local pid
  while read -r _ pid; do
    cat "/proc/$pid/stat"
  done < <(services) | awk '{ sub(/.*\) /, ""); sum += $12 + $13 } END { print sum + 0 }'
}

# write_start_up BEGIN END: seconds that ./deploy.sh took (BEGIN and END as `now` gives them), from the first start of a
# process until the last is ready, and of the slowest process. A service writes its pid file when it is ready.
write_start_up() {
  local name pid
  while read -r name pid; do
    printf '%s %s %s\n' "$name" "$(age_of_process "$pid")" "$(age_of_file "$home/run/$name.pid")"
  done < <(services) | jq -R -s --argjson called "$1" --argjson returned "$2" '
    def hundredths: . * 100 | round / 100;
    [splits("\n") | select(. != "") | split(" ") | {name: .[0], started: (.[1] | tonumber), ready: (.[2] | tonumber)}]
    | {
        deploySeconds: ($returned - $called | hundredths),
        processesSeconds: ((map(.started) | max) - (map(.ready) | min) | hundredths),
        slowest: (max_by(.started - .ready) | {name, seconds: (.started - .ready | hundredths)})
      }'
}

# Seconds since the process started; the kernel counts in ticks since the machine started.
age_of_process() {
  awk -v hertz="$(getconf CLK_TCK)" '
    FILENAME == "/proc/uptime" { uptime = $1; next }
    { sub(/.*\) /, ""); printf "%.3f", uptime - $20 / hertz }' /proc/uptime "/proc/$1/stat"
}

# Seconds since the file was written.
age_of_file() {
  awk -v now="$EPOCHREALTIME" -v written="$(stat -c %.6Y "$1")" 'BEGIN { printf "%.3f", now - written }'
}
