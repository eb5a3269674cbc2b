# shellcheck shell=bash disable=SC2154
# The engines of ./deploy.sh full: which ones, their users, secrets and roles, and when they are ready. Sourced by
# deploy.sh.
#
# `engine_settings` holds the four URLs with their passwords; the executable reads it wherever it runs on this home, and
# its presence is what makes a deployment a full one. `engines_file` has one line for each engine that we run: name,
# port.

readonly engines_file="$run_folder/engines" engines_folder="$home/engines"
readonly engine_settings="$home/secrets/engines.toml" role_passwords="$home/secrets/pgpass"
readonly engine_programs="$root/deploy/native/engines"
readonly engine_user=boxoffice engines_limit_seconds=90
# In the order in which they start. Kafka uses the port after its own as well.
readonly -a all_engines=(postgres redis kafka documents)
readonly -A engine_port=([postgres]=8090 [redis]=8091 [kafka]=8092 [documents]=8094)
readonly -A engine_url_name=([postgres]=DATABASE_URL [redis]=CACHE_URL [kafka]=MESSAGING_URL
  [documents]=DOCUMENTS_URL)

is_full() { [[ -e $engine_settings ]]; }

# Names of the engines that this deployment runs, in the order of their start.
engine_names() { [[ ! -r $engines_file ]] || cut -d' ' -f1 "$engines_file"; }

# engine_port_of NAME
engine_port_of() { [[ ! -r $engines_file ]] || awk -v name="$1" '$1 == name { print $2 }' "$engines_file"; }

# Lines "name ports" of the engines.
engine_ports() { [[ ! -r $engines_file ]] || awk '{ print $1, $2 ($1 == "kafka" ? "," $2 + 1 : "") }' "$engines_file"; }

# The pid of an engine that runs from this home.
engine_pid() {
  local pid
  [[ -r $engines_folder/$1/pid ]] || return 1
  read -r pid <"$engines_folder/$1/pid" || return 1
  is_our_engine "$pid" || return 1
  printf '%s' "$pid"
}

# is_our_engine PID: engines, and what they start, work in their folder.
is_our_engine() { [[ $1 =~ ^[0-9]+$ && $(readlink "/proc/$1/cwd") == "$engines_folder"/* ]]; }

# Everything that the engines need before they start.
prepare_engines() {
  local name
  write_engines
  install_engines
  check_room "$home" "$engines_disk_mb" "$engines_memory_mb" "running with engines"
  find_engine_user
  mkdir -p "$engines_folder"
  chmod 711 "$engines_folder"
  for name in $(engine_names); do
    check_enterable "$name"
    prepare_engine "$name"
  done
  write_engine_settings
}

# An engine whose URL is among the settings is somebody else's: we do not run one.
write_engines() {
  local name url
  local -i offset=${BOXOFFICE_PORT_OFFSET:-0}
  for name in "${all_engines[@]}"; do
    url=${engine_url_name[$name]}
    local file=${url}_FILE
    [[ -n ${!url:-} || -n ${!file:-} ]] || printf '%s %d\n' "$name" $((${engine_port[$name]} + offset))
  done >"$engines_file.new"
  mv "$engines_file.new" "$engines_file"
  [[ -z $(engine_port_of documents) || -n $(engine_port_of postgres) ]] ||
    fail "the document server keeps its data in our PostgreSQL, which DATABASE_URL replaces by another." \
      "Set DOCUMENTS_URL as well, or neither."
}

# Only what runs here is fetched: whoever cannot have an engine names another by its URL.
install_engines() {
  local name
  local -a fetched=()
  "$root/tools/bootstrap" engines || say "   going on with what is there"
  for name in $(engine_names); do
    check_tools ${engine_tool[$name]:+"${engine_tool[$name]}"}
    [[ ! -d $engine_programs/$name ]] || fetched+=("$name")
  done
  ((${#fetched[@]} == 0)) || "$engine_programs/install" "${fetched[@]}"
}

# Root makes a user for the engines, who may nothing; anybody else runs them as himself. as_engine_user holds the words
# to put before a command.
find_engine_user() {
  as_engine_user=()
  ((EUID == 0)) || return 0
  id "$engine_user" >/dev/null 2>&1 ||
    useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$engine_user" ||
    fail "the user $engine_user, who is to run the engines, cannot be made." \
      "Make it, or run this as another user than root."
  as_engine_user=(setpriv "--reuid=$engine_user" "--regid=$engine_user" --clear-groups --)
}

check_enterable() {
  local folder
  for folder in "$engine_programs" "$engines_folder"; do
    ${as_engine_user[@]+"${as_engine_user[@]}"} test -x "$folder" ||
      fail "the user $engine_user, who runs $1, may not enter $folder." \
        "Let other users pass through the folders above it (chmod o+x), or use a checkout elsewhere, such as in /srv."
  done
}

# prepare_engine NAME: its folder and its password, which only its user reads.
prepare_engine() {
  local -r folder=$engines_folder/$1
  mkdir -p "$folder"
  chmod 700 "$folder"
  [[ -s $folder/password ]] || (umask 077 && new_secret >"$folder/password")
  # No user in it: whoever has no login is refused by PostgreSQL.
  [[ $1 != documents ]] ||
    printf 'postgres://127.0.0.1:%d/documents?sslmode=disable&pool_max_conns=8' "$(engine_port_of postgres)" \
      >"$folder/postgres"
  ((EUID != 0)) || find "$folder" -maxdepth 1 -type f -exec chown "$engine_user:$engine_user" "$folder" {} +
}

# 32 characters that mean nothing special anywhere.
new_secret() { head -c 64 /dev/urandom | base64 -w 0 | tr -dc 'A-Za-z0-9' | head -c 32 || true; }

password_of_engine() { cat "$engines_folder/$1/password"; }

# PostgreSQL's roles for the services.
role_names() { awk '!seen[$3]++ { print "boxoffice_" $3 }' "$instances_file"; }

# libpq's password file (PostgreSQL manual, 34.16) of these roles. Passwords that are there stay.
write_role_passwords() {
  local role password
  (
    umask 077
    for role in $(role_names); do
      password=$(role_password "$role")
      printf '127.0.0.1:*:*:%s:%s\n' "$role" "${password:-$(new_secret)}"
    done >"$role_passwords.new"
  )
  mv "$role_passwords.new" "$role_passwords"
}

role_password() { [[ ! -r $role_passwords ]] || awk -F: -v role="$1" '$4 == role { print $5 }' "$role_passwords"; }

write_engine_settings() {
  local name
  (
    umask 077
    {
      printf '# Written by ./deploy.sh full: the engines that it runs, with their passwords.\n'
      for name in $(engine_names); do
        printf '%s = "%s"\n' "$(tr '[:upper:]' '[:lower:]' <<<"${engine_url_name[$name]}")" "$(engine_url "$name")"
      done
    } >"$engine_settings.new"
  )
  mv "$engine_settings.new" "$engine_settings"
}

engine_url() {
  local -r place=127.0.0.1:$(engine_port_of "$1") login="boxoffice:$(password_of_engine "$1")"
  case $1 in
    postgres)
      printf 'postgres://boxoffice_{service}@%s/boxoffice?passfile=%s' "$place" "$(encoded "$role_passwords")"
      ;;
    redis) printf 'redis://%s@%s' "$login" "$place" ;;
    kafka) printf 'kafka://%s@%s' "$login" "$place" ;;
    documents)
      printf 'mongodb://boxoffice_documents:%s@%s/boxoffice?authMechanism=PLAIN' \
        "$(password_of_engine documents)" "$place"
      ;;
  esac
}

# encoded TEXT: with %XX for what may not stand in a URL.
encoded() {
  local LC_ALL=C text=$1 character
  while [[ -n $text ]]; do
    character=${text:0:1} text=${text:1}
    case $character in
      [A-Za-z0-9/._~-]) printf '%s' "$character" ;;
      *) printf '%%%02X' "'$character" ;;
    esac
  done
}

# Waits until every engine listens, and PostgreSQL answers, with a line for each that does.
wait_for_engines() {
  local -r start=$(now)
  local -ri deadline=$((SECONDS + engines_limit_seconds))
  local name
  for name in $(engine_names); do
    until engine_answers "$name"; do
      if ((SECONDS >= deadline)); then
        new_lines "$log_folder/$name.err" | tail -n 10 | sed 's/^/     /' >&2
        fail "$name does not start." "Read $log_folder/$name.err, or run ./deploy.sh restart."
      fi
      nudge_supervisor
      sleep 0.1
    done
    say "   $name is ready ($(elapsed "$start"))"
    [[ $name != postgres ]] || make_roles
  done
}

engine_answers() {
  local -r port=$(engine_port_of "$1")
  (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return 1
  [[ $1 != postgres ]] || as_superuser --command='SELECT 1' >/dev/null 2>&1
}

# psql as PostgreSQL's superuser, in its first database.
as_superuser() {
  PGPASSWORD=$(password_of_engine postgres) timeout 60 psql --no-psqlrc --quiet --tuples-only --no-align \
    --set=ON_ERROR_STOP=1 --host=127.0.0.1 --port="$(engine_port_of postgres)" --username=boxoffice "$@" postgres
}

# A database in which each service has a role that sees only what it made, and one that belongs to the document server.
make_roles() {
  write_role_passwords
  roles_sql | as_superuser >/dev/null || fail "PostgreSQL's roles could not be made." "Read $log_folder/postgres.err."
}

roles_sql() {
  local role
  database_sql boxoffice boxoffice
  for role in $(role_names); do
    role_sql "$role" "$(role_password "$role")"
    printf 'GRANT CONNECT, CREATE ON DATABASE boxoffice TO %s;\n' "$role"
  done
  if [[ -n $(engine_port_of documents) ]]; then
    role_sql boxoffice_documents "$(password_of_engine documents)"
    database_sql documents boxoffice_documents
  fi
}

# role_sql NAME PASSWORD
role_sql() {
  cat <<SQL
SELECT 'CREATE ROLE $1 LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '$1') \\gexec
ALTER ROLE $1 PASSWORD '$2';
SQL
}

# database_sql NAME OWNER
database_sql() {
  cat <<SQL
SELECT 'CREATE DATABASE $1 OWNER $2' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '$1') \\gexec
REVOKE ALL ON DATABASE $1 FROM PUBLIC;
SQL
}
