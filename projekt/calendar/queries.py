"""A person's meetings as the calendar that is subscribed to."""

from __future__ import annotations

from grund.calendar import feed
from projekt.invitations.letters import event_of
from projekt.invitations.models import Invitee
from projekt.organisation.own_people import own_people


def feed_of(user_id: int) -> str:
    """Return the calendar of meetings that the person is invited to, in one query.

    Meetings answered with no are left out, and so is a municipality that no longer takes part, or
    where the person has no role any longer.
    """
    invitees = (
        Invitee.objects.filter(person__in=own_people(user_id))
        .exclude(answer=Invitee.Answer.DECLINES)
        .select_related("activity")
        .order_by("activity__on", "activity_id")
    )
    # A person may be invited twice, through two municipalities; the calendar gets the meeting
    # once.
    activities = {invitee.activity_id: invitee.activity for invitee in invitees}
    return feed([event_of(activity) for activity in activities.values()], name="Effektivare kommun")
