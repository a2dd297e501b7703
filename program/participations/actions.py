"""What all actions on a record share: the lock and the audit event."""

from __future__ import annotations

from django.utils import timezone

from grund import audit
from grund.errors import PortalError
from grund.verbs import Verb
from konton.models import Role, User
from konton.rules import has_role
from program.cohorts.models import Cohort
from program.participations.models import Participation

OWN_ROLES = (Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.STEERING_GROUP)


class RecordRefused(PortalError):
    """The act is not possible on this record, or not now; the text says why and what to do."""


def locked(participation: Participation) -> Participation:
    """Read the record anew and lock it until the transaction ends."""
    return (
        # Only the record itself: without `of` PostgreSQL would lock the cohort and the
        # municipality of the join too, and records of one cohort would wait for each other.
        Participation.objects.select_for_update(of=("self",))
        .select_related("cohort", "municipality")
        .get(pk=participation.pk)
    )


def locked_cohort(cohort: Cohort) -> Cohort:
    """Lock the cohort. Whoever counts against its cap or numbers its invoices waits here
    in turn."""
    return Cohort.objects.select_for_update().get(pk=cohort.pk)


def log_event(by: User | None, verb: Verb, participation: Participation, **details: object) -> None:
    """Write the audit event. When the municipality's own people act, it is also its sign
    of life."""
    audit.log_event(
        by=by.pk if by else None,
        verb=verb,
        noun="Participation",
        noun_id=participation.pk,
        cohort=participation.cohort.key,
        municipality=participation.municipality_id,
        **details,
    )
    # The board calls a municipality silent when nothing is heard from it. What the office or
    # the mentor does for it must not hide that.
    if by and has_role(by, participation.municipality, *OWN_ROLES):
        participation.last_activity_at = timezone.now()
        participation.save(update_fields=["last_activity_at"])
