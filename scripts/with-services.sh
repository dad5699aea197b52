#!/usr/bin/env bash
# Runs a command with a PostgreSQL and a Redis of its own, and stops both afterwards:
#
#   scripts/with-services.sh cargo nextest run
#
# Both live in a temporary folder, listen on free ports of the loopback interface and forget everything
# (fsync is off). The command finds them through TEST_POSTGRES_URL and TEST_REDIS_URL. As root, PostgreSQL runs
# as the user `postgres`, for it refuses to run as root.
set -euo pipefail

if [ $# -eq 0 ]; then
    echo "usage: scripts/with-services.sh COMMAND [ARGUMENT…]" >&2
    exit 2
fi

# The folder of the newest PostgreSQL: on PATH, or where Debian and Homebrew put it.
postgres_bin() {
    if command -v initdb >/dev/null; then
        dirname "$(command -v initdb)"
        return
    fi
    local found
    found=$(ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin \
        2>/dev/null | sort -V | tail -1) || true
    if [ -z "$found" ]; then
        echo "PostgreSQL is missing: install the package postgresql" >&2
        exit 1
    fi
    echo "$found"
}

# A port that nobody listens on, from outside the range that outgoing connections use.
free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 12000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

# Runs a command as somebody whom PostgreSQL accepts.
as_postgres() {
    if [ "$(id -u)" -ne 0 ]; then
        "$@"
    elif command -v setpriv >/dev/null; then
        setpriv --reuid=postgres --regid=postgres --clear-groups -- "$@"
    else
        su postgres -s /bin/sh -c "$(printf '%q ' "$@")"
    fi
}

bin=$(postgres_bin)
if ! command -v redis-server >/dev/null; then
    echo "Redis is missing: install the package redis-server" >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ] && ! id postgres >/dev/null 2>&1; then
    useradd --system --no-create-home --shell /usr/sbin/nologin postgres
fi

folder=$(mktemp -d)
redis_pid=
stop_all() {
    [ -z "$redis_pid" ] || kill "$redis_pid" 2>/dev/null || true
    as_postgres "$bin/pg_ctl" -D "$folder/postgres" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop_all EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir "$folder/postgres"
chmod 755 "$folder"
[ "$(id -u)" -ne 0 ] || chown postgres "$folder/postgres"
cd_home=$PWD
cd "$folder"
as_postgres "$bin/initdb" -D "$folder/postgres" -U talewright --auth=trust --encoding=UTF8 --locale=C --no-sync \
    >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }

postgres_port=$(free_port)
settings="-p $postgres_port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300"
settings="$settings -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
as_postgres "$bin/pg_ctl" -D "$folder/postgres" -w -l "$folder/postgres/log" -o "$settings" start >/dev/null \
    || { cat "$folder/postgres/log" >&2; exit 1; }

redis_port=$(free_port)
redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --appendonly no --dir "$folder" \
    >"$folder/redis.log" 2>&1 &
redis_pid=$!
until redis-cli -p "$redis_port" ping >/dev/null 2>&1; do
    kill -0 "$redis_pid" 2>/dev/null || { cat "$folder/redis.log" >&2; exit 1; }
    sleep 0.05
done

cd "$cd_home"
export TEST_POSTGRES_URL="postgres://talewright@127.0.0.1:$postgres_port/postgres"
export TEST_REDIS_URL="redis://127.0.0.1:$redis_port"
"$@"
