#!/bin/sh
# What the tests need from the system: a browser, PostgreSQL, Redis, the reverse proxy, and
# something that knows the schema of compose files. Installed with apt as root, else named.
set -eu
missing=""
need() { # package, then a test of its presence
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
need chromium sh -c 'command -v chromium || command -v chromium-browser || command -v google-chrome'
need postgresql sh -c 'ls /usr/lib/postgresql/*/bin/initdb || command -v initdb'
need redis-server sh -c 'command -v redis-server'
need caddy sh -c 'command -v caddy'
need docker-compose sh -c 'command -v docker-compose'
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing …"
    apt-get update -qq >/dev/null
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "The tests need these packages:$missing. Install them with: apt-get install$missing" >&2
    exit 1
fi
