"""Actions on an application: saving, sending in, opening again, attachments and comments."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from grund import files
from grund.formats import day
from grund.verbs import Verb
from konton.models import User
from program.applications.answers import Answers, apply_structured, unanswered
from program.applications.models import ApplicationVersion, Attachment, Comment, Extension
from program.applications.queries import last_day, newest_version, why_closed
from program.cohorts.models import Stage
from program.cohorts.rules import is_of_office
from program.participations.actions import RecordRefused, locked, log_event
from program.participations.letters import tell_municipality, tell_office
from program.participations.models import Participation

MOST_FILES = 10
Kind = Stage.StageKind


class SavedMeanwhile(RecordRefused):
    """Somebody else has saved since the form was opened; `newest` is what they saved."""

    def __init__(self, newest: ApplicationVersion) -> None:
        super().__init__(
            "Någon annan har sparat ansökan sedan du öppnade den. Din text är inte sparad ännu, "
            "men den står kvar här nedanför. Jämför, ändra det som behövs och spara igen."
        )
        self.newest = newest


def save_application(
    *, by: User, participation: Participation, answers: Answers, based_on: int
) -> ApplicationVersion:
    """Save the answers as a new version, unless they equal the newest version's.

    `based_on` is the number of the version that the form was opened with, 0 for none.

    Raises:
        SavedMeanwhile: somebody else has saved a newer version; that one stays, nothing is stored.
        RecordRefused: the application is sent in, or the municipality has left.
    """
    try:
        with transaction.atomic():
            return _save(by, locked(participation), answers, based_on)
    # The lock on the record keeps two saves apart on PostgreSQL. SQLite ignores
    # `select_for_update`, so the unique number of the version is the guard that holds in both.
    except IntegrityError:
        newest = newest_version(participation)
        assert newest is not None  # somebody else's, with the number that we wanted
        raise SavedMeanwhile(newest) from None


def _save(
    by: User, participation: Participation, answers: Answers, based_on: int
) -> ApplicationVersion:
    if refusal := why_closed(participation):
        raise RecordRefused(refusal)
    newest = newest_version(participation)
    number = newest.number if newest else 0
    # This is asked before `based_on`: when two people have written the same thing there is no
    # conflict to show, and saving twice (a double click) makes no empty version.
    if newest and newest.answers == answers:
        return newest
    if newest and number != based_on:
        raise SavedMeanwhile(newest)
    made = ApplicationVersion.objects.create(
        participation=participation, number=number + 1, answers=answers, by=by
    )
    apply_structured(participation, answers)
    participation.save(update_fields=["majority", "majority_on", "areas"])
    log_event(by, Verb.SAVED_APPLICATION, participation, version=made.number)
    return made


@transaction.atomic
def submit(*, by: User, participation: Participation) -> None:
    """Send the newest version in; its text is stored whether or not it can be sent in.

    Raises:
        RecordRefused: it is sent in already, the last day has passed, or questions lack an answer.
    """
    own = locked(participation)
    newest = newest_version(own)
    if refusal := why_closed(own):
        raise RecordRefused(refusal)
    questions = list(own.cohort.questions.filter(stage=Kind.APPLICATION))
    missing = unanswered(questions, newest.answers if newest else {})
    if newest is None or missing:
        labels = ", ".join(f"”{question.label}”" for question in missing)
        raise RecordRefused(f"Det saknas svar på {labels}. Fyll i och skicka in sedan.")
    _check_time(own)
    now = timezone.now()
    newest.submitted_at = own.submitted_at = now
    newest.save(update_fields=["submitted_at"])
    if own.status == Participation.Status.INTEREST:
        own.status = Participation.Status.APPLIED
    own.save(update_fields=["submitted_at", "status"])
    log_event(by, Verb.SUBMITTED_APPLICATION, own, version=newest.number)
    context = {"participation": own, "version": newest}
    subject = f"Ansökan från {own.municipality} till {own.cohort}"
    # The version is part of the letter's key. An application that is opened and sent in again
    # is another version with a letter of its own, while a repeated request posts nothing new.
    key = f"application-{own.pk}-{newest.number}"
    tell_office(
        own, key, subject, render_to_string("program/applications/mail/applied_office.txt", context)
    )
    receipt = render_to_string("program/applications/mail/applied_receipt.txt", context)
    tell_municipality(own, key, subject, receipt)


def _check_time(participation: Participation) -> None:
    last = last_day(participation, Kind.APPLICATION)
    if last and participation.cohort.today > last:
        raise RecordRefused(
            f"Sista ansökningsdag var {day(last)}, så ansökan gick inte att skicka in. Det ni har "
            "skrivit är sparat. Skriv en kommentar till programkontoret och be om mer tid."
        )


@transaction.atomic
def give_time(
    *, by: User, participation: Participation, stage: str, until: date, reason: str
) -> Extension:
    """Give a municipality a later last day in one stage, with the office's reason.

    An application that was already sent in is opened again, and the municipality gets a letter.

    Raises:
        RecordRefused: the new last day of an application has already passed, or there is more time
            for the decision already.
    """
    own = locked(participation)
    # Only the application needs a day to come, since the municipality has to do something. A
    # late decision is let in afterwards, with the day on which it was made.
    if stage == Kind.APPLICATION and until < own.cohort.today:
        raise RecordRefused("Välj en dag som inte har varit, så att kommunen hinner skicka in.")
    # An application may be opened again also while there is time, to a day of the office's choice.
    before = last_day(own, stage)
    if stage != Kind.APPLICATION and before and until < before:
        raise RecordRefused(f"Kommunen har redan till och med {day(before)}. Välj en senare dag.")
    made = Extension.objects.create(
        participation=own, stage=stage, until=until, reason=reason, by=by
    )
    if stage == Kind.APPLICATION:
        own.submitted_at = None
        own.save(update_fields=["submitted_at"])
        log_event(by, Verb.REOPENED_APPLICATION, own, until=day(until))
        context = {"participation": own, "extension": made}
        text = render_to_string("program/applications/mail/reopened.txt", context)
        subject = f"Ansökan till {own.cohort} är öppen till {day(until)}"
        tell_municipality(own, f"extension-{made.pk}", subject, text)
    else:
        log_event(by, Verb.ACCEPTED_LATE_DECISION, own, until=day(until))
    return made


# --- files and talk ----------------------------------------------------------------------
@transaction.atomic
def attach(*, by: User, participation: Participation, upload: UploadedFile) -> Attachment:
    """Attach a file to the application.

    Raises:
        FileRefused: the file itself is not accepted.
        RecordRefused: there are too many attachments, or the application is closed.
    """
    own = locked(participation)
    if refusal := why_closed(own):
        raise RecordRefused(refusal)
    if own.attachments.filter(removed_at=None).count() >= MOST_FILES:
        raise RecordRefused(f"Högst {MOST_FILES} bilagor. Ta bort en innan du lägger till en ny.")
    stored = files.store(upload=upload, by=by.pk)
    made = Attachment.objects.create(participation=own, file=stored, by=by)
    log_event(by, Verb.ATTACHED, own, attachment=made.pk)
    return made


@transaction.atomic
def detach(*, by: User, attachment: Attachment) -> None:
    """Hide an attachment; the file is kept, so that `restore` can undo it.

    Raises RecordRefused when the application is closed.
    """
    participation = locked(attachment.participation)
    if refusal := why_closed(participation):
        raise RecordRefused(refusal)
    attachment.removed_at = timezone.now()
    attachment.save(update_fields=["removed_at"])
    log_event(by, Verb.REMOVED_ATTACHMENT, participation, attachment=attachment.pk)


@transaction.atomic
def restore(*, by: User, attachment: Attachment) -> None:
    """Undo the removal of an attachment. Raises RecordRefused when the application is closed."""
    participation = locked(attachment.participation)
    if refusal := why_closed(participation):
        raise RecordRefused(refusal)
    attachment.removed_at = None
    attachment.save(update_fields=["removed_at"])
    log_event(by, Verb.RESTORED_ATTACHMENT, participation, attachment=attachment.pk)


@transaction.atomic
def comment(*, by: User, participation: Participation, text: str) -> Comment:
    """Add a comment to the record and tell the other side by letter that there is one.

    The letter does not quote the comment: mail leaves the portal, and the text may be sensitive.
    """
    own = locked(participation)
    made = Comment.objects.create(participation=own, by=by, text=text)
    log_event(by, Verb.COMMENTED, own, comment=made.pk)
    subject = f"Ny kommentar om {own.municipality} i {own.cohort}"
    body = render_to_string(
        "program/applications/mail/commented.txt", {"participation": own, "comment": made}
    )
    tell = tell_municipality if is_of_office(by) else tell_office
    tell(own, f"comment-{made.pk}", subject, body)
    return made
