"""All tests, in three parts at once, for any one alone leaves much of a small machine waiting.

Those on the running portal, those that start servers and commands of their own, and everything
else; each is an ordinary pytest.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import ExitStack

# The longest first: it is the one that is watched.
PARTS = ("portal", "services and not portal", "not services and not portal")


def main() -> int:
    first, *others = ([sys.executable, "-m", "pytest", "-m", part] for part in PARTS)
    with ExitStack() as stack:
        # The words of the others are kept, so that they do not mix with the first's.
        files = [
            stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace"))
            for _ in others
        ]
        beside = [
            subprocess.Popen(part, stdout=kept, stderr=kept)
            for part, kept in zip(others, files, strict=True)
        ]
        try:
            codes = [subprocess.call(first), *(part.wait() for part in beside)]
        finally:
            for part in beside:
                part.terminate()  # only when interrupted is there anything to end
                part.wait()
        for kept in files:
            kept.seek(0)
            for line in kept:
                sys.stdout.write(line)
    return max(map(abs, codes))  # a part that was killed has a negative one


if __name__ == "__main__":
    sys.exit(main())
