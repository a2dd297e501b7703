"""Forms of one person of the project."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from projekt.organisation.models import ProjectPerson
from projekt.people.actions import INVITABLE


class PersonForm(forms.ModelForm):
    class Meta:
        model = ProjectPerson
        fields: ClassVar = ["name", "title", "organisation", "email"]
        help_texts: ClassVar = {
            "organisation": "Om personen inte arbetar i kommunen: bolaget, den gemensamma "
            "enheten, SKR eller RKA.",
            "email": "Behövs för att kunna bjudas in till möten och till portalen.",
        }


class InvitePersonForm(forms.Form):
    role = forms.ChoiceField(
        label="Roll i portalen", choices=[(role.value, role.label) for role in INVITABLE]
    )
