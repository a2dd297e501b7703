"""Colours and fonts of the pictures: the light tokens of static/css/tokens.css.

A picture is built in light colours, which is how it prints and is downloaded;
the page swaps each for the token of the same name, so that dark mode works
without a second picture. A test holds this list against the style sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

TOKENS = {
    "own": "#b84a08",
    "peer": "#4a7391",
    "peer-2": "#9db6c7",
    "mass": "#bfccd5",
    "band": "#e3ebf1",
    "band-2": "#cfdce6",
    "ink": "#15242d",
    "ink-2": "#41525d",
    "line": "#dcddd8",
    "line-2": "#848f96",
    "surface": "#ffffff",
}
OWN, PEER, PEER_2, MASS = (TOKENS[name] for name in ("own", "peer", "peer-2", "mass"))
BAND, BAND_2, INK, INK_2 = (TOKENS[name] for name in ("band", "band-2", "ink", "ink-2"))
LINE, LINE_2, SURFACE = (TOKENS[name] for name in ("line", "line-2", "surface"))
FONT = "Segoe UI, system-ui, Open Sans, Arial, sans-serif"

# Weight and not <b>: plotly writes that as a style attribute, which the page's policy stops.
OWN_TEXT = {"color": OWN, "size": 13, "weight": 600}

Spec = dict[str, Any]


def axis(title: str, **more: Any) -> Spec:
    return {
        "title": {"text": title, "standoff": 10, "font": {"size": 13}},
        # Whole figures with thousands apart: never 50k.
        "exponentformat": "none",
        "separatethousands": True,
        "gridcolor": LINE,
        "zerolinecolor": LINE_2,
        "linecolor": LINE_2,
        "automargin": True,
        "tickangle": 0,
        "fixedrange": True,
        **more,
    }


def room_for_texts(values: Sequence[float]) -> list[float]:
    """A range from zero that leaves room for a text beside a bar that points left."""
    low, high = min(0.0, *values), max(0.0, *values)
    span = high - low or 1.0
    return [low - 0.16 * span if low < 0 else 0.0, high + (0.02 * span if high > 0 else 0.0)]


def layout(x: Spec, y: Spec, *, height: int, **more: Any) -> Spec:
    """The layout that all pictures share, with Swedish decimal comma and thousands space."""
    return {
        "xaxis": x,
        "yaxis": y,
        "height": height,
        "margin": {"l": 56, "r": 24, "t": 16, "b": 44, "pad": 4},
        "font": {"family": FONT, "size": 13, "color": INK_2},
        "paper_bgcolor": SURFACE,
        "plot_bgcolor": SURFACE,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        # plotly's Swedish locale has no decimal comma, so the signs are given here.
        "separators": ",\u00a0",
        "hoverlabel": {"bgcolor": SURFACE, "bordercolor": LINE_2, "font": {"color": INK}},
        "shapes": [],
        "annotations": [],
        **more,
    }


def dotted(axis_name: str, at: float, *, dash: str = "dash", color: str = LINE_2) -> Spec:
    """A line across the whole picture, upright at an x or level at a y."""
    other = "y" if axis_name == "x" else "x"
    return {
        "type": "line",
        f"{axis_name}0": at,
        f"{axis_name}1": at,
        f"{axis_name}ref": axis_name,
        f"{other}0": 0,
        f"{other}1": 1,
        f"{other}ref": "paper",
        "line": {"color": color, "width": 1.5, "dash": dash},
        "layer": "below",
    }
