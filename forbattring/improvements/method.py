"""The goal of an åtgärd in words. No Django."""

from __future__ import annotations

from forbattring.own_figures.method.words import own_measure


def goal(title: str, unit: str, baseline: float, target: float, year: int) -> str:
    measure = own_measure(title, unit, "none", [baseline, target])
    start, end = measure.told(baseline).removesuffix(f"\u00a0{unit}"), measure.told(target)
    return f"{title}: från {start} till {end} år {year}"
