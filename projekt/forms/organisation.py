"""Forms of the organisation, the plan of steps, and milestones."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from program.fields import DateField, Lines, check_near
from program.models import Cohort, Participation
from projekt.actions.organisation import INVITABLE
from projekt.models import Milestone, ProjectGroup, ProjectPerson, StepPlan


class GroupForm(forms.ModelForm):
    starts_on = DateField(label="Från", required=False)

    class Meta:
        model = ProjectGroup
        fields: ClassVar = ["kind", "name", "starts_on"]
        help_texts: ClassVar = {
            "name": "Med era egna ord, till exempel Analysgrupp barn- och utbildningsförvaltningen."
        }


class PersonForm(forms.ModelForm):
    class Meta:
        model = ProjectPerson
        fields: ClassVar = ["name", "title", "organisation", "email"]
        help_texts: ClassVar = {
            "organisation": "Om personen inte arbetar i kommunen: bolaget, den gemensamma "
            "enheten, SKR eller RKA.",
            "email": "Behövs för att kunna bjudas in till möten och till portalen.",
        }


class AssignForm(forms.Form):
    """An assignment for a person in the list, or for a new one."""

    person: Any = forms.ModelChoiceField(
        None,
        label="Person",
        required=False,
        empty_label="Ny person, fyll i nedanför",
    )
    name = forms.CharField(label="Namn", max_length=120, required=False)
    title = forms.CharField(label="Befattning", max_length=120, required=False)
    organisation = forms.CharField(
        label="Organisation, om en annan än kommunen", max_length=120, required=False
    )
    email = forms.EmailField(label="E-post", required=False)
    role = forms.CharField(
        label="Roll i gruppen",
        max_length=120,
        required=False,
        help_text="Med era egna ord. Lämna tomt om gruppens namn räcker.",
    )
    starts_on = DateField(label="Från", required=False)

    def __init__(self, people: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("person") and not (data.get("name") or "").strip():
            self.add_error("name", "Välj en person i listan eller skriv namnet på en ny.")
        return data

    def chosen(self, cohort: Cohort, own: Participation | None) -> ProjectPerson:
        """Return the chosen person, or a new one that is not stored yet."""
        data = self.cleaned_data
        found: ProjectPerson | None = data["person"]
        return found or ProjectPerson(
            cohort=cohort,
            participation=own,
            name=data["name"],
            title=data["title"],
            organisation=data["organisation"],
            email=data["email"],
        )


class EndForm(forms.Form):
    on = DateField(label="Sista dag")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"on": today}, **kwargs})


class InvitePersonForm(forms.Form):
    role = forms.ChoiceField(
        label="Roll i portalen", choices=[(role.value, role.label) for role in INVITABLE]
    )


class StepPlanForm(forms.ModelForm):
    starts_on = DateField(label="Vi börjar", required=False)
    ends_on = DateField(label="Vi är klara", required=False)

    class Meta:
        model = StepPlan
        fields: ClassVar = ["starts_on", "ends_on", "deliverables", "takes_time", "reason"]
        widgets: ClassVar = {"deliverables": Lines(4)}
        help_texts: ClassVar = {
            "takes_time": "Ett lika gott skäl som något annat: steget får ta längre tid än i "
            "programmet."
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Steget kan inte vara klart innan det börjar.")
        check_near(self, self.instance.participation.cohort, "starts_on", "ends_on")
        return data


class MilestoneForm(forms.ModelForm):
    on = DateField(label="Datum")

    class Meta:
        model = Milestone
        fields: ClassVar = ["title", "on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_near(self, self.instance.participation.cohort, "on")
        return data
