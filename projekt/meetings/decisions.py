"""Decisions made at meetings, and the meetings where they were discussed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from program.models import Participation
from projekt.activities.models import Activity
from projekt.activities.queries import concerning, of_same_work
from projekt.meetings.models import AgendaItem, Outcome

_MEETING = ("activity__cohort__type", "activity__participation__municipality")


@dataclass(frozen=True)
class Discussed:
    """A meeting where the decision was made, prepared or taken up again."""

    outcome: Outcome | None
    item: AgendaItem | None
    word: str  # 'beslutades', 'togs upp igen', 'ledde hit'

    @property
    def activity(self) -> Activity:
        return self.outcome.activity if self.outcome else self.item.activity  # type: ignore[union-attr]

    @property
    def text(self) -> str:
        return self.outcome.text if self.outcome else str(self.item)


@dataclass(frozen=True)
class Decision:
    outcome: Outcome
    tasks: tuple[Outcome, ...]
    discussed: tuple[Discussed, ...]


_MADE = {"decision": "beslutades", "information": "informerades", "task": "blev en uppgift"}


def decision_of(outcome: Outcome, sees: Callable[[Activity], bool]) -> Decision:
    """Return all that leads to the outcome and follows from it, in the order of the meetings.

    `sees` tells whether the reader may know of a meeting: what one municipality makes of a wider
    decision stays there.
    """
    followed = list(outcome.followed_by.select_related(*_MEETING, "owner"))
    again = list(outcome.taken_up.select_related(*_MEETING))
    found = []
    if outcome.item and outcome.item.about:
        found.append(Discussed(outcome.item.about, None, "hade beslutats tidigare"))
    if outcome.follows:
        found.append(Discussed(outcome.follows, None, "ledde hit"))
    found.append(Discussed(outcome, None, _MADE[outcome.kind]))
    found += [Discussed(None, item, "togs upp igen") for item in again]
    found += [
        Discussed(outcome, None, f"ledde till {outcome.get_kind_display()}")
        for outcome in followed
        if outcome.kind != Outcome.OutcomeKind.TASK
    ]
    tasks = [outcome for outcome in followed if outcome.kind == Outcome.OutcomeKind.TASK]
    meetings = {
        activity.pk: activity
        for activity in (*(d.activity for d in found), *(t.activity for t in tasks))
    }
    seen = {pk for pk, activity in meetings.items() if pk == outcome.activity_id or sees(activity)}
    found = [one for one in found if one.activity.pk in seen]
    found.sort(key=lambda one: (one.activity.on, one.activity.pk))
    return Decision(
        outcome, tuple(outcome for outcome in tasks if outcome.activity_id in seen), tuple(found)
    )


def decisions_known_at(activity: Activity) -> QuerySet[Outcome]:
    """Return the decisions of the same work, which a meeting may take up again."""
    where = of_same_work(activity).values("pk")
    return Outcome.objects.filter(kind=Outcome.OutcomeKind.DECISION, activity__in=where)


def outcomes_of(participation: Participation, kind: str, text: str = "") -> QuerySet[Outcome]:
    """Return the outcomes of a kind that concern the municipality, the newest meeting first."""
    outcomes = Outcome.objects.filter(
        activity__in=concerning(participation).values("pk"), kind=kind
    )
    if text:
        outcomes = outcomes.filter(text__icontains=text)
    return outcomes.select_related("activity__kind", "owner", "follows").order_by(
        "-activity__on", "-pk"
    )
