"""The board of a cohort: a row for each municipality that takes part, a dot for each step.

The rules are in program/record/method.py, and are explained on /regler/tavla/.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from grund.tables import Column, Row, Table
from program.models import Cohort, Commitment, Participation, Step, StepProgress
from program.record.method import (
    Span,
    is_silent,
    median_step,
    programme_step,
    steps_behind,
    stuck_step,
    told,
)


@dataclass(frozen=True)
class BoardRow:
    own: Participation
    step: int | None
    since: date | None
    dots: tuple[str, ...]  # a class a step: past, now, or '' for not yet
    behind_programme: int | None  # steps; positive is behind
    behind_median: int | None
    fulfilled: int
    promised: int
    last: date | None
    is_silent: bool

    @property
    def against_programme(self) -> str:
        return told(self.behind_programme, "före", "i fas", "efter")

    @property
    def against_median(self) -> str:
        return told(self.behind_median, "före", "som de flesta", "efter")

    @property
    def owner(self) -> str:
        return self.own.contact_title or self.own.contact_name


@dataclass(frozen=True)
class Board:
    cohort: Cohort
    steps: tuple[Step, ...]
    rows: tuple[BoardRow, ...]
    planned: int | None  # the step that the programme is in
    median: int | None
    stuck: tuple[int, int] | None  # (step, how many)

    @property
    def silent(self) -> int:
        return sum(row.is_silent for row in self.rows)

    @property
    def unfulfilled(self) -> int:
        return sum(row.fulfilled < row.promised for row in self.rows)

    @property
    def finding(self) -> str:
        """The page's heading: what those who follow the cohort should know first."""
        if not self.rows:
            return "Ingen kommun deltar än"
        if self.silent:
            return f"{self.silent} av {len(self.rows)} kommuner har inte hörts av på en månad"
        late = sum((row.behind_programme or 0) > 0 for row in self.rows)
        if late:
            return f"{late} av {len(self.rows)} kommuner är efter programmets datum"
        return f"Alla {len(self.rows)} kommuner är i fas med programmet"


def board(cohort: Cohort) -> Board:
    """The cohort's board, in seven queries however many municipalities and steps there are."""
    steps = tuple(cohort.steps.all())
    participations = list(
        cohort.participations.filter(status=Participation.Status.ACCEPTED)
        .select_related("municipality", "mentor", "learning_group")
        .prefetch_related(
            Prefetch("progress", StepProgress.objects.select_related("step")),
            Prefetch("commitments", Commitment.objects.order_by("pk")),
        )
        .order_by("municipality__sort_key")
    )
    spans = [Span(s.number, s.starts_on, s.ends_on) for s in steps]
    planned = programme_step(spans, cohort.today)
    current = {participation.pk: _current(participation) for participation in participations}
    numbers = [progress.step.number if progress else None for progress in current.values()]
    median = median_step(numbers)
    rows = tuple(
        _row(participation, current[participation.pk], steps, planned, median, cohort)
        for participation in participations
    )
    return Board(cohort, steps, rows, planned, median, stuck_step(numbers))


def _current(participation: Participation) -> StepProgress | None:
    return max(participation.progress.all(), key=lambda p: p.step.number, default=None)


def _row(
    participation: Participation,
    progress: StepProgress | None,
    steps: Sequence[Step],
    planned: int | None,
    median: int | None,
    cohort: Cohort,
) -> BoardRow:
    number = progress.step.number if progress else None
    promises = list(participation.commitments.all())
    last = (
        timezone.localdate(participation.last_activity_at)
        if participation.last_activity_at
        else None
    )
    # Nobody is expected to be heard of before the cohort has begun, or when it has ended.
    begun = cohort.starts_on <= cohort.today <= cohort.ends_on
    return BoardRow(
        own=participation,
        step=number,
        since=progress.started_on if progress else None,
        dots=tuple(_dot(step.number, number) for step in steps),
        behind_programme=steps_behind(number, planned),
        behind_median=steps_behind(number, median),
        fulfilled=sum(p.fulfilled_on is not None for p in promises),
        promised=len(promises),
        last=last,
        is_silent=begun and is_silent(last, cohort.starts_on, cohort.today),
    )


def _dot(step: int, current: int | None) -> str:
    if current is None or step > current:
        return ""
    return "now" if step == current else "past"


# --- order and filter ------------------------------------------------------------------------
ORDERS = {
    "namn": ("namn", lambda r: r.own.municipality.sort_key),
    # Whoever was never heard of counts as silent the longest.
    "tyst": ("tystast först", lambda r: (r.last or date.min, r.own.municipality.sort_key)),
    "steg": ("längst efter först", lambda r: (r.step or 0, r.own.municipality.sort_key)),
    "sedan": (
        "längst i steget först",
        lambda r: (r.since or date.max, r.own.municipality.sort_key),
    ),
    "utfastelser": (
        "flest utfästelser kvar först",
        lambda r: (r.fulfilled - r.promised, r.own.municipality.sort_key),
    ),
}
FILTERS = {
    "": ("alla", lambda r: True),
    "tysta": ("de som inte har hörts av", lambda r: r.is_silent),
    "efter": ("de som är efter programmet", lambda r: (r.behind_programme or 0) > 0),
    "utfastelser": ("de som har utfästelser kvar", lambda r: r.fulfilled < r.promised),
}


def shown(found: Board, order: str, only: str) -> list[BoardRow]:
    """The rows that the address asks for; an unknown order or filter gives the default."""
    _, key = ORDERS.get(order, ORDERS["namn"])
    _, keeps = FILTERS.get(only, FILTERS[""])
    return sorted(filter(keeps, found.rows), key=key)


def as_table(found: Board, rows: Sequence[BoardRow]) -> Table:
    columns = (
        Column("Kommun"),
        Column("Kod"),
        Column("Lärgrupp"),
        Column("Mentor"),
        Column("Steg", "nummer", 0),
        Column("I steget sedan"),
        Column("Mot programmet"),
        Column("Mot de andra"),
        Column("Uppfyllda utfästelser", "antal", 0),
        Column("Utfästelser", "antal", 0),
        Column("Senast aktiv"),
        Column("Tyst"),
    )
    told_rows = tuple(
        Row(
            (
                row.own.municipality.name,
                row.own.municipality_id,
                row.own.learning_group.name if row.own.learning_group else None,
                str(row.own.mentor) if row.own.mentor else None,
                row.step,
                row.since.isoformat() if row.since else None,
                row.against_programme,
                row.against_median,
                row.fulfilled,
                row.promised,
                row.last.isoformat() if row.last else None,
                "ja" if row.is_silent else "nej",
            )
        )
        for row in rows
    )
    source = f"Portalen, läget {found.cohort.today.isoformat()}"
    return Table(f"Tavla för {found.cohort}", columns, told_rows, source)
