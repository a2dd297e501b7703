"""Forms of the mapping of administration."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms
from django.forms import inlineformset_factory

from forbattring.mapping.method.table import ExtraColumn, NotHours, answer_of, hours_of
from forbattring.mapping.models import (
    Mapping,
    MappingColumn,
    MappingProposal,
    MappingRow,
    MappingTemplate,
    MappingValue,
)
from grund.formats import number
from grund.forms import MOST_ROWS
from program.fields import Lines
from program.tables.forms import TableForm

ROLES_ONLY = "Skriv roller, till exempel rektor eller enhetschef, aldrig en enskild person."
_YEAR, _WEEK = "year", "week"


class MappingForm(forms.ModelForm):
    class Meta:
        model = Mapping
        fields: ClassVar = ["title"]
        error_messages: ClassVar = {"title": {"required": "Skriv vad ni kartlägger."}}
        help_texts: ClassVar = {"title": "En enhet eller förvaltning, till exempel Norra skolan."}


class RowForm(forms.ModelForm):
    """A task of the mapping, with the cohort's own columns last."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    # A text and not a number field: people write "1 200,5" and "vet ej", and empty must stay
    # None instead of zero.
    hours_text = forms.CharField(
        label="Timmar",
        required=False,
        max_length=20,
        help_text="En uppskattning räcker. Lämna tomt om ni inte vet: tomt räknas inte som noll.",
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    per = forms.ChoiceField(
        label="Timmarna gäller",
        choices=((_YEAR, "per år"), (_WEEK, "per vecka")),
        initial=_YEAR,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = MappingRow
        fields: ClassVar = ["task", "level", "unit", "function", "for_whom", "value"]
        widgets: ClassVar = {"level": forms.RadioSelect, "value": forms.RadioSelect}
        error_messages: ClassVar = {
            "task": {"required": "Skriv vad som görs."},
            "level": {"required": "Välj en nivå."},
        }
        help_texts: ClassVar = {
            "task": "Till exempel: Fyller i frånvaro i två system.",
            "unit": "Till exempel Norra skolan eller ekonomiavdelningen.",
            "function": ROLES_ONLY,
            "for_whom": "Vem som har nytta av den, till exempel nämnden, staten eller elever.",
            "value": "Vad är uppgiften värd för dem den görs för?",
        }

    def __init__(self, *args: Any, template: MappingTemplate, **more: Any) -> None:
        super().__init__(*args, **more)
        self.weeks = template.weeks
        level, value, per = (cast(Any, self.fields[name]) for name in ("level", "value", "per"))
        level.choices = MappingRow.Level.choices  # without the empty one
        value.queryset, value.empty_label = template.values.all(), "Inte bedömt än"
        per.help_text = f"En vecka räknas om till ett år med {template.weeks} arbetsveckor."
        if self.instance.hours is not None:
            self.initial["hours_text"] = _written(self.instance.hours)
        self.extra = [
            ExtraColumn(
                str(mapping_column.pk),
                mapping_column.label,
                mapping_column.kind,
                tuple(mapping_column.choices),
            )
            for mapping_column in template.columns.all()
        ]
        for extra_column in self.extra:
            self.fields[f"extra_{extra_column.key}"] = _field(extra_column)
            self.initial[f"extra_{extra_column.key}"] = self.instance.answers.get(
                extra_column.key, ""
            )
        order = ["task", "level", "unit", "function", "for_whom", "hours_text", "per", "value"]
        self.order_fields(order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        times = self.weeks if data.get("per") == _WEEK else 1
        try:
            self.instance.hours = hours_of(data.get("hours_text") or "", times)
        except NotHours as error:
            self.add_error("hours_text", str(error))
        answers = {}
        for extra_column in self.extra:
            name = f"extra_{extra_column.key}"
            try:
                if data.get(name):
                    answers[extra_column.key] = answer_of(data[name], extra_column)
            except ValueError as error:
                self.add_error(name, str(error))
        self.instance.answers = answers
        return data


def _written(hours: Decimal) -> str:
    return number(float(hours), 0 if hours == hours.to_integral_value() else 1)


def _field(column: ExtraColumn) -> forms.Field:
    if column.kind == "choice":
        choices = [("", "Inget valt"), *((text, text) for text in column.choices)]
        return forms.ChoiceField(label=column.label, required=False, choices=choices)
    return forms.CharField(label=column.label, required=False, max_length=300)


class MappingImportForm(TableForm):
    pasted_help = (
        "Kopiera tabellen i Word eller Excel med rubrikraden: Nivå, Enhet, Funktion, Uppgift, För "
        "vem, Timmar per år (eller per vecka), Värde och omgångens egna kolumner. Nivå och Uppgift "
        "måste finnas."
    )


# --- the template ----------------------------------------------------------------------------
class TemplateForm(forms.ModelForm):
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = MappingTemplate
        fields: ClassVar = ["intro", "weeks"]
        widgets: ClassVar = {"intro": Lines(5)}
        help_texts: ClassVar = {
            "intro": "Det kommunerna läser innan de börjar.",
            "weeks": "Timmar som anges per vecka räknas om med det talet. Det som redan är skrivet "
            "ändras inte.",
        }
        error_messages: ClassVar = {"weeks": {"required": "Skriv ett antal veckor."}}


class ColumnForm(forms.ModelForm):
    choices_text = forms.CharField(
        label="Val, ett på varje rad",
        required=False,
        widget=Lines(3),
        max_length=2000,
        help_text="Bara för en kolumn med val.",
    )

    class Meta:
        model = MappingColumn
        fields: ClassVar = ["label", "kind", "order"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _let_order_be_empty(self)
        if self.instance.pk:
            self.initial["choices_text"] = "\n".join(self.instance.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["order"] = data.get("order") or 0
        lines = [" ".join(one.split()) for one in data.get("choices_text", "").splitlines()]
        is_choice = data.get("kind") == MappingColumn.ColumnKind.CHOICE
        self.instance.choices = list(dict.fromkeys(filter(None, lines))) if is_choice else []
        if is_choice and len(self.instance.choices) < 2:
            self.add_error("choices_text", "Skriv minst två val, ett på varje rad.")
        return data


class ValueForm(forms.ModelForm):
    class Meta:
        model = MappingValue
        fields: ClassVar = ["label", "meaning", "order"]
        error_messages: ClassVar = {
            "label": {"required": "Skriv vad värdet heter."},
            "meaning": {"required": "Välj vad värdet betyder, så att det går att jämföra."},
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _let_order_be_empty(self)
        meaning: Any = self.fields["meaning"]
        meaning.choices = [("", "Välj"), *MappingValue.Meaning.choices]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["order"] = data.get("order") or 0
        return data


def _let_order_be_empty(form: forms.ModelForm) -> None:
    """Allow a row without a place; the view puts it last."""
    form.fields["order"].required = False
    form.fields["order"].initial = None


def _rows(model: Any, form: Any) -> Any:
    return inlineformset_factory(
        MappingTemplate,
        model,
        form=form,
        extra=1,
        can_delete=True,
        max_num=20,
        absolute_max=MOST_ROWS,
    )


Values = _rows(MappingValue, ValueForm)
Columns = _rows(MappingColumn, ColumnForm)


class ProposalForm(forms.Form):
    text = forms.CharField(
        label="Vad vill ni ändra?",
        max_length=1000,
        widget=Lines(3),
        help_text="Till exempel en kolumn ni saknar, och varför.",
        error_messages={"required": "Skriv vad ni vill ändra."},
    )


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=MappingProposal.Answer.choices)
