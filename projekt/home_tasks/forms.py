"""Forms of home tasks."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from grund import files
from grund.forms import RichTextField
from program.fields import DateField, check_near
from projekt.home_tasks.models import HandIn, HomeTask


class HomeTaskForm(forms.ModelForm):
    """A home task; `receivers` are the visitor's choices, as `receiver_choices` gives them."""

    receiver = forms.ChoiceField(label="Till")
    due_on = DateField(label="Lämnas in senast")
    text = RichTextField(label="Uppgiften", required=False, max_length=10_000)

    class Meta:
        model = HomeTask
        fields: ClassVar = ["title", "text", "due_on"]
        error_messages: ClassVar = {"title": {"required": "Skriv en rubrik."}}

    field_order = ("receiver", "title", "text", "due_on")

    def __init__(self, *args: Any, receivers: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["receiver"].choices = receivers  # type: ignore[attr-defined]
        task = self.instance
        if task.learning_group_id:
            self.initial["receiver"] = f"group-{task.learning_group_id}"
        elif task.participation_id:
            self.initial["receiver"] = f"own-{task.participation_id}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        due_on, cohort = data.get("due_on"), self.instance.cohort
        if due_on and "due_on" in self.changed_data and due_on < cohort.today:
            self.add_error("due_on", "Dagen har passerat. Välj en dag som kommunerna hinner till.")
        check_near(self, cohort, "due_on")
        return data

    def received(self) -> HomeTask:
        """Return the task with its receiver set, not stored yet."""
        task: HomeTask = self.save(commit=False)
        kind, _, pk = self.cleaned_data["receiver"].partition("-")
        task.learning_group_id = int(pk) if kind == "group" else None
        task.participation_id = int(pk) if kind == "own" else None
        return task


class HandInForm(forms.Form):
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = RichTextField(label="Ert svar", required=False)
    upload = forms.FileField(
        label="Bifoga en fil",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": files.ACCEPT}),
        help_text=f"Ersätter den som finns. Högst {files.MAX_MEGABYTES} MB.",
    )


class JudgeForm(forms.Form):
    state = forms.ChoiceField(
        label="Bedömning",
        widget=forms.RadioSelect,
        choices=[
            (HandIn.HandInState.DONE.value, "Klar"),
            (HandIn.HandInState.RETURNED.value, "Tillbaka för komplettering"),
        ],
        error_messages={"required": "Välj ett av dem."},
    )


class TaskCommentForm(forms.Form):
    text = RichTextField(
        label="Skriv en kommentar",
        max_length=5000,
        help_text="Kommunen, mentorn och programkontoret läser.",
    )
