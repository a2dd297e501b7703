"""Load project work into the demo cohort: Lekeberg's, with people named by their roles."""

from __future__ import annotations

from datetime import date, time

from django.db import transaction
from django.utils import timezone

from konton.models import User
from program.models import Cohort, Participation
from projekt.actions.activities import ship_kinds
from projekt.demo.activities import CANCELLED, LINES
from projekt.demo.organisation import GROUPS, PEOPLE, PROGRAMME
from projekt.models import (
    Activity,
    ActivityKind,
    AgendaItem,
    Assignment,
    HomeTask,
    Invitee,
    Milestone,
    Minutes,
    MinutesVersion,
    Outcome,
    ProjectGroup,
    ProjectPerson,
    StepPlan,
)

_FROM = date(2021, 9, 13)


@transaction.atomic
def load_demo_work(cohort_key: str, code: str) -> None:
    """Load it once; a municipality that already has an organisation keeps what it has."""
    own = (
        Participation.objects.filter(cohort__key=cohort_key, municipality=code)
        .select_related("cohort", "municipality")
        .first()
    )
    if own is None or own.groups.exists():
        return
    ship_kinds()
    people = _organise(own)
    _organise_programme(own.cohort)
    _plan(own)
    _act(own)
    _meet(own, people)
    HomeTask.objects.create(
        cohort=own.cohort,
        title="Beskriv en förändring som ni vill pröva i höst",
        text="- Vad ska bli annorlunda, och för vem?\n- Hur märker ni att det har blivit bättre?",
        due_on=date(2022, 9, 30),
    )


def _organise(own: Participation) -> dict[str, ProjectPerson]:
    people = {}
    for one in PEOPLE:
        email = f"{one.role}@demo.example" if one.role else f"{one.key}@demo.example"
        people[one.key] = ProjectPerson.objects.create(
            cohort=own.cohort,
            participation=own,
            name=one.name,
            title=one.title[0].upper() + one.title[1:],
            organisation=one.organisation,
            email=email,
            user=User.objects.filter(email=email).first(),
        )
    for kind, name, keys in GROUPS:
        group = ProjectGroup.objects.create(
            cohort=own.cohort, participation=own, kind=kind, name=name, starts_on=_FROM
        )
        for key in keys.split():
            Assignment.objects.create(group=group, person=people[key], starts_on=_FROM)
    return people


def _organise_programme(cohort: Cohort) -> None:
    for kind, name, names in PROGRAMME:
        group = ProjectGroup.objects.create(cohort=cohort, kind=kind, name=name, starts_on=_FROM)
        for each in names:
            person = ProjectPerson.objects.create(cohort=cohort, name=each)
            Assignment.objects.create(group=group, person=person, starts_on=_FROM)


def _plan(own: Participation) -> None:
    step = own.cohort.steps.get(number=4)
    StepPlan.objects.create(
        participation=own,
        step=step,
        takes_time=True,
        ends_on=date(2022, 11, 15),
        deliverables="Analysgruppernas förslag är prövade i styrgruppen.",
        reason="Analysgrupperna får arbeta klart innan nästa steg.",
    )
    for on, title, done in (
        (date(2021, 12, 15), "Nulägesbilden är förankrad i nämnderna", True),
        (date(2022, 10, 3), "Styrgruppen väljer åtgärder", False),
    ):
        Milestone.objects.create(
            participation=own, on=on, title=title, done_on=on if done else None
        )


def _act(own: Participation) -> None:
    kinds = {kind.key: kind for kind in ActivityKind.objects.filter(participation=None)}
    steps = {str(step.number): step for step in own.cohort.steps.all()}
    for number, on, kind, title, groups, deliverables in LINES:
        is_meeting = kinds[kind].is_meeting
        Activity.objects.create(
            cohort=own.cohort,
            participation=own,
            step=steps[number],
            kind=kinds[kind],
            title=title,
            on=date.fromisoformat(on),
            target_groups=groups.split(", "),
            deliverables=deliverables.split(", "),
            place="Kommunhuset" if is_meeting else "",
            starts_at=time(13) if is_meeting else None,
            ends_at=time(15) if is_meeting else None,
        )
    on, title, reason = CANCELLED
    Activity.objects.create(
        cohort=own.cohort,
        participation=own,
        step=steps["4"],
        kind=kinds["mentormote"],
        title=title,
        on=date.fromisoformat(on),
        target_groups=["Mentorgrupp"],
        state=Activity.State.CANCELLED,
        cancelled_reason=reason,
        sequence=1,
    )


def _meet(own: Participation, people: dict[str, ProjectPerson]) -> None:
    """Make one steering group meeting with everything a meeting can have, and one to come."""
    meeting = own.activities.get(on=date(2022, 8, 22))
    points = [
        AgendaItem.objects.create(activity=meeting, order=order, title=title, minutes=minutes)
        for order, (title, minutes) in enumerate(
            [("Läget i analysgrupperna", 40), ("Hösten", 30), ("Nästa möte", 10)], start=1
        )
    ]
    for key in ["kd", "bkd", "fcb", "fcs", "eko", "hr", "it", "vd", "pl"]:
        Invitee.objects.create(
            activity=meeting,
            person=people[key],
            answer=Invitee.Answer.COMES,
            was_present=True,
            function="Projektledare" if key == "pl" else "Styrgrupp",
        )
    decision = Outcome.objects.create(
        activity=meeting,
        item=points[1],
        kind=Outcome.Kind.DECISION,
        text="Analysgrupperna fortsätter under hösten och lämnar förslag till styrgruppen i "
        "oktober.",
    )
    for key, text in (
        ("utr", "Ta fram en mall för analysgruppernas förslag"),
        ("pl", "Boka tid med analysgrupperna i september"),
    ):
        Outcome.objects.create(
            activity=meeting,
            item=points[1],
            kind=Outcome.Kind.TASK,
            text=text,
            follows=decision,
            owner=people[key],
            due_on=date(2022, 9, 26 if key == "utr" else 9),
            done_on=date(2022, 9, 8) if key == "pl" else None,
        )
    text = "Projektledaren berättade hur analysgrupperna arbetar.\n\nStyrgruppen ställde frågor."
    minutes = Minutes.objects.create(activity=meeting, version=1, text=text)
    MinutesVersion.objects.create(minutes=minutes, number=1, text=text, at=timezone.now())
    coming = own.activities.get(on=date(2022, 10, 3))
    AgendaItem.objects.create(
        activity=coming, order=1, title="Förslag från analysgrupperna", minutes=60, about=decision
    )
    for key in ["kd", "bkd", "fcb", "fcs", "eko", "hr", "it", "vd", "pl"]:
        Invitee.objects.create(
            activity=coming,
            person=people[key],
            function="Projektledare" if key == "pl" else "Styrgrupp",
        )
