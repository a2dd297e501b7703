"""`python -m kolada.snapshot DIR`: the server in a process of its own, without Django.

Prints its address on the first line and stops when its standard input closes,
so that it never outlives the process that started it.
"""

from __future__ import annotations

import argparse
import sys
import threading

from kolada.snapshot.faults import Fault, Faults
from kolada.snapshot.folder import BrokenFolder
from kolada.snapshot.server import SnapshotServer


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, metavar="SEKUNDER")
    parser.add_argument("--fault", action="append", default=[], metavar="FEL[=MÅL][*GÅNGER]")
    parser.add_argument("--null-status", default="Private")
    parser.add_argument("--from-date-exclusive", action="store_true")
    parser.add_argument("--without-changes", action="store_true")


def make_server(options: dict[str, object]) -> SnapshotServer:
    """The server that the options describe.

    Raises:
        BrokenFolder: the folder is no snapshot.
        ValueError: a fault is unknown.
        OSError: the port is taken.
    """
    faults = Faults(
        faults=[Fault.parse(text) for text in options["fault"]],  # type: ignore[attr-defined]
        latency=float(str(options["latency"])),
        null_status=str(options["null_status"]),
        exclusive_from_date=bool(options["from_date_exclusive"]),
    )
    return SnapshotServer(
        str(options["folder"]),
        int(str(options["port"])),
        faults,
        with_changes=not options["without_changes"],
    )


def main() -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    options = vars(parser.parse_args())
    try:
        server = make_server(options)
    except (BrokenFolder, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(server.url, flush=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    # Reading ends when the parent closes the pipe, and also when the parent is killed.
    sys.stdin.read()
    return 0


if __name__ == "__main__":
    sys.exit(main())
