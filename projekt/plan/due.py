"""What falls due of a plan. Registered in projekt.wiring."""

from __future__ import annotations

from django.urls import reverse

from grund.due import Due
from konton.models import User
from projekt.organisation.own_people import records_of
from projekt.plan.models import Milestone


def milestones(user: User) -> list[Due]:
    found = Milestone.objects.filter(participation__in=records_of(user), done_on=None)
    return [
        Due(
            on=milestone.on,
            today=milestone.participation.cohort.today,
            kind="milstolpe",
            title=milestone.title,
            where=milestone.participation.municipality.name,
            is_demo=milestone.participation.cohort.is_demo,
            url=reverse(
                "projekt:steps",
                args=[
                    milestone.participation.cohort.key,
                    milestone.participation.municipality.slug,
                ],
            )
            + "#milstolpar",
        )
        for milestone in found.select_related(
            "participation__cohort", "participation__municipality"
        )
    ]
