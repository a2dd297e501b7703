"""What a municipality's value is compared with in a year, by name and of how many. No Django."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.comparison.frame import FEWEST, Scene
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from grund import swedish as words

NAN = float("nan")


@dataclass(frozen=True)
class Against:
    """The value to compare with, or why there is none.

    `value` is Riket's own, that of the one municipality that was chosen, or the unweighted mean of
    `counted` of the group's municipalities; nan where `why` says why.
    """

    value: float
    name: str  # 'ovägt medel för 3 av 7 kommuner (…)', 'Riket (vägt medel)', 'Lund'
    counted: int = 0
    of: int = 0  # how many are in the group
    why: str = ""
    named: tuple[tuple[str, float], ...] = ()  # one or two chosen municipalities, nan if missing
    with_own: str = ""  # the own municipality's name, where it counts in the mean

    @property
    def is_known(self) -> bool:
        return not np.isnan(self.value)

    @property
    def short(self) -> str:
        """'ovägt medel för 10 av 10 kommuner, Tierp inräknad', 'Riket (vägt medel)'."""
        if not self.counted:
            return self.name
        own = f", {self.with_own} inräknad" if self.with_own else ""
        return f"{self.name.split(' (')[0]}{own}"

    @property
    def told(self) -> str:
        """'3 av 7', of how many the mean is; '' for a value with a name."""
        return f"{self.counted} av {self.of}" if self.counted else ""


def too_few(counted: int, of: int) -> str:
    """Why there is no mean and no place: 'för få att jämföra med: två av sju har värde'."""
    return f"för få att jämföra med: {words.count(counted)} av {words.count(of)} har värde"


def against(scene: Scene, values: Array, riket: float = NAN) -> Against:
    """The comparison in one year; `values` is (municipalities,), `riket` Riket's own value."""
    group = scene.group
    if group.is_riket:
        why = "Riket har inget värde" if np.isnan(riket) else ""
        return Against(riket, "Riket (vägt medel)", why=why)
    if not group.codes:
        return Against(NAN, "", why=group.note or "ingen jämförelsegrupp")
    if group.is_named:
        return _of_names(scene, values)
    some, of = known(values[scene.members]), len(scene.members)
    name = scene.mean_name(len(some))
    own = scene.name if scene.code in group.codes else ""
    if len(some) < FEWEST:
        return Against(NAN, name, len(some), of, too_few(len(some), of))
    return Against(float(some.mean()), name, len(some), of, with_own=own)


def _of_names(scene: Scene, values: Array) -> Against:
    named = tuple((scene.name_of(row), float(values[row])) for row in scene.peers)
    if not named:
        return Against(NAN, "", why="ingen annan kommun")
    name = " och ".join(who for who, _ in named)
    if len(named) == 1:
        why = f"{name} har inget värde" if np.isnan(named[0][1]) else ""
        return Against(named[0][1], name, why=why, named=named)
    # Two make no mean: each is shown with its own value.
    return Against(NAN, name, why="medel av två visas inte", named=named)
