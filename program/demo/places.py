"""The municipalities of the demo cohorts.

Only the five municipalities that the programme's own documents name are real, and they appear as
accepted. All others are invented, with codes from 9001. The demo says nothing about a real
municipality that those documents do not say.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

LEKEBERG, FLEN, JOKKMOKK, ALVKARLEBY, LUND = "1814", "0482", "2510", "0319", "1281"
REAL = (LEKEBERG, FLEN, JOKKMOKK, ALVKARLEBY, LUND)


@dataclass(frozen=True)
class Invented:
    code: str
    name: str
    county: str  # where the demo places it, so that the spread can be shown
    majority: str
    outcome: str  # accepted, reserve, declined or withdrawn
    marks: tuple[int, int]  # of the two reviewers
    text: str
    step: int = 0  # where an accepted one is
    silent: bool = False


def _read() -> dict[str, tuple[Invented, ...]]:
    path = Path(__file__).parent / "invented.csv"
    found: dict[str, list[Invented]] = {"programme": [], "network": []}
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            found[row["cohort"]].append(
                Invented(
                    code=row["code"],
                    name=row["name"],
                    county=row["county"],
                    majority=row["majority"],
                    outcome=row["outcome"],
                    marks=(int(row["first_mark"]), int(row["second_mark"])),
                    text=row["text"],
                    step=int(row["step"] or 0),
                    silent=row["silent"] == "yes",
                )
            )
    return {key: tuple(places) for key, places in found.items()}


PROGRAMME, NETWORK = _read().values()
