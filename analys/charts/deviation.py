"""Nettokostnadsavvikelse of all verksamheter in million kronor: cost against expected cost."""

from __future__ import annotations

from collections.abc import Sequence

from analys.charts import theme
from analys.charts.picture import Key, Picture
from analys.charts.theme import Spec
from analys.comparison.frame import Scene
from analys.sentences.deviation import DeviationLine, heading_of
from grund import swedish as words
from grund.formats import number
from grund.tables import Column, Row, Table


def deviation(scene: Scene, lines: Sequence[DeviationLine]) -> Picture:
    """Nettokostnadsavvikelse of each verksamhet as a bar, the costliest first."""
    some = sorted(
        (line for line in lines if line.million is not None), key=lambda line: -(line.million or 0)
    )
    without = [line.name for line in lines if line.million is None]
    reason = "" if some else f"{scene.name} har ingen nettokostnadsavvikelse {scene.year}."
    notes = [f"Ingen sådan beräkning {scene.year}: {words.listed(without)}."] if without else []
    return Picture(
        key="avvikelse",
        heading=heading_of(some),
        sentence="Nettokostnadsavvikelsen visar hur mycket kostnaden skiljer sig från vad som är "
        "väntat med kommunens befolkning och geografi. Den är inte samma sak som en möjlig "
        "besparing."
        if some
        else "",
        figure=_figure(some) if some else None,
        table=_table(scene, some),
        keys=(Key("own-bar", scene.name),) if some else (),
        reason=reason,
        notes=tuple(notes),
        alt=f"Nettokostnadsavvikelse {scene.year} i miljoner kronor, en stapel per verksamhet.",
    )


def _figure(some: list[DeviationLine]) -> Spec:
    ordered = some[::-1]
    trace = {
        "type": "bar",
        "orientation": "h",
        "name": "miljoner kronor",
        "y": [line.name for line in ordered],
        "x": [line.million for line in ordered],
        "marker": {"color": theme.OWN},
        "text": [f"◆ {_signed(line.million or 0)}" for line in ordered],
        "textposition": "outside",
        "textfont": theme.OWN_TEXT,
        "hovertext": [_told(line) for line in ordered],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "cliponaxis": False,
    }
    frame = theme.layout(
        theme.axis(
            "miljoner kronor mot förväntat",
            range=theme.room_for_texts([line.million or 0.0 for line in some]),
            zeroline=True,
            zerolinewidth=2,
            nticks=6,
        ),
        theme.axis("", showgrid=False),
        height=80 + 44 * len(some),
    )
    frame["margin"]["r"] = 64
    return {"data": [trace], "layout": frame}


def _signed(value: float) -> str:
    return ("+" if value > 0 else "") + number(value, 1)


def _told(line: DeviationLine) -> str:
    own = f", {_signed(line.percent)}\u00a0%" if line.percent is not None else ""
    others = f", jämförelsen {_signed(line.others)}\u00a0%" if line.others is not None else ""
    return f"{line.name}: {_signed(line.million or 0)} miljoner kr{own}{others}"


def _table(scene: Scene, some: list[DeviationLine]) -> Table:
    return Table(
        caption=f"Nettokostnadsavvikelse {scene.year}, {scene.name}",
        columns=(
            Column("Verksamhet"),
            Column("Id"),
            Column("Avvikelse", "miljoner kr", 1),
            Column("Avvikelse", "%", 1),
            Column("Jämförelsens medel", "%", 1),
            Column("Kommuner i medlet"),
        ),
        rows=tuple(_row(scene, line) for line in some),
        source=scene.own_source,
    )


def _row(scene: Scene, line: DeviationLine) -> Row:
    counted = line.counted or ("ett värde" if scene.group.is_riket else "för få")
    return Row((line.name, line.kpi, line.million, line.percent, line.others, counted))
