"""Forms of a municipality's record: comments, contact, decision, promises, steps and more time."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from grund import files
from grund.forms import ParagraphField, RichTextField
from program.cohorts.models import Cohort, Stage
from program.fields import NOT_YET, DateField, Lines, ReasonForm
from program.participations.models import Participation
from program.record.models import MunicipalDecision


class CommentForm(forms.Form):
    text = RichTextField(
        label="Skriv en kommentar",
        max_length=5000,
        help_text="Kommunen och programkontoret läser. Skriv inget som är hemligt eller gäller "
        "enskilda brukare eller elever.",
    )


class ContactForm(forms.ModelForm):
    class Meta:
        model = Participation
        fields: ClassVar = [
            "contact_name",
            "contact_title",
            "contact_email",
            "contact_phone",
            "invoice_reference",
            "invoice_address",
        ]
        widgets: ClassVar = {"invoice_address": Lines()}
        help_texts: ClassVar = {
            "invoice_reference": "Den referens som kommunen vill ha på fakturan."
        }


class DecisionForm(forms.ModelForm):
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    prepared_on = DateField(label="Berett den", required=False)
    decided_on = DateField(
        label="Beslutat den",
        required=False,
        help_text="Lämna tomt om beslutet inte är fattat än.",
    )
    decided_paragraph = ParagraphField(
        label="Paragraf i beslutet", required=False, max_length=20, help_text="Till exempel 112."
    )
    prepared_paragraph = ParagraphField(
        label="Paragraf i beredningen", required=False, max_length=20
    )
    points = RichTextField(label="Beslutspunkter", required=False, max_length=5000)
    upload = forms.FileField(
        label="Protokollsutdrag",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": files.ACCEPT}),
        help_text=f"Ersätter det utdrag som finns. Högst {files.MAX_MEGABYTES} MB.",
    )

    class Meta:
        model = MunicipalDecision
        fields: ClassVar = [
            "decided_by",
            "decided_on",
            "decided_paragraph",
            "registry_number",
            "prepared_by",
            "prepared_on",
            "prepared_paragraph",
            "points",
            "financing",
        ]
        widgets: ClassVar = {"financing": Lines(2)}
        help_texts: ClassVar = {"decided_by": "Till exempel Kommunstyrelsen."}

    field_order = (
        "decided_by",
        "decided_on",
        "decided_paragraph",
        "registry_number",
        "prepared_by",
        "prepared_on",
        "prepared_paragraph",
        "points",
        "financing",
        "upload",
    )

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        prepared, decided = data.get("prepared_on"), data.get("decided_on")
        if prepared and prepared > self.today:
            self.add_error("prepared_on", NOT_YET)
        if decided and decided > self.today:
            self.add_error(
                "decided_on", f"{NOT_YET} Lämna fältet tomt om beslutet inte är fattat än."
            )
        if prepared and decided and decided < prepared:
            self.add_error("decided_on", "Beslutet kan inte fattas innan det är berett.")
        return data


class FulfilForm(forms.Form):
    on = DateField(label="Klart den")
    note = forms.CharField(label="Hur", required=False, max_length=300)

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(NOT_YET)
        return on


class StepForm(forms.Form):
    step: Any = forms.ModelChoiceField(
        None,
        label="Vi är i steg",
        empty_label="Välj steg",
        error_messages={"required": "Välj steget som ni är i."},
    )
    on = DateField(label="Sedan den")

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].queryset = cohort.steps.all()  # type: ignore[attr-defined]


class TimeForm(ReasonForm):
    stage = forms.ChoiceField(label="Skede")
    until = DateField(label="Till och med")

    field_order = ("stage", "until", "reason")

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Late interest needs no extension: the office puts it in itself, and is not held by the
        # last day.
        kinds = [s.kind for s in cohort.stages.all() if s.kind != Stage.StageKind.INTEREST]
        labels = {
            Stage.StageKind.APPLICATION: "ansökan",
            Stage.StageKind.DECISION: "kommunens beslut",
        }
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (kind, labels[Stage.StageKind(kind)]) for kind in kinds
        ]
