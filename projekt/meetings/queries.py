"""A meeting as its page shows it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import time, timedelta

from grund import outbox
from projekt.activities.audience import Audience, resolve
from projekt.activities.method.audience import BETWEEN
from projekt.activities.models import Activity
from projekt.invitations.models import Invitee
from projekt.invitations.queries import Clash, clashes, letter_key
from projekt.meetings.models import AgendaItem, Minutes, MinutesVersion, Outcome
from projekt.organisation.models import ProjectPerson


@dataclass(frozen=True)
class Present:
    """How many of those invited through a function came."""

    function: str
    came: int
    asked: int


@dataclass(frozen=True)
class Point:
    item: AgendaItem | None  # None: outcomes that belong to no point
    outcomes: tuple[Outcome, ...]
    # When it is taken up, where the meeting has a time and every point before it has one.
    at: time | None = None


@dataclass(frozen=True)
class Meeting:
    activity: Activity
    audience: Audience
    invitees: tuple[Invitee, ...]
    points: tuple[Point, ...]
    minutes: Minutes | None
    beside: tuple[MinutesVersion, ...]
    clashes: tuple[Clash, ...]
    series: tuple[Activity, ...]
    unreached: frozenset[int]  # pks of invitees whose letter did not go

    @property
    def answers(self) -> list[tuple[str, int]]:
        """The answers that somebody has given, with their number: [('kommer', 3), …]."""
        counted = Counter(invitee.get_answer_display() for invitee in self.invitees)
        order = [str(label) for label in Invitee.Answer.labels]
        return [(word, counted[word]) for word in order if counted[word]]

    @property
    def not_asked(self) -> list[ProjectPerson]:
        asked = {invitee.person_id for invitee in self.invitees}
        return [one.person for one in self.audience.people if one.person.pk not in asked]

    @property
    def presence(self) -> list[Present]:
        """Presence by function; a person invited through two counts in both."""
        known = [invitee for invitee in self.invitees if invitee.was_present is not None]
        functions: dict[str, list[Invitee]] = {}
        for invitee in known:
            for name in invitee.function.split(BETWEEN) if invitee.function else ["Övriga"]:
                functions.setdefault(name, []).append(invitee)
        return [
            Present(name, sum(bool(i.was_present) for i in of), len(of))
            for name, of in functions.items()
        ]

    @property
    def total_minutes(self) -> int:
        return sum(p.item.minutes or 0 for p in self.points if p.item)

    @property
    def has_outcomes(self) -> bool:
        return any(point.outcomes for point in self.points)

    @property
    def agenda(self) -> list[Point]:
        return [point for point in self.points if point.item]


def meeting_of(activity: Activity) -> Meeting:
    """Read the meeting in a fixed number of queries, however many are invited."""
    audience = resolve(activity)
    invitees = tuple(activity.invitees.select_related("person__user"))
    minutes = Minutes.objects.filter(activity=activity).first()
    beside = (
        minutes.versions.filter(beside=True, settled_at=None).select_related("by")
        if minutes
        else ()
    )
    series = (
        Activity.objects.filter(series=activity.series).exclude(pk=activity.pk)
        if activity.series
        else ()
    )
    return Meeting(
        activity=activity,
        audience=audience,
        invitees=invitees,
        points=_points(activity),
        minutes=minutes,
        beside=tuple(beside),
        clashes=tuple(clashes(activity, [invitee.person for invitee in invitees])),
        series=tuple(series),
        unreached=_unreached(activity),
    )


def _unreached(activity: Activity) -> frozenset[int]:
    keys = outbox.failed().filter(key__startswith=letter_key(activity))
    return frozenset(
        int(key.removeprefix(letter_key(activity)).partition("-")[0])
        for key in keys.values_list("key", flat=True)
    )


def _points(activity: Activity) -> tuple[Point, ...]:
    outcomes: dict[int | None, list[Outcome]] = {}
    for outcome in activity.outcomes.select_related("owner", "follows__activity"):
        outcomes.setdefault(outcome.item_id, []).append(outcome)
    items = list(activity.agenda.select_related("file", "about__activity"))
    points = [
        Point(item, tuple(outcomes.pop(item.pk, ())), at)
        for item, at in zip(items, _clock(activity, items), strict=True)
    ]
    if None in outcomes:
        points.append(Point(None, tuple(outcomes[None])))
    return tuple(points)


def _clock(activity: Activity, items: list[AgendaItem]) -> list[time | None]:
    """Return when each point is taken up; None after the first point whose length is unknown."""
    times: list[time | None] = []
    at = activity.begins if activity.starts_at else None
    for item in items:
        times.append(at.time() if at else None)
        at = at + timedelta(minutes=item.minutes) if at and item.minutes else None
    return times
