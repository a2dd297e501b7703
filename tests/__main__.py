"""All tests, in two halves at once, for either alone leaves half of a small machine waiting.

Those on the running portal are one half, everything else the other; each is an ordinary pytest.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile

HALVES = ("portal", "not portal")


def main() -> int:
    first, second = ([sys.executable, "-m", "pytest", "-m", half] for half in HALVES)
    # The words of the second are kept, so that the two do not mix.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as kept:
        beside = subprocess.Popen(second, stdout=kept, stderr=kept)
        try:
            codes = [subprocess.call(first), beside.wait()]
        finally:
            beside.terminate()  # only when interrupted is there anything to end
            beside.wait()
        kept.seek(0)
        for line in kept:
            sys.stdout.write(line)
    return max(map(abs, codes))  # a half that was killed has a negative one


if __name__ == "__main__":
    sys.exit(main())
