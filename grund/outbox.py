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
from functools import partial
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
from django.db.models import Case, F, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from grund import envelope
from grund.errors import PortalError
from grund.mail_hold import not_held
from grund.models import Enclosure, Letter, StoredFile
from grund.seal import sealed
from grund.waking import wake

log = logging.getLogger(__name__)

# How long a letter waits after its first, second and third attempt, and after each later one.
_PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
GIVE_UP_AFTER = timedelta(days=3)
# Sending takes seconds. A row that is claimed for so long was left by a process that is gone.
INTERRUPTED_AFTER = timedelta(minutes=10)
INTERRUPTED = (
    "Portalen avbröts medan brevet skickades. Det kan ha kommit fram och skickas därför inte igen."
)
EXPIRED = "Koden eller länken slutade gälla innan brevet kunde skickas."
# They hold addresses of anybody who was typed in at the login.
SECRETS_KEPT = timedelta(days=30)
# For so long after a letter was put off, also those that somebody waits for go with the rounds.
_UNWELL = timedelta(minutes=1)
_LATE = timedelta(minutes=2)  # rounds come more often
_AT_ONCE = 200  # a round ends, so that the next one sees what has changed
_LONGEST_SUBJECT, _LONGEST_ADDRESS = 200, 254  # as the model's
# Whatever a mail server could take for the end of a header's line.
_LINE_ENDS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
# The mail server is at fault and not the letter: the other letters would only wait for the same
# silence.
_AWAY = (SMTPServerDisconnected, SMTPConnectError, SMTPHeloError)
# What is left of a letter's text when it is over.
_LEFT = Case(When(is_secret=True, then=Value("")), default=F("text"), output_field=TextField())


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
    return _store(letter, files)


def post_secret(
    *, to: str, subject: str, text: str, key: str, not_after: datetime | None = None
) -> bool:
    """Put a letter in the outbox that opens somebody's account, or tells of it; as `post`.

    Nobody can read it in the database. It goes as soon as the change is committed, and not after
    `not_after`, when its code or link holds no longer.
    """
    letter = Letter(
        key=key,
        to=_checked_address(to),
        subject=_checked_subject(subject),
        text=sealed(text),
        is_secret=True,
        not_after=not_after,
    )
    if not _store(letter):
        return False
    # The task by its path, because its module imports this one.
    # Robust: the letter stands, whatever becomes of the message.
    transaction.on_commit(partial(wake, "grund.tasks.send_letter", letter.pk), robust=True)
    return True


def _store(letter: Letter, files: Sequence[StoredFile] = ()) -> bool:
    try:
        with transaction.atomic():  # with its files, or a worker could take it without them
            letter.save(force_insert=True)
            Enclosure.objects.bulk_create(Enclosure(letter=letter, file=file) for file in files)
    except IntegrityError:
        # Only a taken key means that the letter was posted before; any other broken constraint is
        # a fault.
        if Letter.objects.filter(key=letter.key).exists():
            return False
        raise
    return True


def send_at_once(pk: int) -> bool:
    """Send one letter that somebody waits for, and say whether it went.

    Not while the mail server is unwell: each such letter would hold a worker for as long as the
    server is silent. A round asks for all of them together.
    """
    lately = timezone.now() - _UNWELL
    if put_off().filter(claimed_at__gt=lately).exists():
        return False
    if not not_held(Letter.objects.filter(pk=pk)).exists():
        return False
    letter = _claim(pk)
    return letter is not None and _send(letter) is None


def send_waiting() -> int:
    """Send the letters that are due, and return how many went.

    Not to be called in a transaction: a rollback would forget what has gone.
    """
    _tidy()
    now = timezone.now()
    due = not_held(Letter.objects.filter(state=Letter.LetterState.WAITING, not_before__lte=now))
    sent = 0
    # Those that have not been tried first: one over which the server falls silent ends the round,
    # and holds up the others once.
    in_turn = due.order_by("attempts", "not_before", "pk").values_list("pk", flat=True)
    for pk in list(in_turn[:_AT_ONCE]):
        letter = _claim(pk)
        if letter is None:
            continue
        error = _send(letter)
        if error is None:
            sent += 1
        elif _is_away(error):
            break
    return sent


def _send(letter: Letter) -> Exception | None:
    """Send a claimed letter, note what became of it, and return what went wrong."""
    try:
        envelope.message(letter).send()
    except OSError as error:  # SMTPException is one, and so is every silence of the network
        if _is_for_good(error):
            _fail(letter, _told(error))
        else:
            _postpone(letter, error)
        return error
    except PortalError as error:  # says itself what is wrong
        _fail(letter, str(error))
        return error
    except Exception as error:
        # A letter that cannot be sent at all must neither hold up the others nor be tried again.
        log.exception("Letter %s cannot be sent", letter.pk)
        _fail(letter, _told(error))
        return error
    _note_sent(letter)
    return None


def _is_away(error: Exception) -> bool:
    is_of_the_network = isinstance(error, OSError) and not isinstance(error, SMTPException)
    return is_of_the_network or isinstance(error, _AWAY)


# --- what becomes of them -------------------------------------------------------------------
def failed(*, secret: bool = False) -> QuerySet[Letter]:
    """The letters that are not tried any more, those that were tried last first.

    The text of a secret one is gone, so whoever misses it asks for a new one.
    """
    letters = Letter.objects.filter(state=Letter.LetterState.FAILED, is_secret=secret)
    return letters.order_by("-claimed_at", "-pk")


def put_off() -> QuerySet[Letter]:
    """The letters that wait for the mail server: tried again by themselves, or past their turn."""
    waiting = Letter.objects.filter(state=Letter.LetterState.WAITING)
    late = Q(not_before__lt=timezone.now() - _LATE)
    return waiting.filter(late | Q(attempts__gt=0)).order_by("not_before")


def try_again(*, letter: Letter, to: str) -> bool:
    """Let a failed letter wait for the worker anew, to a corrected address if need be.

    Returns False, with nothing done, when it has not failed any more, and when it is secret: a link
    to somebody's account must not go to an address that another person chooses.

    Raises:
        PortalError: for an address that cannot stand in a letter's head.
    """
    # `attempts` goes on counting: the claim of a process that still hangs shall not fit the row.
    again = failed().filter(pk=letter.pk)
    return bool(
        again.update(
            state=Letter.LetterState.WAITING,
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
    letters = Letter.objects.filter(_beginning_with(prefixes)).defer("text", "calendar")
    for letter in letters.order_by("pk"):
        next(of for prefix, of in found.items() if letter.key.startswith(prefix)).append(letter)
    return found


def call_back(prefixes: Collection[str]) -> None:
    """Remove the letters whose keys begin so, because what they say holds no longer.

    One that is on its way just then cannot be stopped.
    """
    if prefixes:
        Letter.objects.filter(_beginning_with(prefixes)).delete()


def _beginning_with(prefixes: Collection[str]) -> Q:
    which = Q()
    for prefix in prefixes:
        which |= Q(key__startswith=prefix)
    return which


def forget(address: str) -> int:
    """Remove the letters to somebody who is erased, also those that wait."""
    return Letter.objects.filter(to=address.strip().lower()).delete()[1].get("grund.Letter", 0)


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
    due = Letter.objects.filter(pk=pk, state=Letter.LetterState.WAITING, not_before__lte=now)
    taken = due.filter(Q(not_after=None) | Q(not_after__gt=now)).update(
        state=Letter.LetterState.SENDING,
        claimed_at=now,
        first_tried_at=Coalesce("first_tried_at", now),
        attempts=F("attempts") + 1,
    )
    return Letter.objects.filter(pk=pk).first() if taken else None


def _note_sent(letter: Letter) -> None:
    # Not by `_claimed`: whatever became of the row meanwhile, the letter has gone, and the row
    # shall say so.
    Letter.objects.filter(pk=letter.pk).update(
        state=Letter.LetterState.SENT, sent_at=timezone.now(), error="", text=_LEFT
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
    if letter.not_after:  # a code of ten minutes cannot wait for an hour
        pause = min(pause, (letter.not_after - now) / 4)
    _claimed(letter).update(
        state=Letter.LetterState.WAITING, not_before=now + pause, error=_told(error)
    )


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
    _claimed(letter).update(state=Letter.LetterState.FAILED, error=error, text=_LEFT)


def _claimed(letter: Letter) -> QuerySet[Letter]:
    """The row, as long as the claim of this process still holds."""
    return Letter.objects.filter(
        pk=letter.pk, state=Letter.LetterState.SENDING, attempts=letter.attempts
    )


def _tidy() -> None:
    """See to the letters that no process sees to any more."""
    now = timezone.now()
    # Their process was killed while it sent them. Nobody knows whether they went. Somebody who
    # misses a letter can ask for it; one too many cannot be taken back.
    late = Letter.objects.filter(
        state=Letter.LetterState.SENDING, claimed_at__lt=now - INTERRUPTED_AFTER
    )
    late.update(state=Letter.LetterState.FAILED, error=INTERRUPTED, text=_LEFT)
    expired = Letter.objects.filter(state=Letter.LetterState.WAITING, not_after__lte=now)
    expired.update(state=Letter.LetterState.FAILED, error=EXPIRED, text=_LEFT)
    over = Q(state__in=[Letter.LetterState.SENT, Letter.LetterState.FAILED])
    Letter.objects.filter(over, is_secret=True, created_at__lt=now - SECRETS_KEPT).delete()
