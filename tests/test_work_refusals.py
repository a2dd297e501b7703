"""Every view of the project work that writes, sent what it takes: who may not changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from arbete.actions import activities, home_tasks, minutes
from arbete.models import Activity, ActivityKind, HomeTask, Invitee, Minutes, Outcome, TaskComment
from konton.models import Role, User
from projekt.models import Participation
from tests import test_access as asked
from tests import test_work_access as working
from tests import worked
from tests.test_refusals import Fields, check, documented, form_on, stored, try_to
from tests.test_work_access import LEADER, MENTOR, OFFICE, PEER_LEADER, PEER_MENTOR, Work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
people, own, work = working.people, working.own, working.work  # the same persons and work
READING_ONLY = {
    "work",
    "organisation",
    "steps",
    "activities",
    "activities_file",
    "decisions",
    "tasks",
    "hand_in_file",
    "cohort_activities",
    "home_tasks",
    "home_task",
    "activity",
    "minutes_history",
    "item_file",
    "outcome",
    "programme",
    "calendar",
    "feed",
    "Min lista",
}
WITHOUT_PAGE = {
    "seed_groups",
    "reach_milestone",
    "judge",
    "comment_task",
    "withdraw_home_task",
    "hold_activity",
    "remove_activity",
    "answer",
    "presence",
    "uninvite",
    "move_item",
    "remove_outcome",
    "finish",
    "make_address",
    "revoke_address",
    "answer_by_letter",
}
TABLE = "Aktivitet\tDatum\tMålgrupp\tLeverans\nStyrgruppsmöte\t2030-03-17\tStyrgrupp\tBeslut"


# --- what is sent --------------------------------------------------------------------------------
def view_of(row: str) -> str:
    return row.partition(" (")[0]


def sent(view: str, work: Work) -> Fields:
    """What differs from the untouched form, or where a view has no page, all that it takes."""
    day = work.own.cohort.today.isoformat()
    kind = ActivityKind.objects.get(key="workshop", participation=None).pk
    new = {"kind": kind, "title": "Något nytt", "on": day}
    fields: dict[str, Fields] = {
        "add_group": {"kind": "own", "name": "Ny grupp"},
        "edit_group": {"name": "Nytt namn"},
        "assign": {"name": "Ny person", "email": "ny@example.com"},
        "programme_group": {"kind": "own", "name": "Arbetsgrupp"},
        "programme_assign": {"name": "Ny person"},
        "edit_person": {"title": "Chef"},
        "invite_person": {"role": "reader"},
        "plan_step": {"reason": "Vi tar den tid det tar."},
        "add_milestone": {"title": "Klart", "on": day},
        "edit_milestone": {"title": "Nytt"},
        "new_activity": new,
        "new_cohort_activity": {**new, "receiver": "all"},
        "add_kind": {"name": "Studiebesök"},
        "import": {"pasted": TABLE, "store": ""},
        "own_task": {"text": "Ett nytt svar", "upload": _file()},
        "judge": {"state": "done"},
        "comment_task": {"kommentar-text": "Hej."},
        "new_home_task": {"receiver": "all", "title": "Ny", "due_on": day},
        "edit_home_task": {"title": "Nytt", "receiver": "all"},
        "edit_activity": {"title": "Nytt"},
        "cancel_activity": {"reason": "Sjukdom."},
        "answer": {"answer": "comes"},
        "answer_by_letter": {"answer": "remote"},
        "presence": {"present": [work.invitee.pk]},
        "invite_people": {"people": [work.people[Role.STEERING_GROUP].pk]},
        "new_item": {"title": "Ny punkt", "upload": _file()},
        "edit_item": {"title": "Nytt", "upload": _file()},
        "move_item": {"remove": ""},
        "write_minutes": {"text": "Något annat."},
        "settle_minutes": {"text": "Båda."},
        "new_outcome": {"kind": "decision", "text": "Nytt beslut"},
        "edit_outcome": {"text": "Något annat"},
        "finish": {"on": day, "remark": "Bra"},
        "påminnelser": {"rhythm": "never", "days_before": "1"},
    }
    return fields.get(view, {})


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("ny.txt", b"hej")


def asked_of(row: str, work: Work) -> str:
    """Whose act it is above all."""
    wider = {"lärgrupp": MENTOR, "mentor": MENTOR, "omgången": OFFICE}
    view, _, owner = row.partition(" (")
    if owner and view not in ("answer", "finish"):
        return wider[owner.rstrip(")")]
    of_office = (
        "programme_group",
        "programme_assign",
        "programme_end",
        "new_cohort_activity",
        "new_home_task",
        "edit_home_task",
        "withdraw_home_task",
    )
    return MENTOR if view == "judge" else OFFICE if view in of_office else LEADER


# Where the act is not possible on the work as it is.
def _empty(work: Work, people: dict[str, User]) -> None:
    work.own.groups.all().delete()


def _cancelled(work: Work, people: dict[str, User]) -> None:
    activities.cancel(by=people[LEADER], activity=work.meetings[""], reason="Sjukdom.")


def _unknown(work: Work, people: dict[str, User]) -> None:
    Invitee.objects.filter(activity=work.meetings[""]).delete()
    Outcome.objects.filter(activity=work.meetings[""]).delete()
    Minutes.objects.all().delete()


BEFORE: dict[str, Callable[[Work, dict[str, User]], None]] = {
    "seed_groups": _empty,
    "hold_activity": _cancelled,
    "remove_activity": _unknown,
}


# --- asked ---------------------------------------------------------------------------------------
def test_every_view_is_asked(work: Work) -> None:
    """One that is new is put among those that only read, or is sent something here."""
    views = {view_of(row) for row in working.addresses(work)}
    assert views >= READING_ONLY | WITHOUT_PAGE
    silent = {view for view in views - READING_ONLY - WITHOUT_PAGE if not sent(view, work)}
    assert silent == {
        "end_group",
        "end_assignment",
        "leave",
        "programme_end",
    }  # the form is filled in


def test_what_only_reads_takes_nothing(work: Work, people: dict[str, User]) -> None:
    before = stored()
    for name, client in asked.clients(people):
        for row, url in working.addresses(work).items():
            if view_of(row) in READING_ONLY:
                assert client.post(url).status_code in (302, 403, 404, 405), (name, row)
    assert stored() == before


def test_who_may_not_changes_nothing_and_who_may_does(work: Work, people: dict[str, User]) -> None:
    clients, urls = dict(asked.clients(people)), working.addresses(work)
    writing = {row: url for row, url in urls.items() if view_of(row) not in READING_ONLY}
    assert len(writing) >= 65
    told = documented(working.DOCUMENT)
    for row, url in writing.items():
        view = view_of(row)
        with transaction.atomic():
            if view in BEFORE:
                BEFORE[view](work, people)
            may = asked_of(row, work)
            fields = sent(view, work)
            if view not in WITHOUT_PAGE:
                fields = form_on(clients[may], url, fields)
            before = stored()
            for name, client in clients.items():
                check(row, name, may, told[row][name], try_to(client, url, fields), before)
            transaction.set_rollback(True)


def test_a_closed_account_does_nothing_more(work: Work, people: dict[str, User]) -> None:
    """Logged in when the account was closed."""
    client = working.as_person(people[LEADER])
    User.objects.filter(pk=people[LEADER].pk).update(is_active=False)
    before = stored()
    for row, url in working.addresses(work).items():
        if view_of(row) not in working.DOORS:
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


def test_ids_of_another_municipality_are_not_found_under_ones_own_address(
    work: Work, people: dict[str, User]
) -> None:
    peer = work.own.cohort.participations.get(municipality=asked.PEER)
    theirs = rows_of(peer, people)
    before = stored()
    for name in (LEADER, MENTOR, OFFICE):
        client = working.as_person(people[name])
        for view, args in theirs.items():
            url = working.work_address(work, view, *args)
            assert working.told(client, [url]) <= {"404", "403"}, (name, view)
            assert client.post(url, sent(view, work)).status_code in (403, 404, 405), (name, view)
    assert stored() == before


def test_a_form_takes_no_id_of_another_municipality(work: Work, people: dict[str, User]) -> None:
    peer = work.own.cohort.participations.get(municipality=asked.PEER)
    foreign = worked.worker(peer, "Någon i Flen", "flen@example.com")
    theirs = worked.meeting(peer, title="Flens möte")
    decided = worked.decision(theirs, people[PEER_LEADER]).pk
    kind = activities.add_kind(by=people[PEER_LEADER], own=peer, name="Eget", is_meeting=True)
    minutes.write(by=people[LEADER], activity=theirs, text="Ett", based_on=0)
    beside = minutes.write(by=people[PEER_LEADER], activity=theirs, text="Två", based_on=0)
    before = stored()
    client, urls = working.as_person(people[LEADER]), working.addresses(work)
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
        (working.work_address(work, "assign", group), {"person": foreign.pk}),
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
    peer = work.own.cohort.participations.get(municipality=asked.PEER)
    alone = HomeTask(
        cohort=work.own.cohort, participation=peer, title="Flens", due_on=work.own.cohort.today
    )
    home_tasks.save_task(by=people[PEER_MENTOR], task=alone)
    before = stored()
    client, urls = working.as_person(people[MENTOR]), working.addresses(work)
    for receiver in ("all", f"own-{peer.pk}", "group-999", ""):
        for view in ("new_home_task", "new_cohort_activity"):
            fields = {**sent(view, work), "receiver": receiver}
            assert client.post(urls[view], fields).status_code == 200, (view, receiver)
    for view in ("home_task", "edit_home_task", "withdraw_home_task"):
        url = urls[view].replace(f"/{work.home_task.pk}/", f"/{alone.pk}/")
        assert working.told(client, [url]) == {"404"}, view
    assert stored() == before


def test_the_talk_about_a_hand_in_stays_between_two(work: Work, people: dict[str, User]) -> None:
    """A task of the whole cohort has an answer and a talk in each municipality."""
    url = working.addresses(work)["comment_task"]
    working.as_person(people[LEADER]).post(url, {"kommentar-text": "Bara för oss."})
    assert TaskComment.objects.get().participation == work.own
    theirs = working.addresses(work)["own_task"].replace("/lekeberg/", "/flen/")
    page = working.as_person(people[PEER_LEADER]).get(theirs).content.decode()
    assert work.home_task.title in page
    for secret in ("Bara för oss.", work.handed.text, "underlag.txt"):
        assert secret not in page
        assert (
            secret
            in working.as_person(people[LEADER])
            .get(working.addresses(work)["own_task"])
            .content.decode()
        )


def test_a_draft_cohort_has_no_work_but_for_the_office(work: Work, people: dict[str, User]) -> None:
    urls = working.addresses(work)
    type(work.own.cohort).objects.update(state="draft")
    mine = [*working.of_municipality(work).values(), *working.wider(work, "omgången").values()]
    for name in working.OWN_PEOPLE:
        assert working.told(working.as_person(people[name]), mine) == {"404"}, name
    assert working.as_person(people[OFFICE]).get(urls["work"]).status_code == 200
    assert Activity.objects.count() == len(working.OWNERS)
    assert Client().get(urls["work"]).status_code == 302
