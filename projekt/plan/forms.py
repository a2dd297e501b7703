"""Forms of the plan of a step, and of milestones."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from program.fields import DateField, Lines, check_near
from projekt.plan.models import Milestone, StepPlan


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
