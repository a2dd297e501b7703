"""Work in a process of its own that may take two seconds and 200 MB, and dies of more."""

from __future__ import annotations

import os
import pickle
import resource
import sys
from collections.abc import Callable
from typing import Any

from grund.reader.__main__ import CPU_SECONDS, MEMORY


def bounded(work: Callable[[], Any]) -> Any:
    """Return what `work` returns; fail where the system has ended it, or where it raised."""
    way_out, way_in = os.pipe()
    child = os.fork()
    if child == 0:
        _work(work, way_in)
    os.close(way_in)
    with os.fdopen(way_out, "rb") as told:
        answer = told.read()
    _, status = os.waitpid(child, 0)
    assert not os.WIFSIGNALED(status), f"ended by signal {os.WTERMSIG(status)}"
    kind, value = pickle.loads(answer)
    assert kind == "done", value
    return value


def _work(work: Callable[[], Any], way_in: int) -> None:
    with open("/proc/self/statm", encoding="ascii") as told:
        size = int(told.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY,) * 2)
    # A forked process begins at no time at all. Where lines are counted each takes several times as long.
    seconds = CPU_SECONDS if sys.gettrace() is None else 5 * CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        answer = ("done", work())
    except BaseException as error:
        answer = ("failed", repr(error))
    with os.fdopen(way_in, "wb") as out:
        pickle.dump(answer, out)
    os._exit(0)
