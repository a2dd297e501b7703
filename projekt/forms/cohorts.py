"""Forms with which the office changes programme types and cohorts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.forms import BaseFormSet, formset_factory, inlineformset_factory

from grund.forms import RichTextField
from kommuner.names import fold
from projekt.forms.fields import DateField, DateInput, Lines
from projekt.models import (
    Cohort,
    CommitmentKind,
    Criterion,
    Gathering,
    ProgrammeType,
    Question,
    Stage,
    Step,
)

_LONGEST_THEME = 120
_TAKEN = ("ny", "typer")  # addresses of pages beside the cohorts'


class NewCohortForm(forms.ModelForm):
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

    def clean_key(self) -> str:
        key: str = self.cleaned_data["key"]
        if key in _TAKEN:
            raise forms.ValidationError("Adressen används av portalen. Välj en annan.")
        return key

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
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
        if not self.is_bound:
            self.initial["fee_shares"] = ", ".join(map(str, self.instance.fee_shares))

    def clean_fee_shares(self) -> list[int]:
        parts = [
            part.strip() for part in self.cleaned_data["fee_shares"].split(",") if part.strip()
        ]
        if not all(part.isdecimal() for part in parts):
            raise forms.ValidationError("Skriv heltal med komma emellan, till exempel 25, 75.")
        return [int(part) for part in parts]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
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


class StepForm(_Spanned):
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
    return inlineformset_factory(Cohort, model, form=form, extra=extra, can_delete=bool(extra))


# (heading, prefix, formset) of each page where a cohort is changed.
DATES = (("Skeden", "skeden", _rows(Stage, StageForm, 0)),)
PLAN = (
    ("Steg", "steg", _rows(Step, StepForm)),
    ("Gemensamma träffar", "traffar", _rows(Gathering, GatheringForm)),
    ("Utfästelser", "utfastelser", _rows(CommitmentKind, CommitmentKindForm)),
)
QUESTIONS = (
    ("Frågor i ansökan", "fragor", _rows(Question, QuestionForm)),
    ("Kriterier för urvalet", "kriterier", _rows(Criterion, CriterionForm)),
)


# --- types ------------------------------------------------------------------------------------
class TypeForm(forms.Form):
    name = forms.CharField(label="Namn", max_length=120)
    arranger = forms.CharField(label="Arrangör", max_length=80)
    days = forms.IntegerField(label="Längd i dagar", min_value=1)
    intro = RichTextField(label="Inbjudan", required=False)
    target_group = forms.CharField(label="Målgrupp", required=False, widget=Lines())
    place = forms.CharField(label="Plats", required=False, max_length=200)
    composition = forms.CharField(label="Vilka som deltar", required=False, widget=Lines())
    cap = forms.IntegerField(label="Högst antal kommuner", required=False, min_value=1)
    participants_min = forms.IntegerField(label="Minst deltagare", required=False, min_value=1)
    participants_max = forms.IntegerField(label="Högst deltagare", required=False, min_value=1)
    reviewers_needed = forms.IntegerField(label="Granskare för varje ansökan", min_value=2)
    themes = forms.CharField(
        label="Teman att välja bland",
        required=False,
        widget=Lines(6),
        help_text="Ett på varje rad.",
    )
    fee_total = forms.IntegerField(label="Avgift, kr exkl. moms", min_value=0)
    fee_rule = forms.ChoiceField(label="Fördelas", choices=Cohort.FeeRule.choices)
    fee_shares = forms.CharField(
        label="Andelar i procent", required=False, help_text="Till exempel 25, 75."
    )
    fee_vat_percent = forms.IntegerField(label="Moms i procent", min_value=0, max_value=100)
    fee_extras = forms.CharField(label="Kostnader utöver avgiften", required=False, widget=Lines(2))

    # A type has no model form, since its definition is one JSON document; the rule for shares
    # is the same.
    clean_fee_shares = CohortForm.clean_fee_shares

    def clean_themes(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["themes"].splitlines())
        # Each once, in the order written: a cohort refuses two themes of one title.
        found = list(dict.fromkeys(line for line in lines if line))
        if any(len(line) > _LONGEST_THEME for line in found):
            raise forms.ValidationError(f"Ett tema får ha högst {_LONGEST_THEME} tecken.")
        return found


_OFFSET = "Dagar från starten; negativt är före."


class _StageRow(forms.Form):
    kind = forms.ChoiceField(label="Skede", choices=Stage.Kind.choices)
    opens = forms.IntegerField(label="Öppnar", help_text=_OFFSET)
    closes = forms.IntegerField(label="Sista dag", help_text=_OFFSET)


class _QuestionRow(forms.Form):
    key = forms.SlugField(widget=forms.HiddenInput, required=False)
    stage = forms.ChoiceField(label="Skede", choices=Stage.Kind.choices[:2])
    label = forms.CharField(label="Fråga", max_length=200)
    help = forms.CharField(label="Hjälp", required=False, widget=Lines(2))
    kind = forms.ChoiceField(label="Svaras med", choices=Question.Kind.choices)
    required = forms.BooleanField(label="Måste besvaras", required=False)


class _StepRow(forms.Form):
    name = forms.CharField(label="Namn och tema", max_length=120)
    starts = forms.IntegerField(label="Börjar", help_text=_OFFSET)
    ends = forms.IntegerField(label="Slutar", help_text=_OFFSET)
    deliverables = forms.CharField(label="Det som ska vara klart", required=False, widget=Lines(2))


class _GatheringRow(forms.Form):
    name = forms.CharField(label="Namn", max_length=120)
    day = forms.IntegerField(label="Dag", help_text=_OFFSET)
    precision = forms.ChoiceField(label="Datumet", choices=Gathering.Precision.choices)
    text = forms.CharField(label="Innehåll", required=False, widget=Lines(2))


class _CommitmentRow(forms.Form):
    key = forms.SlugField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(label="Utfästelse", max_length=300)
    day = forms.IntegerField(label="Senast", help_text=_OFFSET)


class _CriterionRow(forms.Form):
    key = forms.SlugField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Kriterium", max_length=80)
    source = forms.ChoiceField(label="Bedöms genom", choices=Criterion.Source.choices)
    weight = forms.IntegerField(label="Vikt", min_value=1)
    help = forms.CharField(label="Så bedöms det", required=False, widget=Lines(2))


_TYPE_ROWS: tuple[tuple[str, str, type[forms.Form]], ...] = (
    ("Skeden", "stages", _StageRow),
    ("Frågor i ansökan", "questions", _QuestionRow),
    ("Steg", "steps", _StepRow),
    ("Gemensamma träffar", "gatherings", _GatheringRow),
    ("Utfästelser", "commitments", _CommitmentRow),
    ("Kriterier för urvalet", "criteria", _CriterionRow),
)


def type_forms(programme_type: ProgrammeType, data: Any) -> tuple[TypeForm, list[Any]]:
    """Return the form of a type and the formsets of its parts, filled from the definition or
    `data`."""
    definition = programme_type.definition
    fee = {f"fee_{name}": value for name, value in definition["fee"].items()}
    fee["fee_shares"] = ", ".join(map(str, definition["fee"]["shares"]))
    themes = "\n".join(definition.get("themes", []))
    form = TypeForm(data, initial={**definition, **fee, "themes": themes})
    parts = []
    for heading, key, row in _TYPE_ROWS:
        rows = formset_factory(row, extra=1, can_delete=True)
        part: Any = rows(data, initial=definition[key], prefix=key)
        part.heading = heading
        parts.append(part)
    return form, parts


def definition_of(
    programme_type: ProgrammeType, form: TypeForm, parts: list[Any]
) -> dict[str, Any]:
    """Return what was filled in, in the shape of a definition (see schema.yaml)."""
    plain = {k: v for k, v in form.cleaned_data.items() if not k.startswith("fee_")}
    fee = {k.removeprefix("fee_"): v for k, v in form.cleaned_data.items() if k.startswith("fee_")}
    rows = {part.prefix: _filled(part) for part in parts}
    return {**plain, "key": programme_type.key, "fee": fee, **rows}


def _filled(part: BaseFormSet) -> list[dict[str, Any]]:
    found = []
    for row in part.forms:
        data = dict(row.cleaned_data)
        if not data or data.pop("DELETE", False):
            continue
        if "key" in row.fields and not data["key"]:
            data["key"] = fold(data.get("label") or data.get("text") or data["name"])[:30].strip(
                "-"
            )
        found.append(data)
    return found
