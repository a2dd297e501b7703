"""Forms of invitations and the answers to them."""

from __future__ import annotations

from typing import Any

from django import forms

from projekt.invitations.models import Invitee


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label="Kommer du?",
        widget=forms.RadioSelect,
        choices=[c for c in Invitee.Answer.choices if c[0]],
        error_messages={"required": "Välj ett av svaren."},
    )


class InviteForm(forms.Form):
    """The people whom the target groups mean, and others of the project."""

    people: Any = forms.ModelMultipleChoiceField(
        None,
        label="Bjud in",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en person."},
    )

    def __init__(self, *args: Any, people: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
