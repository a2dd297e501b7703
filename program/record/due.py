"""Promises that fall due for a person, in the municipalities where the person leads or works."""

from __future__ import annotations

from django.urls import reverse

from grund.due import Due
from konton.models import Role, User
from konton.rules import places_of
from program.participations.models import Participation
from program.participations.queries import told_accepted
from program.record.models import Commitment


def promises(user: User) -> list[Due]:
    """Return what is not fulfilled, in two queries however many there are.

    What a cohort left open when it ended is not asked for any more.
    """
    codes = places_of(user, Role.PROJECT_LEADER, Role.PROJECT_MEMBER)
    if not codes:
        return []
    participations = told_accepted(Participation.objects.filter(municipality__in=codes))
    waiting = Commitment.objects.filter(
        participation__in=participations.values("pk"), fulfilled_on=None
    )
    return [
        Due(
            on=commitment.kind.due_on,
            today=commitment.participation.cohort.today,
            kind="utfästelse",
            title=commitment.kind.text,
            where=commitment.participation.municipality.name,
            url=reverse(
                "program:fulfil",
                args=[
                    commitment.participation.cohort.key,
                    commitment.participation.municipality.slug,
                    commitment.pk,
                ],
            ),
            is_demo=commitment.participation.cohort.is_demo,
        )
        for commitment in waiting.select_related(
            "kind", "participation__cohort", "participation__municipality"
        )
        # In Python, since a demo's day is not the database's: each cohort has its own today.
        if commitment.participation.cohort.ends_on >= commitment.participation.cohort.today
    ]
