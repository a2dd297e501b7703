"""Forms of cause analyses."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from analys.definitions.areas import service_areas
from forbattring.causes.method.tree import BELOW
from forbattring.causes.models import CauseAnalysis, CauseNode
from program.fields import Lines
from program.tables.forms import TableForm


class AnalysisForm(forms.ModelForm):
    service_area = forms.ChoiceField(
        label="Verksamhet",
        required=False,
        help_text="Så hittar andra den, om ni någon gång delar den utan namn till orsaksbanken.",
    )

    class Meta:
        model = CauseAnalysis
        fields: ClassVar = ["title", "department", "service_area"]
        error_messages: ClassVar = {"title": {"required": "Skriv vad analysen gäller."}}
        help_texts: ClassVar = {"title": "Till exempel Orsaksanalys särskilt boende."}

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["service_area"]
        field.choices = area_choices("Ingen eller flera")


def area_choices(empty: str) -> list[tuple[str, str]]:
    """Return the verksamheter as choices, after a choice of none."""
    return [("", empty), *((area.key, area.name) for area in service_areas())]


class NodeForm(forms.Form):
    """The text of a new row, and its kind where several may stand there."""

    kind = forms.ChoiceField(label="Lägg till")
    text = forms.CharField(
        label="Text",
        max_length=4000,
        widget=Lines(3),
        error_messages={"required": "Skriv något här."},
    )

    def __init__(self, *args: Any, parent: CauseNode | None, **more: Any) -> None:
        super().__init__(*args, **more)
        kinds = BELOW[parent.kind if parent else None]
        labels = dict(CauseNode.NodeKind.choices)
        field: Any = self.fields["kind"]
        field.choices = [(kind, str(labels[kind]).capitalize()) for kind in kinds]
        if len(kinds) == 1:
            field.widget, field.initial = forms.HiddenInput(), kinds[0]


class TextForm(forms.Form):
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label="Text",
        max_length=4000,
        widget=Lines(4),
        error_messages={"required": "Skriv något här, eller ta bort raden."},
    )


class MoveForm(forms.Form):
    """Where a row is dropped: under which row, and before which of its siblings."""

    parent: Any = forms.ModelChoiceField(None, required=False)
    before = forms.IntegerField(required=False)

    def __init__(self, *args: Any, analysis: CauseAnalysis, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["parent"].queryset = analysis.nodes.all()  # type: ignore[attr-defined]


class CauseImportForm(TableForm):
    pasted_help = (
        "Kopiera tabellen i Word eller Excel med rubrikerna Område, Problem/Utmaning, "
        "Orsak/Påverkas av och Förslag till åtgärd."
    )
