"""Whether a municipality keeps pace with the programme and with the others. No Django.

*I fas* has two meanings: a municipality may be behind the programme's dates and yet be where most
are. The rule in Swedish, with an example: /regler/tavla/.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

SILENT_AFTER = timedelta(days=30)


@dataclass(frozen=True)
class Span:
    number: int
    starts_on: date
    ends_on: date


def programme_step(spans: Sequence[Span], today: date) -> int | None:
    """Return the number of the last step that has begun; None before the first."""
    # Only the first day is asked for: between two steps the programme is still in the one
    # before.
    begun = [span.number for span in spans if span.starts_on <= today]
    return max(begun) if begun else None


def median_step(steps: Sequence[int | None]) -> int | None:
    """Return the step of the middle municipality, the lower of two; unknown steps do not count."""
    known = [step for step in steps if step is not None]
    return median_low(known) if known else None


def stuck_step(steps: Sequence[int | None]) -> tuple[int, int] | None:
    """Return (step, how many) where most are, leaving out the furthest step anybody has reached.

    None where all are in one step: then nobody is behind anybody.
    """
    known = [step for step in steps if step is not None]
    behind = [step for step in known if step < max(known)]
    if not behind:
        return None
    # `max` keeps the first of equal ones, so sorting makes it the earliest step.
    most = max(sorted(set(behind)), key=behind.count)
    return most, behind.count(most)


def steps_behind(own: int | None, other: int | None) -> int | None:
    """Return how many steps `own` lies behind `other`, negative for ahead; None when unknown."""
    return None if own is None or other is None else other - own


def told(behind: int | None, ahead: str, level: str, late: str) -> str:
    """Put the difference in words: 'i fas', 'ett steg efter', 'två steg före'."""
    if behind is None:
        return "okänt"
    if behind == 0:
        return level
    return f"{_STEPS.get(abs(behind), str(abs(behind)))} steg {late if behind > 0 else ahead}"


_STEPS = {1: "ett", 2: "två", 3: "tre", 4: "fyra"}


def is_silent(last: date | None, since: date, today: date) -> bool:
    """Tell whether nothing has been heard for more than thirty days.

    `since` is the day when it became the municipality's turn: nobody is silent before that.
    """
    return today - max(last or since, since) > SILENT_AFTER
