"""(i) The board and (j) the proposal of 290 municipalities against those of 29, for each
municipality: 1.0 is evenly grown, above that it grows faster than the cohort does."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from bench.portal import empty_portal

FEW, MANY, ROUNDS = 29, 290, 7


def main() -> None:
    with empty_portal():
        from oversikt.board import board
        from program.selection.applicants import applicants, proposal_of

        few, many = cohort("liten", FEW), cohort("stor", MANY)
        tell("i", "board", board, few, many)
        tell("j", "proposal", lambda one: proposal_of(applicants(one)), few, many)


def tell(letter: str, what: str, run: Callable[[Any], Any], few: Any, many: Any) -> None:
    ratio = (timed(run, many) / MANY) / (timed(run, few) / FEW)
    print(f"bench {letter} {what} of {MANY} municipalities against {FEW}, each: {ratio:.2f}")


def timed(run: Callable[[Any], Any], cohort: Any) -> float:
    run(cohort)
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        run(cohort)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def cohort(key: str, count: int) -> Any:
    """Invented municipalities that take part, each with steps, promises and two reviews."""
    from kommuner.actions import store_invented
    from konton.models import User
    from program.models import (
        Commitment,
        Participation,
        ProgrammeType,
        Review,
        StepProgress,
    )
    from program.office.actions import create_cohort

    made = create_cohort(
        by=None,
        programme_type=ProgrammeType.objects.get(key="effektivare-kommun"),
        key=key,
        name=key,
        arranger="SKR",
        starts_on=date(2026, 1, 12),
    )
    codes = [str(9100 + number) for number in range(count)]
    store_invented({code: f"Plats {code}" for code in codes}, dict.fromkeys(codes, "18"))
    own = Participation.objects.bulk_create(
        Participation(cohort=made, municipality_id=code, status="accepted", majority="left")
        for code in codes
    )
    steps, kinds = list(made.steps.all()), list(made.commitment_kinds.all())
    StepProgress.objects.bulk_create(
        StepProgress(participation=p, step=s, started_on=s.starts_on) for p in own for s in steps
    )
    Commitment.objects.bulk_create(Commitment(participation=p, kind=k) for p in own for k in kinds)
    marks = {"beskrivning": 3, "forutsattningar": 2}
    for number in (1, 2):
        user, _ = User.objects.get_or_create(email=f"granskare{number}@example.com")
        Review.objects.bulk_create(Review(participation=p, reviewer=user, marks=marks) for p in own)
    return made


if __name__ == "__main__":
    main()
