"""Actions on the organisation: groups, people, assignments, and their accounts."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from grund.formats import day
from grund.unique import named_once, or_refuse
from konton import actions as konton
from konton.models import Invitation, Role, User
from konton.rules import has_role, staffs_in_own_right
from program.models import Cohort, Participation
from program.participations.actions import locked, locked_cohort
from projekt.actions.base import WorkRefused, note
from projekt.actions.invitations import send_links_anew, withdraw_from_meetings
from projekt.models import Assignment, ProjectGroup, ProjectPerson

# The roles that a project leader may invite to. Mentors and project leaders are chosen by
# the office.
INVITABLE = (Role.PROJECT_MEMBER, Role.STEERING_GROUP, Role.READER)


@transaction.atomic
def save_group(*, by: User, group: ProjectGroup) -> ProjectGroup:
    """Store a new or changed group.

    Raises WorkRefused when another group that has not ended has the name.
    """
    if group.pk:  # before what it belongs to, as whoever ends it does
        ProjectGroup.objects.select_for_update().get(pk=group.pk)
    _lock_groups(group.cohort, group.participation)
    others = ProjectGroup.objects.filter(
        cohort=group.cohort, participation=group.participation, ends_on=None
    ).exclude(pk=group.pk)
    names = others.values_list("name", flat=True) if group.ends_on is None else ()
    verb = "ändrade projektgrupp" if group.pk else "lade till projektgrupp"
    with named_once(group.name, names, _taken(group.name)):
        group.save()
    note(by, verb, group.participation, group.cohort, work_group=group.pk)
    return group


def _taken(name: str) -> WorkRefused:
    return WorkRefused(f"Det finns redan en grupp som heter ”{name}”. Välj ett annat namn.")


def _lock_groups(cohort: Cohort, own: Participation | None) -> None:
    """Whoever names a group waits here for the one before; without `own` the programme's."""
    if own:
        locked(own)
    else:
        locked_cohort(cohort)


@transaction.atomic
def end_group(*, by: User, group: ProjectGroup, on: date) -> None:
    """End the group and its assignments on a day; who was in it stays in the history.

    Raises WorkRefused for a day before it began.
    """
    if group.starts_on and on < group.starts_on:
        raise WorkRefused("Gruppen kan inte sluta innan den började.")
    end_assignments(group.assignments.all(), on, group.cohort.today)
    group.ends_on = on
    group.save(update_fields=["ends_on"])
    note(by, "avslutade projektgrupp", group.participation, group.cohort, work_group=group.pk)


@transaction.atomic
def save_person(*, by: User, person: ProjectPerson) -> ProjectPerson:
    """Store a new or changed person. An address that belongs to an account is linked to it.

    Raises WorkRefused when the project has a person of that address.
    """
    person.email = person.email.strip().lower()
    same = ProjectPerson.objects.filter(participation=person.participation, email=person.email)
    taken = WorkRefused(
        f"{person.email} finns redan bland projektets personer. Välj den personen i listan."
    )
    if person.email and same.exclude(pk=person.pk).exists():
        raise taken
    # Asked at every save, since the address may have been corrected to another account's, or to
    # none's.
    person.user = User.objects.filter(email=person.email, is_active=True).first()
    verb = "ändrade person i projektet" if person.pk else "lade till person i projektet"
    before = ProjectPerson.objects.filter(pk=person.pk).values_list("email", flat=True).first()
    with or_refuse(taken):
        person.save()
    if before is not None and before != person.email:
        send_links_anew(person=person)
    note(by, verb, person.participation, person.cohort, person=person.pk)
    return person


@transaction.atomic
def assign(
    *, by: User, group: ProjectGroup, person: ProjectPerson, role: str, starts_on: date | None
) -> Assignment:
    """Give a person a part in a group. Raises WorkRefused for an ended group, or one it is in."""
    if group.ends_on:
        raise WorkRefused(f"{group} är avslutad. Lägg till en ny grupp först.")
    already = WorkRefused(f"{person} är redan med i {group}.")
    if group.assignments.filter(person=person, ends_on=None).exists():
        raise already
    with or_refuse(already):
        made = Assignment.objects.create(
            group=group, person=person, role=role.strip(), starts_on=starts_on
        )
    # Somebody who left has come back; the mark would else keep the person out of lists to
    # choose from.
    if person.left_on:
        person.left_on = None
        person.save(update_fields=["left_on"])
    note(
        by, "gav uppdrag", group.participation, group.cohort, work_group=group.pk, person=person.pk
    )
    return made


@transaction.atomic
def assign_somebody(
    *, by: User, group: ProjectGroup, person: ProjectPerson, role: str, starts_on: date | None
) -> Assignment:
    """Do as `assign`, also for a person who is not stored yet.

    Both in one transaction, so that a refused assignment leaves no person behind.
    """
    if person.pk is None:
        person = save_person(by=by, person=person)
    return assign(by=by, group=group, person=person, role=role, starts_on=starts_on)


@transaction.atomic
def end_assignment(*, by: User, assignment: Assignment, on: date) -> None:
    """End an assignment on a day. Raises WorkRefused for a day before it began."""
    _end(assignment, on)
    group = assignment.group
    note(
        by,
        "avslutade uppdrag",
        group.participation,
        group.cohort,
        work_group=group.pk,
        person=assignment.person_id,
    )


def end_assignments(assignments: QuerySet[Assignment], on: date, today: date) -> None:
    """End all assignments that are open or would end later.

    One that has not begun is deleted, because nobody has held it.
    """
    for assignment in assignments.filter(Q(ends_on=None) | Q(ends_on__gt=on)):
        if assignment.starts_on and assignment.starts_on > max(on, today):
            assignment.delete()
        else:
            _end(assignment, on)


def _end(assignment: Assignment, on: date) -> None:
    if assignment.starts_on and on < assignment.starts_on:
        raise WorkRefused(
            f"Uppdraget började {day(assignment.starts_on)} och kan inte sluta före det."
        )
    assignment.ends_on = on
    assignment.save(update_fields=["ends_on"])


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
    note(by, "avslutade person i projektet", person.participation, person.cohort, person=person.pk)
    return person.tasks.filter(kind="task", done_on=None).count()


@transaction.atomic
def invite_person(*, by: User, person: ProjectPerson, role: Role, base_url: str) -> Invitation:
    """Invite a person of the organisation to an account in the portal.

    Raises WorkRefused for a role that the office gives, a missing address, or a role held already.
    """
    own = person.participation
    if own is None or role not in INVITABLE:
        raise WorkRefused("Den rollen delas ut av programkontoret.")
    if not person.email:
        raise WorkRefused(f"{person} har ingen e-postadress. Lägg till den först.")
    if person.user and has_role(person.user, own.municipality, role):
        raise WorkRefused(f"{person} har redan rollen {role.label} i {own.municipality}.")
    if not staffs_in_own_right(by, own.municipality):  # a stand-in could invite herself
        raise WorkRefused("En ersättare bjuder inte in till portalen. Be programkontoret om det.")
    invitation = konton.invite(
        by=by, email=person.email, role=role, municipality=own.municipality, base_url=base_url
    )
    note(by, "bjöd in till portalen", own, own.cohort, person=person.pk, role=str(role))
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


@transaction.atomic
def seed_groups(*, by: User, own: Participation) -> None:
    """Create the groups that every project has, so that the page does not start empty; once,
    whoever asks in the same moment.
    """
    _lock_groups(own.cohort, own)
    if own.groups.exists():
        return
    kinds = (
        ProjectGroup.Kind.OWNER,
        ProjectGroup.Kind.STEERING,
        ProjectGroup.Kind.LEADER,
        ProjectGroup.Kind.TEAM,
    )
    for kind in kinds:
        ProjectGroup.objects.create(
            cohort=own.cohort, participation=own, kind=kind, name=str(kind.label).capitalize()
        )
    note(by, "lade till projektgrupp", own, own.cohort, groups=len(kinds))
