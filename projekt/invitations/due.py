"""What falls due of meetings and activities to come. Registered in projekt.wiring."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DateField, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from grund.due import Due
from konton.models import Role, User
from konton.rules import places_of
from projekt.activities.models import Activity
from projekt.invitations.models import Invitee
from projekt.organisation.models import ProjectPerson
from projekt.organisation.own_people import own_people, taking_part

# People need two weeks to come. A meeting further away than a month is not asked about yet: a year
# of monthly meetings would fill the list.
_INVITE_BEFORE, _ASK_WITHIN = timedelta(days=14), timedelta(days=30)


def _today(path: str) -> Coalesce:
    """Return the day of the row's own cohort in SQL, since a demo stands still on its day."""
    return Coalesce(F(f"{path}__demo_today"), timezone.localdate(), output_field=DateField())


def meetings(user: User) -> list[Due]:
    """Return meetings to come that the person is invited to and has not said no to.

    Of two invitations, one's own counts before that of somebody whom one stands in for.
    """
    invitees = (
        Invitee.objects.filter(
            person__in=own_people(user.pk), activity__state=Activity.ActivityState.PLANNED
        )
        .exclude(answer=Invitee.Answer.DECLINES)
        .annotate(today=_today("activity__cohort"))
        .filter(activity__on__gte=F("today"))
        .select_related("activity__cohort", "activity__participation__municipality", "person")
    )
    ones_own_last = sorted(invitees, key=lambda i: i.person.user_id == user.pk)
    return [
        Due(
            on=i.activity.on,
            today=i.activity.cohort.today,
            kind="möte" if i.answer else "möte, svar saknas",
            title=i.activity.title,
            where=where(i.activity),
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
    activities = (
        Activity.objects.filter(
            participation__in=taking_part(),
            participation__municipality__in=codes,
            state=Activity.ActivityState.PLANNED,
        )
        .annotate(today=_today("cohort"))
        .filter(on__gte=F("today"), cohort__ends_on__gte=F("today"))
        .exclude(Exists(_asked_as(own_people(user.pk))))
        .annotate(has_invited=Exists(Invitee.objects.filter(activity=OuterRef("pk"))))
        .select_related("cohort", "participation__municipality", "kind")
    )
    led = places_of(user, Role.PROJECT_LEADER)
    dues = []
    for activity in activities:
        is_empty = activity.kind.is_meeting and not activity.has_invited
        kind = "möte" if activity.kind.is_meeting else "aktivitet"
        dues.append(_own_due(activity, f"{kind}, ingen är inbjuden" if is_empty else kind))
        is_near = activity.on <= activity.cohort.today + _ASK_WITHIN
        if is_empty and is_near and _where_code(activity) in led:
            dues.append(_invitation_due(activity))
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
        where=where(activity),
        url=reverse("projekt:activity", args=[activity.pk]),
        is_demo=activity.cohort.is_demo,
    )


def _invitation_due(activity: Activity) -> Due:
    return Due(
        on=activity.on - _INVITE_BEFORE,
        today=activity.cohort.today,
        kind="inbjudan",
        title=f"Ingen är inbjuden till {activity.title}",
        where=where(activity),
        url=reverse("projekt:invite_people", args=[activity.pk]),
        is_demo=activity.cohort.is_demo,
    )


def where(activity: Activity) -> str:
    own = activity.participation
    return own.municipality.name if own else activity.cohort.name
