"""Whether this machine's port can be served on; with nothing but Python, for `make run` asks before
anything is installed: `python3 effektiv/port.py`."""

from __future__ import annotations

import errno
import os
import socket
import sys

HIGHEST = 65_535
WRONG = "PORT ska vara ett heltal från 1 till 65535, till exempel 8000."


def obstacle(port: int) -> str:
    """Why the port cannot be served on, as a sentence with the remedy; '' when it can."""
    if not 1 <= port <= HIGHEST:
        return WRONG
    with socket.socket() as probe:
        # Without this, a connection of the last run that has just been closed makes the port look
        # taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EACCES:
                return (
                    f"Port {port} får bara den använda som är root. Välj en annan: "
                    "PORT=8000 make run"
                )
            other = port + 1 if port < HIGHEST else 8000
            return f"Port {port} är upptagen. Välj en annan: PORT={other} make run"
    return ""


def main() -> str:
    try:
        return obstacle(int(os.environ.get("PORT") or 8000))
    except ValueError:
        return WRONG


if __name__ == "__main__":
    sys.exit(main() or 0)
