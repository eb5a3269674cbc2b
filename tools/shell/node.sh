# shellcheck shell=bash disable=SC2154
# Which Node the web tool chain runs on: the system's when it is new enough, else the one that tools/bootstrap keeps in
# .cache/node. Sourced, never run; the caller has set `root`.

readonly node_minimum_major=22 node_minimum_minor=19
readonly node_cache="$root/.cache/node"

# node_is_new_enough PROGRAM
node_is_new_enough() {
  local version major minor
  version=$("$1" --version 2>/dev/null) || return 1
  IFS=. read -r major minor _ <<<"${version#v}"
  ((major > node_minimum_major || (major == node_minimum_major && minor >= node_minimum_minor)))
}

# Puts the right node, npm and npx first in PATH; status 1 when there is none yet.
use_node() {
  if command -v npm >/dev/null && node_is_new_enough node; then
    return 0
  fi
  if node_is_new_enough "$node_cache/node_modules/.bin/node"; then
    export PATH="$node_cache/node_modules/.bin:$PATH"
    return 0
  fi
  return 1
}
