"""Letters that have failed: who is told of it, and sending them again."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone

from grund import audit, mail_hold, outbox
from grund.due import Due
from grund.models import Letter
from grund.verbs import Verb
from konton.actions import LETTERS, letter_key
from konton.models import Invitation, User
from konton.rules import is_administrator


def failed_letters(user: User) -> list[Due]:
    """Return what administrators have to do for letters that failed, due when they failed.

    Other letters of accounts than invitations are nothing to do for anybody: whoever misses one
    asks for it, and to a mistyped address one fails each time.
    """
    if not is_administrator(user):
        return []
    invitations = outbox.failed(secret=True).filter(
        key__startswith=LETTERS, not_after__gt=timezone.now()
    )
    dues = [
        _due(outbox.failed(), ("brev", "brev"), "portalens brev", "konton:letters"),
        _due(invitations, ("inbjudan", "inbjudningar"), "inbjudningar", "konton:invitations"),
    ]
    return [item for item in dues if item]


def _due(
    failed: QuerySet[Letter], one_or_more: tuple[str, str], where: str, page: str
) -> Due | None:
    found = failed.aggregate(count=Count("pk"), since=Min("claimed_at"))
    if not found["count"]:
        return None
    today = timezone.localdate()
    return Due(
        on=timezone.localtime(found["since"]).date() if found["since"] else today,
        today=today,
        kind="brev",
        title=f"{found['count']} {one_or_more[found['count'] > 1]} gick inte att skicka",
        where=where,
        url=reverse(page),
    )


def way_of(invitation: Invitation) -> str:
    """How an invitation that has just been made reaches whom it is for, told to who made it."""
    if settings.SENDS_MAIL:
        return f"Inbjudan skickas nu till {invitation.email}."
    ends = timezone.localtime(invitation.expires_at).date()
    return (
        f"Portalen skickar ingen e-post. Ge själv den här länken till {invitation.email}, som kan "
        f"använda den till och med {ends}. Den visas bara nu: {invitation.link}"
    )


def with_letters(invitations: Iterable[Invitation]) -> list[tuple[Invitation, Letter | None]]:
    """Return each invitation with its letter, as long as the letter has not gone."""
    listed = list(invitations)
    letters = outbox.by_prefix([letter_key(invitation) for invitation in listed])
    newest = {prefix: found[-1] for prefix, found in letters.items() if found}
    pairs = [(invitation, newest.get(letter_key(invitation))) for invitation in listed]
    return [
        (invitation, letter if letter and letter.state != Letter.LetterState.SENT else None)
        for invitation, letter in pairs
    ]


def held_letters(user: User) -> list[Due]:
    """Return one item for administrators while mail waits after a restore."""
    held = mail_hold.held() if is_administrator(user) else None
    if held is None:
        return []
    return [
        Due(
            on=timezone.localtime(held.restored_at).date(),
            today=timezone.localdate(),
            kind="brev",
            title="Brev hålls kvar efter en återställning",
            where="portalens brev",
            url=reverse("konton:letters"),
        )
    ]


@transaction.atomic
def let_go(*, by: User) -> bool:
    """Let letters go out again after a restore; False when somebody else has already done so."""
    held = mail_hold.held()
    if held is None or not mail_hold.let_go(by=by.pk):
        return False
    waiting = mail_hold.held_back(held).count()
    audit.log_event(
        by=by.pk, verb=Verb.RELEASED_LETTERS, noun="Restore", noun_id=held.pk, waiting=waiting
    )
    return True


@transaction.atomic
def send_again(*, by: User, letter: Letter, to: str) -> bool:
    """Have a failed letter sent again; False when somebody else has already done so."""
    if not outbox.try_again(letter=letter, to=to):
        return False
    # Without the address: the log is kept when a person is erased.
    corrected = to.strip().lower() != letter.to
    audit.log_event(
        by=by.pk,
        verb=Verb.SENT_LETTER_AGAIN,
        noun="Letter",
        noun_id=letter.pk,
        corrected=corrected,
    )
    return True
