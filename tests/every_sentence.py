"""What the headings of a page say, against its figures: rules that a stranger would hold it to.

Each rule recomputes from arrays, by the slow twin of what a figure usually changes, and yields a
sentence where a heading says more than the figures do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from analys.comparison.spread import indices_of
from analys.definitions.areas import ServiceArea
from analys.efficiency.edition import Edition, area_panel, areas
from analys.pages.area import AreaPage
from analys.pages.overview import Overview
from tests import slow_noise

_WORDS = ["en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"]
_NUMBER = rf"(?:{'|'.join(_WORDS)}|\d+)"
_PLACE = re.compile(
    rf"klart (högre|lägre)(?: kvalitetsindex)? än (?:i )?(alla )?({_NUMBER})(?: av ({_NUMBER}))?"
)
# Half sentences, a mean of few, and forms that nobody says.
_NEVER = re.compile(
    r"den enda|än båda|har värde \w+ kommuner|än fyra av sju liknande|i egen (?:LSS|ekonomiskt)|medel för [0-2] av|"
    r"medel för \d+ kommuner|\bnan\b|None|  "
)


def number(word: str) -> int:
    return _WORDS.index(word) + 1 if word in _WORDS else int(word)


class Figures:
    """The arrays behind a page, as lists, and what each figure usually changes."""

    def __init__(self, shown: Edition, area: ServiceArea, year: int, page: AreaPage) -> None:
        self.shown, self.area, self.column = shown, area, shown.years.index(year)
        known = areas(shown)
        self.row = known.places[page.municipality.code]
        self.of_cost = area.cost.kpi
        self.members = [known.places[c] for c in page.group.codes if c in known.places]
        self.others = [row for row in self.members if row != self.row]

    def index(self, name: str) -> Any:
        return indices_of(self.shown, self.area)[name]

    def figure(self, kpi: str) -> Any:
        return area_panel(self.shown, self.area.key).cube[kpi]

    def limit(self, key: str, *, of_cost: bool = False) -> float:
        return _limit(self.shown, self.area, key, self.column, of_cost)

    def places(self, values: Any, limit: float, *, of_cost: bool = False) -> tuple[int, int, int]:
        """How many of the others lie clearly below, clearly above, and how many have a value."""
        own = float(values[self.row, self.column])
        others = [float(values[row, self.column]) for row in self.others]
        sides = [slow_noise.side(own, other, limit, of_cost) for other in others]
        # Of a cost of nothing there is no share.
        some = [v for v in others if not math.isnan(v) and (v > 0 or not of_cost)]
        return sides.count(1), sides.count(-1), len(some)


@lru_cache(maxsize=4000)
def _limit(shown: Edition, area: ServiceArea, key: str, column: int, of_cost: bool) -> float:
    indices = indices_of(shown, area)
    values = indices[key] if key in indices else area_panel(shown, area.key).cube[key]
    return slow_noise.usual(values.tolist(), column, of_cost)


def judge_area(shown: Edition, page: AreaPage) -> Iterator[str]:
    """What the page of a verksamhet says too much."""
    figures = Figures(shown, page.area, page.year, page)
    yield from _plain([page.heading, page.lede, *_told(page)])
    yield from _cost(page, figures)
    yield from _quality(page, figures)
    yield from _quadrant(page, figures)
    yield from _trend(page, figures)
    yield from _distribution(page, figures)
    yield from _mains(page, figures)
    yield from _opposite(page)


def _told(page: AreaPage) -> list[str]:
    return [text for picture in page.pictures for text in (picture.heading, picture.sentence)]


def _plain(texts: list[str]) -> Iterator[str]:
    for text in texts:
        if found := _NEVER.search(text):
            yield f"”{found[0]}” in: {text}"


def _compared(page: AreaPage, figures: Figures, values: Any) -> float:
    """The mean that the page may compare with; nan of fewer than three."""
    some = [float(values[row, figures.column]) for row in figures.members]
    known = [value for value in some if not math.isnan(value)]
    return sum(known) / len(known) if len(known) >= 3 else math.nan


def _cost(page: AreaPage, figures: Figures) -> Iterator[str]:
    """By the mean where most municipalities agree with it, else by their number."""
    heading = page.heading
    if page.group.is_riket or page.group.is_named:
        return
    values = figures.figure(figures.of_cost)
    limit = figures.limit(figures.of_cost, of_cost=True)
    own, mean = float(values[figures.row, figures.column]), _compared(page, figures, values)
    clear = slow_noise.side(own, mean, limit, True)
    below, above, total = figures.places(values, limit, of_cost=True)
    most = 1 if below * 2 > total and below > 2 * above else 0
    most = -1 if above * 2 > total and above > 2 * below else most
    if told := re.search(r"(\d+)\u00a0% (mer|mindre) per", heading):
        said = {"mer": 1, "mindre": -1}[told[2]]
        if said != clear or (total >= 3 and said != most):
            yield f"cost {own} beside {mean} told as: {heading}"
        if abs(int(told[1]) - abs(100 * own / mean - 100)) > 0.5001:
            yield f"{told[1]} per cent of {own} and {mean}"
    elif told := re.search(rf"klart (mer|mindre) per .*? än i (?:alla )?({_NUMBER})", heading):
        if number(told[2]) != (below if told[1] == "mer" else above) or not most:
            yield f"{below} below and {above} above of {total} told as: {heading}"
    elif "ungefär lika mycket" in heading and clear and most == clear:
        yield f"cost {own} beside {mean} told as: {heading}"


def _quality(page: AreaPage, figures: Figures) -> Iterator[str]:
    found = _PLACE.search(page.heading)
    if not found or page.group.is_named:
        return
    values = figures.index("quality_index")
    yield from _count(found, figures.places(values, figures.limit("quality_index")), page.heading)


def _count(found: re.Match[str], places: tuple[int, int, int], text: str) -> Iterator[str]:
    """Whether 'klart högre än i fem av sju' is what the figures say, and more than half."""
    below, above, total = places
    clear = below if found[1] == "högre" else above
    said = number(found[3])
    of = number(found[4]) if found[4] else said
    if (said, of) != (clear, total) or total < 3:
        yield f"{clear} of {total} told as: {text}"


def _quadrant(page: AreaPage, figures: Figures) -> Iterator[str]:
    heading = page.drawn["kvadrant"].heading
    for word, name, turned in (("kostnad", "resource_index", -1), ("kvalitet", "quality_index", 1)):
        values = figures.index(name)
        own = float(values[figures.row, figures.column])
        if math.isnan(own) or "saknar" in heading:
            continue
        median = float(np.nanmedian(values[:, figures.column]))
        clear = turned * slow_noise.side(own, median, figures.limit(name), False)
        told = re.search(rf"(högre|lägre) {word}", heading)
        said = {"högre": 1, "lägre": -1}[told[1]] if told else 0
        if said != clear and "index" not in heading:
            yield f"{name} {own} beside the median {median} told as: {heading}"


def _trend(page: AreaPage, figures: Figures) -> Iterator[str]:
    picture = page.drawn["utveckling"]
    titles = [column.title for column in picture.table.columns]
    sides = []
    limit = figures.limit("efficiency_index")
    for row in picture.table.rows:
        own, mean = row.cells[1], row.cells[2]
        if isinstance(mean, float) and "Kommuner i medlet" in titles:
            counted = str(row.cells[titles.index("Kommuner i medlet")])
            if int(counted.split(maxsplit=1)[0]) < 3:
                yield f"a mean of {counted} in {row.cells[0]}"
        if isinstance(own, float) and isinstance(mean, float):
            sides.append(slow_noise.side(own, mean, limit, False))
    told = re.search(r"klart (högre|lägre) .*?(?:(\w+) av (\w+) år|alla (\w+) år)", picture.heading)
    if told:
        said = number(told[2] or told[4])
        clear = sides.count(1 if told[1] == "högre" else -1)
        if said != clear or clear * 2 <= len(sides) or len(sides) < 3:
            yield f"{clear} of {len(sides)} years told as: {picture.heading}"


def _distribution(page: AreaPage, figures: Figures) -> Iterator[str]:
    heading = page.drawn["fordelning"].heading
    values = figures.index("efficiency_index")
    limit = figures.limit("efficiency_index")
    own = float(values[figures.row, figures.column])
    every = [float(v) for i, v in enumerate(values[:, figures.column]) if i != figures.row]
    known = [v for v in every if not math.isnan(v)]
    sides = [slow_noise.side(own, v, limit, False) for v in known]
    if " värde av " in heading:
        clear = sides.count(1 if "högst" in heading else -1)
        if clear != len(known):
            yield f"not alone, and told as: {heading}"
    if told := re.search(r"klart (högre|lägre) än (\d+)", heading):
        clear = sides.count(1 if told[1] == "högre" else -1)
        if int(told[2]) != 100 * clear // len(known) or int(told[2]) < 50:
            yield f"{clear} of {len(known)} told as: {heading}"


def _mains(page: AreaPage, figures: Figures) -> Iterator[str]:
    for main in page.mains:
        found = _PLACE.search(main.place)
        cost = main.measure.is_cost
        values = figures.figure(main.measure.kpi)
        if page.group.is_riket or page.group.is_named:
            continue
        mean = _compared(page, figures, values)
        if (main.others is None) != math.isnan(mean):
            yield f"{main.measure.kpi}: a mean of too few, or none of enough"
        limit = figures.limit(main.measure.kpi, of_cost=cost)
        if not found or " och " in main.place:
            continue
        yield from _count(found, figures.places(values, limit, of_cost=cost), main.place)


def _opposite(page: AreaPage) -> Iterator[str]:
    """Headings that say opposite things about cost have a sentence that says why."""
    first = re.search(r"(mer|mindre) per", page.heading)
    told = re.search(r"(högre|lägre) kostnad", page.drawn["kvadrant"].heading)
    if first and told and (first[1] == "mer") != (told[1] == "högre"):
        if "kostnaden är" not in page.opposite:
            yield f"opposite and unexplained: {page.heading} / {told[0]}"
    elif not told and "resursindex" in page.opposite:
        yield f"explained, and not opposite: {page.opposite}"


def judge_overview(shown: Edition, page: Overview) -> Iterator[str]:
    """What an overview says too much."""
    yield from _plain([page.heading, page.lede, *(row.place_text for row in page.rows)])
    for row in page.rows:
        index = indices_of(shown, row.area)["efficiency_index"]
        column = shown.years.index(page.year)
        limit = slow_noise.usual(index.tolist(), column, False)
        known = areas(shown)
        own = float(index[known.places[page.municipality.code], column])
        others = [
            float(index[known.places[code], column])
            for code in row.group.codes
            if code in known.places and code != page.municipality.code
        ]
        some = [value for value in others if not math.isnan(value)]
        mean = sum(some) / len(some) if len(some) >= 3 else math.nan
        lowest = page.heading.split(" har lägst")[0] if " har lägst" in page.heading else ""
        sides = [slow_noise.side(own, v, limit, False) for v in some]
        if row.area.definite in lowest and sides.count(-1) != len(some):
            yield f"not alone: {page.heading}"
        if page.heading.startswith(f"{row.area.definite} är den verksamhet"):
            said = 1 if "längst över" in page.heading else -1
            if slow_noise.side(own, mean, limit, False) != said:
                yield f"{own} beside {mean} told as: {page.heading}"
