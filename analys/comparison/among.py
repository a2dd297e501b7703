"""Where a value lies among others that have one, and what a sentence may say of it. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analys.comparison.frame import FEWEST
from analys.comparison.noise import Side, Usual
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from grund import swedish as words


@dataclass(frozen=True)
class Among:
    """How many others lie clearly below, clearly above, and too near to be told apart.

    'Clearly' is beyond what the figure usually changes in a year.
    """

    below: int
    above: int
    near: int
    lacking: int = 0  # others without a value

    @property
    def total(self) -> int:
        return self.below + self.above + self.near

    @property
    def side(self) -> Side:
        """The side of more than half of the others, and of more than twice as many as opposite.

        Of seven, four against three is no side to be on.
        """
        for side, counted, against in (
            (Side.HIGHER, self.below, self.above),
            (Side.LOWER, self.above, self.below),
            (Side.ALIKE, self.near, 0),
        ):
            if counted * 2 > self.total and counted > 2 * against:
                return side
        return Side.UNKNOWN

    @property
    def extreme(self) -> Side:
        """Higher or lower than every other, who all lie clearly away; else unknown."""
        if self.total == 0 or self.near:
            return Side.UNKNOWN
        return {self.below: Side.HIGHER, self.above: Side.LOWER}.get(self.total, Side.UNKNOWN)

    def told(self) -> str:
        """'klart högre än sex av sju', 'ungefär som alla sju', 'klart högre än tre och klart lägre
        än två av sju'."""
        if self.side == Side.ALIKE:
            return f"ungefär som {self._of(self.near)}"
        if self.side.is_finding:
            return f"klart {self.side} än {self._of(max(self.below, self.above))}"
        if self.below == self.above:
            total = words.count(self.total)
            return f"lika många av {total}{self._valued} ligger klart högre som klart lägre"
        return self._both("")

    def told_in(self, noun: str) -> str:
        """The same with a noun: 'klart lägre än i sex av sju liknande kommuner'."""
        if self.side == Side.ALIKE:
            return f"ungefär som i {self._counted(self.near)} {noun}{self._valued}"
        if self.side.is_finding:
            counted = self._counted(max(self.below, self.above))
            return f"klart {self.side} än i {counted} {noun}{self._valued}"
        return self._both(noun)

    @property
    def _valued(self) -> str:
        """' som har värde' where some of the group have none: the total is not the group."""
        return " som har värde" if self.lacking else ""

    def _both(self, noun: str) -> str:
        """How many lie on either side, where neither has more than half."""
        within = "i " if noun else ""
        parts = [
            f"klart {way} än {within}{words.count(counted)}"
            for way, counted in ((Side.HIGHER, self.below), (Side.LOWER, self.above))
            if counted
        ]
        sentence = f"{' och '.join(parts)} av {words.count(self.total)}"
        return f"{sentence} {noun}".strip() + self._valued

    def _counted(self, counted: int) -> str:
        """'alla sju', 'fem av sju'."""
        if counted == self.total:
            return f"alla {words.count(self.total)}"
        return f"{words.count(counted)} av {words.count(self.total)}"

    def _of(self, counted: int) -> str:
        return f"{self._counted(counted)}{self._valued}"


def among(own_value: float, others: Array, usual: Usual, fewest: int = FEWEST) -> Among | None:
    """The place of a value; None where they are too few, or where noise is not known."""
    some = known(others)
    if np.isnan(own_value) or len(some) < fewest or not usual.is_known:
        return None
    # A share of nothing, or of a negative cost, has no side, as if there were no value.
    signs = known(usual.signs(usual.away(own_value, some)))
    if len(signs) < fewest:
        return None
    below, above = int((signs > 0).sum()), int((signs < 0).sum())
    return Among(below, above, len(signs) - below - above, len(others) - len(signs))


def against_names(own_value: float, others: Sequence[tuple[str, float]], usual: Usual) -> str:
    """The place beside one or two values with names: 'klart högre än Lund, ungefär som Flen'."""
    named: dict[Side, list[str]] = {}
    for name, other in others:
        named.setdefault(usual.side(own_value, other), []).append(name)
    told = {Side.ALIKE: "ungefär som", Side.HIGHER: "klart högre än", Side.LOWER: "klart lägre än"}
    parts = [f"{said} {words.listed(named[side])}" for side, said in told.items() if side in named]
    return (", men " if Side.ALIKE not in named else ", ").join(parts)
