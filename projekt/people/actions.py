"""Actions on one person of the project: changed, invited to the portal, leaving, forgotten."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from grund.verbs import Verb
from konton import actions as konton
from konton.models import Invitation, Role, User
from konton.rules import has_role, staffs_in_own_right
from projekt.invitations.actions import send_links_anew, withdraw_from_meetings
from projekt.organisation.actions import end_assignments, save_person
from projekt.organisation.models import ProjectPerson
from projekt.work.actions import WorkRefused, log_work_event

# The roles that a project leader may invite to. Mentors and project leaders are chosen by
# the office.
INVITABLE = (Role.PROJECT_MEMBER, Role.STEERING_GROUP, Role.READER)


@transaction.atomic
def change_person(*, by: User, person: ProjectPerson) -> ProjectPerson:
    """Store a changed person, and write anew to an address that is another.

    Raises WorkRefused when the project has a person of that address.
    """
    before = ProjectPerson.objects.filter(pk=person.pk).values_list("email", flat=True).first()
    save_person(by=by, person=person)
    if before is not None and before != person.email:
        send_links_anew(person=person)
    return person


@transaction.atomic
def leave(*, by: User, person: ProjectPerson, on: date) -> int:
    """Let a person leave the project. Returns how many open tasks the person owns.

    Assignments end, and later meetings no longer wait for an answer. Tasks keep their owner, so
    that nobody forgets them; lists show that the owner has left.
    """
    end_assignments(person.assignments.all(), on, person.cohort.today)
    person.left_on = on
    person.save(update_fields=["left_on"])
    withdraw_from_meetings(by=by, person=person, after=on)
    log_work_event(
        by, Verb.ENDED_PROJECT_PERSON, person.participation, person.cohort, person=person.pk
    )
    return person.tasks.filter(kind="task", done_on=None).count()


@transaction.atomic
def invite_person(*, by: User, person: ProjectPerson, role: Role, base_url: str) -> Invitation:
    """Invite a person of the organisation to an account in the portal.

    Raises WorkRefused for a role that the office gives, a missing address, or a role held already.
    """
    participation = person.participation
    if participation is None or role not in INVITABLE:
        raise WorkRefused("Den rollen delas ut av programkontoret.")
    if not person.email:
        raise WorkRefused(f"{person} har ingen e-postadress. Lägg till den först.")
    if person.user and has_role(person.user, participation.municipality, role):
        raise WorkRefused(f"{person} har redan rollen {role.label} i {participation.municipality}.")
    if not staffs_in_own_right(by, participation.municipality):  # a stand-in could invite herself
        raise WorkRefused("En ersättare bjuder inte in till portalen. Be programkontoret om det.")
    invitation = konton.invite(
        by=by,
        email=person.email,
        role=role,
        municipality=participation.municipality,
        base_url=base_url,
    )
    log_work_event(
        by,
        Verb.INVITED_TO_PORTAL,
        participation,
        participation.cohort,
        person=person.pk,
        role=str(role),
    )
    return invitation


def link_account(*, user: User) -> int:
    """Link a new account to the people whom projects know by its address. Returns how many."""
    return ProjectPerson.objects.filter(email=user.email, user=None).update(user=user)


def forget_person(*, user: User) -> None:
    """Erase a person from all projects: who it was goes, and that somebody was there stays."""
    found = ProjectPerson.objects.filter(Q(user=user) | Q(email=user.email))
    # What the person answers for is the leader's to give to somebody else.
    found.filter(left_on=None).update(left_on=timezone.localdate())
    ProjectPerson.objects.filter(user=user).update(
        name=f"raderad person {user.pk}", title="", organisation="", email="", user=None
    )
    # Also rows with the address and no account: they were written before the account was made,
    # or in a project where it was not linked.
    ProjectPerson.objects.filter(email=user.email).update(
        name=f"raderad person {user.pk}", title="", organisation="", email=""
    )
