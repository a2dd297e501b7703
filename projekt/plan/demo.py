"""The plan of the demo: one step that takes its time, and two milestones."""

from __future__ import annotations

from datetime import date

from program.models import Participation
from projekt.plan.models import Milestone, StepPlan


def make_plan(participation: Participation) -> None:
    step = participation.cohort.steps.get(number=4)
    StepPlan.objects.create(
        participation=participation,
        step=step,
        takes_time=True,
        ends_on=date(2022, 11, 15),
        deliverables="Analysgruppernas förslag är prövade i styrgruppen.",
        reason="Analysgrupperna får arbeta klart innan nästa steg.",
    )
    for on, title, done in (
        (date(2021, 12, 15), "Nulägesbilden är förankrad i nämnderna", True),
        (date(2022, 10, 3), "Styrgruppen väljer åtgärder", False),
    ):
        Milestone.objects.create(
            participation=participation, on=on, title=title, done_on=on if done else None
        )
