"""What an answer tells of a key figure: its rows checked, flattened and compared."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from typing import Any

from kolada.errors import Malformed

Key = tuple[str, int, str]  # municipality, year, gender
Told = tuple[float | None, str, bool]  # value, status, deleted

# Editions of Kolada differ in how many digits they give: 90.416667 is 90.41666667 told shorter.
# Only a difference above this share of the value is a change.
PRECISION = 1e-6


def read_rows(kpi: str, rows: Iterable[dict[str, Any]], areas: Collection[str]) -> dict[Key, Told]:
    """Check and flatten the rows of one key figure.

    Returns {(municipality, year, gender): (value or None, status, deleted)}. Rows of groups (G…)
    are left out.

    Raises:
        Malformed: a row of another shape stops the whole key figure, for half of a series is worse
            than yesterday's.
    """
    told: dict[Key, Told] = {}
    for row in rows:
        try:
            area, year, values = row["municipality"], row["period"], row["values"]
            # `type` and not isinstance, because True is an int to Python.
            if row["kpi"] != kpi or type(year) is not int or not 1900 < year < 2200:
                raise Malformed(f"{kpi}: en rad har fel nyckeltal eller år: {str(row)[:120]}")
            if area not in areas:
                if area[:1] == "G":
                    continue
                raise Malformed(f"{kpi}: okänd kommun ”{area}” i svaret.")
            for value in values:
                gender, number = value["gender"], value["value"]
                deleted = value["isdeleted"]
                # Values are known by their gender and never by their place: the API gives them in
                # no fixed order.
                if gender not in ("T", "K", "M") or (area, year, gender) in told:
                    raise Malformed(f"{kpi} {area} {year}: kön ”{gender}” är fel eller dubbelt.")
                if number is not None and (type(number) not in (int, float) or deleted):
                    raise Malformed(f"{kpi} {area} {year}: värdet {number} kan inte vara rätt.")
                told[area, year, gender] = (
                    None if number is None else float(number),
                    str(value["status"] or ""),
                    bool(deleted),
                )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise Malformed(f"{kpi}: en rad har fel form ({error}): {str(row)[:120]}") from None
    return told


def alike(old: Told, new: Told) -> bool:
    """Whether both tell the same: a change of status or a deletion is a revision too."""
    return old[1:] == new[1:] and (
        old[0] == new[0] if old[0] is None or new[0] is None else is_same_number(old[0], new[0])
    )


def is_same_number(old: float, new: float) -> bool:
    """Whether the two differ in nothing but digits; zero is the same as zero only."""
    return math.isclose(old, new, rel_tol=PRECISION, abs_tol=0.0)
