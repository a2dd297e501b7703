"""What the actions of the project work share: refusals and the audit event."""

from __future__ import annotations

from grund import audit
from grund.errors import PortalError
from grund.verbs import Verb
from konton.models import User
from program.models import Cohort, Participation
from program.participations.actions import log_event


class WorkRefused(PortalError):
    """The act is not possible here, or not now; the text says why and what to do."""


class ChangedMeanwhile(WorkRefused):
    """Somebody else has saved since the visitor opened the form. The form keeps what was
    written."""


def log_work_event(
    by: User | None,
    verb: Verb,
    participation: Participation | None,
    cohort: Cohort,
    **details: object,
) -> None:
    """Write the audit event: on the municipality's record where there is one, else on the
    cohort."""
    if participation:
        log_event(by, verb, participation, **details)
        return
    audit.log_event(
        by=by.pk if by else None,
        verb=verb,
        noun="Cohort",
        noun_id=cohort.pk,
        cohort=cohort.key,
        **details,
    )
