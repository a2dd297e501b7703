"""What a reading may not do to stored values unseen, but waits for a person (decision 0003)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from statistics import median

from grund.formats import number, significant
from kolada.client import MAX_LIST
from kolada.errors import Malformed
from kolada.told import Key, is_same_number

# The options of sync_kolada by which a person lets a reading through.
ACCEPT_REMOVALS, ACCEPT_SCALE = "--accept-removals", "--accept-scale"

# When a full reading lacks more than this share of the stored values, in all or among the areas
# of one call, an answer was lost; so many are not removed at once …
MOST_REMOVED = 0.2
# … unless it is only a handful of values.
FEW = 5
# When at least so many values have changed, and at least this share of those that can be compared,
# and half of them to more than so many times what they were or to less than its inverse, the key
# figure is told in another unit now, such as per 100 000 inhabitants for per 1 000.
LEAST_CHANGED = 20
SHARE_CHANGED = 0.2
MOST_TIMES = 3.0


def check_removals(
    kpi: str,
    gone: Collection[Key],
    alive: Collection[Key],
    areas: Collection[str],
    accepted: Collection[str] = (),
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
        lost = sum(key[0] in some for key in gone)
        _check_removal(kpi, lost, sum(key[0] in some for key in alive), accepted)
    _check_removal(kpi, len(gone), len(alive), accepted)


def _check_removal(kpi: str, gone: int, alive: int, accepted: Collection[str]) -> None:
    if gone > max(FEW, MOST_REMOVED * alive) or gone == alive > 1:
        raise Malformed(
            f"{kpi}: {gone} av {alive} sparade värden saknas i svaret. Det är för många för att "
            "vara borttagna, så de gamla står kvar. Är de borttagna på riktigt, kör: "
            + _command(kpi, accepted, ACCEPT_REMOVALS)
        )


def check_scale(
    kpi: str, pairs: Iterable[tuple[float | None, float | None]], accepted: Collection[str] = ()
) -> None:
    """Check that values stored and told now, (old, new), are of one scale.

    A missing value, a zero and a change of sign tell nothing of the scale and are left out.

    Raises:
        Malformed: the new ones are of another scale, and nothing was changed.
    """
    compared = [(old, new) for old, new in pairs if old and new and (old > 0) == (new > 0)]
    times = [new / old for old, new in compared if not is_same_number(old, new)]
    if len(times) < max(LEAST_CHANGED, SHARE_CHANGED * len(compared)):
        return
    middle = median(times)
    if not 1 / MOST_TIMES <= middle <= MOST_TIMES:
        # Beyond these bounds the figure itself would say no more, and could not be written out.
        times_larger = significant(min(max(middle, 1e-9), 1e9))
        raise Malformed(
            f"{kpi}: {number(len(times))} av {number(len(compared))} jämförda värden har ändrats, "
            f"och medianen av nytt värde delat med gammalt är {times_larger}. Det ser ut som en "
            "annan skala eller enhet, så de gamla står kvar. Stämmer de nya, kör: "
            + _command(kpi, accepted, ACCEPT_SCALE)
        )


def _command(kpi: str, accepted: Collection[str], option: str) -> str:
    """The command that lets this key figure through, with what was accepted before: it may need
    both, and neither guard must send a person back to the other."""
    options = " ".join(sorted({*accepted, option}))
    return f"python manage.py sync_kolada --now --full {options} --kpi {kpi}"
