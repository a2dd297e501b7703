"""Load two demo cohorts as they might have run. Every page of them says that it is a demo."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from kommuner.actions import store_invented
from kommuner.models import Municipality
from konton.models import User
from program.applications.models import ApplicationVersion
from program.cohorts.models import Cohort, ProgrammeType, Reviewer
from program.demo.people import Named
from program.demo.places import NETWORK, PROGRAMME, REAL, Invented
from program.demo.real import decide_real, group_real
from program.fees.actions import make_basis
from program.interest.models import Interest
from program.office.actions import create_cohort
from program.participations.models import LearningGroup, Participation, SelectionDecision
from program.programme_types.actions import ship_types
from program.record.actions import settle_decision
from program.record.models import MunicipalDecision, StepProgress
from program.selection.actions import welcome
from program.selection.models import Review

PROGRAMME_KEY, NETWORK_KEY = "effektivare-kommun-2021", "effektivare-administration-2017"
Status = Participation.Status
_REAL_STEPS = {"1814": 4}  # Lekeberg says so itself; the others follow the programme


@transaction.atomic
def load_demo_cohorts(office: User, mentor: User) -> None:
    """Load the demo cohorts that are missing; one that is there stays as it is."""
    ship_types()
    store_invented(
        {place.code: place.name for place in (*PROGRAMME, *NETWORK)},
        {place.code: place.county for place in (*PROGRAMME, *NETWORK)},
    )
    named = Named(office, mentor)
    # The programme's cohort names five real municipalities. They come from Kolada, so it has to
    # wait until a sync has brought them; the network has invented ones alone.
    has_real = Municipality.objects.filter(code__in=REAL).count() == len(REAL)
    if has_real and not Cohort.objects.filter(key=PROGRAMME_KEY).exists():
        _programme(named)
    if not Cohort.objects.filter(key=NETWORK_KEY).exists():
        _network(named)


def at(day: date, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _cohort(
    named: Named, *, type_key: str, key: str, name: str, arranger: str, start: date, today: date
) -> Cohort:
    cohort = create_cohort(
        by=named.office,
        programme_type=ProgrammeType.objects.get(key=type_key),
        key=key,
        name=name,
        arranger=arranger,
        starts_on=start,
        is_demo=True,
    )
    cohort.demo_today = today
    cohort.state = Cohort.CohortState.PUBLISHED
    cohort.contact_name = "Programkontoret"
    cohort.contact_email = "programkontoret@demo.example"
    cohort.save()
    for user in (named.office, named.mentor):
        Reviewer.objects.create(cohort=cohort, user=user)
    return cohort


def _programme(named: Named) -> None:
    cohort = _cohort(
        named,
        type_key="effektivare-kommun",
        key=PROGRAMME_KEY,
        name="Effektivare kommun 2021–2022",
        arranger="SKR och RKA",
        start=date(2021, 9, 13),
        today=date(2022, 9, 14),
    )
    cohort.cap = 15
    cohort.save(update_fields=["cap"])
    for code in REAL:
        place = Invented(code, "", "", "", "accepted", (3, 3), "", _REAL_STEPS.get(code, 5))
        _join(named, cohort, place, decided=date(2021, 6, 21))
    for place in PROGRAMME:
        participation = _join(named, cohort, place, decided=date(2021, 6, 21))
        if participation.is_accepted:
            _decide(participation, date(2021, 8, 25))
    decide_real(cohort, named)
    group_real(cohort, named)
    _group_others(cohort, "Lärgrupp")
    basis = make_basis(by=named.office, cohort=cohort, year=2021)
    basis.at = at(date(2021, 10, 15))
    basis.save(update_fields=["at"])
    _set_activity(cohort, PROGRAMME)


def _network(named: Named) -> None:
    cohort = _cohort(
        named,
        type_key="natverk",
        key=NETWORK_KEY,
        name="En effektivare administration 2017–2018",
        arranger="SKL",
        start=date(2017, 5, 30),
        today=date(2017, 9, 20),
    )
    for place in NETWORK:
        _join(named, cohort, place, decided=date(2017, 5, 8))
    _group_others(cohort, "Grupp")
    basis = make_basis(by=named.office, cohort=cohort, year=2017)
    basis.at = at(date(2017, 6, 15))
    basis.save(update_fields=["at"])
    _set_activity(cohort, NETWORK)


# --- one municipality ------------------------------------------------------------------------
def _join(named: Named, cohort: Cohort, place: Invented, *, decided: date) -> Participation:
    last = max(stage.closes_on for stage in cohort.stages.exclude(kind="decision"))
    sent = at(last - timedelta(days=4))
    participation = Participation.objects.create(
        cohort=cohort,
        municipality_id=place.code,
        status=Status(place.outcome),
        registered_at=at(last - timedelta(days=30)),
        contact_name="Kommunens kontaktperson",
        contact_title="Utredare",
        contact_email=f"kontakt-{place.code}@demo.example",
        majority=place.majority,
        majority_on=sent.date() if place.majority else None,
        submitted_at=sent,
        invoice_reference=f"REF-{place.code}",
        last_activity_at=sent,
    )
    Interest.objects.create(
        participation=participation,
        name=participation.contact_name,
        title=participation.contact_title,
        email=participation.contact_email,
        at=participation.registered_at,
    )
    ApplicationVersion.objects.create(
        participation=participation,
        number=1,
        answers=_answers(cohort, place),
        at=sent,
        submitted_at=sent,
    )
    _review(named, cohort, participation, place)
    _outcome(named, participation, place, decided)
    return participation


def _answers(cohort: Cohort, place: Invented) -> dict[str, str]:
    text = place.text or "Kommunens egen text visas inte i demon."
    answers = {"styre": place.majority}
    if any(question.key == "skal" for question in cohort.questions.all()):
        return {**answers, "skal": text}
    return {**answers, "nulage": "Siffrorna visar var vi ska börja.", "problem": text}


def _review(named: Named, cohort: Cohort, participation: Participation, place: Invented) -> None:
    keys = [c.key for c in cohort.criteria.all() if c.source == "reviewers"]
    given = (
        at(participation.submitted_at.date() + timedelta(days=5))
        if participation.submitted_at
        else timezone.now()
    )
    for reviewer, mark in zip((named.office, named.mentor), place.marks, strict=True):
        marks = dict.fromkeys(keys, mark)
        Review.objects.create(
            participation=participation,
            reviewer=reviewer,
            marks=marks,
            first_marks=marks,
            given_at=given,
        )


_REASONS = {
    "accepted": "Tydligt behov och bra förutsättningar, och bidrar till spridningen.",
    "reserve": "Gott skäl, men fler sökte än det finns plats för.",
    "declined": "Andra sökande beskrev ett större behov.",
}


def _outcome(named: Named, participation: Participation, place: Invented, decided: date) -> None:
    # To withdraw is the municipality's act, not an outcome of the selection: who left had been
    # accepted first.
    outcome = "accepted" if place.outcome == "withdrawn" else place.outcome
    earlier = (
        participation.cohort.participations.filter(status=Status.RESERVE)
        .exclude(pk=participation.pk)
        .count()
    )
    SelectionDecision.objects.create(
        participation=participation,
        outcome=outcome,
        reason=_REASONS[outcome],
        by=named.office,
        reserve_place=earlier + 1 if outcome == "reserve" else None,
        at=at(decided),
        letter_at=at(decided + timedelta(days=1)),
    )
    if place.outcome == "withdrawn":
        participation.withdrawn_at = at(decided + timedelta(days=20))
        participation.withdrawn_reason = "Andra uppgifter gick före."
        participation.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    if participation.is_accepted:
        welcome(participation)
        # Of a real one whose decision is not known, nothing is made to look undone.
        participation.commitments.update(fulfilled_on=participation.cohort.starts_on, note="Demo")
        if place.silent:
            participation.commitments.filter(kind__key="team").update(fulfilled_on=None, note="")
        _walk(participation, place.step)


def _walk(participation: Participation, upto: int) -> None:
    for step in participation.cohort.steps.filter(number__lte=upto):
        is_last = step.number == upto
        StepProgress.objects.create(
            participation=participation,
            step=step,
            started_on=step.starts_on,
            ended_on=None if is_last else step.ends_on,
        )


def _decide(participation: Participation, on: date) -> None:
    MunicipalDecision.objects.create(
        participation=participation,
        decided_by="Kommunstyrelsen",
        decided_on=on,
        registry_number=f"KS 2021/{participation.municipality_id}",
        recorded_at=at(on),
    )
    settle_decision(participation)
    # `settle_decision` stamps the moment at which it runs, which lies years after this demo.
    participation.final_at = at(on)
    participation.save(update_fields=["final_at"])


def _group_others(cohort: Cohort, word: str, size: int = 4) -> None:
    left = list(cohort.participations.filter(status=Status.ACCEPTED, learning_group=None))
    first = cohort.learning_groups.count() + 1
    groups = -(-len(left) // size)
    for number in range(groups):
        group = LearningGroup.objects.create(cohort=cohort, name=f"{word} {first + number}")
        # Dealt round like cards, so that the groups differ by one municipality at most.
        for participation in left[number::groups]:
            participation.learning_group = group
            participation.save(update_fields=["learning_group"])


def _set_activity(cohort: Cohort, places: tuple[Invented, ...]) -> None:
    """Let all but the silent municipalities have been active a week ago; only invented ones are
    silent."""
    silent = {place.code for place in places if place.silent}
    for participation in cohort.participations.filter(status=Status.ACCEPTED):
        days = 58 if participation.municipality_id in silent else 6
        participation.last_activity_at = at(cohort.today - timedelta(days=days))
        participation.save(update_fields=["last_activity_at"])
