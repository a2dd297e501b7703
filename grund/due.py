"""What falls due for a person, told by every app that knows of something.

One small interface: an app registers a source in its wiring, and *Min lista* and the daily mail ask
them all. A source answers with the same number of queries however much it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

# Takes the person's row (konton.User); answers with what is not done yet.
Source = Callable[[Any], Iterable["Due"]]


@dataclass(frozen=True)
class Due:
    """Something that falls due, and is late until it is done.

    `today` is the day where it belongs: a demo stands still.
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
        """Negative: so many days late."""
        return (self.on - self.today).days

    @property
    def is_late(self) -> bool:
        return self.days_left < 0


_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Once a name: a second registration takes the first one's place."""
    _sources[name] = source


def of(person: Any) -> list[Due]:
    """Everything that is not done, the earliest first."""
    found = [due for _, source in sorted(_sources.items()) for due in source(person)]
    return sorted(found, key=lambda due: (due.days_left, due.title))
