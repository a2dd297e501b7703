"""A workshop for who leads it, and what a poll costs, in this process."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from forbattring.causes import actions as causes
from forbattring.models import CauseAnalysis, CauseNode, Phone, Vote, Workshop, WorkshopNote
from forbattring.workshop.actions import leader as workshop
from forbattring.workshop.queries import POLL
from grund.audit import told
from grund.models import AuditEvent
from grund.verbs import Verb
from konton.models import User
from tests import workshops
from tests.workshops import DOOR, board, cast, inside, leads, note_of, put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
leader, own, room, problem = (workshops.leader, workshops.own, workshops.room, workshops.problem)
State = Workshop.State


# --- polling --------------------------------------------------------------------------------------
def test_a_poll_costs_the_same_at_one_note_and_at_six_hundred(
    room: Workshop, leader: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    phone = inside(room)
    put(phone, room, "en")
    client.force_login(leader)
    paths: list[tuple[Client, str]] = [
        (phone, f"{DOOR}{room.code}/tavla/"),
        (phone, f"{DOOR}{room.code}/"),
        (client, leads(room, "workshop_board")),
        (client, leads(room, "workshop")),
        (client, leads(room, "workshop_wall")),
    ]

    def counts() -> list[int]:
        found = []
        for who, path in paths:
            who.get(path)
            with django_assert_max_num_queries(30) as captured:
                assert who.get(path).status_code == 200
            found.append(len(captured))
        return found

    few = counts()
    assert few[0] == 3  # the phone with its workshop, its votes, the notes
    WorkshopNote.objects.bulk_create(
        WorkshopNote(workshop=room, phone=Phone.objects.get(), key=uuid4(), text=f"{n}", version=2)
        for n in range(600)
    )
    assert counts() == few


def test_an_idle_poll_is_one_query_and_writes_nothing(
    room: Workshop, django_assert_num_queries: Any
) -> None:
    phone = inside(room)
    put(phone, room, "en")
    where = f"{DOOR}{room.code}/tavla/"
    first = phone.get(where)
    asked = {"since": first.json()["version"]}
    rows: Callable[[], list[Any]] = lambda: [  # noqa: E731
        list(model.objects.values_list()) for model in (Workshop, Phone, WorkshopNote, Vote)
    ]
    before = rows()
    with django_assert_num_queries(1) as captured:
        idle = phone.get(where, asked, headers={"if-none-match": first["ETag"]})
    assert (idle.status_code, idle.content) == (304, b"")
    assert captured.captured_queries[0]["sql"].startswith("SELECT")
    assert rows() == before
    put(inside(room), room, "två")
    after = phone.get(where, asked, headers={"if-none-match": first["ETag"]})
    assert [note["text"] for note in after.json()["notes"]] == ["två"]  # and not what it had


def test_the_page_asks_at_least_every_other_second(room: Workshop) -> None:
    assert POLL <= 2000
    assert f'data-poll="{POLL}"' in inside(room).get(f"{DOOR}{room.code}/").content.decode()


# --- the leader -----------------------------------------------------------------------------------
def test_a_hidden_note_is_seen_by_its_own_phone_alone(room: Workshop, leader: User) -> None:
    phone, other = inside(room), inside(room)
    put(phone, room, "fel plats")
    seen = board(other, room)["version"]
    for _ in range(2):
        workshop.hide(by=leader, note=note_of("fel plats"), wanted=True)
    [mine], [theirs] = board(phone, room, seen)["notes"], board(other, room, seen)["notes"]
    assert (mine["text"], mine["hidden"], mine["mine"]) == ("fel plats", True, True)
    assert (theirs["text"], theirs["hidden"], theirs["key"]) == ("", True, "")
    assert "fel plats" not in other.get(f"{DOOR}{room.code}/").content.decode()
    workshop.hide(by=leader, note=note_of("fel plats"), wanted=False)
    assert board(other, room, seen)["notes"][0]["text"] == "fel plats"


def test_notes_become_causes_once(
    room: Workshop, leader: User, problem: CauseNode, client: Client
) -> None:
    phone = inside(room)
    put(phone, room, "a", "b", "dold")
    workshop.hide(by=leader, note=note_of("dold"), wanted=True)
    chosen = [note_of(text).pk for text in ("a", "b", "dold")]
    client.force_login(leader)
    url = leads(room, "make_causes")
    for said in ("2 lappar är nu orsak i analysen.", "Inget nytt. 2 fanns redan där."):
        page = client.post(
            url, {"notes": chosen, "parent": problem.pk}, follow=True
        ).content.decode()
        assert said in page
    assert sorted(problem.children.values_list("text", "kind")) == [("a", "cause"), ("b", "cause")]
    page = client.get(leads(room, "workshop")).content.decode()
    assert page.count("Orsak i analysen") == 2
    # Removed from the tree, the note can be put there again; under an area it is a problem.
    causes.remove(by=leader, node=note_of("a").node)  # type: ignore[arg-type]
    client.post(url, {"notes": [note_of("a").pk], "parent": problem.parent_id})
    assert note_of("a").node.kind == "problem"  # type: ignore[union-attr]


def test_nothing_is_put_where_it_cannot_be(
    room: Workshop, leader: User, problem: CauseNode, client: Client
) -> None:
    put(inside(room), room, "a")
    pk = note_of("a").pk
    proposal = causes.add(
        by=leader, analysis=room.analysis, parent=problem, kind="proposal", text="F"
    )
    gone = causes.add(by=leader, analysis=room.analysis, parent=problem, kind="cause", text="C")
    causes.remove(by=leader, node=CauseNode.objects.get(pk=gone.pk))
    other = causes.save_analysis(
        by=leader, analysis=CauseAnalysis(participation=room.analysis.participation, title="X")
    )
    foreign = causes.add(by=leader, analysis=other, parent=None, kind="area", text="X")
    before = CauseNode.objects.count()
    client.force_login(leader)
    for sent, said in (
        ({"notes": [pk]}, "Välj var lapparna ska ligga."),
        ({"parent": problem.pk}, "Välj minst en lapp."),
        ({"notes": [pk], "parent": proposal.pk}, "finns inte längre"),
        ({"notes": [pk], "parent": gone.pk}, "finns inte längre"),
        ({"notes": [pk], "parent": foreign.pk}, "finns inte längre"),
        ({"notes": ["x", "9" * 14], "parent": problem.pk}, "Välj minst en lapp."),
    ):
        page = client.post(leads(room, "make_causes"), sent).content.decode()
        assert said in page, sent
        if sent.get("notes") == [pk]:  # and what was chosen stays chosen
            assert re.search(rf'name="notes" value="{pk}" form="orsaker" checked', page)
    assert CauseNode.objects.count() == before


def test_an_analysis_with_a_workshop_is_not_thrown_away(room: Workshop, leader: User) -> None:
    with pytest.raises(causes.CauseRefused, match="har en workshop"):
        causes.remove_analysis(by=leader, analysis=room.analysis)


def test_the_leaders_acts_are_told_with_counts_and_a_phones_are_not(
    room: Workshop, leader: User, problem: CauseNode
) -> None:
    before = AuditEvent.objects.count()
    phone = inside(room)
    put(phone, room, "a", "b")
    workshop.switch(by=leader, workshop=room, state=State.VOTING)
    cast(phone, room, note_of("a"))
    assert AuditEvent.objects.count() == before + 1
    workshop.switch(by=leader, workshop=room, state=State.CLOSED)
    workshop.switch(by=leader, workshop=room, state=State.CLOSED)  # once more says nothing more
    event = AuditEvent.objects.order_by("-pk")[0]
    assert (event.verb, AuditEvent.objects.count()) == (Verb.CLOSED_WORKSHOP, before + 2)
    assert (
        told(event).items()
        >= {
            "lappar": "2",
            "röster": "1",
            "telefoner": "1",
            "läge": "stängd",
        }.items()
    )
    assert Verb.STARTED_WORKSHOP in AuditEvent.objects.values_list("verb", flat=True)


def test_a_demo_is_marked_on_every_page(room: Workshop, leader: User, client: Client) -> None:
    room.analysis.participation.cohort.__class__.objects.update(is_demo=True)
    client.force_login(leader)
    for page in (
        inside(room).get(f"{DOOR}{room.code}/"),
        client.get(leads(room, "workshop")),
        client.get(leads(room, "workshop_wall")),
    ):
        assert "Demo – påhittat förlopp" in page.content.decode()


def test_the_wall_has_a_square_that_leads_to_the_door(
    room: Workshop, leader: User, client: Client
) -> None:
    client.force_login(leader)
    page = client.get(leads(room, "workshop_wall"))
    assert room.spelled in page.content.decode()
    square = page.context["square"]
    assert square.size >= 29
    assert square.path.count("M") > 200
