"""Letters wait in the database and are sent once (see docs/decisions/0011).

`post` joins the caller's transaction: if the change is rolled back, so is the letter. The worker
sends what waits; conditional updates of the row's state keep two workers from sending the same
letter.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from smtplib import (
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPRecipientsRefused,
    SMTPServerDisconnected,
)

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from grund import envelope
from grund.errors import PortalError
from grund.models import Enclosure, Letter, Restore, StoredFile

log = logging.getLogger(__name__)

# How long a letter waits after its first, second and third attempt, and after each later one.
_PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
GIVE_UP_AFTER = timedelta(days=3)
# Sending takes seconds. A row that is claimed for so long was left by a process that is gone.
INTERRUPTED_AFTER = timedelta(minutes=10)
INTERRUPTED = (
    "Portalen avbröts medan brevet skickades. Det kan ha kommit fram och skickas därför inte igen."
)
_AT_ONCE = 200  # a round ends, so that the next one sees what has changed
_LONGEST_SUBJECT, _LONGEST_ADDRESS = 200, 254  # as the model's
# Whatever a mail server could take for the end of a header's line.
_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
# The mail server is at fault and not the letter: the other letters would only wait for the same
# silence.
_AWAY = (SMTPServerDisconnected, SMTPConnectError, SMTPHeloError)


def post(
    *,
    to: str,
    subject: str,
    text: str,
    key: str,
    files: Sequence[StoredFile] = (),
    not_before: datetime | None = None,
    calendar: str = "",
) -> bool:
    """Put a letter in the outbox; returns False, with nothing done, when the key is taken.

    `calendar` is an invitation or a cancellation of `grund.calendar`.

    Raises:
        PortalError: for an address or a subject that cannot stand in a letter's head.
        ValueError: for a calendar file that is neither.
    """
    if calendar:
        envelope.method_of(calendar)
    letter = Letter(
        key=key,
        to=_checked_address(to),
        subject=_checked_subject(subject),
        text=text.replace("\0", ""),  # which PostgreSQL does not keep
        not_before=not_before or timezone.now(),
        calendar=calendar,
    )
    try:
        with transaction.atomic():  # with its files, or a worker could take it without them
            letter.save(force_insert=True)
            Enclosure.objects.bulk_create(Enclosure(letter=letter, file=file) for file in files)
    except IntegrityError:
        # Only a taken key means that the letter was posted before; any other broken constraint is
        # a fault.
        if Letter.objects.filter(key=key).exists():
            return False
        raise
    return True


def send_waiting() -> int:
    """Send the letters that are due, and return how many went.

    Not to be called in a transaction: a rollback would forget what has gone.
    """
    if held():
        return 0
    _give_up_interrupted()
    now = timezone.now()
    due = Letter.objects.filter(state=Letter.State.WAITING, not_before__lte=now)
    sent = 0
    for pk in list(due.order_by("not_before", "pk").values_list("pk", flat=True)[:_AT_ONCE]):
        letter = _claim(pk)
        if letter is None:
            continue
        try:
            envelope.message(letter).send()
        except OSError as error:  # SMTPException is one, and so is every silence of the network
            if _is_for_good(error):
                _fail(letter, _told(error))
            else:
                _postpone(letter, error)
            if isinstance(error, _AWAY) or not isinstance(error, SMTPException):
                break
        except Exception as error:
            # A letter that cannot be sent at all must neither hold up the others nor be tried
            # again.
            log.exception("Letter %s cannot be sent", letter.pk)
            _fail(letter, _told(error))
        else:
            _note_sent(letter)
            sent += 1
    return sent


# --- what becomes of them -------------------------------------------------------------------
def failed() -> QuerySet[Letter]:
    """The letters that are not tried any more, those that were tried last first."""
    return Letter.objects.filter(state=Letter.State.FAILED).order_by("-claimed_at", "-pk")


def put_off() -> QuerySet[Letter]:
    """The letters that have failed at least once and are tried again by themselves."""
    return Letter.objects.filter(state=Letter.State.WAITING, attempts__gt=0).order_by("not_before")


def try_again(*, letter: Letter, to: str) -> bool:
    """Let a failed letter wait for the worker anew, to a corrected address if need be.

    Returns False, with nothing done, when it has not failed any more.

    Raises:
        PortalError: for an address that cannot stand in a letter's head.
    """
    # `attempts` goes on counting: the claim of a process that still hangs shall not fit the row.
    return bool(
        Letter.objects.filter(pk=letter.pk, state=Letter.State.FAILED).update(
            state=Letter.State.WAITING,
            to=_checked_address(to),
            not_before=timezone.now(),
            first_tried_at=None,
            error="",
        )
    )


def by_prefix(prefixes: Collection[str]) -> dict[str, list[Letter]]:
    """Return the letters whose keys begin with each of the prefixes, in one query."""
    found: dict[str, list[Letter]] = {prefix: [] for prefix in prefixes}
    if not found:
        return found
    which = Q()
    for prefix in found:
        which |= Q(key__startswith=prefix)
    for letter in Letter.objects.filter(which).defer("text", "calendar").order_by("pk"):
        next(of for prefix, of in found.items() if letter.key.startswith(prefix)).append(letter)
    return found


def forget(address: str) -> int:
    """Remove the letters to somebody who is erased, also those that wait."""
    return Letter.objects.filter(to=address.strip().lower()).delete()[1].get("grund.Letter", 0)


# --- after a restore, and after a long time --------------------------------------------------
def held() -> Restore | None:
    """The restore after which nobody has let the mail go yet.

    What waits in an archive may have gone after it was made, to people who would get it twice.
    """
    return Restore.objects.filter(let_go_at=None).order_by("pk").last()


def held_back() -> QuerySet[Letter]:
    """The letters that would go if they were let go now, or later by themselves."""
    return Letter.objects.filter(state=Letter.State.WAITING).order_by("not_before", "pk")


def let_go(*, by: int) -> int:
    """Let letters be sent again; returns of how many restores this was the end, mostly one."""
    return Restore.objects.filter(let_go_at=None).update(let_go_at=timezone.now(), let_go_by=by)


def empty_old(before: datetime) -> int:
    """Empty the letters that went before `before`, and return how many.

    The rows stay, for their keys see to it that no letter goes twice, and pages tell by them
    what was sent, and when.
    """
    old = Letter.objects.filter(state=Letter.State.SENT, sent_at__lt=before)
    return old.exclude(text="", calendar="").update(text="", calendar="")


# --- what may stand in the head -----------------------------------------------------------
def _checked_address(to: str) -> str:
    address = to.strip(" ").lower()
    try:
        validate_email(address)
    except ValidationError:
        is_address = False
    else:
        is_address = len(address) <= _LONGEST_ADDRESS and not _LINE_ENDS.search(address)
    if not is_address:
        raise PortalError(
            f"{_LINE_ENDS.sub(' ', to)!r} är ingen e-postadress, så brevet kan inte skickas. "
            "Rätta adressen."
        )
    return address


def _checked_subject(subject: str) -> str:
    if _LINE_ENDS.search(subject) or not subject.strip():
        raise PortalError(
            "Brevets ämne ska vara en rad text utan radbrytning. Rätta ämnet och försök igen."
        )
    subject = subject.strip()
    if len(subject) <= _LONGEST_SUBJECT:
        return subject
    return subject[: _LONGEST_SUBJECT - 1] + "…"


# --- the row's way ------------------------------------------------------------------------
def _claim(pk: int) -> Letter | None:
    """Take the letter for this process; None when another has it, or has put it off."""
    now = timezone.now()
    taken = Letter.objects.filter(pk=pk, state=Letter.State.WAITING, not_before__lte=now).update(
        state=Letter.State.SENDING,
        claimed_at=now,
        first_tried_at=Coalesce("first_tried_at", now),
        attempts=F("attempts") + 1,
    )
    return Letter.objects.filter(pk=pk).first() if taken else None


def _note_sent(letter: Letter) -> None:
    # Not by `_claimed`: whatever became of the row meanwhile, the letter has gone, and the row
    # shall say so.
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.State.SENT, sent_at=timezone.now(), error=""
    )


def _postpone(letter: Letter, error: Exception) -> None:
    """Let the letter wait again, longer each time, until GIVE_UP_AFTER has passed."""
    # Only the kind of the error, for its text may hold the address.
    log.warning("Letter %s was not sent: %s", letter.pk, type(error).__name__)
    now = timezone.now()
    if now - (letter.first_tried_at or now) >= GIVE_UP_AFTER:
        _fail(letter, _told(error))
        return
    pause = _PAUSES[min(letter.attempts, len(_PAUSES)) - 1]
    _claimed(letter).update(state=Letter.State.WAITING, not_before=now + pause, error=_told(error))


def _is_for_good(error: Exception) -> bool:
    """Whether the mail server has said that there is no such address (SMTP's 5xx).

    That is the bounce which the portal hears of. Asked again for three days it would say the
    same, and nobody would know that the address is wrong.
    """
    return isinstance(error, SMTPRecipientsRefused) and all(
        code >= 500 for code, _ in error.recipients.values()
    )


def _told(error: Exception) -> str:
    """The reason in Swedish, with the server's own words after it."""
    said = str(error) or type(error).__name__
    if isinstance(error, SMTPRecipientsRefused):
        answers = [
            f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
            for code, text in error.recipients.values()
        ]
        return f"E-postservern tog inte emot adressen: {'; '.join(answers)}"
    if isinstance(error, OSError):
        return f"E-postservern svarade inte som den ska: {said}"
    return said


def _fail(letter: Letter, error: str) -> None:
    _claimed(letter).update(state=Letter.State.FAILED, error=error)


def _claimed(letter: Letter) -> QuerySet[Letter]:
    """The row, as long as the claim of this process still holds."""
    return Letter.objects.filter(pk=letter.pk, state=Letter.State.SENDING, attempts=letter.attempts)


def _give_up_interrupted() -> None:
    """Mark letters as failed whose process was killed while it sent them.

    Nobody knows whether they went. Somebody who misses a letter can ask for it; one too many
    cannot be taken back.
    """
    late = timezone.now() - INTERRUPTED_AFTER
    Letter.objects.filter(state=Letter.State.SENDING, claimed_at__lt=late).update(
        state=Letter.State.FAILED, error=INTERRUPTED
    )
