"""The form of an extra cost."""

from __future__ import annotations

from typing import Any

from django import forms

from grund.forms import AmountField
from program.cohorts.models import Cohort
from program.participations.models import Participation


class ExtraForm(forms.Form):
    participation: Any = forms.ModelChoiceField(None, label="Kommun", empty_label="Välj kommun")
    year = forms.IntegerField(label="År", min_value=2000, max_value=2100)
    text = forms.CharField(label="Vad det gäller", max_length=200)
    amount = AmountField(label="Belopp, kr exkl. moms", min_value=1)

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accepted = cohort.participations.filter(status=Participation.Status.ACCEPTED)
        field = self.fields["participation"]
        field.queryset = accepted.select_related("municipality")  # type: ignore[attr-defined]
        field.label_from_instance = lambda own: own.municipality.name  # type: ignore[attr-defined]
