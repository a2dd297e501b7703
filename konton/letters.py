"""Letters that have failed: who is told of it, and sending them again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from grund import audit, outbox
from grund.due import Due
from grund.models import Letter
from konton.models import User
from konton.rules import is_administrator


def failed_letters(user: User) -> list[Due]:
    """Return one item for administrators while there are failed letters, due when they failed."""
    if not is_administrator(user):
        return []
    found = outbox.failed().aggregate(count=Count("pk"), since=Min("claimed_at"))
    if not found["count"]:
        return []
    today = timezone.localdate()
    return [
        Due(
            on=timezone.localtime(found["since"]).date() if found["since"] else today,
            today=today,
            kind="brev",
            title=f"{found['count']} brev gick inte att skicka",
            where="portalens brev",
            url=reverse("konton:letters"),
        )
    ]


def held_letters(user: User) -> list[Due]:
    """Return one item for administrators while mail waits after a restore."""
    held = outbox.held() if is_administrator(user) else None
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
    held = outbox.held()
    if held is None or not outbox.let_go(by=by.pk):
        return False
    waiting = outbox.held_back().count()
    audit.record(by=by.pk, verb="släppte brev", noun="Restore", noun_id=held.pk, waiting=waiting)
    return True


@transaction.atomic
def send_again(*, by: User, letter: Letter, to: str) -> bool:
    """Have a failed letter sent again; False when somebody else has already done so."""
    if not outbox.try_again(letter=letter, to=to):
        return False
    # Without the address: the log is kept when a person is erased.
    corrected = to.strip().lower() != letter.to
    audit.record(
        by=by.pk,
        verb="skickade brev igen",
        noun="Letter",
        noun_id=letter.pk,
        corrected=corrected,
    )
    return True
