"""What falls due for a person in the project work. `oversikt.my_list` asks each source."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from grund.due import Due
from konton.models import Role, User
from konton.rules import places_of
from program.models import Participation
from program.participations.queries import told_accepted
from projekt.models import Activity, HandIn, Invitee, Milestone, Outcome, ProjectPerson
from projekt.queries.home_tasks import own_tasks
from projekt.queries.own_people import own_people, without_owner

# People need two weeks to come. A meeting further away than a month is not asked about yet: a year
# of monthly meetings would fill the list.
_INVITE_BEFORE, _ASK_WITHIN = timedelta(days=14), timedelta(days=30)


def _today(path: str) -> Coalesce:
    """Return the day of the row's own cohort in SQL, since a demo stands still on its day."""
    return Coalesce(F(f"{path}__demo_today"), timezone.localdate(), output_field=DateField())


def _taking_part() -> QuerySet[Participation]:
    """Return the municipalities that take part and know it; elsewhere there is nothing to remind
    of."""
    return told_accepted(Participation.objects.all())


def meetings(user: User) -> list[Due]:
    """Return meetings to come that the person is invited to and has not said no to.

    Of two invitations, one's own counts before that of somebody whom one stands in for.
    """
    found = (
        Invitee.objects.filter(
            person__in=own_people(user.pk), activity__state=Activity.State.PLANNED
        )
        .exclude(answer=Invitee.Answer.DECLINES)
        .annotate(today=_today("activity__cohort"))
        .filter(activity__on__gte=F("today"))
        .select_related("activity__cohort", "activity__participation__municipality", "person")
    )
    ones_own_last = sorted(found, key=lambda i: i.person.user_id == user.pk)
    return [
        Due(
            on=i.activity.on,
            today=i.activity.cohort.today,
            kind="möte" if i.answer else "möte, svar saknas",
            title=i.activity.title,
            where=_where(i.activity),
            url=reverse("projekt:activity", args=[i.activity_id]),
            is_demo=i.activity.cohort.is_demo,
        )
        for i in {i.activity_id: i for i in ones_own_last}.values()
    ]


def own_activities(user: User) -> list[Due]:
    """Return what is to come in the municipalities where the person does the work, also without
    anybody invited; a meeting that the person is invited to stands in `meetings`.

    That nobody is invited is due itself, for the project leader.
    """
    codes = places_of(user, Role.PROJECT_LEADER, Role.PROJECT_MEMBER)
    if not codes:
        return []
    found = (
        Activity.objects.filter(
            participation__in=_taking_part(),
            participation__municipality__in=codes,
            state=Activity.State.PLANNED,
        )
        .annotate(today=_today("cohort"))
        .filter(on__gte=F("today"), cohort__ends_on__gte=F("today"))
        .exclude(Exists(_asked_as(own_people(user.pk))))
        .annotate(has_invited=Exists(Invitee.objects.filter(activity=OuterRef("pk"))))
        .select_related("cohort", "participation__municipality", "kind")
    )
    led = places_of(user, Role.PROJECT_LEADER)
    dues = []
    for one in found:
        is_empty = one.kind.is_meeting and not one.has_invited
        kind = "möte" if one.kind.is_meeting else "aktivitet"
        dues.append(_own_due(one, f"{kind}, ingen är inbjuden" if is_empty else kind))
        is_near = one.on <= one.cohort.today + _ASK_WITHIN
        if is_empty and is_near and _where_code(one) in led:
            dues.append(_invitation_due(one))
    return dues


def _asked_as(people: QuerySet[ProjectPerson]) -> QuerySet[Invitee]:
    return Invitee.objects.filter(activity=OuterRef("pk"), person__in=people)


def _where_code(activity: Activity) -> str:
    return activity.participation.municipality_id if activity.participation else ""


def _own_due(activity: Activity, kind: str) -> Due:
    return Due(
        on=activity.on,
        today=activity.cohort.today,
        kind=kind,
        title=activity.title,
        where=_where(activity),
        url=reverse("projekt:activity", args=[activity.pk]),
        is_demo=activity.cohort.is_demo,
    )


def _invitation_due(activity: Activity) -> Due:
    return Due(
        on=activity.on - _INVITE_BEFORE,
        today=activity.cohort.today,
        kind="inbjudan",
        title=f"Ingen är inbjuden till {activity.title}",
        where=_where(activity),
        url=reverse("projekt:invite_people", args=[activity.pk]),
        is_demo=activity.cohort.is_demo,
    )


def tasks(user: User) -> list[Due]:
    """Return a person's tasks from meetings, and for a leader those that nobody owns any more."""
    led = places_of(user, Role.PROJECT_LEADER)
    found = (
        Outcome.objects.filter(kind=Outcome.Kind.TASK, done_on=None)
        .filter(
            Q(owner__in=own_people(user.pk), owner__left_on=None)
            | (
                without_owner()
                & Q(
                    activity__participation__municipality__in=led,
                    activity__participation__in=_taking_part(),
                )
            )
        )
        .select_related("activity__cohort", "activity__participation__municipality", "owner__user")
    )
    return [
        Due(
            on=one.due_on or one.activity.on,
            today=one.activity.cohort.today,
            kind="uppgift utan ägare" if one.owner is None or one.owner.is_gone else "uppgift",
            title=one.text[:120],
            where=_where(one.activity),
            url=reverse("projekt:outcome", args=[one.pk]),
            is_demo=one.activity.cohort.is_demo,
        )
        for one in found
    ]


def _where(activity: Activity) -> str:
    own = activity.participation
    return own.municipality.name if own else activity.cohort.name


def _records(user: User) -> list[Participation]:
    """Return the records where the person does the work, in cohorts that are not over."""
    codes = places_of(user, Role.PROJECT_LEADER, Role.PROJECT_MEMBER)
    if not codes:
        return []
    found = told_accepted(Participation.objects.filter(municipality__in=codes))
    records = found.select_related("cohort", "municipality")
    return [own for own in records if own.cohort.ends_on >= own.cohort.today]


def home_tasks(user: User) -> list[Due]:
    """Return the home tasks that the person's municipalities have not handed in."""
    return [
        Due(
            on=one.task.due_on,
            today=one.own.cohort.today,
            kind="hemuppgift",
            title=one.task.title,
            where=one.own.municipality.name,
            url=reverse(
                "projekt:own_task",
                args=[one.own.cohort.key, one.own.municipality.slug, one.task.pk],
            ),
            is_demo=one.own.cohort.is_demo,
        )
        for one in own_tasks(_records(user))
        if one.is_open
    ]


def milestones(user: User) -> list[Due]:
    found = Milestone.objects.filter(participation__in=_records(user), done_on=None)
    return [
        Due(
            on=one.on,
            today=one.participation.cohort.today,
            kind="milstolpe",
            title=one.title,
            where=one.participation.municipality.name,
            is_demo=one.participation.cohort.is_demo,
            url=reverse(
                "projekt:steps",
                args=[one.participation.cohort.key, one.participation.municipality.slug],
            )
            + "#milstolpar",
        )
        for one in found.select_related("participation__cohort", "participation__municipality")
    ]


def to_judge(user: User) -> list[Due]:
    """Return what was handed in to a mentor and waits to be judged, dated by when it came."""
    codes = places_of(user, Role.MENTOR)
    found = HandIn.objects.filter(
        state=HandIn.State.HANDED_IN,
        participation__municipality__in=codes,
        participation__in=_taking_part(),
        task__withdrawn_at=None,
    ).select_related("task", "participation__cohort", "participation__municipality")
    return [
        Due(
            on=_local(one),
            today=one.participation.cohort.today,
            kind="att läsa",
            title=one.task.title,
            where=one.participation.municipality.name,
            url=reverse(
                "projekt:own_task",
                args=[
                    one.participation.cohort.key,
                    one.participation.municipality.slug,
                    one.task_id,
                ],
            ),
            is_demo=one.participation.cohort.is_demo,
        )
        for one in found
    ]


def _local(handed: HandIn) -> date:
    """Return the Swedish day of the hand-in; the stored moment is UTC and may be the day
    before."""
    return timezone.localtime(handed.at).date()
