"""Print one line a figure: `bench <letter> <what>: <number>`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

PARTS = ("ingest", "compute", "pages", "sync", "programme", "work", "improving", "backup")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", metavar="part")
    parts = parser.parse_args().parts or PARTS
    folder = os.environ.get("KOLADA_SNAPSHOT") or "../shared/kolada"
    if not Path(folder).is_dir():
        print("KOLADA_SNAPSHOT must name the folder with saved figures.", file=sys.stderr)
        return 1
    environment = {**os.environ, "KOLADA_SNAPSHOT": str(Path(folder).resolve())}
    environment |= {"LOG_LEVEL": "WARNING"}
    # Each part is a process of its own: one must not warm up or fill the memory of the next.
    codes = [
        subprocess.call([sys.executable, "-m", f"bench.{part}"], env=environment) for part in parts
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
