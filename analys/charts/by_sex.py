"""Women and men over the years, where the key figure has them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.charts import theme
from analys.charts.picture import Key, Picture
from analys.charts.theme import Spec
from analys.comparison.frame import Measure, Remarks, Scene
from analys.comparison.noise import Side, Usual
from analys.definitions.expression import Array
from analys.efficiency.arrays import none_for_nan
from grund import swedish as words
from grund.tables import Cell, Column, Missing, Row, Table

# Told apart by marker and dash, because both lines are the municipality's own and share its
# colour.
_WAYS = (("circle", "solid"), ("square", "dash"))


@dataclass(frozen=True)
class Measured:
    """The municipality's own values of one sex, (years,), nan where one is missing."""

    values: Array
    remarks: Remarks


@dataclass(frozen=True)
class Sexes:
    """What the two are called: Kolada's K and M are girls and boys where it counts children."""

    women: str
    men: str


ADULTS, CHILDREN = Sexes("kvinnor", "män"), Sexes("flickor", "pojkar")


def by_sex(
    scene: Scene, women: Measured, men: Measured, measure: Measure, usual: Usual, told: Sexes
) -> Picture:
    """Women's and men's values over the years, of the municipality itself."""
    nothing = np.isnan(women.values).all() and np.isnan(men.values).all()
    who = f"{told.women} och {told.men}"
    return Picture(
        key="kon",
        heading=_heading(scene, women.values, men.values, measure, usual, told),
        sentence=_sentence(scene, women.values, men.values, measure, told),
        figure=None if nothing else _figure(scene, women, men, measure, told),
        table=_table(scene, women, men, measure, told),
        keys=(Key("women", told.women), Key("men", told.men)),
        reason=f"{scene.name} har inga värden för {who}." if nothing else "",
        alt=f"{measure.name} för {who} i {scene.name}.",
    )


def _table(scene: Scene, women: Measured, men: Measured, measure: Measure, told: Sexes) -> Table:
    rows = []
    for i, year in enumerate(scene.years):
        cells: list[Cell] = [str(year)]
        remarks = []
        for name, one in ((told.women, women), (told.men, men)):
            value = none_for_nan(one.values[i])
            why = Missing(one.remarks.missing(scene.code, year))
            cells.append(why if value is None else value)
            if remark := one.remarks.of(scene.code, year):
                remarks.append(f"{name} {remark}")
        rows.append((Row(tuple(cells)), "; ".join(remarks)))
    return Table.with_remarks(
        caption=f"{measure.name}, {scene.name}, {told.women} och {told.men}",
        columns=(
            Column("År"),
            Column(words.capital(told.women), measure.unit, measure.decimals),
            Column(words.capital(told.men), measure.unit, measure.decimals),
        ),
        rows=rows,
        source=scene.raw_source,
    )


def _heading(
    scene: Scene, women: Array, men: Array, measure: Measure, usual: Usual, told: Sexes
) -> str:
    w, m = float(women[scene.column]), float(men[scene.column])
    both = f"{told.women} och {told.men}"
    if np.isnan(w) or np.isnan(m):
        return f"{measure.name}: {both}"
    side = usual.side(w, m)
    # A heading must not tell of a difference that nobody can see in the figures either.
    if side == Side.ALIKE or (side.is_finding and measure.told(w) == measure.told(m)):
        return f"{words.capital(both)} har ungefär samma värde {scene.year}"
    if not side.is_finding:
        return f"{measure.name}: {both}"
    more = told.women if side == Side.HIGHER else told.men
    return f"{words.capital(more)} har högre värde {scene.year}"


def _sentence(scene: Scene, women: Array, men: Array, measure: Measure, told: Sexes) -> str:
    w, m = float(women[scene.column]), float(men[scene.column])
    if np.isnan(w) or np.isnan(m):
        return ""
    return f"{scene.year}: {told.women} {measure.told(w)}, {told.men} {measure.told(m)}."


def _figure(scene: Scene, women: Measured, men: Measured, measure: Measure, told: Sexes) -> Spec:
    years = list(scene.years)
    series = ((told.women, women.values), (told.men, men.values))
    data = [
        {
            "type": "scatter",
            "name": name,
            "mode": "lines+markers",
            "x": years,
            "y": [none_for_nan(v) for v in values],
            "line": {"color": theme.OWN, "width": 2, "dash": dash},
            "marker": {"color": theme.OWN, "symbol": symbol, "size": 8},
            "hovertemplate": f"{name} %{{x}}: %{{y:,.{measure.decimals}f}}<extra></extra>",
        }
        for (symbol, dash), (name, values) in zip(_WAYS, series, strict=True)
    ]
    frame = theme.layout(
        theme.axis("", tickformat="d", showgrid=False, nticks=8),
        theme.axis(measure.unit, rangemode="tozero"),
        height=320,
    )
    return {"data": data, "layout": frame}
