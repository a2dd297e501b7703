"""The meetings of the demo: one with everything a meeting can have, and one to come."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from program.models import Participation
from projekt.invitations.models import Invitee
from projekt.meetings.models import AgendaItem, Minutes, MinutesVersion, Outcome
from projekt.organisation.models import ProjectPerson


def make_meetings(participation: Participation, people: dict[str, ProjectPerson]) -> None:
    """Make one steering group meeting with everything a meeting can have, and one to come."""
    meeting = participation.activities.get(on=date(2022, 8, 22))
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
        kind=Outcome.OutcomeKind.DECISION,
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
            kind=Outcome.OutcomeKind.TASK,
            text=text,
            follows=decision,
            owner=people[key],
            due_on=date(2022, 9, 26 if key == "utr" else 9),
            done_on=date(2022, 9, 8) if key == "pl" else None,
        )
    text = "Projektledaren berättade hur analysgrupperna arbetar.\n\nStyrgruppen ställde frågor."
    minutes = Minutes.objects.create(activity=meeting, version=1, text=text)
    MinutesVersion.objects.create(minutes=minutes, number=1, text=text, at=timezone.now())
    coming = participation.activities.get(on=date(2022, 10, 3))
    AgendaItem.objects.create(
        activity=coming, order=1, title="Förslag från analysgrupperna", minutes=60, about=decision
    )
    for key in ["kd", "bkd", "fcb", "fcs", "eko", "hr", "it", "vd", "pl"]:
        Invitee.objects.create(
            activity=coming,
            person=people[key],
            function="Projektledare" if key == "pl" else "Styrgrupp",
        )
