"""What pictures say round their figures: what to mind, of how many, and where a mean misleads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from analys.charts.bars import bars
from analys.charts.profile import profile
from analys.comparison.among import among
from analys.comparison.frame import NO_REMARKS, Measure, Remarks, Scene
from analys.comparison.noise import Usual, usual_change
from tests.analys.test_charts import COST, GROUPS, NAN, scene, some_values


# --- why a value is missing, and what to mind about one -------------------------------------------
def test_tables_say_why_and_what_to_mind() -> None:
    def missing(code: str, year: int) -> str:
        return "uppgift saknas enligt Kolada"

    known = Remarks(
        missing,
        preliminary={("1001", 2022)},
        revised={("1814", 2022): "reviderat 2026-09-01, tidigare 185\u00a0321 kr"},
    )
    measure = Measure("Kostnad", "kr per barn", 0, "low", "N11032", remarks=known)
    values = some_values(2, 100_000, 200_000)
    values[2, 6] = NAN
    own, usual = scene(), usual_change(values, 6, measure)
    shown = bars(own, values[:, 6], measure, usual)
    lines = shown.table.csv().splitlines()
    assert lines[0].endswith("Anmärkning;Källa")
    assert any("reviderat 2026-09-01, tidigare 185" in line for line in lines if "Lekeberg" in line)
    assert any(";preliminärt;" in line for line in lines if "Kommun 1001" in line)
    assert any("uppgift saknas enligt Kolada" in line for line in lines if "Kommun 1002" in line)
    assert "Saknar värde 2022: Kommun 1002 (uppgift saknas enligt Kolada)." in shown.notes
    assert any("Lekeberg (reviderat 2026-09-01" in note for note in shown.notes)
    assert NO_REMARKS.of("1814", 2022) == ""


def test_a_scene_of_its_own_group_counts_itself() -> None:
    values = some_values(2, 100_000, 200_000)
    own: Scene = scene(group=GROUPS["everyone"])
    told = bars(own, values[:, 6], COST, usual_change(values, 6, COST)).sentence
    assert "ovägt medel för 30 av 30 kommuner (Alla kommuner, med Lekeberg)" in told


# --- where single municipalities draw the mean ----------------------------------------------------
def drawn(own: float, others: Sequence[float]) -> tuple[Any, Usual]:
    values = some_values(2, 100_000, 200_000)
    values[0, 6] = own
    values[1:8, 6] = others
    return values, Usual(2.0, is_share=True)


def test_a_profile_tells_what_most_municipalities_say_too() -> None:
    """One outlier makes the mean; beside most of the others nothing differs."""
    values, usual = drawn(100_000, [100_000] * 6 + [400_000])
    told = profile(scene(), [(COST, values[:, 6], usual)], {})
    assert told.heading == "Huvudtalen 2022, där jämförelsen är 100"
    values, usual = drawn(100_000, [150_000] * 6 + [140_000])
    told = profile(scene(), [(COST, values[:, 6], usual)], {})
    assert told.heading.startswith("Kostnad per barn: 33\u00a0% lägre än medlet")


def test_too_few_are_shown_without_a_finding() -> None:
    values, usual = drawn(100_000, [150_000] * 7)
    assert bars(scene(), values[:, 6], COST, usual, quiet=True).heading == "Kostnad per barn 2022"
    few = profile(scene(), [(COST, values[:, 6], usual)], {}, quiet=True)
    assert few.heading == "Huvudtalen 2022"


def test_a_cost_of_nothing_has_no_place() -> None:
    others = np.array([100.0, 100.0, 100.0, 0.0])
    place = among(200, others, Usual(2.0, is_share=True))
    assert place
    assert (place.total, place.lacking) == (3, 1)
