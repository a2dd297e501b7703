"""A workshop in this process: phones without accounts, and the leader who makes causes of notes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forbattring.actions import causes, phones, workshop
from forbattring.models import CauseAnalysis, CauseNode, Phone, Vote, Workshop, WorkshopNote
from forbattring.models.workshop import LETTERS
from forbattring.queries.workshop import POLL
from grund.audit import told
from grund.models import AuditEvent
from konton.models import Role, User
from projekt.models import Participation
from tests.cohorts import accepted, make
from tests.people import person
from tests.work import SCRIPTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
State = Workshop.State
DOOR = "/workshop/"
CLOSED = "Workshopen är stängd"


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
def own(leader: User) -> Participation:
    office = person(Role.ADMINISTRATOR)
    return accepted(make(office), office, leader)


@pytest.fixture
def room(own: Participation, leader: User) -> Workshop:
    made = causes.save_analysis(by=leader, analysis=CauseAnalysis(participation=own, title="Prov"))
    return workshop.start(by=leader, analysis=made, question="Varför?", votes_each=2)


@pytest.fixture
def problem(room: Workshop, leader: User) -> CauseNode:
    area = causes.add(by=leader, analysis=room.analysis, parent=None, kind="area", text="A")
    return causes.add(by=leader, analysis=room.analysis, parent=area, kind="problem", text="P")


def inside(room: Workshop) -> Client:
    """A phone that has joined."""
    phone = Client()
    phone.get(DOOR)
    answer = phone.post(DOOR, {"kod": room.code})
    assert (answer.status_code, answer["Location"]) == (302, f"{DOOR}{room.code}/")
    return phone


def put(phone: Client, room: Workshop, *texts: str, keys: list[str] | None = None) -> Any:
    sent = {"key": keys or [str(uuid4()) for _ in texts], "text": list(texts)}
    answer = phone.post(f"{DOOR}{room.code}/lappar/", sent, headers={"accept": "application/json"})
    assert answer.status_code == 200
    return answer.json()


def cast(phone: Client, room: Workshop, note: WorkshopNote, want: int = 1) -> str:
    answer = phone.post(f"{DOOR}{room.code}/rost/", {"note": note.pk, "want": want},
                        headers={"accept": "application/json"})  # fmt: skip
    return str(answer.json()["refused"])


def board(phone: Client, room: Workshop, since: int = 0) -> Any:
    return phone.get(f"{DOOR}{room.code}/tavla/", {"since": since}).json()


def note_of(text: str) -> WorkshopNote:
    return WorkshopNote.objects.get(text=text)


def leads(room: Workshop, name: str) -> str:
    own = room.analysis.participation
    args = [own.cohort.key, own.municipality.slug, room.analysis_id, room.pk]
    return reverse(f"forbattring:{name}", args=args)


# --- the door -------------------------------------------------------------------------------------
def test_the_same_phone_that_joins_twice_is_one_phone(room: Workshop) -> None:
    phone = inside(room)
    for typed in (room.code, room.code.lower(), room.spelled, f" {room.code[:3]}-{room.code[3:]} "):
        assert phone.post(DOOR, {"kod": typed}).status_code == 302, typed
    assert Phone.objects.count() == 1
    inside(room)
    assert Phone.objects.count() == 2
    cookie = phone.cookies["workshop_phone"]
    assert (bool(cookie["httponly"]), cookie["samesite"], cookie["path"]) == (True, "Lax", DOOR)
    assert cookie.value.split(":")[0] not in Phone.objects.values_list("secret_hash", flat=True)


def test_a_wrong_code_says_so_and_what_was_typed_stays(room: Workshop, client: Client) -> None:
    for typed in ("BBBBBB", "x", "å" * 40, '"><script>'):
        page = client.post(DOOR, {"kod": typed}).content.decode()
        assert "Ingen öppen workshop har koden." in page, typed
        assert "<script>" not in page
    assert 'value="BBBBBB"' in client.post(DOOR, {"kod": "BBBBBB"}).content.decode()
    assert "Skriv koden som står på väggen." in client.post(DOOR, {"kod": " "}).content.decode()
    assert Phone.objects.count() == 0


def test_codes_cannot_be_guessed_and_a_whole_room_gets_in(room: Workshop, settings: Any) -> None:
    """Sixty phones behind one address; then a guesser there, who is not let in by luck either."""
    for _ in range(60):
        inside(room)
    assert Phone.objects.count() == 60
    guesser = Client()
    answers = [guesser.post(DOOR, {"kod": f"BBBB{a}{b}"}).status_code
               for a in LETTERS[:8] for b in LETTERS[:8]]  # fmt: skip
    assert answers == [200] * 60 + [429] * 4
    refused = guesser.post(DOOR, {"kod": room.code})
    assert refused.status_code == 429
    assert "För många försök" in refused.content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(DOOR, {"kod": room.code}).status_code == 302


def test_no_address_tells_whether_a_code_is_right(room: Workshop, client: Client) -> None:
    """Else the code could be guessed without the count."""
    for path in ("", "tavla/"):
        right, wrong = (client.get(f"{DOOR}{code}/{path}") for code in (room.code, "BBBBBB"))
        assert right.status_code == wrong.status_code
        assert right.get("Location", "").replace(room.code, "BBBBBB") == wrong.get("Location", "")
    for path in ("lappar/", "rost/"):
        assert client.post(f"{DOOR}{room.code}/{path}").status_code == 404
    page = client.get(DOOR, {"kod": room.code}).content.decode()
    assert f'value="{room.code}"' in page  # from the square on the wall; one tap is left


def test_pages_are_kept_by_nobody(room: Workshop) -> None:
    phone = inside(room)
    for path in (DOOR, f"{DOOR}{room.code}/", f"{DOOR}{room.code}/tavla/"):
        answer = phone.get(path)
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]


def test_a_phone_of_one_workshop_is_not_in_another(room: Workshop, leader: User) -> None:
    other = workshop.start(by=leader, analysis=room.analysis, question="?", votes_each=1)
    phone = inside(room)
    assert phone.get(f"{DOOR}{other.code}/").status_code == 302
    assert phone.get(f"{DOOR}{other.code}/tavla/").status_code == 404
    put(inside(other), other, "där")
    room.state = State.VOTING
    room.save()
    assert cast(phone, room, note_of("där")) == "Lappen finns inte på tavlan."
    assert phone.post(DOOR, {"kod": other.code}).status_code == 302
    assert phone.get(f"{DOOR}{room.code}/tavla/").status_code == 200  # in both now
    hashes = Phone.objects.values_list("secret_hash", flat=True)
    assert len(set(hashes)) == len(hashes) == 3


def test_who_no_longer_takes_part_has_no_workshop(room: Workshop) -> None:
    phone = inside(room)
    Participation.objects.update(status=Participation.Status.WITHDRAWN)
    assert phone.get(f"{DOOR}{room.code}/tavla/").status_code == 404
    assert Client().post(DOOR, {"kod": room.code}).status_code == 200


# --- notes ----------------------------------------------------------------------------------------
def test_a_note_that_is_sent_again_is_one_note(room: Workshop) -> None:
    phone, key = inside(room), str(uuid4())
    for _ in range(3):
        assert put(phone, room, "En lapp", keys=[key]) == {"stored": [key], "refused": {}}
    assert put(phone, room, "a", "b", keys=[key, key])["stored"] == [key]  # twice in one answer
    put(phone, room, "En lapp")  # the same words again are another note
    assert list(WorkshopNote.objects.values_list("text", flat=True)) == ["En lapp"] * 2
    note = WorkshopNote.objects.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkshopNote.objects.create(workshop=room, phone=note.phone, key=key, text="x", version=9)
    again = inside(room)  # the same person, who has lost the cookie: what waits is confirmed
    assert put(again, room, "En lapp", keys=[key])["stored"] == [key]
    assert WorkshopNote.objects.count() == 2


def test_without_script_a_form_puts_it_up_and_says_what_is_wrong(room: Workshop) -> None:
    phone, where = inside(room), f"{DOOR}{room.code}/"
    key = re.findall(r'name="key" value="([^"]+)"', phone.get(where).content.decode())[0]
    for _ in range(2):  # a double tap
        answer = phone.post(f"{where}lappar/", {"key": key, "text": "Hej"})
        assert (answer.status_code, answer["Location"]) == (302, where)
    assert (
        phone.get(where).content.decode().count('<p class="slip-text" data-text dir="auto">Hej')
        == 1
    )
    long = "b" * 323
    page = phone.post(f"{where}lappar/", {"key": str(uuid4()), "text": long}).content.decode()
    assert "Lappen är 23 tecken för lång." in page
    assert f">\n{long}</textarea>" in page
    for nothing in ("", "  \n ", "\x0e\u202e"):
        page = phone.post(
            f"{where}lappar/", {"key": str(uuid4()), "text": nothing}
        ).content.decode()
        assert "Skriv något på lappen." in page
    assert WorkshopNote.objects.count() == 1


def test_odd_input_is_refused_each_for_itself(room: Workshop) -> None:
    phone, key = inside(room), str(uuid4())
    told = put(
        phone, room, "bra", "utan nyckel", "c" * 301, keys=[key, "inte en nyckel", str(uuid4())]
    )
    assert told["stored"] == [key]
    assert len(told["refused"]) == 2
    assert put(phone, room, "nul\x00tecken")["stored"] == []
    assert put(phone, room)["stored"] == []
    for note in ("", "x", "²", "9" * 40, "-1"):
        assert (
            phone.post(f"{DOOR}{room.code}/rost/", {"note": note, "want": "1"}).status_code == 302
        )
    for since in ("", "x", "²", "9" * 40, "-1", "99999999"):
        assert len(phone.get(f"{DOOR}{room.code}/tavla/", {"since": since}).json()["notes"]) == 1


def test_html_in_a_note_is_text(room: Workshop, leader: User, client: Client) -> None:
    evil = " ".join(SCRIPTS)
    phone = inside(room)
    put(phone, room, evil)
    client.force_login(leader)
    for page in (phone.get(f"{DOOR}{room.code}/"), client.get(leads(room, "workshop")),
                 client.get(leads(room, "workshop_wall"))):  # fmt: skip
        text = page.content.decode()
        assert not any(script in text for script in SCRIPTS)
        assert "&lt;" in text
    assert board(phone, room)["notes"][0]["text"] == evil


def test_each_limit_refuses_with_a_sentence(
    room: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = inside(room)
    keys = [str(uuid4()) for _ in range(100)]
    assert len(put(phone, room, *(f"{n}" for n in range(100)), keys=keys)["stored"]) == 100
    told = put(phone, room, "för mycket", keys=[keys[0][:-4] + "0000"])
    assert list(told["refused"].values()) == ["Du har satt upp 100 lappar, och fler går inte."]
    assert put(phone, room, "0", keys=keys[:1])["stored"] == keys[:1]  # an old one is confirmed
    first = Phone.objects.get()
    WorkshopNote.objects.bulk_create(
        WorkshopNote(workshop=room, phone=first, key=uuid4(), text="x", version=1)
        for _ in range(phones.MOST_NOTES - 101)
    )
    other = inside(room)
    told = put(other, room, "den sista", "en till")
    assert len(told["stored"]) == 1
    assert list(told["refused"].values()) == ["Tavlan har 2000 lappar och tar inte emot fler."]
    assert WorkshopNote.objects.count() == 2000
    Phone.objects.bulk_create(
        Phone(workshop=room, secret_hash=str(n)) for n in range(phones.MOST_PHONES - 2)
    )
    page = Client().post(DOOR, {"kod": room.code}).content.decode()
    assert "300 telefoner är redan med" in page
    assert phone.post(DOOR, {"kod": room.code}).status_code == 302  # who is in stays in
    assert Phone.objects.count() == 300


# --- votes ----------------------------------------------------------------------------------------
def test_a_vote_is_what_is_wanted_and_not_a_change(room: Workshop, leader: User) -> None:
    phone, other = inside(room), inside(room)
    put(phone, room, "a", "b", "c")
    assert "inte att rösta just nu" in cast(phone, room, note_of("a"))
    workshop.switch(by=leader, workshop=room, state=State.VOTING)
    for _ in range(3):
        assert cast(phone, room, note_of("a")) == ""
    assert cast(other, room, note_of("a")) == ""
    assert cast(phone, room, note_of("b")) == ""
    assert "Dina röster är slut" in cast(phone, room, note_of("c"))
    told = board(phone, room)
    assert [(n["text"], n["votes"], n["voted"]) for n in told["notes"]] == [
        ("a", 2, True), ("b", 1, True), ("c", 0, False),
    ]  # fmt: skip
    assert (told["left"], board(other, room)["left"]) == (0, 1)
    for _ in range(2):
        assert cast(phone, room, note_of("a"), 0) == ""
    assert Vote.objects.count() == 2
    vote = Vote.objects.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(note=vote.note, phone=vote.phone)


def test_a_vote_for_what_is_hidden_is_given_back(room: Workshop, leader: User) -> None:
    phone = inside(room)
    put(phone, room, "a", "b", "c")
    workshop.switch(by=leader, workshop=room, state=State.VOTING)
    cast(phone, room, note_of("a"))
    cast(phone, room, note_of("b"))
    workshop.hide(by=leader, note=note_of("a"), wanted=True)
    assert board(phone, room)["left"] == 1
    assert cast(phone, room, note_of("c")) == ""
    assert "har dolt lappen" in cast(inside(room), room, note_of("a"))


# --- states ---------------------------------------------------------------------------------------
def test_while_voting_a_phone_that_was_out_of_reach_still_gets_its_notes_up(
    room: Workshop, leader: User
) -> None:
    phone = inside(room)
    workshop.switch(by=leader, workshop=room, state=State.VOTING)
    assert len(put(phone, room, "sen")["stored"]) == 1


@pytest.mark.parametrize("how", ["closed by the leader", "closed by itself"])
def test_a_closed_workshop_says_so_and_confirms_what_it_has(
    room: Workshop, leader: User, how: str, client: Client
) -> None:
    phone, key = inside(room), str(uuid4())
    put(phone, room, "i tid", keys=[key])
    before = board(phone, room)
    if how == "closed by the leader":
        workshop.switch(by=leader, workshop=room, state=State.CLOSED)
    else:
        past = timezone.now() - timedelta(hours=9)
        Workshop.objects.update(opened_at=past, closes_at=past + timedelta(hours=8))
    told = put(phone, room, "i tid", "för sen", keys=[key, str(uuid4())])
    assert told["stored"] == [key]
    assert CLOSED in " ".join(told["refused"].values())
    after = board(phone, room, before["version"])
    assert (after["state"], CLOSED in after["told"]) == ("closed", True)
    page = phone.get(f"{DOOR}{room.code}/").content.decode()
    assert CLOSED in page
    assert "i tid" in page
    assert (
        "Ingen öppen workshop har koden" in client.post(DOOR, {"kod": room.code}).content.decode()
    )
    room.refresh_from_db()
    workshop.switch(by=leader, workshop=room, state=State.COLLECTING)  # by mistake: open it again
    assert len(put(phone, room, "nu igen")["stored"]) == 1


def test_a_poll_notices_that_the_time_is_up(room: Workshop) -> None:
    """Nothing is written when a workshop closes by itself, so the version is the same."""
    phone = inside(room)
    where = f"{DOOR}{room.code}/tavla/"
    first = phone.get(where, {"since": 2})
    past = timezone.now() - timedelta(hours=9)
    Workshop.objects.update(opened_at=past, closes_at=past + timedelta(hours=8))
    again = phone.get(where, {"since": first.json()["version"]},
                      headers={"if-none-match": first["ETag"]})  # fmt: skip
    assert again.status_code == 200
    assert again.json()["state"] == "closed"


def test_a_code_that_another_has_got_is_not_taken_back(
    room: Workshop, leader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([room.code, room.code, "BCDFGH"])
    monkeypatch.setattr(workshop, "drawn_code", lambda: next(drawn))
    second = workshop.start(by=leader, analysis=room.analysis, question="?", votes_each=1)
    assert second.code == "BCDFGH"  # the taken one was drawn twice, and passed over
    workshop.switch(by=leader, workshop=room, state=State.CLOSED)
    Workshop.objects.filter(pk=second.pk).update(code=room.code)
    room.refresh_from_db()
    with pytest.raises(phones.WorkshopRefused, match="En annan workshop har fått koden"):
        workshop.switch(by=leader, workshop=room, state=State.VOTING)


# --- polling --------------------------------------------------------------------------------------
def test_a_poll_costs_the_same_at_one_note_and_at_six_hundred(
    room: Workshop, leader: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    phone = inside(room)
    put(phone, room, "en")
    client.force_login(leader)
    paths: list[tuple[Client, str]] = [
        (phone, f"{DOOR}{room.code}/tavla/"), (phone, f"{DOOR}{room.code}/"),
        (client, leads(room, "workshop_board")), (client, leads(room, "workshop")),
        (client, leads(room, "workshop_wall")),
    ]  # fmt: skip

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
    AuditEvent.objects.all()
    before = AuditEvent.objects.count()
    phone = inside(room)
    put(phone, room, "a", "b")
    workshop.switch(by=leader, workshop=room, state=State.VOTING)
    cast(phone, room, note_of("a"))
    assert AuditEvent.objects.count() == before + 1
    workshop.switch(by=leader, workshop=room, state=State.CLOSED)
    workshop.switch(by=leader, workshop=room, state=State.CLOSED)  # once more says nothing more
    event = AuditEvent.objects.order_by("-pk")[0]
    assert (event.verb, AuditEvent.objects.count()) == ("stängde workshop", before + 2)
    assert told(event).items() >= {
        "lappar": "2", "röster": "1", "telefoner": "1", "läge": "stängd",
    }.items()  # fmt: skip
    assert "startade workshop" in AuditEvent.objects.values_list("verb", flat=True)


def test_a_demo_is_marked_on_every_page(room: Workshop, leader: User, client: Client) -> None:
    room.analysis.participation.cohort.__class__.objects.update(is_demo=True)
    client.force_login(leader)
    for page in (inside(room).get(f"{DOOR}{room.code}/"), client.get(leads(room, "workshop")),
                 client.get(leads(room, "workshop_wall"))):  # fmt: skip
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
