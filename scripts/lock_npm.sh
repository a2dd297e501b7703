#!/bin/sh
# Lock the npm packages that package.json names, without the address of anything: which registry
# they come from is the machine's own matter.
set -eu
sh scripts/npm.sh install --package-lock-only --omit-lockfile-registry-resolved \
    --no-audit --no-fund --loglevel error
.venv/bin/python - <<'END'
import json
from pathlib import Path

path = Path("package-lock.json")
lock = json.loads(path.read_text())
for package in lock["packages"].values():
    package.pop("funding", None)  # an address too
path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
END
