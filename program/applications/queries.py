"""The application as it stands: until when, which version, and whether it can be changed."""

from __future__ import annotations

from datetime import date

from grund.formats import day
from program.applications.models import ApplicationVersion, Attachment
from program.participations.models import Participation


def last_day(participation: Participation, kind: str) -> date | None:
    """Return the last day of a stage for this municipality, extensions included.

    None where the cohort has no such stage.
    """
    stage = participation.cohort.stages.filter(kind=kind).first()
    more = participation.extensions.filter(stage=kind).values_list("until", flat=True)
    # The latest of them: an extension gives time and never takes any away.
    return max([stage.closes_on, *more]) if stage else None


def newest_version(participation: Participation) -> ApplicationVersion | None:
    return participation.versions.order_by("-number").first()


def why_closed(participation: Participation) -> str:
    """Return why the application cannot be changed, '' where it can.

    The last day closes nothing: a late text can be saved, only not sent in.
    """
    if participation.status == Participation.Status.WITHDRAWN:
        return "Kommunen har dragit sig ur. Programkontoret kan öppna ärendet igen."
    if participation.submitted_at:
        return (
            f"Ansökan skickades in {day(participation.submitted_at)}. Be programkontoret öppna den "
            "igen om något behöver ändras."
        )
    return ""


def attachments_of(participation: Participation) -> tuple[Attachment, ...]:
    attachments = participation.attachments.select_related("file", "by")
    return tuple(attachments.filter(removed_at=None))
