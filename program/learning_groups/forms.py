"""The form of one municipality's learning group and mentor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from konton.models import User
from program.participations.models import Participation


class GroupForm(forms.Form):
    """The learning group and mentor of one municipality; the prefix is the record's id."""

    group = forms.CharField(label="Lärgrupp", required=False, max_length=80)
    mentor = forms.TypedChoiceField(label="Mentor", required=False, empty_value=None)

    def __init__(
        self, participation: Participation, mentors: Sequence[User], data: Any, **more: Any
    ) -> None:
        self.own = participation
        self.legend = str(participation.municipality)
        super().__init__(data, prefix=str(participation.pk), **more)
        # Choices from a list that is read once for the page. A ModelChoiceField would ask the
        # database for the same people in every row.
        people = {str(mentor.pk): mentor for mentor in mentors}
        field = self.fields["mentor"]
        field.choices = [("", "ingen"), *((pk, str(m)) for pk, m in people.items())]  # type: ignore[attr-defined]
        field.coerce = people.__getitem__  # type: ignore[attr-defined]
