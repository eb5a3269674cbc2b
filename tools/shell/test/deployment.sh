# shellcheck shell=bash disable=SC2154
# The system under test: a deployment of its own, on ports that nobody uses, in a temporary folder. Sourced by test.sh.

deployment_home=""

# need_deployment VERB (embedded or full): starts it once; status 1 when it does not start.
need_deployment() {
  [[ -z $deployment_home ]] || return 0
  local offset=${BOXOFFICE_TEST_PORT_OFFSET:-}
  [[ -n $offset ]] || offset=$(free_port_offset) || exit 1
  deployment_home=$(mktemp -d "${TMPDIR:-/tmp}/boxoffice-test.XXXXXX")
  chmod 755 "$deployment_home" # the engines' user passes through
  export BOXOFFICE_HOME="$deployment_home" BOXOFFICE_PORT_OFFSET="$offset"
  # Quick passwords, and no demo data: tests make what they need.
  export BOXOFFICE_LAB=on BOXOFFICE_SEED=off BOXOFFICE_BCRYPT_COST=4
  if ! timeout 4000 ./deploy.sh "$1"; then
    say "   FAILED: the system does not start"
    end_deployment
    return 1
  fi
}

# An offset below the kernel's range of ephemeral ports at which none of our ports is in use.
free_port_offset() {
  local -r listening=$(ss -Hltn | awk '{ sub(/.*:/, "", $4); print $4 }')
  local -i offset port
  for offset in {10000..23000..500}; do
    for port in 3000 3001 {8080..8087}; do
      ! grep -qx $((port + offset)) <<<"$listening" || continue 2
    done
    printf '%d' "$offset"
    return 0
  done
  fail "no free ports for a deployment to test were found." "Set BOXOFFICE_TEST_PORT_OFFSET."
}

# Stops what need_deployment started and keeps its logs for whoever looks for the cause of a failure.
end_deployment() {
  [[ -n $deployment_home ]] || return 0
  local -r folder=$deployment_home
  deployment_home=""
  timeout 120 ./deploy.sh stop >/dev/null 2>&1 || say "   ./deploy.sh stop did not succeed for $folder" >&2
  if [[ -d $folder/log && -d $results ]]; then
    rm -rf "$results/log"
    cp -r "$folder/log" "$results/log"
  fi
  rm -rf -- "$folder"
}
