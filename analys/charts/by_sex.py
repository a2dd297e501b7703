"""Women and men over the years, where the key figure has them."""

from __future__ import annotations

import numpy as np

from analys.charts import theme
from analys.charts.picture import Key, Measure, Picture, Scene, none_for_nan
from analys.charts.theme import Spec
from analys.efficiency.expression import Array
from grund.tables import Column, Row, Table

# Told apart by marker and dash, because both lines are the municipality's own and share its
# colour.
_WAYS = (("kvinnor", "circle", "solid"), ("män", "square", "dash"))


def by_sex(scene: Scene, women: Array, men: Array, measure: Measure) -> Picture:
    """Women's and men's values over the years.

    `women` and `men` are the municipality's own values, (years,), nan where one is missing.
    """
    series = (women, men)
    nothing = np.isnan(women).all() and np.isnan(men).all()
    return Picture(
        key="kon",
        heading=_heading(scene, women, men, measure),
        sentence=_sentence(scene, women, men, measure),
        figure=None if nothing else _figure(scene, series, measure),
        table=Table(
            caption=f"{measure.name}, {scene.name}, kvinnor och män",
            columns=(
                Column("År"),
                Column("Kvinnor", measure.unit, measure.decimals),
                Column("Män", measure.unit, measure.decimals),
            ),
            rows=tuple(
                Row((str(year), none_for_nan(w), none_for_nan(m)), missing="inget värde")
                for year, w, m in zip(scene.years, women, men, strict=True)
            ),
            source=scene.raw_source,
        ),
        keys=(Key("women", "kvinnor"), Key("men", "män")),
        reason=f"{scene.name} har inga värden för kvinnor och män." if nothing else "",
        alt=f"{measure.name} för kvinnor och män i {scene.name}.",
    )


def _heading(scene: Scene, women: Array, men: Array, measure: Measure) -> str:
    w, m = float(women[scene.column]), float(men[scene.column])
    # Compared as they are written: a heading must not tell of a difference that nobody can see.
    if np.isnan(w) or np.isnan(m) or measure.told(w) == measure.told(m):
        return f"{measure.name}: kvinnor och män"
    more = "Kvinnor" if w > m else "Män"
    return f"{more} har högre värde {scene.year}"


def _sentence(scene: Scene, women: Array, men: Array, measure: Measure) -> str:
    w, m = float(women[scene.column]), float(men[scene.column])
    if np.isnan(w) or np.isnan(m):
        return ""
    return f"{scene.year}: kvinnor {measure.told(w)}, män {measure.told(m)}."


def _figure(scene: Scene, series: tuple[Array, Array], measure: Measure) -> Spec:
    years = list(scene.years)
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
        for (name, symbol, dash), values in zip(_WAYS, series, strict=True)
    ]
    frame = theme.layout(
        theme.axis("", tickformat="d", showgrid=False, nticks=8),
        theme.axis(measure.unit, rangemode="tozero"),
        height=320,
    )
    return {"data": data, "layout": frame}
