# shellcheck shell=bash disable=SC2154
# Who is ready, asked over HTTP, and the table of `status`. Sourced by deploy.sh.

readonly ready_limit_seconds=60 probe_limit_seconds=2

# Prints "name status" of every instance: 200 is ready, 000 means that nobody answers.
probe_all() {
  local name url
  local -A names=()
  local -a transfers=()
  while read -r name url; do
    names[$url]=$name
    transfers+=(--output /dev/null "$url")
  done < <(readiness_urls)
  ((${#transfers[@]})) || return 0
  curl --disable --silent --noproxy '*' --parallel --parallel-immediate --max-time "$probe_limit_seconds" \
    --write-out '%{url} %{http_code}\n' "${transfers[@]}" 2>/dev/null |
    while read -r url status; do printf '%s %s\n' "${names[$url]}" "$status"; done || true
}

# Waits until every instance answers 200, with a line whenever more of them do. A service that refuses to start says
# why each time the supervisor tries; then there is nothing to wait for.
wait_until_ready() {
  local -r start=$(now) deadline=$((SECONDS + ready_limit_seconds))
  local -i ready=0 before=-1 total looked=$SECONDS
  local answers name
  local -a late
  total=$(names_of | wc -l)
  while :; do
    nudge_supervisor
    answers=$(probe_all)
    ready=$(grep -c ' 200$' <<<"$answers" || true)
    ((ready == before)) || say "   $ready of $total ready ($(elapsed "$start"))"
    before=$ready
    ((ready < total)) || return 0
    mapfile -t late < <(grep -v ' 200$' <<<"$answers" | cut -d' ' -f1)
    if ((SECONDS > looked)); then
      looked=$SECONDS
      for name in "${late[@]}"; do fail_if_refused "$name"; done
    fi
    ((SECONDS < deadline)) || break
    sleep 0.1
  done
  report_unready "${late[@]}"
}

# fail_if_refused NAME: ends with the sentence that the instance gave at its last starts, if it was the same thrice.
fail_if_refused() {
  local reason
  reason=$(new_lines "$log_folder/$1.err" | sed -n 's/^boxoffice: //p' | sort | uniq -c |
    awk '$1 >= 3 { sub(/^ *[0-9]+ /, ""); print; exit }')
  [[ -z $reason ]] ||
    fail "$1 does not start: $reason" "Then run ./deploy.sh again; the other services keep running."
}

report_unready() {
  local name
  for name in "$@"; do
    say "   the last lines of $name:" >&2
    { new_lines "$log_folder/$name.log"; new_lines "$log_folder/$name.err" | awk '!seen[$0]++'; } |
      tail -n 10 | sed 's/^/     /' >&2
  done
  fail "not ready after $ready_limit_seconds s: $*." "Read $log_folder, or run ./deploy.sh restart."
}

declare -A log_sizes=()

# What the logs hold now is of earlier starts; new_lines leaves it out.
mark_logs() {
  local file
  for file in "$log_folder"/*.log "$log_folder"/*.err; do
    [[ ! -e $file ]] || log_sizes[$file]=$(stat -c %s "$file")
  done
}

# new_lines FILE: what was written since mark_logs; all of a file that was rotated meanwhile.
new_lines() {
  local -i size=${log_sizes[$1]:-0}
  [[ -r $1 ]] || return 0
  (($(stat -c %s "$1") >= size)) || size=0
  tail -c +$((size + 1)) "$1"
}

# Processes that run for a while but answer nobody (stopped, deadlocked) are started anew.
restart_the_mute() {
  local name code pid
  while read -r name code; do
    [[ $code == 000 ]] || continue
    pid=$(pid_of "$name") || continue
    (($(ps -o etimes= -p "$pid" || printf 0) >= 20)) || continue
    step "restarting $name (pid $pid), which runs but does not answer"
    control restart "$name"
  done < <(probe_all)
}

# The table of `status`; status 1 unless every instance is up.
print_status() {
  local name ports pid state code
  local -i all_up=0
  local -A codes=()
  while read -r name code; do codes[$name]=$code; done < <(probe_all)
  printf '%-16s %-9s %8s %-11s %9s %s\n' SERVICE STATE PID PORT MEMORY UPTIME
  print_engines || all_up=1
  while read -r name ports _; do
    pid=$(pid_of "$name") || pid=""
    state=$(state_of "$pid" "${codes[$name]:-000}")
    [[ $state == up ]] || all_up=1
    printf '%-16s %-9s %8s %-11s %9s %s\n' "$name" "$state" "${pid:--}" "$ports" \
      "$(memory_of "$pid")" "$(uptime_of "$pid")"
  done <"$instances_file"
  return "$all_up"
}

# The rows of the engines; status 1 unless all of them are up.
print_engines() {
  local name pid state
  local -i all_up=0
  for name in $(engine_names); do
    pid=$(engine_pid "$name") || pid=""
    if [[ -z $pid ]]; then state=down; elif engine_answers "$name"; then state=up; else state=not-ready; fi
    [[ $state == up ]] || all_up=1
    printf '%-16s %-9s %8s %-11s %9s %s\n' "$name" "$state" "${pid:--}" "$(engine_port_of "$name")" \
      "$(memory_of "$pid")" "$(uptime_of "$pid")"
  done
  return "$all_up"
}

# state_of PID READINESS
state_of() {
  if [[ -z $1 ]]; then printf 'down'; elif [[ $2 == 200 ]]; then printf 'up'; else printf 'not-ready'; fi
}

memory_of() {
  local kilobytes=""
  [[ -z $1 ]] || kilobytes=$(awk '$1 == "VmRSS:" { print $2 }' "/proc/$1/status" 2>/dev/null) || true
  if [[ -n $kilobytes ]]; then printf '%d MB' $((kilobytes / 1024)); else printf -- '-'; fi
}

uptime_of() {
  local elapsed_time=""
  [[ -z $1 ]] || elapsed_time=$(ps -o etime= -p "$1" 2>/dev/null | tr -d ' ') || true
  printf '%s' "${elapsed_time:--}"
}
