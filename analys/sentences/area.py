"""What the page of a verksamhet says in words: its heading, its lead, and why two may differ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analys.comparison.among import among
from analys.comparison.frame import Scene
from analys.comparison.noise import Side, Usual
from analys.comparison.spread import FEW
from analys.definitions.areas import ServiceArea
from analys.definitions.expression import Array
from analys.efficiency.arrays import known
from analys.efficiency.edition import Panel
from analys.sentences.claims import Claim, claims
from analys.sentences.standing import MainRow
from grund import swedish as words


@dataclass(frozen=True)
class Said:
    text: str
    claims: tuple[Claim, ...]


def heading(
    scene: Scene, area: ServiceArea, cost: MainRow, quality: Array, usual: Usual, scarce: int | None
) -> Said:
    """A sentence about cost and quality, each half only where it can be said.

    'Förskolan kostar 6 % mer per barn än i liknande kommuner och har klart lägre kvalitetsindex
    än i sex av sju'
    """
    whom = scene.group.among
    worth = _worth(scene, quality, usual, scarce)
    taken = claims("kvaliteten", worth.side, whom)
    dear, which = ("", Side.UNKNOWN) if scarce is not None else _cost(scene, area, cost)
    if dear:
        taken += claims("kostnaden", which, f"{whom} i kronor per {area.cost.per}")
        # LSS-boende costs, and LSS as a whole has the index.
        join = " och" if area.cost.subject == area.definite else f", och {area.definite}"
        return Said(f"{dear}{join} har {worth.after}" if worth.after else dear, taken)
    if worth.alone:
        return Said(f"{area.definite} har {worth.alone}", taken)
    if scarce is not None:
        return Said(f"{scene.name} har färre än {FEW} {area.few} ({scarce})", ())
    return Said(f"{area.name} i {scene.name} {scene.year}", ())


def _cost(scene: Scene, area: ServiceArea, cost: MainRow) -> tuple[str, Side]:
    """'Förskolan kostar 6 % mer per barn än i liknande kommuner', and its side.

    Where single municipalities draw the mean, so that most say something else than it, the
    sentence counts municipalities instead. Empty where nothing can be said.
    """
    if cost.own is None or cost.side == Side.UNKNOWN:
        return "", Side.UNKNOWN
    subject, per = area.cost.subject, f"per {area.cost.per}"
    place = cost.among
    if place and place.side != cost.side:
        if place.side == Side.UNKNOWN:
            return "", Side.UNKNOWN
        word = {Side.HIGHER: "klart mer", Side.LOWER: "klart mindre"}.get(place.side, "")
        where = place.told_in(scene.group.others).split(" i ", 1)[1]
        if not word:
            return f"{subject} kostar ungefär lika mycket {per} som i {where}", place.side
        return f"{subject} kostar {word} {per} än i {where}", place.side
    much = words.share(cost.own, cost.others or 0.0) if cost.side.is_finding else ""
    sentence = f"kostar {much} {per} än i" if much else f"kostar ungefär lika mycket {per} som i"
    mean = " i ovägt medel" if scene.group.key == "alla" else ""
    return f"{subject} {sentence} {scene.group.among}{mean}", cost.side


@dataclass(frozen=True)
class _Worth:
    """What is said of the kvalitetsindex: after a sentence about cost, and by itself."""

    after: str = ""  # 'klart lägre kvalitetsindex än i sex av sju'
    alone: str = ""  # 'klart lägre kvalitetsindex än i sex av sju liknande kommuner'
    side: Side = Side.UNKNOWN


def _worth(scene: Scene, quality: Array, usual: Usual, scarce: int | None) -> _Worth:
    """Empty where most of them take no side."""
    value = float(quality[scene.row])
    # So few that one more or less moves everything make no finding at all.
    if scarce is not None or (scene.group.is_named and len(scene.peers) != 1):
        return _Worth()
    if scene.group.is_named:
        side = usual.side(value, float(quality[scene.peers[0]]))
        if side == Side.ALIKE:
            said = "ungefär samma kvalitetsindex"
            return _Worth(said, f"{said} som i {scene.group.among}", side)
        if not side.is_finding:
            return _Worth()
        said = f"klart {side} kvalitetsindex"
        return _Worth(said, f"{said} än i {scene.group.among}", side)
    place = among(value, quality[scene.peers], usual)
    if place is None or place.side == Side.UNKNOWN:
        return _Worth()

    def of_index(sentence: str) -> str:
        if place.side == Side.ALIKE:
            return sentence.replace("ungefär som", "ungefär samma kvalitetsindex som", 1)
        return sentence.replace(" än ", " kvalitetsindex än ", 1)

    alone = of_index(place.told_in(scene.group.others))
    return _Worth(alone.replace(f" {scene.group.others}", "", 1), alone, place.side)


def lede(
    scene: Scene, area: ServiceArea, cost: MainRow, mains: Iterable[MainRow], scarce: int | None
) -> str:
    """The cost in figures, then the main figures that lie outside all of the comparison."""
    sentences = []
    if cost.own is not None:
        sentences.append(_figures(cost))
    if scarce is not None:
        sentences.append(f"Så få {area.volume.unit} gör att en enda ändrar talen mycket.")
        return " ".join(sentences)
    sentences += _beside_the_mean(scene, cost)
    for main in mains:
        # A cost is the subject of the first sentence already.
        is_cost = main.measure.is_cost or main.measure.kpi == area.cost.kpi
        extreme = main.among is not None and main.among.extreme.is_finding
        if extreme and main.among and main.measure.good != "none" and not is_cost:
            place = main.among.told_in(scene.group.others)
            sentences.append(f"{main.measure.name}: {main.own_told}, {place}.")
    return " ".join(sentences)


def _beside_the_mean(scene: Scene, cost: MainRow) -> list[str]:
    """How most of them compare, where they say something else than the mean does."""
    place = cost.among
    if place is None or cost.side in (place.side, Side.UNKNOWN):
        return []
    return [f"Kommun för kommun är kostnaden {place.told_in(scene.group.others)}."]


def _figures(cost: MainRow) -> str:
    """'Kostnad per barn: 185 321 kr mot 174 000 kr, ovägt medel för 7 av 7 kommuner.'"""
    mine = f"{cost.measure.name}: {cost.own_told}"
    if len(cost.against.named) > 1:
        others = [
            f"{name} {cost.measure.told(value)}"
            for name, value in cost.against.named
            if not np.isnan(value)
        ]
        return f"{mine}; {', '.join(others)}." if others else f"{mine}."
    if cost.others is None:
        return f"{mine}. Ingen jämförelse: {cost.against.why}." if cost.against.why else f"{mine}."
    return f"{mine} mot {cost.others_told}, {cost.against.short}."


def opposite(said: Iterable[Claim], cost: str) -> str:
    """Why two headings of the page say opposite things, as one sentence; '' where none do.

    `cost` is the name of the cost, which the bars tell of.
    """
    about = {cost: "kostnaden", "Effektivitetsindex": "effektiviteten"}
    named: dict[str, list[Claim]] = {}
    for claim in said:
        named.setdefault(about.get(claim.about, claim.about), []).append(claim)
    told = []
    for what, taken in named.items():
        first = taken[0]
        other = next((claim for claim in taken if claim.side != first.side), None)
        if other:
            told.append(
                f"{what} är {first.side} jämfört med {first.against}, men {other.side} jämfört "
                f"med {other.against}"
            )
    return f"Rubrikerna jämför med olika kommuner eller mått: {'; '.join(told)}." if told else ""


def notes_of(
    scene: Scene, area: ServiceArea, now: Array, panel: Panel, scarce: int | None
) -> tuple[str, ...]:
    """What to know before the comparison is trusted."""
    notes = []
    if scarce is not None:
        sentence = f"Färre än {FEW} {area.few} ({scarce})"
        notes.append(f"{sentence}: kostnad per {area.cost.per} och andelar säger lite.")
    has, of = len(known(now[scene.peers])), len(scene.peers)
    if scene.group.is_riket:
        notes.append("Riket är vägt efter storlek och har inget index.")
    elif of:
        notes.append(f"{has} av {of} i jämförelsen har effektivitetsindex {scene.year}.")
    if scene.group.note and not scene.group.is_riket:
        notes.append(f"{scene.group.note} Siffrorna är från {scene.year}.")
    notes += [f"Brott i serien {b.year}: {b.text}" for b in area.breaks if b.year <= scene.year]
    notes += _preliminary(scene, panel)
    notes += [figure.beware for figure in area.main if figure.beware]
    notes.append(area.beware)
    return tuple(notes)


def _preliminary(scene: Scene, panel: Panel) -> list[str]:
    """That values are preliminary: the municipality's own, and those it is compared with."""
    codes = {code for _, code, year in panel.preliminary if year == scene.year}
    notes = []
    if scene.code in codes:
        notes.append("Några värden är preliminära och kan ändras.")
    others = sum(scene.codes[row] in codes for row in scene.peers)
    if others:
        notes.append(
            f"{words.capital(words.count(others))} av {words.count(len(scene.peers))} i "
            "jämförelsen har preliminära värden."
        )
    return notes
