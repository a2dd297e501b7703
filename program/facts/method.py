"""How much a municipality needs the programme, according to its figures. No Django.

Need is the mean of two halves: how far the published indices lie from 100, and how the cost beyond
what was expected compares with other municipalities. The rule in Swedish, with an example:
/regler/behov/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# With fewer verksamheter the sum would say more about which of them lack a figure than about cost.
FEWEST_DEVIATIONS = 3


@dataclass(frozen=True)
class Need:
    """0–100, where 100 is the greatest need; None where the figures do not suffice."""

    points: float | None
    from_indices: float | None  # 100 minus the mean of the indices
    indices: int  # how many there were
    from_costs: float | None  # the place among all, 0 the lowest cost
    deviation: float | None  # kronor per inhabitant beyond what is expected
    deviations: int


def index_half(indices: Array) -> tuple[Array, Array]:
    """Return 100 − the mean of a municipality's indices, and how many indices it has.

    `indices` is (areas, municipalities) of 0–100 with nan where missing; so is a mean of none.
    """
    counts = np.count_nonzero(~np.isnan(indices), axis=0)
    sums = np.nansum(indices, axis=0)
    mean = np.divide(sums, counts, out=np.full(counts.shape, np.nan), where=counts > 0)
    return 100 - mean, counts


def deviation_per_head(millions: Array, inhabitants: Array) -> tuple[Array, Array]:
    """Return (kronor per inhabitant beyond what is expected, how many areas had a figure).

    `millions` is (areas, municipalities) in million kr, nan where missing.
    """
    counts = np.count_nonzero(~np.isnan(millions), axis=0)
    total = np.where(counts >= FEWEST_DEVIATIONS, np.nansum(millions, axis=0), np.nan)
    # nan rather than 0, so that a municipality without a population gets no need instead of an
    # infinite one.
    people = np.where(inhabitants > 0, inhabitants, np.nan)
    return 1e6 * total / people, counts


def places(values: Array) -> Array:
    """Return each value's place: 0 for the lowest known, 100 for the highest; nan stays nan.

    Equal values share the middle of their places.
    """
    known = values[~np.isnan(values)]
    if len(known) < 2:
        return np.full(values.shape, np.nan)
    # By rank and not by amount: one municipality with an extreme cost would otherwise press all
    # others together at the low end.
    below = np.searchsorted(np.sort(known), values, side="left")
    upto = np.searchsorted(np.sort(known), values, side="right")
    share = 100 * ((below + upto - 1) / 2) / (len(known) - 1)
    return np.where(np.isnan(values), np.nan, share)


def needs(
    codes: tuple[str, ...], indices: Array, millions: Array, inhabitants: Array
) -> Mapping[str, Need]:
    """Return the need of each municipality; where one half is missing the other counts alone."""
    from_indices, index_counts = index_half(indices)
    deviation, deviation_counts = deviation_per_head(millions, inhabitants)
    from_costs = places(deviation)
    found = {}
    for place, code in enumerate(codes):
        halves = [float(h) for h in (from_indices[place], from_costs[place]) if not np.isnan(h)]
        found[code] = Need(
            points=sum(halves) / len(halves) if halves else None,
            from_indices=_none(from_indices[place]),
            indices=int(index_counts[place]),
            from_costs=_none(from_costs[place]),
            deviation=_none(deviation[place]),
            deviations=int(deviation_counts[place]),
        )
    return found


def _none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
