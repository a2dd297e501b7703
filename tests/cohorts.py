"""Cohorts and records for tests, made by the portal's own acts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from kommuner.actions import store_invented
from kommuner.models import Municipality
from konton.models import User
from program.applications import actions as applications
from program.interest import actions as interest
from program.models import (
    ApplicationVersion,
    Cohort,
    Commitment,
    FeeItem,
    MunicipalDecision,
    Participation,
    ProgrammeType,
    Review,
    SelectionDecision,
    StepProgress,
)
from program.office import actions as cohorts
from program.record import actions as participation
from program.selection import actions as selection

CONTACT = interest.Contact("Kommunens kontakt", "Utredare", "kontakt@example.com")
ANSWERS = {
    "nulage": "Så här står vi.",
    "problem": "Det här vill vi.",
    "verksamheter": ["forskola"],
    "styre": "left",
}


def make(office: User, key: str = "effektivare-kommun", start_in: int = 100) -> Cohort:
    """Published, and open for interest where it starts in 92 to 130 days."""
    cohort = cohorts.create_cohort(
        by=office,
        programme_type=ProgrammeType.objects.get(key=key),
        key=f"prov-{key}",
        name="Provet",
        arranger="SKR",
        starts_on=timezone.localdate() + timedelta(days=start_in),
    )
    cohort.contact_name, cohort.contact_email = "Programkontoret", "kontoret@example.com"
    cohort.save()
    cohorts.publish(by=office, cohort=cohort)
    return cohort


def interested(cohort: Cohort, code: str = "1814", **more: Any) -> Participation:
    place = Municipality.objects.get(pk=code)
    made = interest.express_interest(
        by=None, cohort=cohort, municipality=place, contact=CONTACT, **more
    )
    return made.participation


def applied(cohort: Cohort, leader: User, code: str = "1814") -> Participation:
    own = interested(cohort, code)
    applications.save_application(by=leader, participation=own, answers=ANSWERS, based_on=0)
    applications.submit(by=leader, participation=own)
    own.refresh_from_db()
    return own


def choice(own: Participation, outcome: str = "accepted", **more: Any) -> selection.Choice:
    return selection.Choice(own, outcome, "Tydligt skäl.", **more)


def accepted(cohort: Cohort, office: User, leader: User) -> Participation:
    own = applied(cohort, leader)
    selection.decide(by=office, cohort=cohort, choices=[choice(own)])
    selection.send_letters(by=office, cohort=cohort)
    own.refresh_from_db()
    return own


def decide_at(by: User, own: Participation, day: date | None, based_on: int) -> MunicipalDecision:
    made = MunicipalDecision(decided_by="Kommunstyrelsen", decided_on=day)
    return participation.record_decision(by=by, participation=own, decision=made, based_on=based_on)


def decide_late(by: User, own: Participation) -> date:
    """A decision of today, whose last day was six days ago."""
    stage = own.cohort.stages.get(kind="decision")
    stage.closes_on = own.cohort.today - timedelta(days=6)
    stage.save()
    decide_at(by, own, own.cohort.today, 0)
    return own.cohort.today


def many(cohort: Cohort, count: int, status: str = "accepted") -> list[Participation]:
    """Invented municipalities with a row of everything, put in without the acts: for counting."""
    codes = [str(9100 + number) for number in range(count)]
    store_invented({code: f"Plats {code}" for code in codes}, dict.fromkeys(codes, "18"))
    now = timezone.now()
    own = Participation.objects.bulk_create(
        Participation(
            cohort=cohort,
            municipality_id=code,
            status=status,
            contact_name="Kontakt",
            contact_email=f"k{code}@example.com",
            submitted_at=now,
            last_activity_at=now,
        )
        for code in codes
    )
    steps, kinds = list(cohort.steps.all()), list(cohort.commitment_kinds.all())
    StepProgress.objects.bulk_create(
        StepProgress(participation=p, step=step, started_on=step.starts_on)
        for p in own
        for step in steps[: 1 + p.pk % len(steps)]
    )
    Commitment.objects.bulk_create(Commitment(participation=p, kind=k) for p in own for k in kinds)
    ApplicationVersion.objects.bulk_create(
        ApplicationVersion(participation=p, number=1, answers=ANSWERS, submitted_at=now)
        for p in own
    )
    FeeItem.objects.bulk_create(
        FeeItem(participation=p, kind="fee", year=2030, amount=1, vat_percent=25, text="Avgift")
        for p in own
    )
    reviewers = [r.user for r in cohort.reviewers.all()]
    marks = {"beskrivning": 3, "forutsattningar": 2}
    Review.objects.bulk_create(
        Review(participation=p, reviewer=user, marks=marks) for p in own for user in reviewers
    )
    if status in SelectionDecision.Outcome.values:
        SelectionDecision.objects.bulk_create(
            SelectionDecision(
                participation=p,
                outcome=status,
                reason="Skäl",
                reserve_place=n if status == "reserve" else None,
                letter_at=now if n % 2 else None,
            )
            for n, p in enumerate(own, 1)
        )
    return own
