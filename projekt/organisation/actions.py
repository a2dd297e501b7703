"""Actions on the organisation: groups, the people in them, and assignments."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from grund.formats import day
from grund.unique import named_once, or_refuse
from grund.verbs import Verb
from konton.models import User
from program.models import Cohort, Participation
from program.participations.actions import locked, locked_cohort
from projekt.organisation.models import Assignment, ProjectGroup, ProjectPerson
from projekt.work.actions import WorkRefused, log_work_event


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
    verb = Verb.CHANGED_PROJECT_GROUP if group.pk else Verb.ADDED_PROJECT_GROUP
    with named_once(group.name, names, _taken(group.name)):
        group.save()
    log_work_event(by, verb, group.participation, group.cohort, work_group=group.pk)
    return group


def _taken(name: str) -> WorkRefused:
    return WorkRefused(f"Det finns redan en grupp som heter ”{name}”. Välj ett annat namn.")


def _lock_groups(cohort: Cohort, participation: Participation | None) -> None:
    """Whoever names a group waits here for the one before; without `own` the programme's."""
    if participation:
        locked(participation)
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
    log_work_event(
        by, Verb.ENDED_PROJECT_GROUP, group.participation, group.cohort, work_group=group.pk
    )


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
    verb = Verb.CHANGED_PROJECT_PERSON if person.pk else Verb.ADDED_PROJECT_PERSON
    with or_refuse(taken):
        person.save()
    log_work_event(by, verb, person.participation, person.cohort, person=person.pk)
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
    log_work_event(
        by,
        Verb.GAVE_ASSIGNMENT,
        group.participation,
        group.cohort,
        work_group=group.pk,
        person=person.pk,
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
    log_work_event(
        by,
        Verb.ENDED_ASSIGNMENT,
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
def seed_groups(*, by: User, participation: Participation) -> None:
    """Create the groups that every project has, so that the page does not start empty; once,
    whoever asks in the same moment.
    """
    _lock_groups(participation.cohort, participation)
    if participation.groups.exists():
        return
    kinds = (
        ProjectGroup.ProjectGroupKind.OWNER,
        ProjectGroup.ProjectGroupKind.STEERING,
        ProjectGroup.ProjectGroupKind.LEADER,
        ProjectGroup.ProjectGroupKind.TEAM,
    )
    for kind in kinds:
        ProjectGroup.objects.create(
            cohort=participation.cohort,
            participation=participation,
            kind=kind,
            name=str(kind.label).capitalize(),
        )
    log_work_event(
        by, Verb.ADDED_PROJECT_GROUP, participation, participation.cohort, groups=len(kinds)
    )
