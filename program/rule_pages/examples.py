"""The worked examples on the pages of rules, computed by the rules themselves.

A typed example would stop being true when a rule changes; these cannot.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from program.facts import method as need
from program.fees import method as fees
from program.learning_groups import method as matching
from program.record import method as pace
from program.selection import method as selection


def context(name: str) -> dict[str, Any]:
    made: dict[str, Any] = _MAKERS[name]()
    return made


def _need() -> dict[str, Any]:
    """Four invented municipalities, one of them with too few figures."""
    codes = ("Alby", "Björke", "Celleby", "Dalum")
    indices = np.array([[20.0, 60, 80, 40], [30.0, 50, np.nan, 60]])
    millions = np.array([[12.0, -3, 5, np.nan], [6.0, 1, 0, np.nan], [2.0, 2, -10, np.nan]])
    inhabitants = np.array([10_000.0, 20_000, 5_000, 8_000])
    return {"needs": list(need.needs(codes, indices, millions, inhabitants).items())}


def _selection() -> dict[str, Any]:
    criteria = [
        selection.Weighed("skal", "Skäl", "reviewers", 50),
        selection.Weighed("spridning", "Spridning", "spread", 50),
    ]

    def one(name: str, marks: tuple[int, int], part: str) -> selection.Candidate:
        given = [{"skal": mark} for mark in marks]
        return selection.Candidate(name, name, given, None, {"landsdel": part})

    rows = [
        one("Alby", (4, 4), "Götaland"),
        one("Björke", (4, 3), "Götaland"),
        one("Celleby", (3, 3), "Norrland"),
    ]
    return {"proposal": selection.propose(rows, criteria, cap=2, reviewers_needed=2)}


def _pace() -> dict[str, Any]:
    spans = [
        pace.Span(1, date(2021, 9, 13), date(2021, 11, 25)),
        pace.Span(2, date(2021, 11, 26), date(2022, 3, 17)),
        pace.Span(3, date(2022, 3, 18), date(2022, 6, 1)),
    ]
    today, steps = date(2022, 3, 20), {"Alby": 2, "Björke": 2, "Celleby": 3}
    planned = pace.programme_step(spans, today)
    median = pace.median_step(list(steps.values()))
    rows = [
        (
            name,
            step,
            pace.told(pace.steps_behind(step, planned), "före", "i fas", "efter"),
            pace.told(pace.steps_behind(step, median), "före", "som de flesta", "efter"),
        )
        for name, step in steps.items()
    ]
    return {
        "rows": rows,
        "planned": planned,
        "median": median,
        "days": pace.SILENT_AFTER.days,
        "today": today,
    }


def _matching() -> dict[str, Any]:
    problem = frozenset({"Förskola"})
    members = [
        matching.Member("a", "Alby", {"Grundskola": 80.0}, problem, ""),
        matching.Member("b", "Björke", {"Grundskola": 20.0}, problem, ""),
        matching.Member("c", "Celleby", {"Grundskola": 50.0}, frozenset(), "liten"),
        matching.Member("d", "Dalum", {"Grundskola": 55.0}, frozenset(), "liten"),
    ]
    return {"groups": matching.suggest_groups(members, 2), "points": matching}


def _fees() -> dict[str, Any]:
    first, last = date(2021, 9, 13), date(2022, 12, 31)
    return {
        "months": fees.split(Decimal(60_000), "months", [], first, last),
        "shares": fees.split(Decimal(10_000), "shares", [33, 33, 34], first, last),
    }


_MAKERS = {
    "behov": _need,
    "urval": _selection,
    "tavla": _pace,
    "matchning": _matching,
    "avgift": _fees,
}
