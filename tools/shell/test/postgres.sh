# shellcheck shell=bash disable=SC2154
# A PostgreSQL server for the tests of services that run on it, on a free port of loopback, in a temporary folder.
# Sourced by test.sh.

postgres_home=""
services_that_store='users|events|tickets|orders|payments|notifications|chat'
readonly tests_that_store="^($services_that_store|kit_messaging|kit_idempotency)_tests\$"
readonly -a unprivileged_user=(setpriv --reuid=65534 --regid=65534 --clear-groups --)

part_postgres() {
  if ! start_postgres; then
    say "   FAILED: PostgreSQL does not start"
    add_counts 0 1
    return 0
  fi
  run_ctest postgres dev --tests-regex "$tests_that_store"
  end_postgres
}

# Sets BOXOFFICE_TEST_DATABASE_URL. What it holds need not outlive the machine, so it does not wait for the disk.
start_postgres() {
  local -r folder=$(mktemp -d "${TMPDIR:-/tmp}/boxoffice-postgres.XXXXXX") programs=$(postgres_programs)
  local -r log=$results/postgres-server.log
  local -a as_user=()
  local -i port
  port=$(free_postgres_port)
  local options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder"
  options+=" -c fsync=off -c max_connections=300"
  if ((EUID == 0)); then
    as_user=("${unprivileged_user[@]}") # PostgreSQL refuses to run as root
    chown 65534:65534 "$folder"
  fi
  postgres_home=$folder
  timeout 60 "${as_user[@]}" "$programs/initdb" --pgdata="$folder/data" --username=boxoffice --auth=trust \
    --encoding=UTF8 --locale=C --no-sync >"$log" 2>&1 || return 1
  timeout 60 "${as_user[@]}" "$programs/pg_ctl" --pgdata="$folder/data" --wait --silent --log="$folder/server.log" \
    --options="$options" start >>"$log" 2>&1 || return 1
  export BOXOFFICE_TEST_DATABASE_URL="postgres://boxoffice@127.0.0.1:$port/postgres"
}

postgres_programs() { find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1; }

free_postgres_port() {
  local -r listening=$(ss -Hltn | awk '{ sub(/.*:/, "", $4); print $4 }')
  local -i port
  for port in {25432..25532}; do
    grep -qx "$port" <<<"$listening" || break
  done
  printf '%d' "$port"
}

end_postgres() {
  [[ -n $postgres_home ]] || return 0
  local -r folder=$postgres_home
  local -a as_user=()
  ((EUID != 0)) || as_user=("${unprivileged_user[@]}")
  postgres_home=""
  unset BOXOFFICE_TEST_DATABASE_URL
  timeout 60 "${as_user[@]}" "$(postgres_programs)/pg_ctl" --pgdata="$folder/data" --mode=immediate --silent stop \
    >/dev/null 2>&1 || say "   PostgreSQL in $folder did not stop" >&2
  rm -rf -- "$folder"
}
