"""Actions of a municipality that takes part: its decision, promises, steps, leaving, and
contact."""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from grund import files
from grund.formats import day
from grund.verbs import Verb
from konton.actions import invite
from konton.models import Invitation, Role, User
from program.cohorts.models import CommitmentKind, Step
from program.fees.actions import strike
from program.fees.models import FeeItem
from program.participations.actions import RecordRefused, locked, locked_cohort, log_event
from program.participations.letters import tell_municipality, tell_office, tell_without_account
from program.participations.models import Participation
from program.participations.queries import known_status, latest_decision, told_accepted
from program.record.models import Commitment, MunicipalDecision, StepProgress
from program.record.queries import is_late

log = logging.getLogger(__name__)
Status = Participation.Status
Void = FeeItem.Void
REMIND_BEFORE = timedelta(days=7)


# A refusal names the status as the person may know it. With the stored status it would reveal
# an outcome before its letter has gone (decision 0014).
def _refuse_who_left(by: User, participation: Participation) -> Status:
    known = known_status(by, participation)
    if known in (Status.DECLINED, Status.WITHDRAWN):
        raise RecordRefused(f"{participation.municipality} {known.label}.")
    return known


def _refuse_unless_it_takes_part(by: User, participation: Participation) -> None:
    known = known_status(by, participation)
    if known != Status.ACCEPTED:
        raise RecordRefused(f"{participation.municipality} {known.label}.")


def _refuse_days_to_come(participation: Participation, *days: date | None) -> None:
    """What is said to have been done cannot have been done on a day to come."""
    if any(one and one > participation.cohort.today for one in days):
        raise RecordRefused("Dagen har inte varit ännu. Ange en dag till och med i dag.")


# --- the municipality's decision -------------------------------------------------------------
@transaction.atomic
def record_decision(
    *,
    by: User,
    participation: Participation,
    decision: MunicipalDecision,
    based_on: int,
    extract: UploadedFile | None = None,
) -> MunicipalDecision:
    """Store the municipality's decision as the form has it.

    `based_on` is the revision that the form was opened with, 0 for none. A dated decision is the
    final application. One that was made after the last day is stored all the same, and counts once
    the office has given more time.

    Raises:
        RecordRefused: the municipality is not in the cohort any more, the day is to come, or
            somebody saved meanwhile.
        FileRefused: the extract is not accepted.
    """
    own = locked(participation)
    _refuse_who_left(by, own)
    _refuse_days_to_come(own, decision.prepared_on, decision.decided_on)
    stored = MunicipalDecision.objects.select_for_update(of=("self",)).filter(participation=own)
    before = stored.first()
    if (before.revision if before else 0) != based_on:
        raise RecordRefused(
            "Någon annan har sparat beslutet sedan du öppnade sidan. Dina uppgifter står kvar i "
            "formuläret. Jämför med det sparade och spara igen."
        )
    decision.pk = before.pk if before else None
    decision.participation = own
    decision.revision = based_on + 1
    decision.recorded_by, decision.recorded_at = by, timezone.now()
    if extract:
        decision.extract = files.store(upload=extract, by=by.pk)
    elif before:
        decision.extract = before.extract
    decision.save()
    log_event(by, Verb.ENTERED_MUNICIPAL_DECISION, own, revision=decision.revision)
    settle_decision(own)
    return decision


def settle(participation: Participation) -> None:
    """Judge the decision anew, after the office has moved the last day."""
    with transaction.atomic():
        settle_decision(locked(participation))


def settle_decision(participation: Participation) -> None:
    """Set whether the decision is final, and mark the promise to decide as kept or not.

    It is final when it is dated and in time. The caller holds the lock on the record.
    """
    decision = MunicipalDecision.objects.filter(participation=participation).first()
    is_final = bool(decision and decision.decided_on and not is_late(participation))
    # The first moment stays: correcting a paragraph afterwards does not make the application
    # final on a later day.
    participation.final_at = (participation.final_at or timezone.now()) if is_final else None
    participation.save(update_fields=["final_at"])
    promise = participation.commitments.filter(kind__key=CommitmentKind.DECISION).first()
    if promise and decision:
        promise.fulfilled_on = decision.decided_on if is_final else None
        if is_final:
            promise.note = f"{decision.decided_by} {day(decision.decided_on)}"[:300]  # type: ignore[arg-type]
        promise.save(update_fields=["fulfilled_on", "note"])


# --- promises ----------------------------------------------------------------------------------
@transaction.atomic
def fulfil(*, by: User, commitment: Commitment, on: date | None, note: str) -> None:
    """Mark a promise as kept on a day, or take the mark away (`on` None).

    The promise to decide follows the municipal decision, see `settle_decision`.
    """
    participation = locked(commitment.participation)
    _refuse_unless_it_takes_part(by, participation)
    _refuse_days_to_come(participation, on)
    commitment.fulfilled_on, commitment.note = on, note
    commitment.save(update_fields=["fulfilled_on", "note"])
    verb = Verb.FULFILLED_COMMITMENT if on else Verb.UNDID_COMMITMENT
    log_event(by, verb, participation, commitment=commitment.kind.key)


def remind(today: date) -> int:
    """Post reminders of promises: one a week before the day and one after it, each once.

    They go to contacts without an account; whoever has one reads it in the daily mail of *Min
    lista*. Returns the number of reminders that are due today, posted now or before.
    What goes wrong for one municipality does not keep the letters from the others.
    """
    waiting = (
        Commitment.objects.filter(
            fulfilled_on=None,
            participation__in=told_accepted(Participation.objects.all()),
            participation__cohort__is_demo=False,
            kind__due_on__lte=today + REMIND_BEFORE,
            participation__cohort__ends_on__gte=today,
        )
        .select_related("kind", "participation__cohort", "participation__municipality")
        .order_by("participation_id", "kind__due_on")
    )
    by_letter: dict[tuple[Participation, date], list[Commitment]] = {}
    for commitment in waiting:
        participation = commitment.participation
        by_letter.setdefault((participation, commitment.kind.due_on), []).append(commitment)
    return sum(
        _could_remind(participation, due, promises, is_over=due < today)
        for (participation, due), promises in by_letter.items()
    )


def _could_remind(
    participation: Participation, due: date, promises: list[Commitment], *, is_over: bool
) -> bool:
    try:
        _remind(participation, due, promises, is_over=is_over)
    except Exception:
        log.exception("Participation %s was not reminded of %s", participation.pk, day(due))
        return False
    return True


def _remind(
    participation: Participation, due: date, promises: list[Commitment], *, is_over: bool
) -> None:
    context = {"participation": participation, "promises": promises, "due": due, "is_over": is_over}
    text = render_to_string("program/record/mail/reminder.txt", context)
    when = "after" if is_over else "before"
    subject = f"Påminnelse: det som {participation.municipality} har lovat i {participation.cohort}"
    with transaction.atomic():
        tell_without_account(
            participation, f"promise-{participation.pk}-{day(due)}-{when}", subject, text
        )


# --- steps ----------------------------------------------------------------------------------------
@transaction.atomic
def set_step(*, by: User, participation: Participation, step: Step, on: date) -> None:
    """Record that the municipality is in a step since a day; progress in later steps is removed.

    Raises RecordRefused for a day to come, or one before an earlier step began.
    """
    own = locked(participation)
    _refuse_unless_it_takes_part(by, own)
    if on > own.cohort.today:
        raise RecordRefused("Dagen har inte varit ännu. Ange när steget började.")
    own.progress.filter(step__number__gt=step.number).delete()
    earlier = own.progress.filter(step__number__lt=step.number)
    if earlier.filter(started_on__gt=on).exists():
        raise RecordRefused("Steget före började senare än så. Kontrollera dagen.")
    earlier.filter(ended_on=None).update(ended_on=on)
    StepProgress.objects.update_or_create(
        participation=own, step=step, defaults={"started_on": on, "ended_on": None}
    )
    log_event(by, Verb.SET_STEP, own, step=step.number)


# --- leaving --------------------------------------------------------------------------------------
@transaction.atomic
def withdraw(*, by: User, participation: Participation, reason: str) -> int:
    """Let the municipality leave the cohort, and strike what is not billed yet.

    Returns how many fee rows are billed already, or 0 for a person who may not know that the
    municipality was accepted.
    """
    own = locked(participation)
    known = _refuse_who_left(by, own)
    own.status, own.withdrawn_at, own.withdrawn_reason = Status.WITHDRAWN, timezone.now(), reason
    own.learning_group = None
    own.save(update_fields=["status", "withdrawn_at", "withdrawn_reason", "learning_group"])
    for item in own.fee_items.filter(basis=None, void=""):
        strike(by=by, item=item, reason="Kommunen drog sig ur", void=Void.WITHDRAWN)
    log_event(by, Verb.WITHDREW, own)
    text = render_to_string("program/record/mail/withdrawn.txt", {"participation": own})
    key = f"withdrawn-{own.pk}-{own.withdrawn_at.timestamp():.0f}"
    subject = f"{own.municipality} drar sig ur {own.cohort}"
    tell_office(own, key, subject, text)
    tell_municipality(own, key, subject, text)
    billed = own.fee_items.filter(basis__isnull=False, kind="fee").count()
    return billed if known == Status.ACCEPTED else 0


@transaction.atomic
def take_back(*, by: User, participation: Participation) -> None:
    """Undo a withdrawal: the status becomes again what the last selection decision said.

    Raises RecordRefused when it has not left, or its place is taken.
    """
    locked_cohort(participation.cohort)  # it may take the last place
    own = locked(participation)
    if own.status != Status.WITHDRAWN:
        raise RecordRefused(f"{own.municipality} har inte dragit sig ur.")
    own.status = _status_before(own)
    if own.is_accepted:
        _check_room(own)
    own.withdrawn_at, own.withdrawn_reason = None, ""
    own.save(update_fields=["status", "withdrawn_at", "withdrawn_reason"])
    own.fee_items.filter(void=Void.WITHDRAWN).update(void="", void_reason="")
    log_event(by, Verb.RETURNED, own)


def _status_before(participation: Participation) -> Participation.Status:
    decision = latest_decision(participation)
    if decision:
        return Status(decision.outcome)
    has_applied = participation.versions.exclude(submitted_at=None).exists()
    return Status.APPLIED if has_applied else Status.INTEREST


def _check_room(participation: Participation) -> None:
    cap = participation.cohort.cap
    taken = participation.cohort.participations.filter(status=Status.ACCEPTED).count()
    if cap is not None and taken >= cap:
        raise RecordRefused(f"Alla {cap} platser är upptagna.")


# --- the contact ----------------------------------------------------------------------------------
@transaction.atomic
def change_contact(*, by: User, participation: Participation) -> None:
    """Store the contact and the invoice reference and address as a form has changed them."""
    participation.save(
        # The form's instance was read before the transaction. Saving these columns alone leaves a
        # status that somebody else has changed since then as it is.
        update_fields=[
            "contact_name",
            "contact_title",
            "contact_email",
            "contact_phone",
            "invoice_reference",
            "invoice_address",
        ]
    )
    log_event(by, Verb.CHANGED_CONTACT, participation)


def invite_contact(*, by: User, participation: Participation, base_url: str) -> Invitation:
    """Invite the contact person to an account as project leader, so that the application can be
    written."""
    invitation = invite(
        by=by,
        email=participation.contact_email,
        role=Role.PROJECT_LEADER,
        municipality=participation.municipality,
        base_url=base_url,
    )
    log_event(by, Verb.INVITED_CONTACT, participation)
    return invitation
