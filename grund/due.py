"""Something that falls due for a person; `oversikt.my_list` asks every app for its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
