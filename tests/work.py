"""Project work for tests, made by the portal's own acts."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from grund.models import Letter
from konton.models import User
from program.models import Cohort, Participation
from program.selection import actions as selection
from projekt.activities.audience import resolve
from projekt.invitations import actions as invitations
from projekt.meetings import actions as minutes
from projekt.models import (
    Activity,
    ActivityKind,
    Assignment,
    Outcome,
    ProjectGroup,
    ProjectPerson,
)
from projekt.organisation import actions as organisation
from projekt.scheduling import actions as activities
from tests.cohorts import applied, choice
from tests.strict_calendar import Part, read

# What a browser would run, or show, if a page did not escape it.
SCRIPTS = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>')


def joined(cohort: Cohort, office: User, leader: User, *codes: str) -> list[Participation]:
    """Municipalities that take part and know it."""
    found = [applied(cohort, leader, code) for code in codes]
    selection.decide(by=office, cohort=cohort, choices=[choice(own) for own in found])
    selection.send_letters(by=office, cohort=cohort)
    for own in found:
        own.refresh_from_db()
    return found


def group(own: Participation, by: User, kind: str, name: str, **more: Any) -> ProjectGroup:
    made = ProjectGroup(cohort=own.cohort, participation=own, kind=kind, name=name, **more)
    return organisation.save_group(by=by, group=made)


def someone(own: Participation, by: User, name: str, **more: Any) -> ProjectPerson:
    """With an address of the name, unless another is given."""
    address = f"{name.lower().replace(' ', '.')}@example.com"
    made = ProjectPerson(
        cohort=own.cohort, participation=own, name=name, **{"email": address, **more}
    )
    return organisation.save_person(by=by, person=made)


def into(where: ProjectGroup, by: User, *people: ProjectPerson, **more: Any) -> list[Assignment]:
    given = {"role": "", "starts_on": None, **more}
    return [organisation.assign(by=by, group=where, person=person, **given) for person in people]


def planned(own: Participation, by: User, on: date, **more: Any) -> Activity:
    days = more.pop("days", ())
    given = {"title": "Möte", "starts_at": time(10), "ends_at": time(11), "participation": own}
    made = Activity(
        cohort=own.cohort,
        on=on,
        kind=ActivityKind.objects.get(key="projektmote"),
        **{**given, **more},
    )
    return activities.plan(by=by, activity=made, days=days)[0]


def asked(activity: Activity, by: User) -> int:
    """Everybody whom the target groups mean."""
    return invitations.invite(by=by, activity=activity, asked=resolve(activity).people)


def moved(activity: Activity, by: User, reason: str = "", **fields: Any) -> bool:
    """Changed by somebody who has just opened its form."""
    fresh = Activity.objects.get(pk=activity.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
    return activities.change(by=by, activity=fresh, reason=reason)


def recorded(activity: Activity, by: User, kind: str, text: str, **more: Any) -> Outcome:
    made = Outcome(activity=activity, kind=kind, text=text, **more)
    return minutes.save_outcome(by=by, outcome=made)


# --- what was posted -----------------------------------------------------------------------------
def letters(to: str) -> list[Letter]:
    """The meeting letters to an address, in the order in which they were posted."""
    return list(Letter.objects.filter(to=to, key__startswith="meeting-").order_by("pk"))


def events(to: str) -> list[tuple[str, int, Part]]:
    """(method, sequence, event) of each, through a reader that forgives nothing."""
    found = []
    for letter in letters(to):
        calendar = read(letter.calendar)
        (event,) = calendar.of_kind("VEVENT")
        found.append((calendar.one("METHOD").value, int(event.one("SEQUENCE").value), event))
    return found
