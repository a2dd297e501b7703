"""From arrays with nan to what is known, and to None where a value is missing. No Django."""

from __future__ import annotations

import numpy as np

from analys.definitions.expression import Array


def none_for_nan(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def known(values: Array) -> Array:
    return values[~np.isnan(values)]
