"""Run chart: values in time order, with baseline, target, comparison and notes. No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analys.charts import theme
from analys.charts.picture import Key, Picture
from analys.charts.theme import Spec
from analys.comparison.frame import Measure
from forbattring.own_figures.method import words
from grund.formats import day, number
from grund.tables import Column, Row, Table


@dataclass(frozen=True)
class Point:
    """A value in time: `x` is a year, or a day as a year with decimals; `when` is how it reads."""

    x: float
    when: str
    value: float
    others: float | None = None
    is_preliminary: bool = False
    counted: str = ""  # of how many the comparison's mean is: '5 av 7'

    @property
    def remark(self) -> str:
        sentences = ["preliminärt"] if self.is_preliminary else []
        if self.counted and self.others is not None:
            sentences.append(f"jämförelsen är medel för {self.counted} kommuner")
        return ", ".join(sentences)


@dataclass(frozen=True)
class Mark:
    """A note on the line."""

    on: date
    text: str


@dataclass(frozen=True)
class Goal:
    baseline_x: float
    baseline_when: str
    baseline: float
    target: float
    year: int
    x: float  # where the target stands: Kolada's years are points, own values run to its end


def as_year(on: date) -> float:
    """A day as a year with decimals: the middle of 2024 is 2024.5."""
    first = date(on.year, 1, 1)
    return on.year + (on - first).days / ((date(on.year + 1, 1, 1) - first).days)


def after(points: Sequence[Point], goal: Goal) -> Point | None:
    """Return the newest value after the baseline; None while there is none."""
    later = [point for point in points if point.x > goal.baseline_x]
    return later[-1] if later else None


def told(measure: Measure, points: Sequence[Point], goal: Goal, others_name: str) -> str:
    """Say what has happened since the baseline, or that no value has come."""
    newest = after(points, goal)
    if newest is None:
        return f"Inget nytt värde har kommit sedan utgångsläget {goal.baseline_when}."
    first = next((point for point in points if point.x == goal.baseline_x), None)
    beside = None
    if first and first.others is not None and newest.others is not None:
        beside = first.others, newest.others
    return words.effect(
        measure,
        (goal.baseline_when, goal.baseline),
        (newest.when, newest.value),
        beside,
        others_name,
    )


def run_chart(
    name: str,
    measure: Measure,
    points: Sequence[Point],
    others_name: str,
    source: str,
    *,
    goal: Goal | None = None,
    marks: Sequence[Mark] = (),
    kept: str = "",
) -> Picture:
    """Draw the points, earliest first, in the measure's unit. Without points it says why.

    `kept` is why newer values are not shown, where the municipality keeps them to itself.
    """
    sentence = ""
    if goal:
        sentence = (
            f"Målet är {measure.told(goal.target)} år {goal.year}. "
            f"{kept or told(measure, points, goal, others_name)}"
        )
    has_others = any(point.others is not None for point in points)
    drawn = bool(points) or goal is not None
    return Picture(
        key="utfall",
        heading=measure.name if kept else _heading(measure, points, goal),
        sentence=sentence,
        figure=_figure(name, measure, points, goal, marks) if drawn else None,
        table=_table(name, measure, points, others_name if has_others else "", source, goal, marks),
        keys=tuple(_keys(name, points, others_name, goal, marks)),
        reason="" if drawn else "Inga värden är inskrivna än.",
        notes=tuple(f"{b.year}: {b.text}" for b in measure.breaks),
        alt=f"{measure.name} för {name} över tid.",
    )


def _heading(measure: Measure, points: Sequence[Point], goal: Goal | None) -> str:
    """Say which way it goes; the measure's name where nothing can be said."""
    newest = after(points, goal) if goal else None
    if goal is None:
        return measure.name
    if newest is None:
        return f"{measure.name}: inget nytt värde än"
    if newest.value == goal.baseline:
        return f"{measure.name} är oförändrat"
    way = {True: "går i önskad riktning", False: "går åt fel håll", None: "har ändrats"}
    return f"{measure.name} {way[words.is_better(measure.good, goal.baseline, newest.value)]}"


def _keys(
    name: str, points: Sequence[Point], others_name: str, goal: Goal | None, marks: Sequence[Mark]
) -> list[Key]:
    keys = [Key("own", name)] if points else []
    if any(point.others is not None for point in points):
        keys.append(Key("dash", others_name))
    if goal:
        keys.append(Key("goal", "utgångsläge och mål"))
    if marks:
        keys.append(Key("mark", "anteckning"))
    return keys


def _figure(
    name: str, measure: Measure, points: Sequence[Point], goal: Goal | None, marks: Sequence[Mark]
) -> Spec:
    reads = f"%{{customdata}}: %{{y:,.{measure.decimals}f}}<extra></extra>"
    data: list[Spec] = []
    if any(point.others is not None for point in points):
        data.append(
            {
                "type": "scatter",
                "name": "jämförelse",
                "mode": "lines",
                "x": [point.x for point in points],
                "y": [point.others for point in points],
                "customdata": [
                    f"{point.when}, medel för {point.counted} kommuner"
                    if point.counted
                    else point.when
                    for point in points
                ],
                "hovertemplate": f"Jämförelsen {reads}",
                "line": {"color": theme.PEER, "width": 2, "dash": "dash"},
            }
        )
    if goal:
        data.append(
            {
                "type": "scatter",
                "name": "mål",
                "mode": "lines+markers",
                "x": [goal.baseline_x, goal.x],
                "y": [goal.baseline, goal.target],
                "customdata": [f"Utgångsläge {goal.baseline_when}", f"Mål {goal.year}"],
                "hovertemplate": reads,
                "line": {"color": theme.INK_2, "width": 1.5, "dash": "dot"},
                "marker": {"symbol": "diamond-open", "size": 11, "color": theme.INK_2},
            }
        )
    data.append(
        {
            "type": "scatter",
            "name": "egen",
            "mode": "lines+markers",
            "x": [point.x for point in points],
            "y": [point.value for point in points],
            "customdata": [point.when for point in points],
            "hovertemplate": f"{name} {reads}",
            "line": {"color": theme.OWN, "width": 3},
            "marker": {"size": 8, "color": theme.OWN},
        }
    )
    if marks:
        data.append(_marks(points, goal, marks))
    xs = [point.x for point in points] + ([goal.baseline_x, goal.x] if goal else [])
    xs += [as_year(mark.on) for mark in marks]
    first, last = int(min(xs)), int(max(xs)) + 1
    x_axis = theme.axis(
        "",
        range=[first - 0.3, last + 0.3],
        showgrid=False,
        tickformat="d",
        dtick=1 if last - first <= 9 else 5,
    )
    y_axis = theme.axis(f"{measure.unit}, {measure.direction}".strip(", "))
    return {"data": data, "layout": theme.layout(x_axis, y_axis, height=360)}


def _marks(points: Sequence[Point], goal: Goal | None, marks: Sequence[Mark]) -> Spec:
    """Draw each note on the line where it was written, numbered as in the list below."""
    xs = [as_year(mark.on) for mark in marks]
    return {
        "type": "scatter",
        "name": "anteckningar",
        "mode": "markers+text",
        "x": xs,
        "y": [_height(x, points, goal) for x in xs],
        "text": [str(place) for place in range(1, len(marks) + 1)],
        "textposition": "top center",
        "customdata": [f"{day(mark.on)}: {mark.text[:80]}" for mark in marks],
        "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"symbol": "triangle-down", "size": 11, "color": theme.INK},
        "textfont": {"color": theme.INK, "size": 12},
    }


def _height(x: float, points: Sequence[Point], goal: Goal | None) -> float:
    """Return where the line is at `x`: straight between two values, else at the nearest end."""
    if not points:
        return goal.baseline if goal else 0.0
    before = [point for point in points if point.x <= x]
    later = [point for point in points if point.x > x]
    if not before:
        return later[0].value
    if not later:
        return before[-1].value
    left, right = before[-1], later[0]
    return left.value + (right.value - left.value) * (x - left.x) / (right.x - left.x)


def _table(
    name: str,
    measure: Measure,
    points: Sequence[Point],
    others_name: str,
    source: str,
    goal: Goal | None,
    marks: Sequence[Mark],
) -> Table:
    columns = [Column("När"), Column(name, measure.unit, measure.decimals)]
    if others_name:
        columns.append(Column(others_name, measure.unit, measure.decimals))
    columns.append(Column("Anmärkning"))
    rows = [
        Row(
            (
                point.when,
                point.value,
                *([point.others] if others_name else []),
                point.remark,
            ),
            kind="own",
            missing="för få att jämföra med",
        )
        for point in points
    ]
    empty: list[None] = [None] if others_name else []
    if goal:
        rows.append(Row((f"Mål {goal.year}", goal.target, *empty, "mål"), missing="anges inte"))
    rows += [
        Row((f"{number(place)}. {day(mark.on)}", None, *empty, mark.text), missing="–")
        for place, mark in enumerate(marks, start=1)
    ]
    return Table(f"{measure.name}, {name}", tuple(columns), tuple(rows), source)
