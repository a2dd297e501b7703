"""The efficiency of a municipality beside that of a group, by sums that are divided last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analys.definitions.expression import Array
from analys.efficiency import gaps
from analys.efficiency.models import Efficiency
from analys.efficiency.product import NoProduct, efficiency, group_efficiency
from analys.efficiency.rows import NothingToShow
from kommuner.models import MunicipalityGroup


@dataclass(frozen=True)
class ProductComparison:
    """A group's efficiency, Σ(R·V)/ΣResurs, and the own one where the group's is 100."""

    title: str
    members: int
    counted: int  # members that have result, volume and resource
    group_efficiency: float | None
    relative: float | None
    reason: str  # why a figure is missing, '' where none is


def factors_of(rows: Iterable[Efficiency]) -> Array:
    """Result, volume and resource of the rows: (3, rows), nan where one is missing."""
    factors = [(r.result, r.volume, r.resource) for r in rows]
    return np.array(factors, dtype=float).reshape(-1, 3).T  # None becomes nan


def compare(own_value: float | None, title: str, columns: Array, members: int) -> ProductComparison:
    """Compare an efficiency with the group's; `columns` (3, members) are its factors of a year."""
    counted = int(np.count_nonzero(~np.isnan(efficiency(*columns))))
    group = group_efficiency(*columns)
    if isinstance(group, NoProduct):
        return ProductComparison(title, members, counted, None, None, gaps.text((str(group), "")))
    if own_value is None:
        reason = "kommunens egen effektivitet saknas"
        return ProductComparison(title, members, counted, group, None, reason)
    return ProductComparison(title, members, counted, group, 100 * own_value / group, "")


def checked_group(text: str) -> MunicipalityGroup:
    """The group with this id.

    Raises:
        NothingToShow: it does not exist, or has fewer than two municipalities.
    """
    group = MunicipalityGroup.objects.filter(id=text.upper()).first()
    if group is None:
        raise NothingToShow(
            f"Jämförelsegruppen ”{text[:40]}” finns inte. Ange en grupps id, till exempel G33625."
        )
    size = group.members.filter(type="K").count()
    if size < 2:
        few = "inga kommuner" if size == 0 else "bara en kommun"
        raise NothingToShow(f"Gruppen ”{group.title}” har {few}. En jämförelse behöver minst två.")
    return group


def group_rows(group: MunicipalityGroup) -> dict[tuple[str, int], list[Efficiency]]:
    """The members' rows by (service area, year)."""
    members = group.members.filter(type="K").values("code")
    found: dict[tuple[str, int], list[Efficiency]] = {}
    for row in Efficiency.objects.filter(municipality__in=members):
        found.setdefault((row.service_area, row.year), []).append(row)
    return found
