"""Where processes that race wait for each other, however long one of them takes to start."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

from tests.services import PATIENCE


def together(name: str, race: int, runners: int = 2, seconds: float = PATIENCE) -> None:
    """Returns in all of them as soon as the last of the runners has come to this race."""
    line = Path(settings.VAR_DIR) / "line"
    line.mkdir(exist_ok=True)
    (line / f"{race}-{name}").touch()
    deadline = time.monotonic() + seconds
    while len(list(line.glob(f"{race}-*"))) < runners:
        assert time.monotonic() < deadline, f"waited {seconds} seconds in vain"
        time.sleep(0.002)
