"""What a role holder has in a municipality's projects: how it is told, handed over, and ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from grund.formats import day
from konton.models import Membership, Role, User
from konton.people import keeps_a_role
from konton.registry import Duties
from program.models import Participation
from projekt.activities.models import Activity
from projekt.invitations import actions as invitations
from projekt.invitations.models import Invitee
from projekt.meetings.models import Outcome
from projekt.organisation.actions import end_assignments
from projekt.organisation.models import Assignment, ProjectPerson


def parts_of(membership: Membership, user: User | None = None) -> QuerySet[ProjectPerson]:
    """Return whom projects of the role's municipality know its holder as, or somebody else.

    Also by the address: a person who was written down before the account was made, or in a
    project where it was not linked, is the same.
    """
    somebody = user or membership.user
    return ProjectPerson.objects.filter(
        Q(user=somebody) | Q(email__iexact=somebody.email),
        participation__municipality=membership.municipality_id,
    ).select_related("cohort", "participation")


def heir_of(person: ProjectPerson, membership: Membership, to: User) -> ProjectPerson:
    """Return whom the project knows the receiver as; added to it where it does not."""
    known = parts_of(membership, to).filter(participation=person.participation)
    heir = known.order_by(F("left_on").asc(nulls_first=True), "pk").first()
    if heir is None:
        heir = ProjectPerson(
            cohort=person.cohort,
            participation=person.participation,
            name=to.name or to.email,
            email=to.email.lower(),
        )
    heir.user, heir.left_on = to, None
    heir.save()
    return heir


# --- what there is -------------------------------------------------------------------------------
def _assignments(parts: Iterable[ProjectPerson]) -> QuerySet[Assignment]:
    open_now = Q(ends_on=None) | Q(ends_on__gt=timezone.localdate())
    found = Assignment.objects.filter(open_now, person__in=parts)
    return found.select_related("group")


def _invitations(parts: Iterable[ProjectPerson]) -> QuerySet[Invitee]:
    invitees = Invitee.objects.filter(person__in=parts, was_present=None)
    ahead = invitees.filter(activity__state=Activity.ActivityState.PLANNED)
    return ahead.select_related("activity").order_by("activity__on")


def _tasks(parts: Iterable[ProjectPerson]) -> QuerySet[Outcome]:
    return Outcome.objects.filter(owner__in=parts, kind=Outcome.OutcomeKind.TASK, done_on=None)


def _led(membership: Membership) -> QuerySet[Activity]:
    """Return the coming activities that are the mentor's own and would have nobody to lead them.

    One that is for municipalities which the mentor keeps stays with the mentor.
    """
    if membership.role != Role.MENTOR:
        return Activity.objects.none()
    code, mentor = membership.municipality_id, membership.user_id
    others = Participation.objects.filter(mentor=mentor).exclude(municipality=code)
    return (
        Activity.objects.filter(mentor=mentor, cohort__participations__municipality=code)
        .exclude(cohort__in=others.values("cohort"))
        .filter(on__gte=timezone.localdate())
    )


def told(membership: Membership) -> list[Duties]:
    parts = list(parts_of(membership))
    days = {part.pk: part.cohort.today for part in parts}
    coming = [
        invitee for invitee in _invitations(parts) if invitee.activity.on >= days[invitee.person_id]
    ]
    return [
        Duties("uppdrag i projektets grupper", tuple(str(a.group) for a in _assignments(parts))),
        Duties("uppgifter från möten", tuple(str(task) for task in _tasks(parts))),
        Duties("inbjudningar till kommande möten", tuple(_when(one.activity) for one in coming)),
        Duties("mentorns egna aktiviteter", tuple(map(_when, _led(membership)))),
    ]


def _when(activity: Activity) -> str:
    return f"{activity}, {day(activity.on)}"


# --- handing over, and ending --------------------------------------------------------------------
def moved(by: User, membership: Membership, to: User) -> None:
    """Give tasks, parts in groups and coming meetings to the receiver; each meeting by letter."""
    led = list(_led(membership).values_list("pk", flat=True))
    Activity.objects.filter(pk__in=led).update(mentor=to)
    for person in parts_of(membership):
        heir = heir_of(person, membership, to)
        _tasks([person]).update(owner=heir)
        for assignment in _assignments([person]):
            _pass_on(assignment, heir)
        invitations.hand_over(person=person, heir=heir)
        _end(by, person)


def _pass_on(assignment: Assignment, heir: ProjectPerson) -> None:
    """From today it is the heir's, and until yesterday it was whose it was: nobody stands twice."""
    group, today = assignment.group, heir.cohort.today
    if not group.assignments.filter(person=heir, ends_on=None).exists():
        begins = assignment.starts_on
        Assignment.objects.create(
            group=group,
            person=heir,
            role=assignment.role,
            starts_on=begins if begins and begins > today else today,
            ends_on=assignment.ends_on,
        )
    if assignment.starts_on and assignment.starts_on >= today:
        assignment.delete()
        return
    assignment.ends_on = today - timedelta(days=1)
    assignment.save(update_fields=["ends_on"])


def ended(by: User, membership: Membership) -> None:
    """Let the person leave the projects of a municipality where no role is left.

    Tasks keep their owner, who has left: lists show them to the leader as nobody's.
    """
    for activity in _led(membership):
        _leave_to_another(activity, membership)
    if membership.municipality_id is None or keeps_a_role(membership):
        return
    for person in parts_of(membership):
        _end(by, person)  # also of somebody who was to leave on a later day
        if person.left_on is None or person.left_on > person.cohort.today:
            person.left_on = person.cohort.today
            person.save(update_fields=["left_on"])


def _leave_to_another(activity: Activity, membership: Membership) -> None:
    """Give a mentor's activity to the next mentor, or where there is none to the municipality."""
    participation = activity.cohort.participations.get(municipality=membership.municipality_id)
    has_next = participation.mentor_id not in (None, membership.user_id)
    activity.mentor_id, activity.participation = (
        (participation.mentor_id, None) if has_next else (None, participation)
    )
    activity.save(update_fields=["mentor", "participation"])


def _end(by: User, person: ProjectPerson) -> None:
    """End assignments and coming meetings, today's too, and every link in a letter."""
    today = person.cohort.today
    end_assignments(person.assignments.all(), today, today)
    invitations.withdraw_from_meetings(by=by, person=person, after=today - timedelta(days=1))
    invitations.end_links(person=person)
