"""Forms of groups and of the assignments in them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from program.fields import DateField
from program.models import Cohort, Participation
from projekt.organisation.models import ProjectGroup, ProjectPerson


class GroupForm(forms.ModelForm):
    starts_on = DateField(label="Från", required=False)

    class Meta:
        model = ProjectGroup
        fields: ClassVar = ["kind", "name", "starts_on"]
        help_texts: ClassVar = {
            "name": "Med era egna ord, till exempel Analysgrupp barn- och utbildningsförvaltningen."
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

    def chosen(self, cohort: Cohort, participation: Participation | None) -> ProjectPerson:
        """Return the chosen person, or a new one that is not stored yet."""
        data = self.cleaned_data
        project_person: ProjectPerson | None = data["person"]
        return project_person or ProjectPerson(
            cohort=cohort,
            participation=participation,
            name=data["name"],
            title=data["title"],
            organisation=data["organisation"],
            email=data["email"],
        )


class EndForm(forms.Form):
    on = DateField(label="Sista dag")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"on": today}, **kwargs})
