"""Actions of the selection: reviews, the decision on who takes part, and its letters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from grund import audit, files, outbox
from grund.formats import day
from grund.links import absolute
from grund.verbs import Verb
from konton.models import User
from program.cohorts.models import Cohort, Criterion, Reviewer
from program.fees.actions import make_fees
from program.participations.actions import RecordRefused, locked, locked_cohort, log_event
from program.participations.letters import own_addresses
from program.participations.models import Participation, SelectionDecision
from program.participations.queries import latest_decision
from program.record.models import Commitment
from program.selection.letters import as_document, letter, letter_key
from program.selection.method import HIGHEST_MARK
from program.selection.models import Review
from program.selection.queries import conflict_of, last_day_of_review, unsent

Status = Participation.Status
Outcome = SelectionDecision.Outcome


@transaction.atomic
def set_reviewers(
    *, by: User, cohort: Cohort, users: list[User], last_day: date | None = None
) -> None:
    """Appoint the reviewers of a cohort, and tell by letter those to whom it is new.

    Reviews by those who are removed are kept. A new last day is told to all.
    """
    cohort.reviewers.exclude(user__in=users).delete()
    Reviewer.objects.bulk_create(
        [Reviewer(cohort=cohort, user=user) for user in users], ignore_conflicts=True
    )
    if last_day:
        cohort.reviews_by = last_day
        cohort.save(update_fields=["reviews_by"])
    if not cohort.is_demo:  # its addresses belong to nobody
        for reviewer in cohort.reviewers.select_related("user"):
            _tell_reviewer(reviewer, cohort)
    audit.log_event(
        by=by.pk,
        verb=Verb.APPOINTED_REVIEWERS,
        noun="Cohort",
        noun_id=cohort.pk,
        cohort=cohort.key,
        reviewers=[user.pk for user in users],
    )


def _tell_reviewer(reviewer: Reviewer, cohort: Cohort) -> None:
    last_day = last_day_of_review(cohort)
    link = absolute(reverse("program:reviews", args=[cohort.key]))
    context = {"cohort": cohort, "last_day": last_day, "link": link}
    outbox.post(
        to=reviewer.user.email,
        subject=f"Du är granskare i {cohort}",
        text=render_to_string("program/selection/mail/reviewer.txt", context).strip() + "\n",
        # The day makes a moved last day a letter of its own; who is only saved again gets none.
        key=f"reviewer-{reviewer.pk}-{day(last_day)}",
    )


def _reviewable(by: User, participation: Participation) -> Participation:
    own = locked(participation)
    if not Reviewer.objects.filter(cohort=own.cohort_id, user=by).exists():
        raise RecordRefused("Du är inte utsedd till granskare i den här omgången.")
    if own.status not in (Status.APPLIED, Status.RESERVE):
        raise RecordRefused(f"{own.municipality} {own.get_status_display()} och granskas inte.")
    return own


@transaction.atomic
def give_review(
    *, by: User, participation: Participation, marks: Mapping[str, int], note: str
) -> Review:
    """Store a reviewer's mark of 0–4 for each criterion that reviewers judge.

    Once given, the others' marks are shown, so a later change keeps the first marks beside the
    new.

    Raises RecordRefused for who is no reviewer or has a conflict of interest (jäv), for a missing
    mark, or when the municipality is not under review.
    """
    own = _reviewable(by, participation)
    review = Review.objects.select_for_update().filter(participation=own, reviewer=by).first()
    # Jäv that the reviewer has declared comes first, and cannot be undone by sending the form
    # again: it is kept in the row, while the portal only sees roles.
    if review and review.has_conflict:
        conflict = review.conflict_reason or "Du har anmält jäv."
    else:
        conflict = conflict_of(by, own)
    if conflict:
        raise RecordRefused(
            f"Du är jävig för {own.municipality} och kan inte granska ansökan. {conflict}"
        )
    _check_marks(own, marks)
    if review is None:
        review = Review(participation=own, reviewer=by, first_marks=dict(marks))
        verb = Verb.REVIEWED
    else:
        review.changed_at = timezone.now()
        verb = Verb.CHANGED_REVIEW
    review.marks, review.note = dict(marks), note
    review.save()
    log_event(by, verb, own, review=review.pk)
    return review


def _check_marks(participation: Participation, marks: Mapping[str, int]) -> None:
    wanted = participation.cohort.criteria.filter(source=Criterion.Source.REVIEWERS)
    for criterion in wanted:
        if not 0 <= marks.get(criterion.key, -1) <= HIGHEST_MARK:
            raise RecordRefused(f"Ge 0–{HIGHEST_MARK} poäng för ”{criterion.name}”.")


@transaction.atomic
def step_aside(*, by: User, participation: Participation, reason: str) -> Review:
    """Declare a conflict of interest (jäv). The reviewer's marks, if any, are removed."""
    own = _reviewable(by, participation)
    review, _ = Review.objects.update_or_create(
        participation=own,
        reviewer=by,
        defaults={
            "has_conflict": True,
            "conflict_reason": reason,
            "marks": {},
            "first_marks": {},
            "note": "",
            "changed_at": timezone.now(),
        },
    )
    log_event(by, Verb.DECLARED_CONFLICT, own, review=review.pk)
    return review


# --- the decision --------------------------------------------------------------------------
@dataclass(frozen=True)
class Choice:
    participation: Participation
    outcome: str
    reason: str
    reserve_place: int | None = None


@transaction.atomic
def decide(*, by: User, cohort: Cohort, choices: list[Choice]) -> int:
    """Decide on all the given municipalities, or on none. Returns how many.

    Raises RecordRefused above the cap, without a reason, for two reserves on one place, or for a
    municipality that is not an applicant any more.
    """
    # Two persons who decide at once could each stay below the cap and together pass it. Whoever
    # comes second waits here, and counts what the first has accepted.
    cohort = locked_cohort(cohort)
    if not choices:
        raise RecordRefused("Välj ett utfall för minst en kommun.")
    for choice in choices:
        if not choice.reason.strip():
            raise RecordRefused(f"Skriv ett skäl för {choice.participation.municipality}.")
    _check_cap(cohort, [c for c in choices if c.outcome == Outcome.ACCEPTED])
    _check_places(cohort, choices)
    for choice in choices:
        _decide_one(by, locked(choice.participation), choice)
    return len(choices)


def _check_cap(cohort: Cohort, accepted: list[Choice]) -> None:
    new = {choice.participation.pk for choice in accepted}
    # Those in the choice are left out of the count and added as new, so that a municipality is
    # never counted twice.
    before = cohort.participations.filter(status=Status.ACCEPTED).exclude(pk__in=new).count()
    total = before + len(new)
    if cohort.cap is not None and total > cohort.cap:
        raise RecordRefused(
            f"Högst {cohort.cap} kommuner kan delta. Med det här valet blir det {total}. "
            f"Välj reserv eller nej för {total - cohort.cap}."
        )


def _check_places(cohort: Cohort, choices: list[Choice]) -> None:
    """Refuse two reserves on one place, among the new ones and those who stay on the list."""
    places = [c.reserve_place for c in choices if c.outcome == Outcome.RESERVE]
    if not places:
        return
    staying = cohort.participations.filter(status=Status.RESERVE).exclude(
        pk__in=[c.participation.pk for c in choices]
    )
    places += [
        d.reserve_place for participation in staying if (d := latest_decision(participation))
    ]
    if None in places or len(set(places)) != len(places):
        raise RecordRefused("Varje reserv behöver en egen plats på reservlistan: 1, 2, 3 …")


def _decide_one(by: User | None, participation: Participation, choice: Choice) -> None:
    if participation.status not in (Status.APPLIED, Status.RESERVE):
        raise RecordRefused(
            f"{participation.municipality} {participation.get_status_display()}. Ladda om sidan "
            "och välj på nytt."
        )
    SelectionDecision.objects.create(
        participation=participation,
        outcome=choice.outcome,
        reason=choice.reason,
        by=by,
        reserve_place=choice.reserve_place if choice.outcome == Outcome.RESERVE else None,
    )
    participation.status = Status(choice.outcome)
    participation.save(update_fields=["status"])
    if choice.outcome == Outcome.ACCEPTED:
        welcome(participation)
    log_event(by, Verb.DECIDED_SELECTION, participation, outcome=choice.outcome)


def welcome(participation: Participation) -> None:
    """Create what an accepted municipality gets: its promises and its fee rows."""
    Commitment.objects.bulk_create(
        [
            Commitment(participation=participation, kind=kind)
            for kind in participation.cohort.commitment_kinds.all()
        ],
        ignore_conflicts=True,
    )
    make_fees(participation)


@transaction.atomic
def send_letters(*, by: User, cohort: Cohort) -> int:
    """Post the letters of all decisions that wait, and thereby make the outcomes known.

    Returns the number of decisions whose letter was posted.
    """
    cohort = locked_cohort(cohort)
    waiting = unsent(cohort)
    for decision in waiting:
        participation = decision.participation
        written = letter(decision)
        stored = files.store_bytes(
            name=f"beslut-{participation.municipality.slug}.docx",
            content=as_document(written),
            by=by.pk,
        )
        # A demo's addresses belong to nobody, but its letter is still marked as sent: the outcome
        # must show on the demo's pages.
        for address in own_addresses(participation) if not cohort.is_demo else []:
            outbox.post(
                to=address,
                subject=written.subject,
                text=written.text,
                key=f"{letter_key(decision)}{address}",
                files=[stored],
            )
        decision.letter_at = timezone.now()
        decision.save(update_fields=["letter_at"])
        log_event(by, Verb.SENT_DECISION_LETTER, participation, outcome=decision.outcome)
    return len(waiting)
