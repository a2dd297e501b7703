"""Ids of somebody else, hidden invitations and closed accounts in the project work: nothing is to be had by
another address or another field. Who may send what is asked in test_refusals."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from konton.models import Role, User
from program.models import Participation
from projekt.activities import actions as kinds
from projekt.home_tasks import actions as home_tasks
from projekt.meetings import actions as minutes
from projekt.models import Activity, HomeTask, TaskComment
from tests import worked
from tests.access.forms import stored
from tests.access.matrix import EMPTY, GET, Matrix, ask
from tests.access.people import (
    LEADER,
    MENTOR,
    OFFICE,
    OWN_PEOPLE,
    PEER,
    PEER_LEADER,
    PEER_MENTOR,
    STRANGERS,
    as_person,
)
from tests.access.work import DOORS, OWNERS, Work
from tests.access.work_addresses import (
    READING_ONLY,
    WITHOUT_PAGE,
    addresses,
    of_municipality,
    sent,
    told,
    view_of,
    wider,
    work_address,
)
from tests.access.world import WORK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]


def test_every_view_is_asked(work: Work) -> None:
    """One that is new is put among those that only read, or is sent something here."""
    views = {view_of(row) for row in addresses(work)}
    assert views >= READING_ONLY | WITHOUT_PAGE
    silent = {view for view in views - READING_ONLY - WITHOUT_PAGE if not sent(view, work)}
    assert silent == {
        "end_group",
        "end_assignment",
        "end_role",
        "leave",
        "programme_end",
    }  # the form is filled in


def test_what_only_reads_takes_nothing(matrix: Matrix) -> None:
    for view in matrix.rows[WORK]:
        if view_of(view) in READING_ONLY:
            for name in matrix.relations:
                answer = matrix.answer(WORK, view, name, EMPTY)
                assert answer.code in ("302", "403", "404", "405", "logga in"), (name, view)
                assert not answer.wrote, (name, view)


def test_a_closed_account_does_nothing_more(work: Work, people: dict[str, User]) -> None:
    """Logged in when the account was closed."""
    client = as_person(people[LEADER])
    User.objects.filter(pk=people[LEADER].pk).update(is_active=False)
    before = stored()
    for row, url in addresses(work).items():
        if view_of(row) not in DOORS:
            answer = client.post(url, sent(view_of(row), work))
            assert answer.status_code == 405 or answer["Location"].startswith("/konto/login/"), row
    assert stored() == before


# --- what is more than one's own is not to be had by another address or another field -------------
def rows_of(other: Participation, people: dict[str, User]) -> dict[str, list[Any]]:
    """What another municipality has, by the view of one's own that might be sent its id."""
    staff = worked.organised(other)
    group = other.groups.get(kind="team")
    person = staff[Role.PROJECT_MEMBER].pk
    task = worked.home_task(other, people[OFFICE], participation=other)
    return {
        "edit_group": [group.pk],
        "end_group": [group.pk],
        "assign": [group.pk],
        "end_assignment": [group.assignments.get().pk],
        "edit_person": [person],
        "leave": [person],
        "invite_person": [person],
        "own_task": [task.pk],
        "hand_in_file": [task.pk],
        "judge": [task.pk],
        "comment_task": [task.pk],
    }


@pytest.mark.usefixtures("asked_plainly")
def test_ids_of_another_municipality_are_not_found_under_ones_own_address(
    work: Work, people: dict[str, User]
) -> None:
    peer = work.own.cohort.participations.get(municipality=PEER)
    theirs = rows_of(peer, people)
    before = stored()
    for name in (LEADER, MENTOR, OFFICE):
        client = as_person(people[name])
        for view, args in theirs.items():
            url = work_address(work, view, *args)
            assert told(client, [url]) <= {"404", "403"}, (name, view)
            assert client.post(url, sent(view, work)).status_code in (403, 404, 405), (name, view)
    assert stored() == before


def test_a_form_takes_no_id_of_another_municipality(work: Work, people: dict[str, User]) -> None:
    peer = work.own.cohort.participations.get(municipality=PEER)
    foreign = worked.worker(peer, "Någon i Flen", "flen@example.com")
    theirs = worked.meeting(peer, title="Flens möte")
    decided = worked.decision(theirs, people[PEER_LEADER]).pk
    kind = kinds.add_kind(by=people[PEER_LEADER], participation=peer, name="Eget", is_meeting=True)
    minutes.write(by=people[LEADER], activity=theirs, text="Ett", based_on=0)
    beside = minutes.write(by=people[PEER_LEADER], activity=theirs, text="Två", based_on=0)
    before = stored()
    client, urls = as_person(people[LEADER]), addresses(work)
    group = work.own.groups.get(kind="steering").pk
    for url, fields in (
        (urls["invite_people"], {"people": [foreign.pk]}),
        (
            urls["new_outcome"],
            {
                "kind": "task",
                "text": "x",
                "owner": foreign.pk,
                "due_on": work.own.cohort.today.isoformat(),
            },
        ),
        (work_address(work, "assign", group), {"person": foreign.pk}),
        (urls["new_outcome"], {"kind": "information", "text": "x", "follows": decided}),
        (urls["new_item"], {"title": "x", "about": decided}),
        (urls["new_activity"], {**sent("new_activity", work), "kind": kind.pk}),
        (urls["invite_person"], {"role": "mentor"}),
        (urls["invite_person"], {"role": "administrator"}),
    ):
        assert client.post(url, fields).status_code == 200, (url, fields)
    wrong = urls["settle_minutes"].replace(f"/{work.beside.pk}/", f"/{beside.pk}/")
    assert client.post(wrong, {"text": "x", "based_on": 1}).status_code == 404
    assert stored() == before


def test_a_mentor_gives_nothing_to_municipalities_of_others(
    work: Work, people: dict[str, User]
) -> None:
    """Not to the whole cohort, nor to a municipality that another mentor supports."""
    peer = work.own.cohort.participations.get(municipality=PEER)
    alone = HomeTask(
        cohort=work.own.cohort, participation=peer, title="Flens", due_on=work.own.cohort.today
    )
    home_tasks.save_task(by=people[PEER_MENTOR], task=alone)
    before = stored()
    client, urls = as_person(people[MENTOR]), addresses(work)
    for receiver in ("all", f"own-{peer.pk}", "group-999", ""):
        for view in ("new_home_task", "new_cohort_activity"):
            fields = {**sent(view, work), "receiver": receiver}
            assert client.post(urls[view], fields).status_code == 200, (view, receiver)
    for view in ("home_task", "edit_home_task", "withdraw_home_task"):
        url = urls[view].replace(f"/{work.home_task.pk}/", f"/{alone.pk}/")
        assert told(client, [url]) == {"404"}, view
    assert stored() == before


def test_the_talk_about_a_hand_in_stays_between_two(work: Work, people: dict[str, User]) -> None:
    """A task of the whole cohort has an answer and a talk in each municipality."""
    url = addresses(work)["comment_task"]
    as_person(people[LEADER]).post(url, {"kommentar-text": "Bara för oss."})
    assert TaskComment.objects.get().participation == work.own
    theirs = addresses(work)["own_task"].replace("/lekeberg/", "/flen/")
    page = as_person(people[PEER_LEADER]).get(theirs).content.decode()
    assert work.home_task.title in page
    for secret in ("Bara för oss.", work.handed.text, "underlag.txt"):
        assert secret not in page
        assert secret in as_person(people[LEADER]).get(addresses(work)["own_task"]).content.decode()


@pytest.mark.usefixtures("asked_plainly")
def test_a_hidden_invitation_leaves_the_work_as_it_is(
    matrix: Matrix, work: Work, people: dict[str, User]
) -> None:
    """Each address answers as it answered the matrix, whose cohort is published."""
    mine = {**of_municipality(work), **wider(work, "omgången")}
    type(work.own.cohort).objects.update(state="draft")
    for name in OWN_PEOPLE:
        client = as_person(people[name])
        for row, url in mine.items():
            for how, request in ((GET, client.get), (EMPTY, client.post)):
                published = matrix.answer(WORK, row, name, how).code
                assert ask(client, partial(request, url)).code == published, (name, row, how)
    assert {code for row in mine for code in matrix.told(WORK, row, LEADER)} != {"404"}
    assert as_person(people[STRANGERS[2]]).get(addresses(work)["work"]).status_code == 404
    assert Activity.objects.count() == len(OWNERS)
