"""Effektivitet = Resultat × Volym / Resurs, alone and for a group. No Django."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from analys.definitions.expression import Array


class NoProduct(StrEnum):
    """Why a product or a comparison has no value though figures exist."""

    RESOURCE_NOT_POSITIVE = "resource_not_positive"
    EMPTY_GROUP = "empty_group"
    GROUP_OF_ONE = "group_of_one"
    GROUP_WITHOUT_RESULT = "group_without_result"


def efficiency(result: Array, volume: Array, resource: Array) -> Array:
    """result · volume / resource, unscaled; nan where a factor is nan or no resource is left.

    A resource of zero or less is an error in the data, not an infinite efficiency.
    """
    return result * volume / np.where(resource > 0, resource, np.nan)


def group_efficiency(result: Array, volume: Array, resource: Array) -> float | NoProduct:
    """Σ(R·V)/ΣResurs over the members that have all three; never the mean of their ratios."""
    has_all = ~np.isnan(efficiency(result, volume, resource))
    if has_all.sum() == 0:
        return NoProduct.EMPTY_GROUP
    if has_all.sum() == 1:
        return NoProduct.GROUP_OF_ONE
    total = float(np.sum(result[has_all] * volume[has_all]) / np.sum(resource[has_all]))
    return total if total > 0 else NoProduct.GROUP_WITHOUT_RESULT
