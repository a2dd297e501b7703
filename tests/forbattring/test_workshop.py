"""A workshop's phones, in this process: the door, notes, votes, and what is closed."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from forbattring.models import Phone, Vote, Workshop, WorkshopNote
from forbattring.workshop.actions import leader as workshop
from forbattring.workshop.actions import phones
from forbattring.workshop.models import LETTERS
from konton.models import User
from program.models import Participation
from tests import workshops
from tests.work import SCRIPTS
from tests.workshops import DOOR, board, cast, inside, leads, note_of, put

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
leader, own, room = workshops.leader, workshops.own, workshops.room
State = Workshop.State
CLOSED = "Workshopen är stängd"


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
    answers = [
        guesser.post(DOOR, {"kod": f"BBBB{a}{b}"}).status_code
        for a in LETTERS[:8]
        for b in LETTERS[:8]
    ]
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
    # The sign is taken out, and the note is kept.
    assert len(put(phone, room, "nul\x00tecken")["stored"]) == 1
    assert WorkshopNote.objects.filter(text="nultecken").exists()
    assert put(phone, room)["stored"] == []
    for note in ("", "x", "²", "9" * 40, "-1"):
        assert (
            phone.post(f"{DOOR}{room.code}/rost/", {"note": note, "want": "1"}).status_code == 302
        )
    for since in ("", "x", "²", "9" * 40, "-1", "99999999"):
        assert len(phone.get(f"{DOOR}{room.code}/tavla/", {"since": since}).json()["notes"]) == 2


def test_html_in_a_note_is_text(room: Workshop, leader: User, client: Client) -> None:
    evil = " ".join(SCRIPTS)
    phone = inside(room)
    put(phone, room, evil)
    client.force_login(leader)
    for page in (
        phone.get(f"{DOOR}{room.code}/"),
        client.get(leads(room, "workshop")),
        client.get(leads(room, "workshop_wall")),
    ):
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
        ("a", 2, True),
        ("b", 1, True),
        ("c", 0, False),
    ]
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
    again = phone.get(
        where, {"since": first.json()["version"]}, headers={"if-none-match": first["ETag"]}
    )
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
