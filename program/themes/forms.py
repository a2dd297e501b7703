"""Forms with which themes are proposed and voted for."""

from __future__ import annotations

from typing import Any

from django import forms

from program.participations.models import Participation


class ThemeForm(forms.Form):
    title = forms.CharField(
        label="Föreslå ett tema",
        max_length=120,
        error_messages={"required": "Skriv vad temat handlar om."},
    )


class VoteForm(forms.Form):
    themes: Any = forms.ModelMultipleChoiceField(
        None,
        label="Er kommun vill ta upp",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, themes: Any, participation: Participation | None, data: Any = None) -> None:
        super().__init__(
            data, initial={"themes": participation.themes.all() if participation else []}
        )
        self.fields["themes"].queryset = themes  # type: ignore[attr-defined]
