"""RKA's normalisation, step by step (rka.nu; checked against the published indices). No Django."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analys.definitions.expression import Array

# In thousandths, so that the place of a percentile is found in whole numbers. With 0.025 as a
# float, rounding could hide that the distribution jumps just there.
_LOW, _HIGH = 25, 975


def orient(values: Array, good: Literal["high", "low"]) -> Array:
    """Turn the sign where low is good. Orientation is decided here and nowhere else."""
    return -values if good == "low" else values


@dataclass(frozen=True)
class Scale:
    """P2.5 and P97.5 of the oriented values, each (…, years), and how many values there were."""

    low: Array
    high: Array
    count: NDArray[np.intp]


def percentile(ordered: Array, count: NDArray[np.intp], thousandths: int) -> Array:
    """The empirical percentile, the mean of the two neighbours where the distribution jumps.

    `ordered` is sorted along axis -2 with nan last; `count` tells how many are values.
    The definition of Stata and SAS (numpy: averaged_inverted_cdf), and of RKA.
    """
    place, rest = np.divmod(count * thousandths, 1000)
    # Without a rest the distribution jumps here, and the percentile is the mean of both sides;
    # with one, both places are the same. The clips keep a year without values inside the array.
    below = np.clip(np.where(rest == 0, place - 1, place), 0, np.maximum(count - 1, 0))
    above = np.clip(place, 0, np.maximum(count - 1, 0))
    take = np.take_along_axis
    first = take(ordered, below[..., None, :], axis=-2)[..., 0, :]
    second = take(ordered, above[..., None, :], axis=-2)[..., 0, :]
    return (first + second) / 2


def scale_of(values: Array) -> Scale:
    """Limits over all municipalities that have a value; values is (…, municipalities, years)."""
    ordered = np.sort(values, axis=-2)
    count = np.count_nonzero(~np.isnan(values), axis=-2)
    return Scale(percentile(ordered, count, _LOW), percentile(ordered, count, _HIGH), count)


def normalise(values: Array, scale: Scale | None = None) -> Array:
    """0 at P2.5 and below, 100 at P97.5 and above, a straight line between.

    Where all values are equal there is no scale, and so no index: nan.
    """
    scale = scale or scale_of(values)
    width = (scale.high - scale.low)[..., None, :]
    width = np.where(width > 0, width, np.nan)
    return np.clip(100 * (values - scale.low[..., None, :]) / width, 0, 100)
