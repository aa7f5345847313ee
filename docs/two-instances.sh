#!/usr/bin/env bash
# Two instances around one Redis, as plain processes, to try on one's own machine: http://localhost:3000 and :3002.
#
#   docs/two-instances.sh
#
# Needs JDK 17 and redis-server on the PATH. Builds where nothing was built yet. Guests and the demo sign-in are on, and
# the key of tokens is made anew at each start: not for production. All that Redis keeps is in a directory of its own,
# which goes with it. Ctrl-C ends all of it. REDIS_PORT (6390) is where its Redis listens.
set -euo pipefail
cd "$(dirname "$0")/.."

jar=target/quarkus-app/quarkus-run.jar
redis_port="${REDIS_PORT:-6390}"
pids=()

fail() {
    echo "two-instances: $*" >&2
    exit 1
}

is_taken() {
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

command -v redis-server >/dev/null || fail "redis-server is not on the PATH. Debian, Ubuntu: apt-get install redis-server"
for port in "$redis_port" 3000 3001 3002 3003; do
    ! is_taken "$port" || fail "port $port is taken: end what listens there, or for Redis set REDIS_PORT"
done
if [ ! -e "$jar" ]; then
    echo "Building, once ..."
    ./mvnw -q -B -ntp -DskipTests package
fi

data="$(mktemp -d)"

# The instances first: each drains, and gives its lease back.
finish() {
    trap '' INT TERM
    for pid in "${pids[@]:1}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in "${pids[@]:1}"; do
        wait "$pid" 2>/dev/null || true
    done
    if [ "${#pids[@]}" -gt 0 ]; then
        kill "${pids[0]}" 2>/dev/null || true
    fi
    wait
    rm -rf "$data"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A session of its own, so that Ctrl-C reaches this script alone and the order of the end is kept.
start() {
    local log="$1"
    shift
    setsid "$@" >"$data/$log.log" 2>&1 &
    pids+=($!)
}

# Waits until a port answers, or the process behind it has ended.
await() {
    local pid="$1" log="$2"
    shift 2
    until "$@" 2>/dev/null; do
        kill -0 "$pid" 2>/dev/null || { cat "$data/$log.log" >&2; fail "$log ended"; }
        sleep 0.2
    done
}

is_ready() {
    exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
    printf 'GET /q/health/ready HTTP/1.0\r\n\r\n' >&3
    local line
    read -r line <&3
    exec 3>&-
    [[ "$line" == *" 200 "* ]]
}

start redis redis-server --port "$redis_port" --bind 127.0.0.1 --dir "$data" --save '' \
    --appendonly yes --appendfsync always --maxmemory-policy noeviction
await "${pids[0]}" redis is_taken "$redis_port"

JWT_SECRET="$(head -c 48 /dev/urandom | base64 | tr -d '\n')"
export JWT_SECRET
export ROOMCAST_BROKER=redis QUARKUS_REDIS_HOSTS="redis://127.0.0.1:$redis_port"
export ROOMCAST_GUESTS_ENABLED=true ROOMCAST_DEMO_LOGIN_ENABLED=true ROOMCAST_DRAIN_TIMEOUT=2s
export QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_MANAGEMENT_HOST=127.0.0.1
PORT=3000 QUARKUS_MANAGEMENT_PORT=3001 start instance-3000 java -Xmx256m -jar "$jar"
PORT=3002 QUARKUS_MANAGEMENT_PORT=3003 start instance-3002 java -Xmx256m -jar "$jar"
await "${pids[1]}" instance-3000 is_ready 3001
await "${pids[2]}" instance-3002 is_ready 3003

cat <<END
One server, two instances. Open both, go into the same room, and talk:

  http://localhost:3000    health: http://localhost:3001/health    pid ${pids[1]}
  http://localhost:3002    health: http://localhost:3003/health    pid ${pids[2]}

Redis: redis-cli -p $redis_port    pid ${pids[0]}
Logs:  $data
Ctrl-C ends all.
END
wait -n "${pids[@]}" || true
echo "two-instances: one of them has ended; the others go on until Ctrl-C" >&2
wait
