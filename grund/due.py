"""What falls due for a person.

Each app that knows of something registers a source in its wiring; *Min lista* and the daily mail
ask them all. A source uses the same number of queries however much it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

# Takes the person's row and returns what is not done yet. The row is a konton.User, which this
# app cannot name: konton lies above it.
Source = Callable[[Any], Iterable["Due"]]


@dataclass(frozen=True)
class Due:
    """Something that falls due, and is late until it is done.

    `today` comes with it, because the calendar of a demo cohort stands still.
    """

    on: date
    today: date
    kind: str  # 'möte', 'uppgift', 'utfästelse' …
    title: str
    where: str  # the municipality or the cohort
    url: str
    is_demo: bool = False

    @property
    def days_left(self) -> int:
        """Days until it falls due; negative when it is late."""
        return (self.on - self.today).days

    @property
    def is_late(self) -> bool:
        return self.days_left < 0


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Register a source under a name; a second one of the same name replaces the first."""
    _sources[name] = source


def of(person: Any) -> list[Due]:
    """Everything that the person has not done yet, the earliest first."""
    found = [due for _, source in sorted(_sources.items()) for due in source(person)]
    # By days left and not by date, because today is another day in a demo cohort.
    return sorted(found, key=lambda due: (due.days_left, due.title))
