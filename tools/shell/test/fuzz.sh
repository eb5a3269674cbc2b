# shellcheck shell=bash disable=SC2154
# Runs the fuzz targets, each for a bounded time. Sourced by test.sh.
#
# What a run learned is kept in build/fuzz/corpus/<target> and begins the next one; inputs that failed are kept in
# build/fuzz/found.

declare -i fuzz_seconds=20
readonly fuzz_memory_mb=1024 fuzz_input_seconds=5

part_fuzz() {
  if ! build_preset fuzz "$results/build-fuzz.log"; then
    say "   FAILED: build/fuzz does not build"
    add_counts 0 1
    return 0
  fi
  local source
  while read -r source; do
    fuzz_target "$source"
  done < <(git ls-files --cached --others --exclude-standard '*/fuzz/*.cpp')
}

# fuzz_target SOURCE: kit/json/fuzz/read.cpp is the program build/fuzz/kit/json/kit_json_read_fuzz.
fuzz_target() {
  local -r folder=${1%/fuzz/*} name=$(basename "$1" .cpp)
  local prefix=${folder//\//_}
  local -r target=${prefix#services_}_${name}_fuzz
  local -r program=build/fuzz/$folder/$target report=$results/$target.log
  local -r learned=build/fuzz/corpus/$target found=build/fuzz/found/$target-
  local -a options=(-max_total_time="$fuzz_seconds" -timeout="$fuzz_input_seconds" -rss_limit_mb="$fuzz_memory_mb"
    -print_final_stats=1 -artifact_prefix="$found")
  [[ ! -e $folder/fuzz/$name.dict ]] || options+=(-dict="$folder/fuzz/$name.dict")
  mkdir -p "$learned" build/fuzz/found
  if timeout --kill-after=10 $((fuzz_seconds + 120)) "$program" "${options[@]}" "$learned" "$folder/fuzz/corpus/$name" \
    >"$report" 2>&1; then
    say "   passed: $target ($(fuzz_figures "$report"))"
    add_counts 1 0
  else
    show_fuzz_failure "$target" "$program" "$report"
    add_counts 0 1
  fi
}

# "123456 runs, 6172 a second"
fuzz_figures() {
  awk '
    /^stat::number_of_executed_units:/ { runs = $2 }
    /^stat::average_exec_per_sec:/ { rate = $2 }
    END { printf "%d runs, %d a second", runs, rate }' "$1"
}

# show_fuzz_failure TARGET PROGRAM REPORT: what went wrong, and the command that repeats it.
show_fuzz_failure() {
  grep -vE '^(INFO|Dictionary|#[0-9])' "$3" | head -n 60
  say "   FAILED: $1"
  local -r input=$(sed -nE 's/.*Test unit written to (.*)$/\1/p' "$3" | tail -n 1)
  [[ -z $input ]] || say "   repeat it: $2 $input"
}
