"""Forms of the agenda, the minutes, and what a meeting came to."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from grund import files
from grund.formats import day
from grund.forms import RichTextField
from program.fields import NOT_YET, DateField, Lines, check_near
from projekt.meetings.models import AgendaItem, Outcome


class AgendaItemForm(forms.ModelForm):
    about: Any = forms.ModelChoiceField(
        None, label="Tar upp ett tidigare beslut", required=False, empty_label="Nej"
    )
    text = RichTextField(label="Underlag", required=False, max_length=5000)
    upload = forms.FileField(
        label="Dokument",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": files.ACCEPT}),
        help_text=f"Ersätter det som finns. Högst {files.MAX_MEGABYTES} MB.",
    )

    class Meta:
        model = AgendaItem
        fields: ClassVar = ["title", "minutes", "text", "about"]
        labels: ClassVar = {"minutes": "Tid i minuter"}

    def __init__(self, *args: Any, decisions: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["about"].queryset = decisions  # type: ignore[attr-defined]


class MinutesForm(forms.Form):
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = RichTextField(label="Anteckningar", required=False)


class OutcomeForm(forms.ModelForm):
    due_on = DateField(label="Senast", required=False)

    class Meta:
        model = Outcome
        fields: ClassVar = ["kind", "text", "item", "follows", "owner", "due_on"]
        widgets: ClassVar = {"text": Lines(3)}
        error_messages: ClassVar = {"text": {"required": "Skriv vad mötet kom fram till."}}

    def __init__(self, *args: Any, decisions: Any, people: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        agenda = self.instance.activity.agenda.all()
        for name, found in (("item", agenda), ("follows", decisions), ("owner", people)):
            self.fields[name].queryset = found  # type: ignore[attr-defined]
            self.fields[name].empty_label = "–"  # type: ignore[attr-defined]
        self.fields["owner"].help_text = "Bara för uppgifter. Uppgiften visas i ägarens lista."

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        activity, due_on = self.instance.activity, data.get("due_on")
        if data.get("kind") == Outcome.OutcomeKind.TASK and not due_on:
            self.add_error("due_on", "Ange när uppgiften ska vara klar.")
        if due_on and due_on < activity.on:
            self.add_error("due_on", f"Dagen ligger före mötet, som är {day(activity.on)}.")
        check_near(self, activity.cohort, "due_on")
        return data


class FinishForm(forms.Form):
    on = DateField(label="Klar den")
    remark = forms.CharField(label="Hur det gick", required=False, max_length=300)

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **{"initial": {"on": today}, **more})
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError(NOT_YET)
        return on
