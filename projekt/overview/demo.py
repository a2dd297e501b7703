"""Load project work into the demo cohort: Lekeberg's, with people named by their roles."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from program.models import Participation
from projekt.activities.actions import ship_kinds
from projekt.activities.demo import make_activities
from projekt.home_tasks.models import HomeTask
from projekt.meetings.demo import make_meetings
from projekt.organisation.demo import make_organisation, make_programme
from projekt.plan.demo import make_plan


@transaction.atomic
def load_demo_work(cohort_key: str, code: str) -> None:
    """Load it once; a municipality that already has an organisation keeps what it has."""
    participation = (
        Participation.objects.filter(cohort__key=cohort_key, municipality=code)
        .select_related("cohort", "municipality")
        .first()
    )
    if participation is None or participation.groups.exists():
        return
    ship_kinds()
    people = make_organisation(participation)
    make_programme(participation.cohort)
    make_plan(participation)
    make_activities(participation)
    make_meetings(participation, people)
    HomeTask.objects.create(
        cohort=participation.cohort,
        title="Beskriv en förändring som ni vill pröva i höst",
        text="- Vad ska bli annorlunda, och för vem?\n- Hur märker ni att det har blivit bättre?",
        due_on=date(2022, 9, 30),
    )
