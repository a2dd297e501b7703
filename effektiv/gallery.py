"""The gallery of components, for those who build the portal: real parts with invented figures."""

from __future__ import annotations

import numpy as np
from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from analys.charts import small, theme
from analys.charts.bars import bars
from analys.charts.by_sex import Measured, by_sex
from analys.charts.deviation import deviation
from analys.charts.distribution import distribution
from analys.charts.heat import heat
from analys.charts.picture import Picture
from analys.charts.profile import profile
from analys.charts.quadrant import quadrant
from analys.charts.sweden import sweden
from analys.charts.trend import trend
from analys.comparison.frame import NO_REMARKS, Group, Measure, Scene, SeriesBreak
from analys.comparison.lines import deciles
from analys.comparison.noise import usual_change
from analys.sample.build import read_areas
from analys.sentences.by_sex import ADULTS
from analys.sentences.deviation import DeviationLine
from analys.sentences.quadrant import Half
from analys.sentences.standing import Index
from grund.forms import RichTextField, saved
from grund.richtext import differences
from konton.rules import is_administrator

_INVENTED = "Påhittade värden"
_INDEX = Measure(
    "Effektivitetsindex",
    "index 0–100",
    1,
    "high",
    "U00000",
    (SeriesBreak(2019, "Ett brott i serien ser ut så här."),),
    is_index=True,
)
_COST = Measure("Kostnad per plats", "kr per plats", 0, "low", "N00000")

_TEXT = """# Läget i förskolan

Vi har **fler barn per grupp** än liknande kommuner, och _fler_ som slutar.

- Grupperna växte med åtta procent i år.
- Vikarierna är färre, se [RKA](https://www.rka.nu).

> Vi hinner inte planera tillsammans.

| År | Barn | Kostnad |
|---|--:|--:|
| 2025 | 412 | 61 300 |
| 2026 | 398 | 63 100 |"""


class _SampleForm(forms.Form):
    name = forms.CharField(label="Ett fält", help_text="Hjälptexten står före fältet.")
    choice = forms.ChoiceField(label="Ett val", choices=[("a", "Det ena"), ("b", "Det andra")])
    check = forms.BooleanField(label="En kryssruta", required=False)


class _TextForm(forms.Form):
    heading = forms.CharField(label="Rubrik", max_length=80)
    text = RichTextField(label="Text", help_text="Så här skriver man text.", max_length=2000)


@require_http_methods(["GET", "HEAD", "POST"])
def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component.

    In the embedded default all who are logged in see it, else administrators only. The form with
    text can be sent, but what it holds is not stored.
    """
    if not (settings.EMBEDDED or is_administrator(request.user)):
        raise Http404
    draft = f"{request.user.pk}:komponenter"
    text_form = _TextForm(request.POST or None)
    if text_form.is_valid():
        saved(request, "Texten är mottagen. Den sparas inte, för det här är ett prov.", draft=draft)
        return redirect("gallery")
    scene, index, cost = _scene()
    bound = _SampleForm({"name": "", "choice": "a"})
    bound.is_valid()
    context = {
        "tokens": list(theme.TOKENS),
        "form": _SampleForm(auto_id="tom_%s"),
        "text_form": text_form,
        "draft": draft,
        "version": request.GET.get("version", "1"),
        "shown": _TEXT,
        "changes": differences(_TEXT, _TEXT.replace("åtta", "nio").replace(" i år", "")),
        "bound": bound,
        "pictures": _pictures(scene, index, cost),
        "empty": _pictures(scene, np.full_like(index, np.nan), np.full_like(cost, np.nan)),
        "heat": heat(scene, [(_COST, cost[:, -1]), (_INDEX, index[:, -1])]),
        "map": sweden(scene, index[:, -1], _INDEX),
        "spark": small.spark(
            "Exempel",
            scene.years,
            [20.0, None, 40.0, 35.0, 50.0, 45.0, 30.0],
            deciles(index)[[0, 4]],
        ),
        "strip": small.strip("Exempel", 30.0, scene.name, [("A", 20.0), ("B", 55.0), ("C", 80.0)]),
        "index": Index(30.0, "", True, _INDEX),
        "no_index": Index(None, "Kvalitetsindex saknas: inga brukarsvar.", False, _INDEX),
        "view": scene,
        "no_files": True,
    }
    return render(request, "gallery.html", context)


def _scene() -> tuple[Scene, np.ndarray, np.ndarray]:
    """290 municipalities with figures from a fixed seed, so that each visit shows the same."""
    places = [(code, name) for code, name, kind in read_areas() if kind == "K"]
    codes = tuple(code for code, _ in places)
    rng = np.random.default_rng(7)
    index = np.clip(rng.normal(50, 22, (len(codes), 7)), 0, 100)
    # A gap in the first municipality's series, to show how a missing year is drawn.
    index[0, 2] = np.nan
    cost = rng.normal(150_000, 18_000, (len(codes), 7))
    group = Group(
        "liknande",
        "Liknande kommuner, exempel",
        "liknande kommuner",
        "liknande kommuner",
        codes[1:8],
    )
    scene = Scene(
        code=codes[0],
        name=places[0][1],
        codes=codes,
        names=dict(places),
        places={code: place for place, code in enumerate(codes)},
        years=tuple(range(2016, 2023)),
        year=2022,
        group=group,
        raw_source=_INVENTED,
        own_source=_INVENTED,
    )
    return scene, index, cost


def _pictures(scene: Scene, index: np.ndarray, cost: np.ndarray) -> tuple[Picture, ...]:
    million = None if np.isnan(index[0, -1]) else 12.3
    usual = usual_change(index, scene.column, _INDEX)
    of_cost = usual_change(cost, scene.column, _COST)
    sexes = (Measured(index[0], NO_REMARKS), Measured(index[1], NO_REMARKS))
    return (
        quadrant(
            scene,
            Half(_INDEX, index, usual),
            Half(_INDEX, index[::-1], usual),
            "exemplet",
        ),
        trend(scene, index, _INDEX, usual),
        bars(scene, cost[:, -1], _COST, of_cost, 151_000.0 if million else float("nan")),
        distribution(scene, index[:, -1], _INDEX, usual),
        profile(scene, [(_COST, cost[:, -1], of_cost)], {}),
        by_sex(scene, *sexes, _INDEX, usual, ADULTS),
        deviation(scene, [DeviationLine("Förskolan", million, 4.5, 1.0, "N00000", is_over=True)]),
    )
