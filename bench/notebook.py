"""What somebody would write in a notebook cell to get the overview of a municipality.

pandas and plotly on the same figures, read from the same database; no portal code. Compared with
in (h).
"""

from __future__ import annotations

import sqlite3

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

AREAS = {
    "Förskola": ("U11901", "U11001", "U11404", "N11032", "N11038"),
    "Grundskola": ("U15900", "U15010", "U15401", "N15027", "N15045"),
    "Gymnasieskola": ("U17900", "U17001", "U17401", "N17007", "N17030"),
    "Äldreomsorg": ("U20900", "U20008", "U20404", "N20048", "N20029"),
    "LSS": ("U28900", "U28001", "U28408", "N28013", "N28021"),
    "Ekonomiskt bistånd": ("U31904", "U31002", "U31401", "N31008", ""),
}


def read(database: str) -> pd.DataFrame:
    """Columns kpi, municipality, year, value: totals of the municipalities from 2016."""
    kpis = ", ".join(f"'{kpi}'" for row in AREAS.values() for kpi in row if kpi)
    with sqlite3.connect(database) as connection:
        return pd.read_sql(
            "SELECT kpi_id AS kpi, municipality_id AS municipality, year, value"
            " FROM kolada_value JOIN kommuner_municipality ON code = municipality_id"
            f" WHERE gender = 'T' AND year >= 2016 AND type = 'K' AND kpi_id IN ({kpis})",
            connection,
        )


def cell(
    values: pd.DataFrame, code: str, name: str, year: int, similar: dict[str, list[str]]
) -> str:
    """similar: codes by verksamhet. Returns the page."""
    wide = values.pivot_table(index=["kpi", "municipality"], columns="year", values="value")
    rows = []
    lines = make_subplots(rows=6, cols=2, subplot_titles=[a for a in AREAS for _ in range(2)])
    for place, (area, (index, resource, quality, cost, _)) in enumerate(AREAS.items(), start=1):
        series = wide.loc[index]
        low, high = series.quantile(0.1), series.quantile(0.9)
        lines.add_trace(go.Scatter(x=high.index, y=high, line_width=0), place, 1)
        lines.add_trace(go.Scatter(x=low.index, y=low, fill="tonexty", line_width=0), place, 1)
        if code in series.index:
            own = series.loc[code]
            lines.add_trace(go.Scatter(x=own.index, y=own, mode="lines+markers"), place, 1)
        peers = series[year].reindex(similar[area]).dropna()
        lines.add_trace(go.Scatter(x=peers, y=[0] * len(peers), mode="markers"), place, 2)
        lines.add_trace(go.Scatter(x=[series[year].get(code)], y=[0], mode="markers"), place, 2)
        costs = wide.loc[cost, year]
        rows.append(
            {
                "Verksamhet": area,
                "Index": series[year].get(code),
                "Resurs": wide.loc[resource, year].get(code),
                "Kvalitet": wide.loc[quality, year].get(code),
                "Lägre än": (peers > series[year].get(code, float("nan"))).sum(),
                "Kostnad": costs.get(code),
                "Liknande": costs.reindex(similar[area]).mean(),
            }
        )
    table = pd.DataFrame(rows).sort_values("Index").to_html(float_format="%.1f")
    million = {a: wide.loc[k[4], year].get(code) for a, k in AREAS.items() if k[4]}
    deviation = go.Figure(go.Bar(x=list(million.values()), y=list(million), orientation="h"))
    drawn = [f.to_html(full_html=False, include_plotlyjs=False) for f in (lines, deviation)]
    return f"<h1>{name} {year}</h1>{table}{''.join(drawn)}"


def fresh_cell(
    database: str, code: str, name: str, year: int, similar: dict[str, list[str]]
) -> str:
    """The whole cell, reading and all."""
    return cell(read(database), code, name, year, similar)
