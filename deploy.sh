#!/usr/bin/env bash
# Builds and runs the whole of Boxoffice on this machine. ./deploy.sh --help says how.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly root
# shellcheck source=tools/shell/say.sh
source "$root/tools/shell/say.sh"
# shellcheck source=deploy/native/settings.sh
source "$root/deploy/native/settings.sh"
# shellcheck source=deploy/native/instances.sh
source "$root/deploy/native/instances.sh"
# shellcheck source=deploy/native/engines.sh
source "$root/deploy/native/engines.sh"
# shellcheck source=deploy/native/checks.sh
source "$root/deploy/native/checks.sh"
# shellcheck source=deploy/native/build.sh
source "$root/deploy/native/build.sh"
# shellcheck source=deploy/native/supervisor.sh
source "$root/deploy/native/supervisor.sh"
# shellcheck source=deploy/native/readiness.sh
source "$root/deploy/native/readiness.sh"
# shellcheck source=deploy/native/verbs.sh
source "$root/deploy/native/verbs.sh"

usage() {
  cat <<'TEXT'
Usage: ./deploy.sh [embedded]              install what is missing, build, start, wait until all is ready
       ./deploy.sh full                    the same with PostgreSQL, Redis, Kafka and a MongoDB server beside it
       ./deploy.sh status                  a table of services and engines; exit 0 only when all are up
       ./deploy.sh stop                    drain and stop everything
       ./deploy.sh restart [service]       stop and start everything, or one
       ./deploy.sh logs [--follow] [service]
       ./deploy.sh reset [--yes]           stop and delete the data, after asking

Running it again starts what is not up and leaves the rest alone; without a word it goes on with what there is.

State lies in var/ of the checkout, or in $BOXOFFICE_HOME. BOXOFFICE_PORT_OFFSET=N shifts every port, so that two
deployments run side by side. BOXOFFICE_REPLICAS_<SERVICE>=2 starts a second instance. BOXOFFICE_LAB=off leaves the
lab out, BOXOFFICE_SEED=off the demo data. BOXOFFICE_BINARY=FILE starts that executable and builds nothing.
TEXT
}

main() {
  local -r verb=${1:-$(usual_kind)}
  (($# == 0)) || shift
  case $verb in
    embedded | full) no_more_words "$@" && deploy "$verb" ;;
    status) no_more_words "$@" && check_tools "${run_tools[@]}" && show_status ;;
    stop) no_more_words "$@" && check_tools "${run_tools[@]}" && stop_deployment ;;
    restart) check_tools "${run_tools[@]}" && restart_services "$@" ;;
    logs) check_tools "${run_tools[@]}" && show_logs "$@" ;;
    reset) check_tools "${run_tools[@]}" && reset_deployment "$@" ;;
    compose) not_there_yet "'$verb' is not there yet; ./deploy.sh runs the embedded system." ;;
    -h | --help | help) usage ;;
    *) fail "there is no verb '$verb'." "See ./deploy.sh --help." ;;
  esac
}

no_more_words() { (($# == 0)) || fail "'$1' is one word too many." "See ./deploy.sh --help."; }

main "$@"
