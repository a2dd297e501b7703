"""`python -m tests.mutants [id …]`: all rows, or those that are named. Exit code 0: all killed."""

from __future__ import annotations

import queue
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from tests.mutants.copies import ROOT, Copy, NoEnd
from tests.mutants.rows import Row, WrongRows, read
from tests.mutants.verdict import ERROR, KILLED, SURVIVED, Phase, Verdict, judged, why_not_green

AT_ONCE = 2


@dataclass
class Run:
    """The rows on their way, in as many copies as run at once."""

    copies: Sequence[Copy]
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    stopped: bool = False

    def unchanged(self, tests: Sequence[str]) -> list[Phase]:
        """Every test on the code as it is, shared between the copies."""
        phases: list[Phase] = []

        def work(copy: Copy) -> None:
            own = tests[self.copies.index(copy) :: len(self.copies)]
            if own:
                phases.extend(copy.run(own, is_mutant=False))

        self._each(work)
        return phases

    def changed(self, rows: Sequence[Row]) -> None:
        waiting: queue.SimpleQueue[Row] = queue.SimpleQueue()
        for row in rows:
            waiting.put(row)

        def work(copy: Copy) -> None:
            while not self.stopped and not waiting.empty():
                try:
                    row = waiting.get_nowait()
                except queue.Empty:
                    return
                verdict = tried(copy, row)
                if not self.stopped:
                    self.tell(row, verdict)

        self._each(work)

    def tell(self, row: Row, verdict: Verdict) -> None:
        self.verdicts[row.id] = verdict
        tests = " ".join(row.test)
        line = f"{row.id:<24} {row.kind:<10} {row.file:<36} {verdict.word:<8} {tests}"
        more = {ERROR: f"\n    {verdict.told}", SURVIVED: f"\n    {row.why}"}
        print(line + more.get(verdict.word, ""), flush=True)

    def _each(self, work: Callable[[Copy], None]) -> None:
        """In a thread a copy, which waits for its processes. When stopped, those are ended."""
        with ThreadPoolExecutor(len(self.copies)) as pool:
            going = [pool.submit(work, copy) for copy in self.copies]
            try:
                for one in as_completed(going):
                    one.result()
            except BaseException:
                self.stopped = True
                raise
            finally:
                while not all(one.done() for one in going):
                    for copy in self.copies:
                        copy.stop()
                    sleep(0.1)


def tried(copy: Copy, row: Row) -> Verdict:
    try:
        with copy.changed(row):
            return judged(copy.run(row.test, is_mutant=True))
    except NoEnd as error:
        return Verdict(ERROR, str(error))


def run(rows: Sequence[Row], folder: Path) -> dict[str, Verdict]:
    """Each row's verdict, told as it comes. A row whose test is not green is not tried."""
    going = Run([Copy(folder / str(number)) for number in range(AT_ONCE)])
    tests = sorted({test for row in rows for test in row.test})
    print(f"{len(tests)} tests on the code as it is …", flush=True)
    phases = going.unchanged(tests)
    ready = []
    for row in rows:
        red = [why for test in row.test if (why := why_not_green(test, phases))]
        if red:
            going.tell(row, Verdict(ERROR, red[0]))
        else:
            ready.append(row)
    going.changed(ready)
    return going.verdicts


def main(names: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    begun = monotonic()
    try:
        rows = read(ROOT)
    except WrongRows as error:
        print(error, file=sys.stderr)
        return 2
    if unknown := set(names) - {row.id for row in rows}:
        print(f"There is no row {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    wanted = [row for row in rows if not names or row.id in names]
    try:
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
            found = run(wanted, Path(folder))
    except KeyboardInterrupt:
        print("Stopped. The tree is as it was.", file=sys.stderr)
        return 130
    except NoEnd as error:
        print(f"The tests on the code as it is: {error}.", file=sys.stderr)
        return 1
    words = [verdict.word for verdict in found.values()]
    counts = ", ".join(f"{words.count(word)} {word}" for word in (KILLED, SURVIVED, ERROR))
    print(f"{len(words)} mutants: {counts} ({monotonic() - begun:.0f} s)")
    return 0 if words.count(KILLED) == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
