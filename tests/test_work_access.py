"""Every view of the project work × every relation to it: what the portal really answers.

The answers are kept in docs/access-work.md; `ACCESS_TABLE=write pytest tests/test_work_access.py`
writes it anew. What must hold whatever the table says stands below as tests of its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from arbete.actions import activities, feed, home_tasks, minutes, organisation, plan
from arbete.models import (
    Activity,
    AgendaItem,
    Assignment,
    HandIn,
    HomeTask,
    Invitee,
    Milestone,
    MinutesVersion,
    Outcome,
    ProjectGroup,
    ProjectPerson,
)
from arbete.queries.answers import answer_token
from grund import files
from konton.models import Role, User
from konton.rules import granted
from projekt.actions import groups, participation
from projekt.models import Participation, SelectionDecision
from tests import test_access as asked
from tests import worked
from tests.services import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
people, own = asked.people, asked.own  # the same persons and record
DOCUMENT = ROOT / "docs" / "access-work.md"
LEADER, MENTOR, OFFICE = "projektledare", "mentor", "administratör"
PEER_LEADER, PEER_MENTOR = asked.STRANGERS[:2]  # of the other municipality in the learning group
OWN_PEOPLE = ("läsare", "styrgrupp", "projektmedlem", LEADER, MENTOR)
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


@pytest.fixture
def work(own: Participation, people: dict[str, User]) -> Work:
    leader, office, mentor = people[LEADER], people[OFFICE], people[MENTOR]
    peer = own.cohort.participations.get(municipality=asked.PEER)
    groups.set_groups(by=office, cohort=own.cohort, placed={own: "Grupp A", peer: "Grupp A"})
    for record, supports in ((own, mentor), (peer, people[PEER_MENTOR])):
        participation.set_mentor(by=office, participation=record, mentor=supports)
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
        own=own,
        text="Så här ser det ut.",
        file=_file(leader),
        based_on=0,
    )
    return Work(
        own=own,
        people=staff,
        meetings=meetings,
        tasks=_outcomes(meetings, leader, staff),
        item=activities.save_item(
            by=leader, item=AgendaItem(activity=meetings[""], title="Läget", file=_file(leader))
        ),
        invitee=meetings[""].invitees.get(),
        beside=_texts(meetings[""], leader, mentor),
        milestone=milestone,
        home_task=home_task,
        handed=handed,
        token=feed.make_address(by=leader),
    )


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


# --- addresses -----------------------------------------------------------------------------------
def addresses(work: Work) -> dict[str, str]:
    """Every view of arbete, and the two of Min lista; 'view (owner)' for a wider activity."""
    key, slug = work.own.cohort.key, work.own.municipality.slug
    found = {}
    for pattern in asked.named("arbete"):
        route = str(pattern.pattern)
        where = [key] * ("<slug:key>" in route) + [slug] * ("<slug:slug>" in route)
        more = _more(work, pattern.name, route)
        found[pattern.name] = reverse(f"arbete:{pattern.name}", args=[*where, *more])
    for view in OF_EACH_OWNER:
        for owner in OWNERS[1:]:
            of = work.tasks if view in ("outcome", "edit_outcome", "finish") else work.meetings
            found[f"{view} ({owner})"] = reverse(f"arbete:{view}", args=[of[owner].pk])
    found["Min lista"] = reverse("oversikt:my_list")
    found["påminnelser"] = reverse("oversikt:reminders")
    return found


def _more(work: Work, view: str, route: str) -> list[object]:
    """What the address names besides the cohort and the municipality."""
    meeting, group = work.meetings[""].pk, work.own.groups.get(kind="team")
    named: dict[str, list[object]] = {
        "end_assignment": [group.assignments.get().pk],
        "plan_step": [1],
        "activities_file": ["csv"],
        "settle_minutes": [meeting, work.beside.pk],
        "uninvite": [work.invitee.pk],
        "answer_by_letter": [answer_token(work.invitee)],
        "feed": [work.token],
        "programme_end": [_programme(work).pk],
        "programme_assign": [_programme(work).group_id],
    }
    if view in named:
        return named[view]
    by_path: tuple[tuple[str, object], ...] = (
        ("organisation/grupp/<int:pk>", group.pk),
        ("organisation/person/<int:pk>", work.people[Role.PROJECT_LEADER].pk),
        ("milstolpe/<int:pk>", work.milestone.pk),
        ("hemuppgift/<int:pk>", work.home_task.pk),
        ("hemuppgifter/<int:pk>", work.home_task.pk),
        ("aktivitet/<int:pk>", meeting),
        ("punkt/<int:pk>", work.item.pk),
        ("utfall/<int:pk>", work.tasks[""].pk),
    )
    return [pk for path, pk in by_path if path in route][:1]


def _programme(work: Work) -> Assignment:
    return Assignment.objects.get(group__participation=None, group__cohort=work.own.cohort)


def work_address(work: Work, view: str, *args: object) -> str:
    own = work.own
    return reverse(f"arbete:{view}", args=[own.cohort.key, own.municipality.slug, *args])


def of_municipality(work: Work) -> dict[str, str]:
    """What belongs to the municipality, whether its address says so or not."""
    slug = work.own.municipality.slug
    found = addresses(work)
    parts = {
        pattern.name
        for pattern in asked.named("arbete")
        if str(pattern.pattern).startswith(("aktivitet/", "inbjuden/", "punkt/", "utfall/"))
    }
    return {v: url for v, url in found.items() if f"/kommun/{slug}/" in url or v in parts}


def wider(work: Work, *owners: str) -> dict[str, str]:
    ends = tuple(f"({owner})" for owner in owners)
    return {view: url for view, url in addresses(work).items() if view.endswith(ends)}


_HEAD = """# Who may see and do what in the project work, view by view

What the portal answers, asked by `tests/test_work_access.py` for a municipality that takes part, in a
learning group with another and with a mentor of its own; do not edit. A view of an activity is the
municipality's own, or in brackets the learning group's (lärgrupp), the whole cohort's (omgången) or that
of the mentor's municipalities (mentor). The words are those of [access.md](access.md).
"""


def test_the_documented_answers_are_the_real_ones(work: Work, people: dict[str, User]) -> None:
    urls = addresses(work)
    columns = {
        name: {view: asked.cell(client, url) for view, url in urls.items()}
        for name, client in asked.clients(people)
    }
    rows = [["vy", *columns], ["---"] * (len(columns) + 1)]
    rows += [[view, *(column[view] for column in columns.values())] for view in urls]
    text = _HEAD + "\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows)
    if os.environ.get("ACCESS_TABLE") == "write":
        DOCUMENT.write_text(text, encoding="utf-8")
    documented = DOCUMENT.read_text(encoding="utf-8")
    assert documented == text, "run: ACCESS_TABLE=write pytest tests/test_work_access.py"


# --- what must hold ------------------------------------------------------------------------------
def told(client: Client, urls: Iterable[str]) -> set[str]:
    """All that is answered, to looking and to sending, apart from what a view has not."""
    found = {asked.answer(client, how, url) for url in urls for how in ("get", "post")}
    return found - {"–"}


def as_person(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_strangers_meet_404_on_everything_of_a_municipality(
    work: Work, people: dict[str, User]
) -> None:
    urls = of_municipality(work)
    assert len(urls) >= 48
    for name, client in asked.clients(people):
        for view, url in urls.items():
            if name in asked.STRANGERS:
                assert told(client, [url]) == {"404"}, (name, view)
            elif name == asked.NOBODY:
                assert told(client, [url]) == {"logga in"}, view


def test_who_only_reads_meets_403_where_they_would_write_and_nothing_changes(
    work: Work, people: dict[str, User]
) -> None:
    granted_to = {"läsare": set(), "styrgrupp": {"finish", "comment_task"}}
    before = asked.stored()
    for name, may in granted_to.items():
        client = as_person(people[name])
        for view, url in of_municipality(work).items():
            if view not in may:
                assert client.post(url).status_code in (403, 405), (name, view)
    assert asked.stored() == before


def test_a_learning_group_shares_its_activity_and_not_the_municipalitys(
    work: Work, people: dict[str, User]
) -> None:
    for name in (PEER_LEADER, PEER_MENTOR):
        client = as_person(people[name])
        for owner in ("lärgrupp", "omgången"):
            for view in ("activity", "outcome"):
                url = addresses(work)[f"{view} ({owner})"]
                page = client.get(url).content.decode()
                assert work.meetings[owner].title in page, (name, view, owner)
                assert work.meetings[""].title not in page, (name, view, owner)
        mine = [addresses(work)["activity"], *wider(work, "mentor").values()]
        assert told(client, mine) == {"404"}, name
    for name in asked.STRANGERS[2:]:
        assert told(as_person(people[name]), wider(work, *OWNERS[1:]).values()) == {"404"}, name


def test_the_leader_of_a_municipality_changes_nothing_that_is_wider(
    work: Work, people: dict[str, User]
) -> None:
    open_to_all = ("activity", "outcome", "finish", "answer")
    before = asked.stored()
    for name in (LEADER, "projektmedlem", PEER_LEADER):
        client = as_person(people[name])
        for view, url in wider(work, "lärgrupp", "omgången").items():
            if not view.startswith(open_to_all):
                assert told(client, [url]) == {"403"}, (name, view)
    assert asked.stored() == before


def test_nobody_answers_for_another(work: Work, people: dict[str, User]) -> None:
    """The leader is invited to all four, and nobody else."""
    for owner in OWNERS:
        view = f"answer ({owner})" if owner else "answer"
        url, invitee = addresses(work)[view], work.meetings[owner].invitees.get()
        sent = {"answer": "comes", "invitee": invitee.pk, "person": invitee.person_id}
        for name, client in asked.clients(people):
            if name != LEADER:
                client.post(url, sent)
                invitee.refresh_from_db()
                assert invitee.answer == "", (name, owner)
        other = worked.invited(
            work.meetings[owner], work.people[Role.STEERING_GROUP], by=people[LEADER]
        )[0]
        as_person(people[LEADER]).post(url, {**sent, "invitee": other.pk})
        answers = dict(work.meetings[owner].invitees.values_list("pk", "answer"))
        assert answers == {invitee.pk: "comes", other.pk: ""}


def test_before_its_letter_a_municipality_has_no_work(work: Work, people: dict[str, User]) -> None:
    calendar = addresses(work)["feed"]
    assert Client().get(calendar).content.count(b"BEGIN:VEVENT") == len(OWNERS)
    SelectionDecision.objects.filter(participation=work.own).update(letter_at=None)
    assert b"BEGIN:VEVENT" not in Client().get(calendar).content
    urls = [*of_municipality(work).values(), *wider(work, *OWNERS[1:]).values()]
    for name in OWN_PEOPLE:
        client = as_person(people[name])
        assert told(client, urls) == {"404"}, name
        listed = client.get(addresses(work)["Min lista"]).content.decode()
        mine = [work.home_task, work.milestone, *work.meetings.values(), *work.tasks.values()]
        assert not [str(one) for one in mine if str(one) in listed], name
    assert as_person(people[OFFICE]).get(addresses(work)["work"]).status_code == 200


def test_a_municipality_that_left_has_no_work(work: Work, people: dict[str, User]) -> None:
    participation.withdraw(by=people[OFFICE], participation=work.own, reason="Slutar")
    urls = [*of_municipality(work).values(), *wider(work, *OWNERS[1:]).values()]
    for name in OWN_PEOPLE:
        listed = as_person(people[name]).get(addresses(work)["Min lista"]).content.decode()
        assert "Lekeberg" not in listed.partition("<main")[2].partition("</main>")[0], name
        assert told(as_person(people[name]), urls) == {"404"}, name


def test_every_view_asks_for_a_permission_or_is_about_oneself() -> None:
    known = {one.name for one in granted()}
    for pattern in asked.named("arbete"):
        if pattern.name in DOORS or hasattr(pattern.callback, "about_oneself"):
            continue
        assert getattr(pattern.callback, "asks", None) in known, pattern.name


def test_a_role_that_has_ended_opens_nothing(work: Work, people: dict[str, User]) -> None:
    """Not the activities to which the person is invited either: the letter has what it takes."""
    client = as_person(people[LEADER])
    assert client.get(addresses(work)["activity"]).status_code == 200
    people[LEADER].memberships.all().delete()
    urls = [*of_municipality(work).values(), *wider(work, *OWNERS[1:]).values()]
    assert told(client, urls) == {"404"}


def test_a_mentor_who_is_replaced_no_longer_leads(work: Work, people: dict[str, User]) -> None:
    participation.set_mentor(by=people[OFFICE], participation=work.own, mentor=None)
    client = as_person(people[MENTOR])
    assert told(client, of_municipality(work).values()) == {"404"}
    assert told(client, wider(work, *OWNERS[1:]).values()) == {"404"}
