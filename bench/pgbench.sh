# shellcheck shell=bash disable=SC2154
# What PostgreSQL does without us: pgbench makes the holds of bench/pgbench/hold.sql on the server of the deployment
# that is measured, before that. Sourced by bench/run.

readonly pgbench_clients=32

measure_pgbench() {
  step "pgbench, $pgbench_clients clients"
  local -r report=$figures/pgbench.log
  PGPASSWORD=$(<"$home/engines/postgres/password")
  export PGHOST=127.0.0.1 PGPORT=$((8090 + BOXOFFICE_PORT_OFFSET)) PGUSER=boxoffice PGDATABASE=postgres PGPASSWORD
  psql --quiet --no-psqlrc --file="$root/bench/pgbench/tables.sql" >"$report" 2>&1 || fail "psql failed: see $report."
  timeout $((seconds + 60)) "$(pgbench_program)" --no-vacuum --protocol=prepared --client=$pgbench_clients --jobs=2 \
    --time="$seconds" --file="$root/bench/pgbench/hold.sql" >>"$report" 2>&1 || fail "pgbench failed: see $report."
  psql --quiet --no-psqlrc --command='DROP SCHEMA peer CASCADE' >>"$report" 2>&1
  jq -n --argjson rate "$(sed -nE 's/^tps = ([0-9]+).*/\1/p' "$report")" '{holdsPerSecond: $rate}' \
    >"$figures/pgbench.json"
  say "   $(jq .holdsPerSecond "$figures/pgbench.json") holds per second, one transaction each"
  unset PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD
}

pgbench_program() { find /usr/lib/postgresql -path '*/bin/pgbench' | sort -V | tail -n 1; }
