"""Faults that the snapshot server can show, as switches. No Django.

Written `KIND[=TARGET][*TIMES]`: `html=U11901*2` spoils the first two answers
that concern U11901; without a target every answer, without times every time.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field

# Faults of the answer as a whole …
ANSWER = frozenset({"429", "500", "410", "422", "html", "truncated", "malformed", "short"})
# … and of what it says about the figures.
CONTENT = frozenset({"wrong-title", "vanished", "null", "deleted", "revised"})
_FORM = re.compile(r"^(?P<kind>[a-z0-9-]+)(=(?P<target>[^*]+))?(\*(?P<times>\d+))?$")


@dataclass
class Fault:
    kind: str
    target: str = ""
    times: int | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def parse(cls, text: str) -> Fault:
        """Read a fault as it is written on the command line.

        Raises:
            ValueError: with a Swedish sentence.
        """
        found = _FORM.match(text)
        if not found or found["kind"] not in ANSWER | CONTENT:
            known = ", ".join(sorted(ANSWER | CONTENT))
            raise ValueError(f"Felet ”{text}” är okänt. Välj bland: {known}.")
        times = int(found["times"]) if found["times"] else None
        return cls(found["kind"], found["target"] or "", times)

    def concerns(self, path: str) -> bool:
        return self.target in path

    def spend(self) -> bool:
        """Use the fault once; False when its times are used up."""
        with self._lock:
            if self.times is None:
                return True
            self.times -= 1
            return self.times >= 0


@dataclass
class Faults:
    """All switches of one server. Tests may change them while it runs."""

    faults: list[Fault] = field(default_factory=list)
    latency: float = 0.0  # seconds an answer
    null_status: str = "Private"
    exclusive_from_date: bool = False  # whether the API counts the day itself is not known

    def answer(self, path: str) -> str | None:
        """The kind of the first answer fault that concerns this path, or None."""
        for fault in self.faults:
            if fault.kind in ANSWER and fault.concerns(path) and fault.spend():
                return fault.kind
        return None

    def touches(self, kpi: str, area: str) -> bool:
        """Whether a switch changes this row, which then counts as changed just now."""
        return any(
            fault.kind in ("null", "deleted", "revised") and fault.target in (kpi, f"{kpi}/{area}")
            for fault in self.faults
        )

    def targets(self, kind: str) -> set[str]:
        return {fault.target for fault in self.faults if fault.kind == kind}
