"""Forms of evidence: a figure, an interview, own statistics."""

from __future__ import annotations

from typing import Any

from django import forms

from forbattring.frozen.forms import FigureForm
from forbattring.own_figures.forms import CAUTION
from grund import files
from program.fields import Lines

__all__ = ["FORMS", "FigureForm", "InterviewForm", "StatisticsForm"]


class InterviewForm(forms.Form):
    role = forms.CharField(
        label="Vilka talade ni med?",
        max_length=120,
        help_text="En roll, till exempel enhetschefer i särskilt boende. Skriv inga namn.",
        error_messages={"required": "Skriv vilken roll de har som ni talade med."},
    )
    text = forms.CharField(
        label="Vad sade de?",
        max_length=4000,
        widget=Lines(4),
        help_text=CAUTION,
        error_messages={"required": "Skriv vad intervjun gav."},
    )


class StatisticsForm(forms.Form):
    text = forms.CharField(
        label="Vad visar statistiken?",
        max_length=4000,
        widget=Lines(3),
        required=False,
        help_text=f"Skriv år, enhet och var den kommer från. {CAUTION}",
    )
    upload = forms.FileField(
        label="Fil",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": files.ACCEPT}),
        help_text=f"Högst {files.MAX_MEGABYTES} MB.",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("text") and not data.get("upload") and not self.errors:
            raise forms.ValidationError("Skriv vad statistiken visar, eller bifoga en fil.")
        return data


FORMS: dict[str, type[forms.Form]] = {
    "figure": FigureForm,
    "interview": InterviewForm,
    "statistics": StatisticsForm,
}
