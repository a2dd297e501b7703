"""What the actions of the project work share: refusals and the audit event."""

from __future__ import annotations

from grund import audit
from grund.errors import PortalError
from konton.models import User
from program.models import Cohort, Participation
from program.participations.actions import record


class WorkRefused(PortalError):
    """The act is not possible here, or not now; the text says why and what to do."""


class ChangedMeanwhile(WorkRefused):
    """Somebody else has saved since the visitor opened the form. The form keeps what was
    written."""


def note(
    by: User | None, verb: str, own: Participation | None, cohort: Cohort, **details: object
) -> None:
    """Write the audit event: on the municipality's record where there is one, else on the
    cohort."""
    if own:
        record(by, verb, own, **details)
        return
    audit.record(
        by=by.pk if by else None,
        verb=verb,
        noun="Cohort",
        noun_id=cohort.pk,
        cohort=cohort.key,
        **details,
    )
