"""What is dear is made once a run, by whichever of the processes beside each other asks first."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

Told = dict[str, Any]


def place(factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of a run have together."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def _alone(door: Path) -> Iterator[None]:
    """One process at a time; the kernel lets go of the lock however a process ends."""
    with door.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def made(where: Path, name: str, make: Callable[[Path], None]) -> Path:
    """A folder as `make` has filled it, to copy from: nobody changes it."""
    folder, done = where / name, where / f"{name}.done"
    with _alone(where / f"{name}.lock"):
        if not done.exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            done.touch()
    return folder


@contextmanager
def running(
    where: Path, name: str, start: Callable[[], AbstractContextManager[Told]]
) -> Iterator[Told]:
    """Servers that all use, and what `start` tells of them. Whoever has started them ends them,
    as soon as all others have let go."""
    door, told = where / f"{name}.lock", where / f"{name}.json"
    with ExitStack() as ours, (where / f"{name}.users").open("a") as users:
        with _alone(door):
            is_ours = not told.exists()
            if is_ours:
                told.write_text(json.dumps(ours.enter_context(start())), encoding="utf-8")
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield json.loads(told.read_text(encoding="utf-8"))
        finally:
            if is_ours:
                with _alone(door):  # who comes now starts anew
                    fcntl.flock(users, fcntl.LOCK_EX)
                    told.unlink()
