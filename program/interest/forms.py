"""Forms of interest: the public one, and the office's for somebody who wrote or phoned."""

from __future__ import annotations

from typing import Any

from django import forms

from kommuner.models import Municipality
from program.applications.forms import answer_field, answers_in
from program.cohorts.models import Cohort, Stage
from program.fields import Lines


class MunicipalityField(forms.ModelChoiceField):
    """A choice among the municipalities of Kolada, without regions and Riket."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            Municipality.objects.municipalities(),
            label="Kommun",
            empty_label="Välj kommun",
            error_messages={"required": "Välj er kommun i listan."},
            **more,
        )


class InterestForm(forms.Form):
    """The public answer to an invitation.

    `website` is a trap for robots: people do not see it, so whoever fills it in is not one.
    """

    municipality = MunicipalityField()
    name = forms.CharField(
        label="Ditt namn", max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    title = forms.CharField(
        label="Befattning",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )
    email = forms.EmailField(label="E-post", widget=forms.EmailInput({"autocomplete": "email"}))
    phone = forms.CharField(
        label="Telefon",
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    message = forms.CharField(
        label="Meddelande",
        required=False,
        max_length=3000,
        widget=Lines(4),
        help_text="Frågor eller annat som programkontoret behöver veta. Skriv inget som är hemligt "
        "eller gäller enskilda personer.",
    )
    website = forms.CharField(
        label="Lämna det här fältet tomt",
        required=False,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(cohort.questions.filter(stage=Stage.StageKind.INTEREST))
        for question in self.questions:
            self.fields[question.key] = answer_field(question, must=True)

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data["website"])

    @property
    def answers(self) -> dict[str, Any]:
        return answers_in(self, self.questions)


class OfficeInterestForm(InterestForm):
    """Interest that the office puts in for somebody who wrote or phoned; answers may come
    later."""

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(cohort, *args, **kwargs)
        for name in ("title", *(question.key for question in self.questions)):
            self.fields[name].required = False
        del self.fields["website"]
        self.fields["name"].label = "Kontaktperson"
