"""What a role holder answers for on a municipality's record, handed over or ended."""

from __future__ import annotations

from django.db.models import QuerySet

from konton.models import Membership, Role, User
from konton.people import keeps_a_role
from konton.registry import Duties
from program.participations.models import Participation


def _mentored(membership: Membership) -> QuerySet[Participation]:
    participations = Participation.objects.filter(municipality=membership.municipality_id)
    if membership.role != Role.MENTOR:
        return participations.none()
    return participations.filter(mentor=membership.user_id)


def _contact_of(membership: Membership) -> QuerySet[Participation]:
    return Participation.objects.filter(
        municipality=membership.municipality_id, contact_email__iexact=membership.user.email
    )


def told(membership: Membership) -> list[Duties]:
    return [
        Duties(
            kind,
            tuple(
                str(participation.cohort)
                for participation in participations.select_related("cohort")
            ),
        )
        for kind, participations in (
            ("mentor för kommunen i", _mentored(membership)),
            ("kontaktperson i", _contact_of(membership)),
        )
    ]


def moved(by: User, membership: Membership, to: User) -> None:
    _mentored(membership).update(mentor=to)
    _put_contact(_contact_of(membership), to)


def ended(by: User, membership: Membership) -> None:
    """Leave the municipality without the mentor; another leader becomes its contact."""
    _mentored(membership).update(mentor=None)
    if membership.municipality_id and not keeps_a_role(membership):
        # Not who only stands in: the contact stays when the days are over.
        leaders = Membership.objects.filter(
            role=Role.PROJECT_LEADER,
            municipality=membership.municipality_id,
            user__is_active=True,
        ).select_related("user")
        leader = leaders.order_by("pk").first()
        _put_contact(_contact_of(membership), leader.user if leader else None)


def _put_contact(found: QuerySet[Participation], to: User | None) -> None:
    found.update(
        contact_name=(to.name or to.email) if to else "saknas",
        contact_title="",
        contact_email=to.email if to else "",
        contact_phone="",
    )
