"""Forms of a nulägesbild."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from forbattring.current_state.models import CurrentState, Finding
from grund import files
from grund.forms import RichTextField
from program.fields import DateField


class StateForm(forms.ModelForm):
    intro = RichTextField(label="Sammanfattning", required=False, max_length=5000)

    class Meta:
        model = CurrentState
        fields: ClassVar = ["department", "intro"]
        error_messages: ClassVar = {"department": {"required": "Skriv vilken förvaltning."}}


class FindingForm(forms.ModelForm):
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = RichTextField(label="Beskrivning", required=False, max_length=5000)
    statistics = RichTextField(
        label="Egen statistik",
        required=False,
        max_length=5000,
        help_text="Det som inte finns i Kolada. Skriv år, enhet och var den kommer från.",
    )
    interviews = RichTextField(
        label="Intervjuer och erfarenheter",
        required=False,
        max_length=5000,
        help_text="Skriv om roller, till exempel enhetschefer, aldrig om en enskild person.",
    )
    upload = forms.FileField(
        label="Bifoga egen statistik",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": files.ACCEPT}),
        help_text=f"Ersätter den fil som finns. Högst {files.MAX_MEGABYTES} MB.",
    )

    class Meta:
        model = Finding
        fields: ClassVar = ["kind", "title", "text", "statistics", "interviews"]
        widgets: ClassVar = {"kind": forms.RadioSelect}
        error_messages: ClassVar = {
            "kind": {"required": "Välj ett slag."},
            "title": {"required": "Skriv iakttagelsen."},
        }
        help_texts: ClassVar = {
            "title": "Som en slutsats, till exempel: Lokalerna kostar mer än i liknande kommuner."
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        kind: Any = self.fields["kind"]
        kind.choices = Finding.FindingKind.choices  # without the empty one


class FocusForm(forms.Form):
    on = DateField(label="Valt den")
    decision: Any = forms.ModelChoiceField(
        None,
        label="Beslut på möte",
        required=False,
        empty_label="Inget",
        help_text="Ett beslut som är infört på styrgruppens möte.",
    )
    reason = forms.CharField(label="Skäl", required=False, max_length=300)

    def __init__(self, *args: Any, decisions: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **{"initial": {"on": today}, **more})
        self.fields["decision"].queryset = decisions  # type: ignore[attr-defined]
