# One door. `make run` and `make test` do all set-up themselves.
PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export DJANGO_SETTINGS_MODULE := effektiv.settings

.DEFAULT_GOAL := help
.PHONY: help run port setup test test-fast mutants coverage check fix bench drill-containers screenshots pins
.NOTPARALLEL: # one step stands on what the one before has installed

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: port setup ## serve the portal with worker and demo data on http://localhost:8000
	@exec $(BIN)/python manage.py portal

# Told before anything is installed.
port:
	@$(PYTHON) effektiv/port.py

setup: .venv/runtime node_modules/installed ## everything the portal needs to run; never needs root
	@test -e "$${VAR_DIR:-var}/effektiv.sqlite3" || test -n "$$DATABASE_URL" || echo "Making the tables of the database …"
	@$(BIN)/python manage.py migrate --verbosity 0

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed.") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing. Install the package python3-venv."; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt | .venv/bin/python
	@echo "Installing Python packages …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@

.venv/dev: requirements-dev.txt .venv/runtime
	@echo "Installing development packages …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

# npm of the machine; where there is none, the one that a wheel brings. What only `check`, `fix` and
# `test` need is left out: neither `make run` nor the image downloads it.
NPM_CI := sh scripts/npm.sh ci --no-audit --no-fund --loglevel error
BIOME := sh scripts/npm.sh exec --no -- biome

node_modules/installed: package-lock.json package.json | .venv/bin/python
	@echo "Installing front-end packages …"
	@$(NPM_CI) --omit=dev
	@touch $@

# npm empties the folder first, with the stamp above: both are set, for everything is there.
node_modules/dev: package-lock.json package.json | .venv/bin/python
	@echo "Installing front-end packages and what checks them …"
	@$(NPM_CI)
	@touch node_modules/installed $@

# Before `setup`, which then has nothing left to install from npm.
test: node_modules/dev setup .venv/dev ## all tests, with a real browser, PostgreSQL and Redis
	@sh scripts/test-system.sh
	@$(BIN)/python -m tests

test-fast: setup .venv/dev ## what needs neither servers nor a browser
	@$(BIN)/python -m tests fast

coverage: node_modules/dev setup .venv/dev ## lines and branches of the apps that `make test` reaches
	@sh scripts/test-system.sh
	@mkdir -p var/coverage
	@$(BIN)/python -m tests coverage

mutants: setup .venv/dev ## break the code in many places, one at a time: a test must notice each
	@$(BIN)/python -m tests.mutants

check: node_modules/dev setup .venv/dev ## format, lint, types, import ladder, scripts, templates, missing migrations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports
	@$(BIOME) ci --error-on-warnings
	@git ls-files -z -- '*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	@$(BIN)/python manage.py makemigrations --check --dry-run --verbosity 1
	@$(BIN)/python manage.py check

fix: node_modules/dev setup .venv/dev ## format, and mend what can be mended
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format .
	@$(BIOME) check --write || true
	@git ls-files -z -- '*.html' | xargs -0 $(BIN)/djade --target-version 5.2 || true

bench: setup .venv/dev ## one line a figure: bench <letter> <what>: <number>
	@$(BIN)/python -m bench

drill-containers: setup ## build the image, start docker-compose.yml with podman and look at it; needs root
	@$(PYTHON) scripts/drill/containers.py

screenshots: setup .venv/dev ## the pictures of README.md, out of the demo
	@$(BIN)/python scripts/screenshots.py

pins: .venv/dev ## compile the pinned requirements anew
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet requirements-dev.in -o requirements-dev.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet requirements-node.in -o requirements-node.txt
	@sh scripts/lock_npm.sh
