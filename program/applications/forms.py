"""Forms of an application: its questions, and a file beside it."""

from __future__ import annotations

from typing import Any

from django import forms

from analys.definitions.areas import service_areas
from grund import files
from grund.forms import RichTextField
from program.cohorts.models import Question
from program.participations.models import Participation


def answer_field(question: Question, *, must: bool) -> forms.Field:
    """Return the input of a question. `must` False is for drafts, which may leave answers out.

    `is_asked` on the field keeps the page from calling such an input optional.
    """
    made = _answer_field(question, must=must)
    made.is_asked = question.required  # type: ignore[attr-defined]
    return made


def _answer_field(question: Question, *, must: bool) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.label,
        "help_text": question.help,
        "required": must and question.required,
    }
    if question.kind == Question.QuestionKind.RICH:
        return RichTextField(**common)
    if question.kind == Question.QuestionKind.MAJORITY:
        choices = [("", "Välj"), *Participation.Majority.choices]
        return forms.ChoiceField(choices=choices, **common)
    if question.kind == Question.QuestionKind.AREAS:
        areas = [(area.key, area.name) for area in service_areas()]
        return forms.MultipleChoiceField(
            choices=areas, widget=forms.CheckboxSelectMultiple, **common
        )
    return forms.CharField(max_length=300, **common)


def answers_in(form: forms.Form, questions: list[Question]) -> dict[str, Any]:
    return {question.key: form.cleaned_data.get(question.key) or "" for question in questions}


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
