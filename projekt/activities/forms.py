"""The form of a municipality's own kind of activity."""

from __future__ import annotations

from django import forms


class KindForm(forms.Form):
    name = forms.CharField(
        label="Namn", max_length=60, error_messages={"required": "Skriv vad det heter."}
    )
    is_meeting = forms.BooleanField(label="Det är ett möte", required=False, initial=True)
