"""Forms of the selection: reviewers, their marks, and the outcome of each applicant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from grund.formats import day
from grund.forms import RichTextField
from program.cohorts.models import Cohort, Criterion
from program.cohorts.queries import last_day_to_apply, office_people
from program.fields import DateField, Lines
from program.participations.models import SelectionDecision
from program.selection.applicants import Applicant
from program.selection.method import HIGHEST_MARK


class ReviewersForm(forms.Form):
    users: Any = forms.ModelMultipleChoiceField(
        None,
        label="Granskare",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en granskare."},
    )
    last_day = DateField(
        label="Granska senast",
        help_text="Granskarna får ett brev med dagen, och den står i deras lista.",
    )

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["users"].queryset = office_people()  # type: ignore[attr-defined]

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        if last_day == self.cohort.reviews_by:
            return last_day
        if last_day < self.cohort.today:
            raise forms.ValidationError(
                "Dagen har passerat. Välj en dag som granskarna hinner till."
            )
        if last_day < (closes := last_day_to_apply(self.cohort)):
            raise forms.ValidationError(
                f"Kommunerna kan ansöka till och med {day(closes)}. Välj en senare dag."
            )
        return last_day


class ReviewForm(forms.Form):
    """A mark of 0–4 for each criterion that reviewers judge, and a note."""

    def __init__(self, criteria: Sequence[Criterion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        marks = [(str(mark), str(mark)) for mark in range(HIGHEST_MARK + 1)]
        for criterion in criteria:
            self.fields[criterion.key] = forms.ChoiceField(
                label=criterion.name,
                help_text=criterion.help,
                choices=marks,
                widget=forms.RadioSelect,
                error_messages={"required": f"Ge 0–{HIGHEST_MARK} poäng."},
            )
        self.fields["note"] = RichTextField(label="Motivering", max_length=3000, required=False)

    @property
    def marks(self) -> dict[str, int]:
        return {c.key: int(self.cleaned_data[c.key]) for c in self.criteria}


class ChoiceForm(forms.Form):
    """The outcome of one applicant; the prefix is the record's id."""

    no_optional = True  # what must be filled in depends on the outcome

    outcome = forms.ChoiceField(
        label="Utfall",
        required=False,
        choices=[("", "inget beslut nu"), *SelectionDecision.Outcome.choices],
    )
    reserve_place = forms.IntegerField(label="Reservplats", required=False, min_value=1)
    reason = forms.CharField(label="Skäl", required=False, max_length=1000, widget=Lines(2))

    def __init__(self, applicant: Applicant, data: Any, **more: Any) -> None:
        self.applicant = applicant
        self.legend = str(applicant.participation.municipality)
        super().__init__(data, prefix=str(applicant.participation.pk), **more)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") and not data.get("reason", "").strip():
            self.add_error("reason", "Skriv ett skäl.")
        if data.get("outcome") == SelectionDecision.Outcome.RESERVE and not data.get(
            "reserve_place"
        ):
            self.add_error("reserve_place", "Ange platsen på reservlistan: 1, 2, 3 …")
        return data
