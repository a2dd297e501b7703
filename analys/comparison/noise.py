"""The one rule of what is told as a difference: beyond what the figure usually changes in a year.

Every heading, place, finding and start page asks here. docs/method.md and the page Metod explain it
with an example. No Django.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analys.comparison.frame import Measure
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from grund.formats import number

_STEPS = 4  # changes from one year to the next that are looked back on


class Side(StrEnum):
    """On which side of another value a value lies; '' where nobody can tell."""

    HIGHER = "högre"
    LOWER = "lägre"
    ALIKE = "ungefär som"
    UNKNOWN = ""

    @property
    def is_finding(self) -> bool:
        return self in (Side.HIGHER, Side.LOWER)

    @property
    def opposite(self) -> Side:
        return {Side.HIGHER: Side.LOWER, Side.LOWER: Side.HIGHER}.get(self, self)


@dataclass(frozen=True)
class Usual:
    """What a figure usually changes in a year, among all municipalities.

    `size` is in the figure's own unit, or in per cent of the value for a cost; nan where no
    municipality has two years in a row. `drift` is, for a cost, the median change of all into the
    year shown, in per cent: prices rise for everybody, and that is no municipality's doing.
    """

    size: float
    is_share: bool = False
    drift: float = 0.0

    @property
    def is_known(self) -> bool:
        return not np.isnan(self.size)

    def told(self, measure: Measure) -> str:
        """The size with its unit: '9,8 indexpoäng', '2,4 %'."""
        if self.is_share:
            return f"{number(self.size, 1)}\u00a0%"
        return measure.size(self.size)

    def away(self, own_value: float, others: Array) -> Array:
        """How far the own value lies above each of the others, in the unit of `size`.

        nan where a share has no meaning.
        """
        if not self.is_share:
            return own_value - others
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where((others > 0) & (own_value >= 0), 100 * (own_value / others - 1), np.nan)

    def signs(self, away: Array) -> Array:
        """1 and -1 for what lies beyond a usual change, 0 within, nan where nobody can tell."""
        # A difference of exactly the usual one may end in another last bit.
        limit = self.size * (1 + 1e-9) + 1e-12
        beyond = np.where(np.abs(away) > limit, np.sign(away), 0.0)
        return np.where(np.isnan(away) | np.isnan(limit), np.nan, beyond)

    def side(self, own_value: float, other: float) -> Side:
        """The side on which `own` lies of `other`, where it lies beyond a usual change."""
        return _side(self.signs(self.away(own_value, np.array([other]))))

    def moved(self, before: float, now: float) -> Side:
        """Whether a value rose or fell by more than is usual; a cost beyond what all others did."""
        away = self.away(now, np.array([before]))
        return _side(self.signs(away - self.drift if self.is_share else away))

    def times(self, own_value: float, other: float) -> float:
        """How many usual changes lie between the two; nan where nobody can tell."""
        if not self.size > 0:
            return float("nan")
        return float(np.abs(self.away(own_value, np.array([other])))[0] / self.size)


def _side(signs: Array) -> Side:
    sign = float(signs[0])
    return {1.0: Side.HIGHER, -1.0: Side.LOWER, 0.0: Side.ALIKE}.get(sign, Side.UNKNOWN)


UNKNOWN = Usual(float("nan"))


def usual_change(values: Array, column: int, measure: Measure) -> Usual:
    """What the figure usually changes, up to the year in `column`.

    `values` is (municipalities, years), nan where one is missing. It is the median of the absolute
    changes of all municipalities over the last four steps from a year to the next. For a cost the
    changes are in per cent, each less the median change of its own year, because otherwise they
    would tell how prices rise.
    """
    some = values[:, max(0, column - _STEPS) : column + 1]
    if not measure.is_cost:
        steps = known(np.abs(np.diff(some, axis=1)))
        return Usual(float(np.median(steps))) if len(steps) else UNKNOWN
    changes = _yearly_shares(some)
    drifts = np.array([_median(changes[:, i]) for i in range(changes.shape[1])])
    steps = known(np.abs(changes - drifts))
    if not len(steps):
        return Usual(float("nan"), is_share=True)
    drift = drifts[-1] if len(drifts) else float("nan")
    return Usual(float(np.median(steps)), is_share=True, drift=float(drift))


def _yearly_shares(values: Array) -> Array:
    """Changes from each year to the next in per cent; nan where a share has no meaning."""
    before, after = values[:, :-1], values[:, 1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((before > 0) & (after >= 0), 100 * (after / before - 1), np.nan)


def _median(values: Array) -> float:
    some = known(values)
    return float(np.median(some)) if len(some) else float("nan")
