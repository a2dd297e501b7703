"""The invented levels of the sample. No figure here is anybody's.

Each key figure gets a level and spreads; volumes are shares of an invented
population. The numbers only have to look reasonable on a page.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    mean: float
    between: float  # spread between municipalities
    within: float  # spread from year to year
    decimals: int = 1
    lowest: float = float("-inf")
    highest: float = float("inf")


@dataclass(frozen=True)
class LevelShare:
    """A number of persons: a share of the population, rounded."""

    of_population: float
    spread: float = 0.1


VOLUMES: dict[str, LevelShare] = {
    "N01926": LevelShare(0.055),
    "N01929": LevelShare(0.036),
    "N01938": LevelShare(0.23),
    "N01953": LevelShare(0.12),
    "N01957": LevelShare(0.062),
    "N11730": LevelShare(0.038),
    "N11732": LevelShare(0.048),
    "N11807": LevelShare(0.047),
    "N15833": LevelShare(0.105),
    "N15835": LevelShare(0.12),
    "N17800": LevelShare(0.034),
    "N17820": LevelShare(0.026, 0.5),
    "N21702": LevelShare(0.018),
    "N23805": LevelShare(0.011),
    "N28801": LevelShare(0.0031, 0.25),
    "N28804": LevelShare(0.0036, 0.25),
    "N31824": LevelShare(0.012, 0.4),
    "N31848": LevelShare(0.018, 0.4),
    "N31910": LevelShare(0.0095, 0.4),
}


def _percent(mean: float, between: float = 8, within: float = 3) -> Level:
    return Level(mean, between, within, 1, 0, 100)


LEVELS: dict[str, Level] = {
    # förskola
    "N11032": Level(152_000, 13_000, 4_000, 0, 60_000),
    "N11008": Level(149_000, 12_000, 4_000, 0, 60_000),
    "N11033": Level(21_000, 3_500, 900, 0, 5_000),
    "N11024": Level(0, 9, 3),
    "N11038": Level(0, 7, 2),
    "N11031": Level(8_400, 900, 250, 0, 1_000),
    "N11025": Level(8_400, 700, 150, 0, 1_000),
    "N11810": _percent(42, 10, 2),
    "N11800": _percent(86, 4, 1),
    "N11010": Level(5.1, 0.4, 0.15, 1, 3),
    # grundskola
    "N15060": Level(126_000, 13_000, 3_000, 0, 60_000),
    "N15027": Level(128_000, 12_000, 3_000, 0, 60_000),
    "N15008": Level(124_000, 12_000, 3_000, 0, 60_000),
    "N15048": Level(4_200, 1_200, 400, 0, 0),
    "U15041": Level(1.0, 0.05, 0.005, 4, 0.7),
    "N15001": Level(0, 7, 2),
    "N15045": Level(0, 11, 3),
    "N15505": Level(216, 12, 8, 1, 100, 340),
    "U15458": Level(216, 9, 3, 1, 100, 340),
    "N15419": _percent(73, 7, 4),
    "U15456": _percent(73, 5, 2),
    "N15436": _percent(84, 5, 3),
    "U15460": _percent(84, 4, 2),
    "U15402": _percent(62, 6, 3),
    # gymnasieskola
    "N17007": Level(138_000, 19_000, 5_000, 0, 60_000),
    "U17904": Level(1.0, 0.06, 0.01, 4, 0.7),
    "N17001": Level(0, 9, 3),
    "N17030": Level(0, 5, 2),
    "N17467": _percent(76, 6, 4),
    "U17450": _percent(76, 4, 2),
    "U17508": _percent(58, 6, 3),
    # äldreomsorg
    "N20048": Level(262_000, 34_000, 7_000, 0, 90_000),
    "N20900": Level(0, 12, 3),
    "N20029": Level(0, 16, 4),
    "N20014": Level(15_500, 2_600, 400, 0, 4_000),
    "N20016": Level(15_500, 2_200, 300, 0, 4_000),
    "U21454": _percent(88, 3, 2),
    "U21455": _percent(72, 6, 3),
    "U21477": _percent(90, 3, 2),
    "U21504": _percent(96, 2, 1),
    "U21461": _percent(82, 5, 3),
    "U21462": _percent(62, 8, 3),
    "U21463": _percent(85, 4, 2),
    "U23505": _percent(84, 5, 3),
    "U23591": _percent(48, 7, 4),
    "U23480": _percent(86, 5, 3),
    "U23520": _percent(93, 3, 2),
    "U23470": _percent(62, 8, 4),
    "U23481": _percent(18, 5, 3),
    "U23495": _percent(78, 8, 3),
    "U23401": Level(62, 22, 8, 0, 3),
    # LSS
    "N28013": Level(1_020_000, 190_000, 40_000, 0, 200_000),
    "N28015": Level(245_000, 50_000, 12_000, 0, 60_000),
    "N28018": Level(0, 10, 3),
    "N28021": Level(0, 6, 2),
    "N28026": Level(6_400, 500, 120, 0, 2_000),
    "N28040": Level(100, 6, 1, 1, 60),
    "U28663": _percent(78, 7, 4),
    "U28518": _percent(77, 7, 4),
    "U28525": _percent(81, 7, 4),
    "U28561": _percent(75, 7, 4),
    # ekonomiskt bistånd
    "N31001": Level(1_150, 420, 90, 0, 120),
    "N31008": Level(1_080, 410, 90, 0, 100),
    "U31004": Level(1_050, 280, 40, 0, 200),
    "N31814": _percent(34, 8, 3),
    "U31462": _percent(79, 6, 4),
}

# Components that follow from others, as in reality.
DERIVED: dict[str, str] = {
    "U15049": "(N15060 - N15048) * U15041",
    "U17031": "N17007 * U17904",
    "U31003": "N31008 / U31004",
    "U15459": "N15505 - U15458",
    "U15457": "N15419 - U15456",
    "U15461": "N15436 - U15460",
    "U17449": "N17467 - U17450",
}

# Surveys that many municipalities do not take part in every year.
SPARSE = {
    "U23505": 0.2,
    "U23401": 0.2,
    "U28663": 0.4,
    "U28518": 0.4,
    "U28525": 0.45,
    "U28561": 0.4,
    "U31462": 0.25,
    "N17007": 0.2,
    "U17508": 0.3,
    "U15402": 0.06,
}
EVERYWHERE = 0.02
