"""Calendar files: programs understand them, in every order, and nothing slips in or gets lost."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from icalendar.parser import Contentline

from grund.calendar import Event, cancellation, feed, invitation
from tests.strict_calendar import Part, Program, instant, read

SWEDEN = ZoneInfo("Europe/Stockholm")
OFFICE, ANNA = ("Effektivare kommun", "portal@example.com"), ("Anna Ek", "anna@example.com")
_strictly: Any = Contentline  # which has no types
MEETING = Event(
    uid="mote-1@example.com",
    sequence=0,
    starts=datetime(2026, 5, 5, 9, tzinfo=SWEDEN),
    ends=datetime(2026, 5, 5, 11, 30, tzinfo=SWEDEN),
    title="Uppstart",
    changed_at=datetime(2026, 4, 1, 8, tzinfo=UTC),
    place="Rådhuset",
    link="https://moten.example.com/1?a=b,c;d",
    text="Ta med planen.\n\nVälkomna!",
    url="https://portal.example.com/moten/1/",
    categories=("Möte",),
)


def asked(event: Event, **people: tuple[str, str]) -> str:
    return invitation(event, **{"organizer": OFFICE, "attendee": ANNA, **people})


def called_off(event: Event, reason: str = "") -> str:
    return cancellation(event, organizer=OFFICE, attendee=ANNA, reason=reason)


def only(text: str) -> Part:
    """The one event, which icalendar's own reader, in its strict form, takes as well."""
    (event,) = read(text).of_kind("VEVENT")
    for line in event.source:
        _strictly(line, strict=True).parts()
    (seen,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert not seen.errors
    for name in ("UID", "SUMMARY", "LOCATION", "DESCRIPTION"):
        assert str(seen.get(name, "")) == event.text(name)
    return event


def span(text: str) -> tuple[Any, Any]:
    calendar = read(text)
    (event,) = calendar.of_kind("VEVENT")
    return tuple(instant(calendar, event.one(name)) for name in ("DTSTART", "DTEND"))  # type: ignore[return-value]


# --- the three letters of a meeting -------------------------------------------------------
def test_an_invitation_says_all_of_the_meeting() -> None:
    text = asked(MEETING)
    event = only(text)
    assert read(text).one("METHOD").value == "REQUEST"
    assert event.one("DTSTART").params == {"TZID": "Europe/Stockholm"}
    assert event.one("DTSTART").value == "20260505T090000"
    assert event.one("DTSTAMP").value == event.one("LAST-MODIFIED").value == "20260401T080000Z"
    assert (event.text("SUMMARY"), event.text("LOCATION")) == ("Uppstart", "Rådhuset")
    assert event.text("DESCRIPTION") == (
        "Ta med planen.\n\nVälkomna!\n\nAnslut: https://moten.example.com/1?a=b,c;d\n\n"
        "I portalen: https://portal.example.com/moten/1/"
    )
    assert event.one("URL").value == MEETING.url
    assert event.one("CATEGORIES").text == "Möte"
    assert event.one("ORGANIZER").value == "mailto:portal@example.com"
    guest = event.one("ATTENDEE")
    assert (guest.value, guest.params) == (
        "mailto:anna@example.com",
        {"CN": "Anna Ek", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"},
    )
    assert not event.parts  # no alarm


def test_a_cancellation_gives_the_reason_and_no_way_to_join() -> None:
    event = only(called_off(replace(MEETING, sequence=2, place=""), "Sjukdom, tyvärr"))
    assert event.text("COMMENT") == "Sjukdom, tyvärr"
    assert event.text("DESCRIPTION").startswith("Sjukdom, tyvärr\n\nTa med planen.")
    assert MEETING.link not in event.text("DESCRIPTION") + event.text("LOCATION")
    assert "COMMENT" not in only(called_off(MEETING)).lines


def test_a_meeting_without_a_room_is_where_one_joins() -> None:
    assert only(asked(replace(MEETING, place=""))).text("LOCATION") == MEETING.link
    bare = only(asked(replace(MEETING, place="", link="", text="", url="", categories=())))
    assert not {"LOCATION", "DESCRIPTION", "URL", "CATEGORIES"} & set(bare.lines)


def _letters() -> list[str]:
    """Created, moved a day, called off."""
    day, minute = timedelta(days=1), timedelta(minutes=1)
    moved = replace(
        MEETING,
        sequence=1,
        starts=MEETING.starts + day,
        ends=MEETING.ends + day,
        changed_at=MEETING.changed_at + minute,
    )
    off = replace(moved, sequence=2, cancelled=True, changed_at=moved.changed_at + minute)
    return [asked(MEETING), asked(moved), called_off(off)]


def test_create_move_cancel_is_one_meeting() -> None:
    events = [only(text) for text in _letters()]
    assert [read(text).one("METHOD").value for text in _letters()] == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
    ]
    assert {event.text("UID") for event in events} == {MEETING.uid}
    assert [event.one("SEQUENCE").value for event in events] == ["0", "1", "2"]
    assert [event.one("STATUS").value for event in events] == [
        "CONFIRMED",
        "CONFIRMED",
        "CANCELLED",
    ]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_program_ends_with_the_newest_in_whatever_order_mail_comes(order: tuple[int]) -> None:
    program, letters = Program(), _letters()
    for number in order:
        program.receive(letters[number])
        program.receive(letters[number])  # mail may come twice
    assert program.shown(MEETING.uid) is None
    without_the_last = Program()
    for number in order:
        if number != 2:
            without_the_last.receive(letters[number])
    assert without_the_last.shown(MEETING.uid) == datetime(2026, 5, 6, 7, tzinfo=UTC)


@pytest.mark.parametrize("newest_first", [True, False])
def test_of_the_same_sequence_the_later_stamp_holds(newest_first: bool) -> None:
    later = replace(
        MEETING,
        starts=MEETING.starts + timedelta(hours=1),
        changed_at=MEETING.changed_at + timedelta(seconds=1),
    )
    program = Program()
    for event in (later, MEETING) if newest_first else (MEETING, later):
        program.receive(asked(event))
    assert program.shown(MEETING.uid) == datetime(2026, 5, 5, 8, tzinfo=UTC)


# --- times ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("starts", "ends"),  # UTC; the clocks change at 01.00 UTC on both days
    [
        ("2026-03-28T23:30", "2026-03-29T00:30"),
        ("2026-03-29T00:30", "2026-03-29T01:30"),
        ("2026-03-29T01:00", "2026-03-29T02:00"),
        ("2026-03-27T08:00", "2026-03-30T15:00"),
        ("2026-10-24T22:30", "2026-10-24T23:30"),
        ("2026-10-25T00:00", "2026-10-25T00:30"),  # the hour 02–03 the first time
        ("2026-10-25T01:00", "2026-10-25T01:30"),  # and the second
        ("2026-10-25T00:50", "2026-10-25T01:10"),  # 02.50 to 02.10
        ("2026-10-25T00:30", "2026-10-25T02:30"),
        ("2026-10-25T02:00", "2026-10-25T03:00"),
        ("2026-10-23T07:00", "2026-10-26T16:00"),
    ],
)
@pytest.mark.parametrize("zone", [UTC, SWEDEN, timezone(timedelta(hours=-7))])
def test_the_instant_is_right_about_the_changes_of_the_clock(
    starts: str, ends: str, zone: Any
) -> None:
    times = [datetime.fromisoformat(time).replace(tzinfo=UTC) for time in (starts, ends)]
    event = replace(MEETING, starts=times[0].astimezone(zone), ends=times[1].astimezone(zone))
    for text in (asked(event), called_off(event), feed([event], name="Kalender")):
        assert span(text) == tuple(times)
    seen: Any = icalendar.Calendar.from_ical(asked(event)).walk("VEVENT")[0]
    assert [seen[name].dt.astimezone(UTC) for name in ("DTSTART", "DTEND")] == times


def test_a_time_that_no_clock_shows_is_the_one_an_hour_on() -> None:
    event = replace(
        MEETING,
        starts=datetime(2026, 3, 29, 2, 30, tzinfo=SWEDEN),
        ends=datetime(2026, 3, 29, 4, tzinfo=SWEDEN),
    )
    assert only(asked(event)).one("DTSTART").value == "20260329T033000"


@pytest.mark.parametrize("year", range(1997, 2037))
def test_the_zone_of_the_file_is_sweden_as_the_machine_knows_it(year: int) -> None:
    for month, day in itertools.product((3, 10), (24, 25, 26, 27, 28, 29, 30, 31)):
        starts = datetime(year, month, day, 12, tzinfo=SWEDEN)
        event = replace(MEETING, starts=starts, ends=starts + timedelta(hours=1))
        assert span(asked(event))[0] == starts.astimezone(UTC)


def test_days_are_written_without_times_and_the_last_one_counts() -> None:
    day = date(2026, 3, 29)
    one = only(asked(replace(MEETING, starts=day, ends=day)))
    assert (one.one("DTSTART").value, one.one("DTEND").value) == ("20260329", "20260330")
    assert one.one("DTSTART").params == one.one("DTEND").params == {"VALUE": "DATE"}
    three = asked(replace(MEETING, starts=date(2026, 12, 30), ends=date(2027, 1, 1)))
    assert span(three) == (date(2026, 12, 30), date(2027, 1, 2))


def test_a_moment_has_no_end() -> None:
    assert "DTEND" not in only(asked(replace(MEETING, ends=MEETING.starts))).lines


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends": datetime(2026, 5, 5, 8, 59, tzinfo=SWEDEN)},
        {"starts": date(2026, 5, 2), "ends": date(2026, 5, 1)},
        {"starts": date(2026, 5, 5)},
        {"ends": datetime(2026, 5, 5, 12)},
        {"changed_at": datetime(2026, 5, 5, 12)},
        {"starts": date(1995, 5, 5), "ends": date(1995, 5, 5)},
        {"ends": datetime(9999, 12, 31, tzinfo=UTC)},
        {"uid": " \n"},
        {"sequence": -1},
        {"sequence": 2**31},
        # 02.50 in summer time to 02.10 in winter time is 20 minutes; the other way it is wrong.
        {
            "starts": datetime(2026, 10, 25, 2, 10, tzinfo=SWEDEN, fold=1),
            "ends": datetime(2026, 10, 25, 2, 50, tzinfo=SWEDEN),
        },
    ],
)
def test_what_is_no_event_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        replace(MEETING, **wrong)


def test_nobody_is_invited_to_what_is_cancelled_nor_without_an_address() -> None:
    with pytest.raises(ValueError, match="cancelled"):
        asked(replace(MEETING, cancelled=True))
    with pytest.raises(ValueError, match="no address"):
        asked(MEETING, attendee=("Anna", "anna"))


# --- hostile texts --------------------------------------------------------------------------
TEXTS = [
    "<script>alert(1)</script>",
    "a, b; c\\d: \"e\" 'f' ^n ^' ^^ %2C %0D%0A",
    r"C:\Nytt\namn\\server\; \, \N\n",
    "👩‍👩‍👧‍👦🇸🇪 åäö é e\u0301 \U0001f600" * 30,
    "å" * 10_000,
    "x" * 10_000,
    "😀" * 10_000,
    "BEGIN:VEVENT",
    ":;,=",
    "\\",
    "\ttab",
]


@pytest.mark.parametrize("text", TEXTS)
def test_texts_come_back_as_they_were(text: str) -> None:
    event = replace(MEETING, title=text, place=text, text=text, categories=(text,), link="", url="")
    for found in (
        only(asked(event)),
        only(feed([event], name=text)),
        only(called_off(event, text)),
    ):
        assert found.text("SUMMARY") == found.text("LOCATION") == text
        assert found.one("CATEGORIES").text == text
    assert only(asked(event)).text("DESCRIPTION") == text
    assert only(called_off(event, text)).text("COMMENT") == text
    assert read(feed([], name=text)).text("X-WR-CALNAME") == text


@pytest.mark.parametrize(
    "end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]
)
def test_no_text_adds_a_property(end: str) -> None:
    evil = f"A{end}ATTENDEE:mailto:x@example.com{end} END:VEVENT"
    event = Event(
        uid=evil,
        sequence=0,
        starts=MEETING.starts,
        ends=MEETING.ends,
        title=evil,
        place=evil,
        changed_at=MEETING.changed_at,
        link=evil,
        text=evil,
        url=evil,
        categories=(evil, evil),
    )
    person = (evil, f"a{end}X:b@example.com")
    text = invitation(event, organizer=person, attendee=person)
    found = only(text)
    assert found.text("SUMMARY") == "A ATTENDEE:mailto:x@example.com  END:VEVENT"
    assert found.text("DESCRIPTION").startswith("A\nATTENDEE:mailto:x@example.com\n END:VEVENT\n")
    assert len(found.lines["ATTENDEE"]) == 1
    assert found.one("ATTENDEE").value.startswith("mailto:a%")
    assert set(found.lines) == set(only(asked(MEETING)).lines)
    only(cancellation(event, organizer=person, attendee=person, reason=evil))
    only(feed([event], name=evil, organizer=person))


def test_what_is_no_text_is_left_out() -> None:
    controls = "".join(
        map(chr, [*range(9), *range(14, 28), 31, *range(127, 133), 134, 159, 0xD800])
    )
    found = only(
        asked(replace(MEETING, title=f"a{controls}b", text=f"c{controls}d", url="", link=""))
    )
    assert (found.text("SUMMARY"), found.text("DESCRIPTION")) == ("ab", "cd")


def test_whatever_somebody_types_makes_a_file() -> None:
    chance = random.Random(5545)
    pieces = [*"\\;,:\"'^%\r\n\t\0 nNåx=", "\r\n", "😀", "\u2028", "\ud800", "\x85", "END:VEVENT"]

    def typed() -> str:
        return "".join(chance.choices(pieces, k=chance.randrange(120)))

    for _ in range(150):
        event = replace(
            MEETING,
            title=typed(),
            place=typed(),
            text=typed(),
            link=typed(),
            url=typed(),
            categories=(typed(), typed()),
        )
        person = (typed(), f"a{typed()}@{typed()}b")
        only(asked(event, attendee=person))
        only(feed([event], name=typed()))


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("a+b.o'c@example.com", "a+b.o'c@example.com"),
        ("a%41&b=c?d/e@example.com", "a%2541%26b%3Dc%3Fd%2Fe@example.com"),
        ('"a b"@example.com', "%22a%20b%22@example.com"),
        ("åsa@example.com", "%C3%A5sa@example.com"),
    ],
)
def test_an_address_is_a_mailto(address: str, written: str) -> None:
    guest = only(asked(MEETING, attendee=("", address))).one("ATTENDEE")
    assert guest.value == f"mailto:{written}"


# --- the feed -------------------------------------------------------------------------------
def test_a_feed_holds_all_and_says_what_is_cancelled() -> None:
    days = replace(MEETING, uid="b", starts=date(2026, 6, 1), ends=date(2026, 6, 2))
    off = replace(MEETING, uid="a", cancelled=True, place="")
    calendar = read(feed([days, off], name="Effektivare kommun, Håbo"))
    assert calendar.one("METHOD").value == "PUBLISH"
    assert calendar.text("NAME") == calendar.text("X-WR-CALNAME") == "Effektivare kommun, Håbo"
    refresh = calendar.one("REFRESH-INTERVAL")
    assert (refresh.params, refresh.value) == ({"VALUE": "DURATION"}, "PT6H")
    assert calendar.one("X-PUBLISHED-TTL").value == "PT6H"
    first, second = calendar.of_kind("VEVENT")
    assert (first.text("SUMMARY"), first.one("STATUS").value) == ("Inställt: Uppstart", "CANCELLED")
    assert MEETING.link not in first.text("DESCRIPTION") + first.text("LOCATION")
    assert (second.text("SUMMARY"), second.one("STATUS").value) == ("Uppstart", "CONFIRMED")
    assert not {"ATTENDEE", "ORGANIZER"} & (set(first.lines) | set(second.lines))


def test_the_same_events_are_the_same_feed() -> None:
    events = [replace(MEETING, uid=f"{number}@example.com") for number in range(20)]
    assert feed(events, name="A") == feed(reversed(events), name="A")
    later = replace(events[0], changed_at=MEETING.changed_at + timedelta(seconds=1))
    assert feed([later, *events[1:]], name="A") != feed(events, name="A")


def test_a_feed_of_nothing_is_a_calendar() -> None:
    assert not read(feed([], name="Tom")).of_kind("VEVENT")


def test_a_feed_may_name_its_organizer() -> None:
    assert (
        only(feed([MEETING], name="A", organizer=OFFICE)).one("ORGANIZER").params["CN"] == OFFICE[0]
    )
