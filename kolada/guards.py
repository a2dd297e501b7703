"""What a reading may not do to stored values unseen, but waits for a person (decision 0003)."""

from __future__ import annotations

from collections.abc import Collection

from kolada.client import MAX_LIST
from kolada.errors import Malformed
from kolada.told import Key

# When a full reading lacks more than this share of the stored values, in all or among the areas
# of one call, an answer was lost; so many are not removed at once …
MOST_REMOVED = 0.2
# … unless it is only a handful of values.
FEW = 5


def check_removals(
    kpi: str, gone: Collection[Key], alive: Collection[Key], areas: Collection[str]
) -> None:
    """Check what a full reading lacks, `gone`, of the stored values that it ought to hold.

    Areas are asked for in lists of 25, so that one answer that was lost is
    seen among its 25 long before it is seen among all.

    Raises:
        Malformed: so many are missing that an answer was lost, and nothing was removed.
    """
    ordered = sorted(areas)
    for start in range(0, len(ordered), MAX_LIST):
        some = set(ordered[start : start + MAX_LIST])
        _check(kpi, sum(key[0] in some for key in gone), sum(key[0] in some for key in alive))
    _check(kpi, len(gone), len(alive))


def _check(kpi: str, gone: int, alive: int) -> None:
    if gone > max(FEW, MOST_REMOVED * alive) or gone == alive > 1:
        raise Malformed(
            f"{kpi}: {gone} av {alive} sparade värden saknas i svaret. Det är för många för att "
            "vara borttagna, så de gamla står kvar. Är de borttagna på riktigt, kör: "
            f"python manage.py sync_kolada --now --full --accept-removals --kpi {kpi}"
        )
