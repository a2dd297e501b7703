"""Forms with which the office changes programme types, whose definition is one JSON document."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from grund.forms import MOST_ROWS, AmountField, RichTextField
from kommuner.names import fold
from program.cohorts.models import Cohort, Criterion, Gathering, ProgrammeType, Question, Stage
from program.fields import Lines, name_rows

_LONGEST_THEME = 120


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
    fee_total = AmountField(label="Avgift, kr exkl. moms", min_value=0, decimal_places=0)
    fee_rule = forms.ChoiceField(label="Fördelas", choices=Cohort.FeeRule.choices)
    fee_shares = forms.CharField(
        label="Andelar i procent", required=False, help_text="Till exempel 25, 75."
    )
    fee_vat_percent = forms.IntegerField(label="Moms i procent", min_value=0, max_value=100)
    fee_extras = forms.CharField(label="Kostnader utöver avgiften", required=False, widget=Lines(2))

    def clean_fee_shares(self) -> list[int]:
        parts = [
            part.strip() for part in self.cleaned_data["fee_shares"].split(",") if part.strip()
        ]
        if not all(part.isdecimal() for part in parts):
            raise forms.ValidationError("Skriv heltal med komma emellan, till exempel 25, 75.")
        return [int(part) for part in parts]

    def clean_fee_total(self) -> int:
        return int(self.cleaned_data["fee_total"])  # the definition is JSON

    def clean_themes(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["themes"].splitlines())
        # Each once, in the order written: a cohort refuses two themes of one title.
        found = list(dict.fromkeys(line for line in lines if line))
        if any(len(line) > _LONGEST_THEME for line in found):
            raise forms.ValidationError(f"Ett tema får ha högst {_LONGEST_THEME} tecken.")
        return found


_OFFSET = "Dagar från starten; negativt är före."


class _StageRow(forms.Form):
    kind = forms.ChoiceField(label="Skede", choices=Stage.StageKind.choices)
    opens = forms.IntegerField(label="Öppnar", help_text=_OFFSET)
    closes = forms.IntegerField(label="Sista dag", help_text=_OFFSET)


class _QuestionRow(forms.Form):
    key = forms.SlugField(widget=forms.HiddenInput, required=False)
    stage = forms.ChoiceField(label="Skede", choices=Stage.StageKind.choices[:2])
    label = forms.CharField(label="Fråga", max_length=200)
    help = forms.CharField(label="Hjälp", required=False, widget=Lines(2))
    kind = forms.ChoiceField(label="Svaras med", choices=Question.QuestionKind.choices)
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
        rows = formset_factory(
            row, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
        )
        part: Any = rows(data, initial=definition[key], prefix=key)
        part.heading = heading
        name_rows(part)
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
