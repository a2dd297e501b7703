"""What is said of where effektivitetsindex lies: in a row, in a heading, and below the heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analys.comparison.among import against_names
from analys.comparison.frame import FEWEST, Scene
from analys.comparison.noise import Side, Usual
from analys.comparison.places import Place, worst_first
from analys.definitions.expression import Array
from grund import swedish as words
from grund.formats import number


def told(place: Place, now: Array, scene: Scene, usual: Usual) -> str:
    """The place in words: 'Klart lägre än sex av sju. En saknar index.'"""
    if scene.group.is_riket:
        return "Riket har inget index."
    if not scene.group.codes:
        return scene.group.note or "Ingen jämförelsegrupp."
    if place.counted == 0:
        return f"Ingen av {words.count(place.lacking)} i jämförelsen har index."
    if scene.group.is_named:
        return _of_names(now, scene, usual)
    if place.counted < FEWEST:
        total = place.counted + place.lacking
        return (
            f"{words.capital(words.count(place.counted))} av {words.count(total)} i "
            "jämförelsen har index, för få att jämföra med."
        )
    # Those without are told at the end.
    said = replace(place.among, lacking=0).told() if place.among else ""
    parts = [words.capital(said or f"{words.count(place.counted)} i jämförelsen har index")]
    if place.among and place.among.near and place.among.side != Side.ALIKE:
        near = words.capital(words.count(place.among.near))
        parts.append(f"{near} ligger inom en vanlig årsändring")
    if place.among and place.among.side.is_finding:
        other = place.among.above if place.among.side == Side.HIGHER else place.among.below
        if other:
            way = place.among.side
            others = f"{words.capital(words.count(other))} {'annan' if other == 1 else 'andra'}"
            parts.append(f"{others} ligger klart {way}")
    if place.lacking:
        parts.append(f"{words.capital(words.count(place.lacking))} saknar index")
    return ". ".join(parts) + "."


def _of_names(now: Array, scene: Scene, usual: Usual) -> str:
    value = float(now[scene.row])
    named = [(scene.name_of(row), float(now[row])) for row in scene.peers if not np.isnan(now[row])]
    figures = ", ".join(f"{name} har {number(other, 1)}" for name, other in named)
    said = words.capital(against_names(value, named, usual))
    return f"{said}. {figures}." if said else f"{figures}."


def headline(name: str, year: int, places: Sequence[Place]) -> str:
    """A heading that says what the comparison of the published index says, and no more.

    Only what lies beyond a usual change of one year counts.
    """
    have = sorted((p for p in places if p.value is not None), key=worst_first)
    if not have:
        return f"{name} har inget effektivitetsindex {year}"
    told = [p for p in have if p.side != Side.UNKNOWN]
    said = _finding(name, told, is_all=len(told) == len(places)) if told else ""
    return said or f"Effektivitetsindex i {name} {year}"


def _finding(name: str, places: Sequence[Place], *, is_all: bool) -> str:
    """What the places say, furthest below first; '' where they say nothing for all."""
    among = places[0].group.among
    lowest = [p for p in places if p.extreme == Side.LOWER]
    if lowest:
        some = " som har index" if any(p.lacking for p in lowest) else ""
        return f"{subjects(lowest)} i {name} har lägst effektivitetsindex bland {among}{some}"
    under = [p for p in places if p.side == Side.LOWER]
    over = [p for p in places if p.side == Side.HIGHER]
    if len(places) == 1 and (under or over):
        where = "under" if under else "över"
        what = places[0].area.definite
        return f"{what} i {name} ligger klart {where} {among} i effektivitetsindex"
    if under:
        return _furthest(under[0], name, f"under {among}")
    if over:
        said = _furthest(over[-1], name, f"över {among}")
        return f"{said}, och ingen ligger klart under" if is_all else said
    return f"Effektivitetsindex i {name} är ungefär som i {among}" if is_all else ""


def _furthest(place: Place, name: str, where: str) -> str:
    what = place.area.definite
    return f"{what} är den verksamhet i {name} som ligger längst {where} i effektivitetsindex"


def lede(places: Sequence[Place]) -> str:
    """What the heading has no room for: where to begin, what is best, and what has no index."""
    said = []
    under = sorted((p for p in places if p.side == Side.LOWER), key=worst_first)
    if under:
        worst = under[0]
        said.append(
            f"{worst.area.definite} ligger längst under {worst.group.among}: effektivitetsindex "
            f"{number(worst.value or 0.0, 1)} mot {number(worst.mean or 0.0, 1)}, "
            f"{worst.against.short}."
        )
    best = [p for p in places if p.extreme == Side.HIGHER]
    if best:
        some = " som har index" if any(p.lacking for p in best) else ""
        among = best[0].group.among
        said.append(f"{subjects(best)} har högst effektivitetsindex bland {among}{some}.")
    alone = [p for p in places if p.value is not None and p.group.codes and p.mean is None]
    if under and alone and not under[0].group.is_named:
        said.append(f"{subjects(alone)} har för få att jämföra med.")
    without = [p for p in places if p.value is None]
    if without and len(without) < len(places):
        rows = "Raden" if len(without) == 1 else "Raderna"
        said.append(f"{subjects(without)} har inget effektivitetsindex. {rows} nedan säger varför.")
    return " ".join(said)


def subjects(places: Sequence[Place]) -> str:
    return words.capital(words.listed([words.lower(p.area.definite) for p in places]))
