"""What is said of the main figures side by side. No Django."""

from __future__ import annotations

from dataclasses import dataclass

from analys.comparison.against import Against
from analys.comparison.among import Among
from analys.comparison.frame import Measure, Scene
from analys.comparison.noise import Side, Usual
from grund import swedish as words
from grund.formats import number


@dataclass(frozen=True)
class Share:
    """A main figure on the scale where what it is compared with is 100."""

    measure: Measure
    usual: Usual
    own: float
    compared: Against
    among: Among | None
    low: float
    high: float

    @property
    def mean(self) -> float:
        return self.compared.value

    @property
    def relative(self) -> float:
        return 100 * self.own / self.mean

    @property
    def is_clear(self) -> bool:
        """Whether it differs from the mean, and from most municipalities in the same way."""
        side = self.usual.side(self.own, self.mean)
        return side.is_finding and (self.among is None or self.among.side == side)

    @property
    def is_inside(self) -> bool:
        """Whether the own value lies between the comparison's lowest and highest, or near them."""
        above = self.usual.side(self.own, self.high) == Side.HIGHER
        return not (above or self.usual.side(self.own, self.low) == Side.LOWER)

    @property
    def span(self) -> tuple[float, float]:
        return 100 * self.low / self.mean, 100 * self.high / self.mean


def heading_of(scene: Scene, lines: list[Share]) -> str:
    """A heading about what lies outside the comparison's span, else furthest from its mean.

    Of what lies beyond noise only.
    """
    clear = [line for line in lines if line.is_clear]
    far = sorted(clear, key=lambda line: (line.is_inside, -abs(line.relative - 100)))
    if not far:
        return f"Huvudtalen {scene.year}" + (", där jämförelsen är 100" if lines else "")
    first = far[0]
    way = "högre" if first.own > first.mean else "lägre"
    # Per cent of per cent is read wrongly, so a share is compared in percentage points.
    if first.measure.unit == "%":
        much = first.measure.size(abs(first.own - first.mean))
    else:
        much = f"{number(abs(first.relative - 100))}\u00a0%"
    whom = first.compared.name
    if first.compared.counted:
        whom = "medlet"
    elif scene.group.is_riket:
        whom = "riket"
    return f"{first.measure.name}: {much} {way} än {whom}"


def sentence_of(lines: list[Share]) -> str:
    outside = [words.lower(line.measure.name) for line in lines if not line.is_inside]
    return f"Utanför jämförelsens spann ligger {words.listed(outside)}." if outside else ""
