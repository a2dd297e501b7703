"""Groups, people and assignments."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from arbete.actions.base import WorkRefused, note
from arbete.actions.invitations import withdraw_from_meetings
from arbete.models import Assignment, ProjectGroup, ProjectPerson
from grund.formats import day
from grund.unique import named_once, or_refuse
from konton import actions as konton
from konton.models import Invitation, Role, User
from konton.rules import has_role
from projekt.actions.record import locked, locked_cohort
from projekt.models import Cohort, Participation

# Whom a project leader may let into the portal; mentors and leaders are the office's to choose.
INVITABLE = (Role.PROJECT_MEMBER, Role.STEERING_GROUP, Role.READER)


@transaction.atomic
def save_group(*, by: User, group: ProjectGroup) -> ProjectGroup:
    """A new group, or a changed one. Its name is its own among those that are not ended."""
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
    """The group and its assignments end that day; who was in it is still told."""
    if group.starts_on and on < group.starts_on:
        raise WorkRefused("Gruppen kan inte sluta innan den började.")
    _end_all(group.assignments.all(), on, group.cohort.today)
    group.ends_on = on
    group.save(update_fields=["ends_on"])
    note(by, "avslutade projektgrupp", group.participation, group.cohort, work_group=group.pk)


@transaction.atomic
def save_person(*, by: User, person: ProjectPerson) -> ProjectPerson:
    """A new person, or a changed one. An address that has an account is that account's."""
    person.email = person.email.strip().lower()
    same = ProjectPerson.objects.filter(participation=person.participation, email=person.email)
    taken = WorkRefused(
        f"{person.email} finns redan bland projektets personer. Välj den personen i listan."
    )
    if person.email and same.exclude(pk=person.pk).exists():
        raise taken
    person.user = User.objects.filter(email=person.email, is_active=True).first()
    verb = "ändrade person i projektet" if person.pk else "lade till person i projektet"
    with or_refuse(taken):
        person.save()
    note(by, verb, person.participation, person.cohort, person=person.pk)
    return person


@transaction.atomic
def assign(
    *, by: User, group: ProjectGroup, person: ProjectPerson, role: str, starts_on: date | None
) -> Assignment:
    if group.ends_on:
        raise WorkRefused(f"{group} är avslutad. Lägg till en ny grupp först.")
    already = WorkRefused(f"{person} är redan med i {group}.")
    if group.assignments.filter(person=person, ends_on=None).exists():
        raise already
    with or_refuse(already):
        made = Assignment.objects.create(
            group=group, person=person, role=role.strip(), starts_on=starts_on
        )
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
    """`assign`, also for a person who is not stored yet."""
    if person.pk is None:
        person = save_person(by=by, person=person)
    return assign(by=by, group=group, person=person, role=role, starts_on=starts_on)


@transaction.atomic
def end_assignment(*, by: User, assignment: Assignment, on: date) -> None:
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


def _end_all(assignments: QuerySet[Assignment], on: date, today: date) -> None:
    """Also those that were to end later. What nobody has held yet, nobody will."""
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
    """Somebody leaves: assignments end, and later meetings no longer wait for an answer.

    Tasks keep their owner, so that nobody forgets them; the plan shows whose has left. Returns how
    many open tasks that are.
    """
    _end_all(person.assignments.all(), on, person.cohort.today)
    person.left_on = on
    person.save(update_fields=["left_on"])
    withdraw_from_meetings(by=by, person=person, after=on)
    note(by, "avslutade person i projektet", person.participation, person.cohort, person=person.pk)
    return person.tasks.filter(kind="task", done_on=None).count()


@transaction.atomic
def invite_person(*, by: User, person: ProjectPerson, role: Role, base_url: str) -> Invitation:
    """Let a person of the organisation into the portal."""
    own = person.participation
    if own is None or role not in INVITABLE:
        raise WorkRefused("Den rollen delas ut av programkontoret.")
    if not person.email:
        raise WorkRefused(f"{person} har ingen e-postadress. Lägg till den först.")
    if person.user and has_role(person.user, own.municipality, role):
        raise WorkRefused(f"{person} har redan rollen {role.label} i {own.municipality}.")
    invitation = konton.invite(
        by=by, email=person.email, role=role, municipality=own.municipality, base_url=base_url
    )
    note(by, "bjöd in till portalen", own, own.cohort, person=person.pk, role=str(role))
    return invitation


def link_account(*, user: User) -> int:
    """Somebody who got an account is the person that projects have under that address."""
    return ProjectPerson.objects.filter(email=user.email, user=None).update(user=user)


def forget_person(*, user: User) -> None:
    """Erased: who it was goes, and that somebody was there stays."""
    ProjectPerson.objects.filter(user=user).update(
        name=f"raderad person {user.pk}", title="", organisation="", email="", user=None
    )
    ProjectPerson.objects.filter(email=user.email).update(
        name=f"raderad person {user.pk}", title="", organisation="", email=""
    )


@transaction.atomic
def seed_groups(*, by: User, own: Participation) -> None:
    """The groups that every project has, so that an empty page is not the first thing one sees;
    once, whoever asks in the same moment."""
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
