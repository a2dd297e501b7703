"""The form of the cause bank."""

from __future__ import annotations

from typing import Any

from django import forms

from forbattring.causes.forms import area_choices


class BankForm(forms.Form):
    no_optional = True

    q = forms.CharField(label="Vad söker du?", required=False, max_length=200)
    verksamhet = forms.ChoiceField(label="Verksamhet", required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["verksamhet"]
        field.choices = area_choices("Alla verksamheter")
