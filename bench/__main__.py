"""Print one line a figure: `bench <letter> <what>: <number>`; to stderr, which part begins."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PARTS = ("ingest", "compute", "pages", "sync", "programme", "work", "improving")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("parts", nargs="*", metavar="part")
    parts = parser.parse_args().parts or PARTS
    folder = Path(os.environ.get("KOLADA_SNAPSHOT") or "../shared/kolada")
    if missing := lacking(parts, folder):
        print("\n".join(missing), file=sys.stderr)
        return 1
    environment = {**os.environ, "KOLADA_SNAPSHOT": str(folder.resolve())}
    environment |= {"LOG_LEVEL": "WARNING"}
    codes = []
    # Each part is a process of its own: one must not warm up or fill the memory of the next.
    for number, part in enumerate(parts, 1):
        print(f"Part {number} of {len(parts)}: {part} …", file=sys.stderr, flush=True)
        codes.append(subprocess.call([sys.executable, "-m", f"bench.{part}"], env=environment))
    return max(codes)


def lacking(parts: Sequence[str], folder: Path) -> list[str]:
    """What the parts need and this machine has not, in a sentence each: a run takes minutes."""
    wanted = {
        f"There is no part {part}: choose of {', '.join(PARTS)}.": part in PARTS for part in parts
    }
    wanted["KOLADA_SNAPSHOT must name the folder with saved figures."] = folder.is_dir()
    if "pages" in parts:
        sentence = "Chromium is missing: install it with apt-get install chromium."
        wanted[sentence] = bool(shutil.which("chromium"))
    return [sentence for sentence, is_there in wanted.items() if not is_there]


if __name__ == "__main__":
    sys.exit(main())
