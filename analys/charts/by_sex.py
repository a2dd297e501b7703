"""Women and men over the years, where the key figure has them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analys.charts import theme
from analys.charts.picture import Key, Picture
from analys.charts.theme import Spec
from analys.comparison.frame import Measure, Remarks, Scene
from analys.comparison.noise import Usual
from analys.definitions.expression import Array
from analys.efficiency.arrays import none_for_nan
from analys.sentences.by_sex import Sexes, heading_of, sentence_of
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


def by_sex(
    scene: Scene, women: Measured, men: Measured, measure: Measure, usual: Usual, sexes: Sexes
) -> Picture:
    """Women's and men's values over the years, of the municipality itself."""
    nothing = np.isnan(women.values).all() and np.isnan(men.values).all()
    who = f"{sexes.women} och {sexes.men}"
    return Picture(
        key="kon",
        heading=heading_of(scene, women.values, men.values, measure, usual, sexes),
        sentence=sentence_of(scene, women.values, men.values, measure, sexes),
        figure=None if nothing else _figure(scene, women, men, measure, sexes),
        table=_table(scene, women, men, measure, sexes),
        keys=(Key("women", sexes.women), Key("men", sexes.men)),
        reason=f"{scene.name} har inga värden för {who}." if nothing else "",
        alt=f"{measure.name} för {who} i {scene.name}.",
    )


def _table(scene: Scene, women: Measured, men: Measured, measure: Measure, sexes: Sexes) -> Table:
    rows = []
    for i, year in enumerate(scene.years):
        cells: list[Cell] = [str(year)]
        remarks = []
        for name, one in ((sexes.women, women), (sexes.men, men)):
            value = none_for_nan(one.values[i])
            why = Missing(one.remarks.missing(scene.code, year))
            cells.append(why if value is None else value)
            if remark := one.remarks.of(scene.code, year):
                remarks.append(f"{name} {remark}")
        rows.append((Row(tuple(cells)), "; ".join(remarks)))
    return Table.with_remarks(
        caption=f"{measure.name}, {scene.name}, {sexes.women} och {sexes.men}",
        columns=(
            Column("År"),
            Column(words.capital(sexes.women), measure.unit, measure.decimals),
            Column(words.capital(sexes.men), measure.unit, measure.decimals),
        ),
        rows=rows,
        source=scene.raw_source,
    )


def _figure(scene: Scene, women: Measured, men: Measured, measure: Measure, sexes: Sexes) -> Spec:
    years = list(scene.years)
    series = ((sexes.women, women.values), (sexes.men, men.values))
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
