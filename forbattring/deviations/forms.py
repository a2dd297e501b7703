"""Forms of deviation analyses."""

from __future__ import annotations

from typing import Any

from django import forms

from forbattring.current_state.models import Finding
from forbattring.frozen.forms import FigureField, known
from forbattring.own_figures.forms import CAUTION
from grund.forms import RichTextField
from program.models import Participation


class DeviationForm(forms.Form):
    name = forms.CharField(
        label="Det här vill vi förstå",
        max_length=200,
        help_text="Som ett påstående eller en fråga, till exempel: Varför kostar skolans lokaler "
        f"mer än i liknande kommuner? {CAUTION}",
        error_messages={"required": "Skriv vad ni vill förstå."},
    )
    figure = FigureField(
        label="Nyckeltal",
        required=False,
        help_text="Id i Kolada eller namnet på ett eget nyckeltal. Lämna tomt där Kolada inte har "
        "någon siffra.",
    )
    finding: Any = forms.ModelChoiceField(
        None, label="Iakttagelse i nulägesbilden", required=False, empty_label="Ingen"
    )

    def __init__(self, *args: Any, participation: Participation, **more: Any) -> None:
        super().__init__(*args, **more)
        known(self, participation)
        findings = Finding.objects.filter(state__participation=participation)
        self.fields["finding"].queryset = findings  # type: ignore[attr-defined]


class StepForm(forms.Form):
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = RichTextField(label="Det här kom vi fram till", required=False, help_text=CAUTION)
    skipped = forms.CharField(
        label="Vi hoppar över steget, för att",
        required=False,
        max_length=300,
        help_text="Fyll bara i om ni hoppar över det. Det ni har skrivit står kvar.",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("text") and not data.get("skipped"):
            raise forms.ValidationError(
                "Skriv vad ni kom fram till, eller varför ni hoppar över steget."
            )
        return data
