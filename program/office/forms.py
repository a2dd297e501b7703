"""Forms with which the office makes and changes cohorts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.forms import inlineformset_factory
from django.utils import timezone

from grund.forms import MOST_ROWS, AmountField, RichTextField
from kommuner.names import fold
from program.cohorts.models import (
    Cohort,
    CommitmentKind,
    Criterion,
    Gathering,
    Question,
    Stage,
    Step,
)
from program.fields import AsksAboutPast, DateField, DateInput, Lines
from program.programme_types.forms import TypeForm

MOVE = "flytta"  # whether all dates move along with the start: ja, nej
_TAKEN = ("ny", "typer")  # addresses of pages beside the cohorts'


class NewCohortForm(AsksAboutPast, forms.ModelForm):
    """The few facts that a new cohort needs; the rest comes from its type and can be changed
    after."""

    starts_on = DateField(label="Startar", help_text="Alla andra datum räknas från den dagen.")

    class Meta:
        model = Cohort
        fields: ClassVar = ["type", "name", "key", "arranger", "starts_on"]
        help_texts: ClassVar = {
            "key": "Små bokstäver, siffror och bindestreck, till exempel effektivare-kommun-2027.",
            "arranger": "Lämna tomt för programtypens arrangör.",
        }
        labels: ClassVar = {"type": "Programtyp"}
        error_messages: ClassVar = {
            "key": {"unique": "Adressen är upptagen av en annan omgång. Välj en annan."}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["arranger"].required = False
        self.fields["key"].required = False
        self.fields["type"].empty_label = "Välj programtyp"  # type: ignore[attr-defined]
        if self.ACCEPT in self.data:
            self.show_past()

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if key in _TAKEN:
            raise forms.ValidationError("Adressen används av portalen. Välj en annan.")
        return key

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.ask_about_past("starts_on", timezone.localdate())
        if data.get("type") and not data.get("arranger"):
            data["arranger"] = data["type"].definition["arranger"]
        if data.get("name") and data.get("starts_on") and not data.get("key"):
            data["key"] = self._free_key(fold(data["name"])[:50], data["starts_on"].year)
        return data

    def _free_key(self, name: str, year: int) -> str:
        key = name if str(year) in name else f"{name}-{year}"
        if Cohort.objects.filter(key=key).exists():
            self.add_error("key", "Det finns redan en omgång som heter så. Ange en egen adress.")
        return key


class CohortForm(forms.ModelForm):
    intro = RichTextField(label="Inbjudan", required=False)
    fee_shares = forms.CharField(
        label="Andelar i procent",
        required=False,
        help_text="Bara när avgiften fördelas efter andelar: ett tal för varje år, som 25, 75.",
    )
    starts_on = DateField(label="Startar")
    ends_on = DateField(label="Slutar")
    fee = AmountField(label="Avgift, kr exkl. moms", min_value=0)

    class Meta:
        model = Cohort
        fields: ClassVar = [
            "name",
            "arranger",
            "intro",
            "target_group",
            "place",
            "composition",
            "participants_min",
            "participants_max",
            "contact_name",
            "contact_email",
            "starts_on",
            "ends_on",
            "cap",
            "fee",
            "fee_rule",
            "fee_shares",
            "vat_percent",
            "extras",
            "reviewers_needed",
        ]
        widgets: ClassVar = {
            "target_group": Lines(),
            "composition": Lines(),
            "extras": Lines(2),
        }
        help_texts: ClassVar = {
            "contact_name": "En funktion, till exempel Programkontoret.",
            "cap": "Lämna tomt om det inte finns något tak.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The model holds a list, the field a text. A bound form keeps what was typed, so that a
        # refused "25; 75" can be mended where it stands.
        self._started = self.instance.starts_on
        if not self.is_bound:
            self.initial["fee_shares"] = ", ".join(map(str, self.instance.fee_shares))

    # A type's form is no model form, since its definition is one JSON document; the rule for
    # shares is the same.
    clean_fee_shares = TypeForm.clean_fee_shares

    @property
    def moved(self) -> timedelta:
        """How far the start is moved, for a valid form."""
        return self.cleaned_data["starts_on"] - self._started

    @property
    def moves_all(self) -> bool | None:
        """The answer to whether all dates move along with the start; None until it is given."""
        return {"ja": True, "nej": False}.get(self.data.get(MOVE, ""))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and "ends_on" not in self.changed_data and self.moves_all is not False:
            # It moves along, also while that is being asked: else a start that is moved beyond the
            # old end would be refused before anybody could say yes.
            last = data["ends_on"] = last + (first - self._started)
        if first and last and last < first:
            self.add_error("ends_on", "Omgången kan inte sluta innan den startar.")
        by_shares = data.get("fee_rule") == Cohort.FeeRule.SHARES
        if by_shares and sum(data.get("fee_shares") or []) != 100:
            self.add_error("fee_shares", "Andelarna ska bli 100 procent tillsammans.")
        least, most = data.get("participants_min"), data.get("participants_max")
        if least and most and most < least:
            self.add_error("participants_max", "Högst kan inte vara lägre än minst.")
        return data


class _Spanned(forms.ModelForm):
    """Rows with a first and a last day, which may not lie in the wrong order."""

    first, last = "", ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get(self.first) and data.get(self.last) and data[self.last] < data[self.first]:
            self.add_error(self.last, "Slutet kan inte ligga före början.")
        return data


class StageForm(_Spanned):
    first, last = "opens_on", "closes_on"

    class Meta:
        model = Stage
        fields: ClassVar = ["opens_on", "closes_on"]
        widgets: ClassVar = {"opens_on": DateInput(), "closes_on": DateInput()}


class CohortStepForm(_Spanned):
    first, last = "starts_on", "ends_on"

    class Meta:
        model = Step
        fields: ClassVar = ["number", "name", "starts_on", "ends_on", "deliverables"]
        widgets: ClassVar = {
            "starts_on": DateInput(),
            "ends_on": DateInput(),
            "deliverables": Lines(2),
        }


class GatheringForm(forms.ModelForm):
    class Meta:
        model = Gathering
        fields: ClassVar = ["name", "on", "precision", "text"]
        labels: ClassVar = {"precision": "Datumet"}
        widgets: ClassVar = {"on": DateInput(), "text": Lines(2)}


class _Keyed(forms.ModelForm):
    """Rows that answers and marks refer to by a key, made once from the row's own text."""

    named_by = ""

    def save(self, commit: bool = True) -> Any:
        # Only a new row gets a key. Made anew from a corrected text it would cut the row off from
        # the answers that are stored under the old one.
        if not self.instance.key:
            self.instance.key = fold(self.cleaned_data[self.named_by])[:30].strip("-")
        return super().save(commit)


class CommitmentKindForm(_Keyed):
    named_by = "text"

    class Meta:
        model = CommitmentKind
        fields: ClassVar = ["text", "due_on"]
        widgets: ClassVar = {"due_on": DateInput()}


class QuestionForm(_Keyed):
    named_by = "label"

    class Meta:
        model = Question
        fields: ClassVar = ["stage", "label", "help", "kind", "required", "order"]
        widgets: ClassVar = {"help": Lines(2)}


class CriterionForm(_Keyed):
    named_by = "name"

    class Meta:
        model = Criterion
        fields: ClassVar = ["name", "source", "weight", "help", "order"]
        widgets: ClassVar = {"help": Lines(2)}


def _rows(model: Any, form: Any, extra: int = 1) -> Any:
    return inlineformset_factory(
        Cohort,
        model,
        form=form,
        extra=extra,
        can_delete=bool(extra),
        max_num=MOST_ROWS,
        absolute_max=MOST_ROWS,
    )


# (heading, prefix, formset) of each page where a cohort is changed.
DATES = (("Skeden", "skeden", _rows(Stage, StageForm, 0)),)
PLAN = (
    ("Steg", "steg", _rows(Step, CohortStepForm)),
    ("Gemensamma träffar", "traffar", _rows(Gathering, GatheringForm)),
    ("Utfästelser", "utfastelser", _rows(CommitmentKind, CommitmentKindForm)),
)
QUESTIONS = (
    ("Frågor i ansökan", "fragor", _rows(Question, QuestionForm)),
    ("Kriterier för urvalet", "kriterier", _rows(Criterion, CriterionForm)),
)
