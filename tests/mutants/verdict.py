"""What the phases of a test's run say of the mutant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.report import ASSERTION

KILLED, SURVIVED, ERROR = "killed", "SURVIVED", "error"


@dataclass(frozen=True)
class Phase:
    """One phase (collect, setup, call, teardown) of one test."""

    test: str
    phase: str
    outcome: str
    raised: str = ""


@dataclass(frozen=True)
class Verdict:
    word: str
    told: str = ""  # of an error: what went wrong


def read_phases(path: Path) -> list[Phase]:
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Phase(**json.loads(line)) for line in lines]


def judged(phases: Sequence[Phase]) -> Verdict:
    """Killed by a failed assertion while the test ran, and by nothing else: a name that does not
    exist any more, or a test that cannot be collected, proves nothing."""
    failed = next((one for one in phases if one.outcome == "failed"), None)
    if failed:
        if failed.phase == "call" and failed.raised == ASSERTION:
            return Verdict(KILLED)
        return Verdict(ERROR, f"{failed.raised} in {failed.phase} of {failed.test}")
    if any(one.phase == "call" and one.outcome == "passed" for one in phases):
        return Verdict(SURVIVED)
    return Verdict(ERROR, "no test ran")


def why_not_green(test: str, phases: Iterable[Phase]) -> str:
    """'' where the test passes on the code as it is, with all its parameters."""
    file = test.partition("::")[0]
    own = [one for one in phases if one.test in (file, test) or one.test.startswith(f"{test}[")]
    for one in own:
        if one.outcome != "passed":
            return f"{one.test} {one.outcome} unchanged ({one.phase} {one.raised})".rstrip()
    return "" if any(one.phase == "call" for one in own) else f"{test} did not run unchanged"
