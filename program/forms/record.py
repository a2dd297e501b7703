"""Forms of a municipality's record: interest, application, decision, promises and steps."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from grund import files
from grund.forms import ParagraphField, RichTextField
from program.forms.fields import (
    NOT_YET,
    DateField,
    Lines,
    MunicipalityField,
    answer_field,
    answers_in,
)
from program.models import Cohort, MunicipalDecision, Participation, Question, Stage


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
        self.questions = list(cohort.questions.filter(stage=Stage.Kind.INTEREST))
        for question in self.questions:
            self.fields[question.key] = answer_field(question, must=True)

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data["website"])

    @property
    def answers(self) -> dict[str, Any]:
        return answers_in(self, self.questions)


class ApplicationForm(forms.Form):
    """The questions of the application; a draft may be saved with some of them unanswered."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, questions: list[Question], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[question.key] = answer_field(question, must=False)

    @property
    def answers(self) -> dict[str, Any]:
        return answers_in(self, self.questions)


class AttachmentForm(forms.Form):
    file = forms.FileField(
        label="Bifoga en fil",
        # Django would refuse an empty file without naming it; grund.files names it.
        allow_empty_file=True,
        widget=forms.FileInput({"accept": files.ACCEPT}),
        help_text=f"PDF, Word, Excel, PowerPoint, bild eller text. Högst {files.MAX_MEGABYTES} MB.",
        error_messages={"required": "Välj en fil först."},
    )


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

    def __init__(self, themes: Any, own: Participation | None, data: Any = None) -> None:
        super().__init__(data, initial={"themes": own.themes.all() if own else []})
        self.fields["themes"].queryset = themes  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Nothing but a reason, for acts that ask for one."""

    reason = forms.CharField(
        label="Skäl",
        max_length=300,
        widget=Lines(2),
        error_messages={"required": "Skriv ett skäl, så att andra förstår."},
    )


class TimeForm(ReasonForm):
    stage = forms.ChoiceField(label="Skede")
    until = DateField(label="Till och med")

    field_order = ("stage", "until", "reason")

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Late interest needs no extension: the office puts it in itself, and is not held by the
        # last day.
        kinds = [s.kind for s in cohort.stages.all() if s.kind != Stage.Kind.INTEREST]
        labels = {
            Stage.Kind.APPLICATION: "ansökan",
            Stage.Kind.DECISION: "kommunens beslut",
        }
        self.fields["stage"].choices = [  # type: ignore[attr-defined]
            (kind, labels[Stage.Kind(kind)]) for kind in kinds
        ]
