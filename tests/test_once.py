"""What the processes of a run have together: made once, and ended when nobody uses it any more.

Threads stand for the processes, for each opens the locks anew.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import once
from tests.services import PATIENCE, wait_for


def test_a_folder_is_made_once_however_many_ask(tmp_path: Path) -> None:
    made = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "file").write_text("hej")

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(once.made, tmp_path, "tables", make) for _ in range(4)]
        found = [(one.result() / "file").read_text() for one in asked]
    assert found == ["hej"] * 4
    assert len(made) == 1


def test_what_could_not_be_made_is_made_anew(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - it has no words
        once.made(tmp_path, "tables", fail)
    folder = once.made(tmp_path, "tables", lambda folder: (folder / "file").touch())
    assert (folder / "file").exists()


def test_servers_are_ended_by_who_began_them_when_the_last_has_let_go(tmp_path: Path) -> None:
    course: list[str] = []
    let_go = threading.Event()

    @contextmanager
    def start() -> Iterator[dict[str, Any]]:
        course.append("begun")
        yield {"port": 1}
        course.append("ended")

    def other() -> None:
        with once.running(tmp_path, "portal", start) as told:
            course.append(f"used {told['port']}")
            let_go.wait(PATIENCE)
            course.append("let go")

    beside = threading.Thread(target=other)
    own = once.running(tmp_path, "portal", start)
    own.__enter__()
    beside.start()
    wait_for(lambda: "used 1" in course)
    ending = threading.Thread(target=own.__exit__, args=(None, None, None))
    ending.start()
    ending.join(0.2)  # as long as a server that is not waited with would need to end
    assert "ended" not in course
    let_go.set()
    for thread in (beside, ending):
        thread.join(PATIENCE)
    assert course == ["begun", "used 1", "let go", "ended"]
    with once.running(tmp_path, "portal", start):
        assert course[-1] == "begun"  # anew
