"""Copies of the tree, in which a mutant may live: the tree itself is only read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.mutants import report
from tests.mutants.rows import Row
from tests.mutants.verdict import Phase, read_phases

ROOT = Path(__file__).resolve().parents[2]
# What takes longer is stopped: the tests of one mutant, and all tests on the code as it is.
MINUTES, MINUTES_FOR_ALL = 10, 45
_LINKED = (".venv", "node_modules")


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


class NoEnd(Exception):
    """The tests did not end in time."""


class Copy:
    """A copy of what is in the tree, ignored files left out, below a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.tree, self._scratch = folder / "tree", folder / "tmp"
        self._compiled = folder.parent / "compiled"
        self._scratch.mkdir(parents=True)
        self._running: subprocess.Popen | None = None
        listed = _git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file() and not name.startswith(_LINKED):
                (self.tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, self.tree / name)
        # Some tests ask which files there are.
        _git(self.tree, "init", "--quiet")
        _git(self.tree, "add", "--all")
        for name in _LINKED:
            if (ROOT / name).exists():
                (self.tree / name).symlink_to((ROOT / name).resolve())

    @contextmanager
    def changed(self, row: Row) -> Iterator[None]:
        path = self.tree / row.file
        before, at = path.read_bytes(), path.stat().st_mtime_ns
        path.write_text(row.changed(before.decode()), encoding="utf-8")
        # Of another time than the one that was compiled, which might be of the same size.
        os.utime(path, (0, 0))
        try:
            yield
        finally:
            path.write_bytes(before)
            os.utime(path, ns=(at, at))

    def run(self, tests: Sequence[str], *, is_mutant: bool) -> list[Phase]:
        """Each test's phases; of a mutant until the first failure. Raises NoEnd."""
        minutes = MINUTES if is_mutant else MINUTES_FOR_ALL
        told = Path(tempfile.mkdtemp(dir=self._scratch)) / "phases"
        environment = {
            **os.environ,
            "TMPDIR": str(self._scratch),
            # What pytest makes of its plugins takes seconds, and shall be written nowhere else.
            "PYTHONPYCACHEPREFIX": str(self._compiled),
            # Nothing of a mutant is kept in compiled form.
            "PYTHONDONTWRITEBYTECODE": "1" if is_mutant else "",
            report.TO: str(told),
        }
        environment.pop("PYTHONPATH", None)
        command = [sys.executable, "-m", "pytest", "-q", "--nomigrations", "-p", "no:cacheprovider"]
        command += ["-p", report.__name__, "--hypothesis-profile=mutants"]
        command += [*(["-x"] if is_mutant else []), *tests]
        with open(told.with_name("output"), "wb") as output:
            self._running = subprocess.Popen(
                command,
                cwd=self.tree,
                env=environment,
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                self._running.wait(60 * minutes)
            except subprocess.TimeoutExpired:
                raise NoEnd(f"no end within {minutes} minutes") from None
            finally:
                self.stop()
        return read_phases(told)

    def stop(self) -> None:
        """End what runs in the copy, with what it has started itself."""
        running = self._running
        if running and running.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)
            running.wait()
