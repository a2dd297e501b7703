"""All tests, in processes beside each other: `python -m tests [fast | coverage]`.

Which tests stay together, sharing.py says. Three processes for two cores, for what stands on servers
and browsers waits for them much of the time.
"""

from __future__ import annotations

import os
import subprocess
import sys

_BESIDE = ("--dist", "loadscope", "--no-loadscope-reorder")
_TESTS = ("-m", "pytest", "-n", "3", *_BESIDE)
# What needs neither servers nor a browser never waits; thousands of requests are not fast.
_FAST = ("-m", "pytest", "-n", "2", *_BESIDE, "-m", "not services and not portal and not matrix")
# Which tests are skipped without which folder.
_FOLDERS = {"KOLADA_SNAPSHOT": "real figures", "SEEDS_DIR": "real reports"}


def main(what: str = "all") -> int:
    for name, held in _FOLDERS.items():
        if not os.environ.get(name):
            print(f"{name} is not set: tests on {held} are skipped.", file=sys.stderr, flush=True)
    if what == "fast":
        return subprocess.call([sys.executable, *_FAST])
    if what == "coverage":
        subprocess.call([sys.executable, "-m", "coverage", "erase"])
        code = subprocess.call([sys.executable, "-m", "coverage", "run", *_TESTS])
        subprocess.call([sys.executable, "-m", "coverage", "combine", "--quiet"])
        return code or subprocess.call([sys.executable, "-m", "coverage", "report"])
    return subprocess.call([sys.executable, *_TESTS])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
