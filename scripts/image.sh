#!/bin/sh
# The two steps in which the image is built: `packages` with nothing but the lists of packages at
# hand, `files` with the portal's own files in /code (or $CODE).
set -eu
code=${CODE:-/code}

packages() {
    python3 -m venv .venv
    .venv/bin/python -m pip install --quiet --no-cache-dir --require-hashes -r requirements.txt
    # npm builds and does not run: it gets a place that the image does not take over.
    python3 -m venv node
    NPM_VENV=node sh scripts/npm.sh ci --omit=dev --no-audit --no-fund --loglevel error
    # What only installs or tests other packages is never run in the image.
    .venv/bin/python -m pip uninstall --quiet --yes setuptools pip
    rm -rf .venv/lib/python3*/site-packages/pandas/tests
}

# Collecting needs the production settings but none of their servers.
files() {
    ln -s "$PWD/node_modules" "$code/node_modules"
    (
        export EFFEKTIV_ENV=production PORTAL_HOSTS=build PORTAL_FROM_EMAIL=build@localhost
        export DATABASE_URL=postgres://build/build REDIS_URL=redis://build EMAIL_URL=none
        export SECRET_KEY="$(printf 'x%.0s' $(seq 60))" STATIC_ROOT="$code/staticfiles"
        export PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/nowhere
        .venv/bin/python "$code/manage.py" collectstatic --noinput --verbosity 0
    )
    rm "$code/node_modules"
    # The portal's user may not write here, so what is compiled at a start would be lost.
    .venv/bin/python -m compileall -q "$code"
    # Whoever cloned with a strict umask has files that nobody else may read.
    chmod -R a+rX "$code"
}

"$1"
