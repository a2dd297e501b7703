"""Loaded before Django reads its settings (see pyproject.toml): tests touch neither the
developer's database nor the network, whatever the environment says."""

import os
import sys
import tempfile
from pathlib import Path


def _taken(name: str) -> str:
    """What the environment says, kept from the portals that tests start; the processes that run
    tests beside each other inherit it under another name."""
    value = os.environ.pop(name, "") or os.environ.get(f"TESTS_{name}", "")
    os.environ[f"TESTS_{name}"] = value
    return value


SNAPSHOT = _taken("KOLADA_SNAPSHOT")
SEEDS = _taken("SEEDS_DIR")
for _name in ("DATABASE_URL", "REDIS_URL", "EFFEKTIV_ENV", "PUBLIC_FIGURES", "OIDC_PROVIDERS"):
    os.environ.pop(_name, None)
os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-test-")
# A loopback port that nothing listens on: the live API is never asked by a test.
os.environ["KOLADA_URL"] = "http://127.0.0.1:9/v3"
# What pytest makes of its plugins takes seconds at each start, and is kept out of the tree where
# nothing compiled is wanted in it.
if sys.dont_write_bytecode and not sys.pycache_prefix:
    sys.pycache_prefix = str(Path(__file__).resolve().parent.parent / "var" / "bytecode")
    sys.dont_write_bytecode = False
