"""Mail after a restore: it waits until an administrator lets it go.

What waits in an archive may have gone after it was made, to people who would get it twice; and a
portal that was restored to try it must write to nobody.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from grund.models import Letter, Restore


def held() -> Restore | None:
    """The newest restore after which nobody has let the mail go yet."""
    return Restore.objects.filter(let_go_at=None).order_by("pk").last()


def not_held(letters: QuerySet[Letter]) -> QuerySet[Letter]:
    """Those that may go: after a restore only what somebody has asked for since, and waits for.

    Without codes no administrator could log in to let the others go.
    """
    restore = held()
    return letters if restore is None else letters.filter(_asked_for_since(restore))


def held_back(restore: Restore) -> QuerySet[Letter]:
    waiting = Letter.objects.filter(state=Letter.LetterState.WAITING).exclude(
        _asked_for_since(restore)
    )
    return waiting.order_by("not_before", "pk")


def let_go(*, by: int) -> int:
    """Let letters be sent again; returns of how many restores this was the end, mostly one."""
    return Restore.objects.filter(let_go_at=None).update(let_go_at=timezone.now(), let_go_by=by)


def _asked_for_since(restore: Restore) -> Q:
    return Q(is_secret=True, created_at__gte=restore.restored_at)
