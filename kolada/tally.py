"""What a sync has done so far, in numbers and in a sentence."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from grund.formats import number
from kolada.ingest import Outcome

log = logging.getLogger(__name__)


@dataclass
class Tally:
    """Becomes the job's result."""

    new: int = 0
    revised: int = 0
    missing: int = 0
    unchanged: int = 0
    unpublished: int = 0  # values that Kolada stopped publishing since the last reading
    stored: int = 0  # key figures whose answer was taken in
    faulty: int = 0  # key figures whose answer was not what it should be
    empty: list[str] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        self.stored += 1
        self.new += outcome.new
        self.revised += outcome.revised
        self.missing += outcome.missing
        self.unchanged += outcome.unchanged
        self.unpublished += outcome.unpublished

    def refuse(self, kpi: str, reason: str) -> None:
        self.refused.append({"kpi": kpi, "reason": reason})
        log.warning("%s: %s", kpi, reason)

    def summary(self) -> str:
        new, revised, missing = map(number, (self.new, self.revised, self.missing))
        text = f"{new} nya, {revised} reviderade, {missing} saknade värden"
        if self.unpublished:
            text += f"; {number(self.unpublished)} värden är inte längre publicerade men står kvar"
        if self.refused:
            text += f"; {len(self.refused)} nyckeltal stoppades"
        if self.empty:
            text += f"; {len(self.empty)} nyckeltal var tomma"
        return text + "."
