"""The project work: a row of everything, its addresses, and what each view that writes is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from grund import files
from konton import staffing
from konton.actions import add_membership
from konton.models import Role, StandIn, User
from konton.people import end_membership
from program.learning_groups import actions as groups
from program.models import Participation
from projekt.calendar import actions as feed
from projekt.home_tasks import actions as home_tasks
from projekt.invitations.queries import answer_token
from projekt.meetings import actions as minutes
from projekt.models import (
    Activity,
    AgendaItem,
    HandIn,
    HomeTask,
    Invitee,
    Milestone,
    MinutesVersion,
    Outcome,
    ProjectGroup,
    ProjectPerson,
)
from projekt.organisation import actions as organisation
from projekt.plan import actions as plan
from tests import worked
from tests.access.people import (
    FORMER_MEMBER,
    FORMER_MENTOR,
    LEADER,
    MENTOR,
    OFFICE,
    PEER,
    PEER_MENTOR,
)
from tests.recalled import recalled

# Whose an activity is: the municipality's where nothing is said.
OWNERS = ("", "lärgrupp", "omgången", "mentor")
OF_EACH_OWNER = (
    "activity",
    "edit_activity",
    "cancel_activity",
    "invite_people",
    "answer",
    "new_item",
    "write_minutes",
    "outcome",
    "edit_outcome",
    "finish",
)
DOORS = {"answer_by_letter", "feed"}  # the token is the key


@dataclass(frozen=True)
class Work:
    """A municipality's work with a row of everything, and an activity of each kind of owner."""

    own: Participation
    people: dict[Role, ProjectPerson]
    meetings: dict[str, Activity]
    tasks: dict[str, Outcome]
    item: AgendaItem
    invitee: Invitee
    beside: MinutesVersion
    milestone: Milestone
    home_task: HomeTask
    handed: HandIn
    token: str  # of the leader's calendar
    stand_in: StandIn
    former: Former


@dataclass(frozen=True)
class Former:
    """What who was a member still has in the mailbox and in a calendar program."""

    answer: str  # the token of a letter's link
    feed: str


@pytest.fixture
def work(own: Participation, people: dict[str, User]) -> Work:
    return make_work(own, people)


@recalled
def make_work(own: Participation, people: dict[str, User]) -> Work:
    """The record's municipality gets a mentor, a learning group with another, and a row of all."""
    leader, office, mentor = people[LEADER], people[OFFICE], people[MENTOR]
    peer = own.cohort.participations.get(municipality=PEER)
    groups.set_groups(by=office, cohort=own.cohort, placed={own: "Grupp A", peer: "Grupp A"})
    for record, supports in (
        (own, people[FORMER_MENTOR]),
        (own, mentor),
        (peer, people[PEER_MENTOR]),
    ):
        groups.set_mentor(by=office, participation=record, mentor=supports)
    own = Participation.objects.select_related("cohort", "municipality").get(pk=own.pk)
    staff = worked.organised(own)
    worked.worker(own, "Utan uppdrag", "utan@example.com")
    meetings = _meetings(own, people)
    for one in meetings.values():
        worked.invited(one, staff[Role.PROJECT_LEADER], by=leader)
    milestone = Milestone(participation=own, on=own.cohort.today, title="Förankrat i nämnden")
    plan.save_milestone(by=leader, milestone=milestone)
    home_task = worked.home_task(own, office)
    _organise_programme(own, office)
    handed = home_tasks.hand_in(
        by=leader,
        task=home_task,
        participation=own,
        text="Så här ser det ut.",
        file=_file(leader),
        based_on=0,
    )
    return Work(
        own=own,
        people=staff,
        meetings=meetings,
        tasks=_outcomes(meetings, leader, staff),
        item=minutes.save_item(
            by=leader, item=AgendaItem(activity=meetings[""], title="Läget", file=_file(leader))
        ),
        invitee=meetings[""].invitees.get(),
        beside=_texts(meetings[""], leader, mentor),
        milestone=milestone,
        home_task=home_task,
        handed=handed,
        token=feed.make_address(by=leader),
        stand_in=_stand_in(own, office, people),
        former=_former(own, meetings[""], people),
    )


def _stand_in(own: Participation, office: User, people: dict[str, User]) -> StandIn:
    """Later than today, so that nobody is more than their relation says."""
    member = people["projektmedlem"].memberships.get()
    day = timezone.localdate() + timedelta(days=30)
    return staffing.appoint(
        by=office, membership=member, user=people["styrgrupp"], starts_on=day, ends_on=day
    )


def _former(own: Participation, meeting: Activity, people: dict[str, User]) -> Former:
    """A member who was asked to the meeting, had a calendar, and has lost the role."""
    user, office = people[FORMER_MEMBER], people[OFFICE]
    role = add_membership(user=user, role=Role.PROJECT_MEMBER, municipality=own.municipality)
    someone = worked.worker(own, "Före detta", user.email)
    (invitee,) = worked.invited(meeting, someone, by=people[LEADER])
    made = Former(answer_token(invitee), feed.make_address(by=user))
    end_membership(by=office, membership=role)
    return made


def _organise_programme(own: Participation, office: User) -> None:
    """Somebody in the programme's own organisation."""
    group = organisation.save_group(
        by=office, group=ProjectGroup(cohort=own.cohort, kind="own", name="Referenspersoner")
    )
    somebody = ProjectPerson(cohort=own.cohort, name="Referensperson")
    organisation.assign_somebody(by=office, group=group, person=somebody, role="", starts_on=None)


def _file(by: User) -> Any:
    return files.store(upload=SimpleUploadedFile("underlag.txt", b"hej"), by=by.pk)


def _meetings(own: Participation, people: dict[str, User]) -> dict[str, Activity]:
    """Today, so that who came can be filled in and who is asked can still answer."""
    made: dict[str, Any] = {"on": own.cohort.today}
    wider = {**made, "participation": None}
    mentor = people[MENTOR]
    return {
        "": worked.meeting(own, title="Kommunens möte", **made),
        "lärgrupp": worked.meeting(
            own, by=mentor, title="Lärgruppens möte", learning_group=own.learning_group, **wider
        ),
        "omgången": worked.meeting(own, by=people[OFFICE], title="Omgångens möte", **wider),
        "mentor": worked.meeting(own, by=mentor, title="Mentorns möte", mentor=mentor, **wider),
    }


def _outcomes(
    meetings: dict[str, Activity], by: User, staff: dict[Role, ProjectPerson]
) -> dict[str, Outcome]:
    """A task at each meeting, that follows from a decision there."""
    return {
        owner: worked.task(
            one, by, owner=staff[Role.PROJECT_LEADER], follows=worked.decision(one, by)
        )
        for owner, one in meetings.items()
    }


def _texts(meeting: Activity, first: User, second: User) -> MinutesVersion:
    """Written by two at once: the second text waits beside the first."""
    minutes.write(by=first, activity=meeting, text="Vi talade om läget.", based_on=0)
    return minutes.write(by=second, activity=meeting, text="Vi talade om hösten.", based_on=0)
