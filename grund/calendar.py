"""Meetings and dates as calendar files: one by mail, many as a feed. No Django.

RFC 5545 tells the format, RFC 5546 what a calendar program does with it: a meeting is known by its
UID, and a message with a lower SEQUENCE than the program has seen is ignored. The caller raises the
sequence at each change of time, place or standing. A file holds one recipient's address, not more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

import icalendar

from grund.formats import TIME_ZONE

Person = tuple[str, str]  # name, address

PRODUCT = "-//Effektivare kommun//Portalen//SV"
REFRESH = timedelta(hours=6)  # how often a program is asked to fetch the feed
_FIRST_YEAR, _LAST_YEAR = 1996, 9998  # from the first on, the zone's rule below holds
_HIGHEST_SEQUENCE = 2**31 - 1  # an INTEGER of RFC 5545
_STOCKHOLM = ZoneInfo(TIME_ZONE)
# Written out, because icalendar would list both changes of every year until 2038, where the rule
# that holds since 1996 is two entries.
_ZONE = icalendar.Timezone.from_ical(
    f"""BEGIN:VTIMEZONE
TZID:{TIME_ZONE}
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
)
# Everything that some parser takes for the end of a line.
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# A TEXT holds no control but the tab (RFC 5545, 3.1), and a lone surrogate is no character.
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True)
class Event:
    """A meeting, or a whole day or more of something.

    `starts` and `ends` are aware datetimes, precise to the second, or both dates; of dates, `ends`
    is the last day itself. `link` is where one joins, `url` the event's page in the portal.

    Raises:
        ValueError: it ends before it starts; a time without its zone; a date beside a time; a year
            that the zone's rule does not cover; no UID; a sequence that no file can hold.
    """

    uid: str
    sequence: int
    starts: datetime | date
    ends: datetime | date
    title: str
    changed_at: datetime
    place: str = ""
    link: str = ""
    text: str = ""
    url: str = ""
    cancelled: bool = False
    categories: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _line(self.uid):
            raise ValueError("an event is known by its UID")
        if not 0 <= self.sequence <= _HIGHEST_SEQUENCE:
            raise ValueError(f"{self.sequence} is no sequence")
        times = (self.starts, self.ends, self.changed_at)
        if any(isinstance(time, datetime) and time.utcoffset() is None for time in times):
            raise ValueError("a time without its zone")
        if isinstance(self.starts, datetime) != isinstance(self.ends, datetime):
            raise ValueError("an event begins and ends with times, or with days")
        if not all(_FIRST_YEAR <= time.year <= _LAST_YEAR for time in times):
            raise ValueError(f"an event lies between {_FIRST_YEAR} and {_LAST_YEAR}")
        if _in_utc(self.ends) < _in_utc(self.starts):
            raise ValueError("an event ends after it has begun")


def invitation(event: Event, *, organizer: Person, attendee: Person) -> str:
    """A message that puts the meeting in the recipient's calendar, or changes it there.

    A change is sent as the same invitation with a higher sequence.

    Raises:
        ValueError: the event is cancelled, or a person has no e-mail address.
    """
    if event.cancelled:
        raise ValueError("nobody is invited to a cancelled event")
    entry = _entry(event, event.title, event.text)
    entry.add("status", "CONFIRMED")
    entry.add("organizer", _person(organizer))
    asked = _person(attendee)
    # They answer in the portal, so the program shall not offer to send one by mail.
    asked.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"})
    entry.add("attendee", asked)
    return _file("REQUEST", [entry])


def cancellation(event: Event, *, organizer: Person, attendee: Person, reason: str = "") -> str:
    """A message that takes the meeting out of the recipient's calendar.

    The event's sequence must be above the last invitation's, or calendar programs ignore it.

    Raises:
        ValueError: a person has no e-mail address.
    """
    event = replace(event, cancelled=True)
    entry = _entry(event, event.title, f"{reason}\n\n{event.text}")
    entry.add("status", "CANCELLED")
    entry.add("organizer", _person(organizer))
    entry.add("attendee", _person(attendee))
    if reason:
        entry.add("comment", _Text(_paragraphs(reason)))
    return _file("CANCEL", [entry])


def feed(events: Iterable[Event], *, name: str, organizer: Person | None = None) -> str:
    """A calendar that somebody subscribes to; the same events in any order give the same text.

    Feeds commonly have no organizer, although RFC 5546 (3.2.1) asks for one.
    """
    entries = []
    for event in sorted(events, key=lambda event: event.uid):
        title = f"Inställt: {event.title}" if event.cancelled else event.title
        entry = _entry(event, title, event.text)
        entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
        if organizer:
            entry.add("organizer", _person(organizer))
        entries.append(entry)
    duration = icalendar.vDuration(REFRESH, params={"VALUE": "DURATION"})
    head = {
        "name": _Text(_line(name)),
        "x-wr-calname": _Text(_line(name)),
        "x-wr-timezone": TIME_ZONE,
        "refresh-interval": duration,
        "x-published-ttl": icalendar.vDuration(REFRESH),
    }
    return _file("PUBLISH", entries, head)


# --- the file -----------------------------------------------------------------------------
def _file(
    method: str, entries: list[icalendar.Event], head: dict[str, object] | None = None
) -> str:
    calendar = icalendar.Calendar()
    for name, value in {
        "prodid": PRODUCT,
        "version": "2.0",
        "method": method,
        **(head or {}),
    }.items():
        calendar.add(name, value)
    # Also in a feed without events: a calendar must hold at least one component (RFC 5545, 3.6).
    calendar.add_component(_ZONE)
    for entry in entries:
        calendar.add_component(entry)
    return calendar.to_ical().decode()


def _entry(event: Event, title: str, text: str) -> icalendar.Event:
    # Nobody shall be led to join a meeting that is cancelled.
    link = "" if event.cancelled else _line(event.link)
    entry = icalendar.Event()
    entry.add("uid", _Text(_line(event.uid)))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at.astimezone(UTC))
    entry.add("last-modified", event.changed_at.astimezone(UTC))
    for name, time in _times(event.starts, event.ends).items():
        entry.add(name, time)
    entry.add("summary", _Text(_line(title)))
    if place := _line(event.place) or link:
        entry.add("location", _Text(place))
    if description := _description(text, link, event.url):
        entry.add("description", _Text(description))
    if event.url:
        entry.add("url", icalendar.vUri(_uri(event.url)))
    if event.categories:
        categories = icalendar.vCategory([])
        categories.cats = [_Text(_line(category)) for category in event.categories]
        entry.add("categories", categories)
    return entry


def _description(text: str, link: str, url: str) -> str:
    parts = [
        _paragraphs(text).strip("\n"),
        f"Anslut: {link}" if link else "",
        f"I portalen: {_uri(url)}" if url else "",
    ]
    return "\n\n".join(filter(None, parts))


def _times(starts: datetime | date, ends: datetime | date) -> dict[str, datetime | date]:
    """{property: time} for the start and the end, as Swedish time or as dates.

    The end in a file is exclusive: the first moment, or the first day, after the event.
    """
    if not isinstance(starts, datetime) or not isinstance(ends, datetime):
        return {"dtstart": starts, "dtend": ends + timedelta(days=1)}
    # By way of UTC: Python lets a time of the zone itself through unchanged, also 02.30 on the
    # night when the clocks go forward, which no clock shows.
    starts, ends = (
        time.astimezone(UTC).replace(microsecond=0).astimezone(_STOCKHOLM)
        for time in (starts, ends)
    )
    if _in_utc(starts) == _in_utc(ends):
        return {"dtstart": starts}  # without an end it ends there; an equal one is not allowed
    if any(time.fold for time in (starts, ends)):
        # The hour that comes twice: a local time in a file means the first (RFC 5545, 3.3.5).
        return {"dtstart": starts.astimezone(UTC), "dtend": ends.astimezone(UTC)}
    return {"dtstart": starts, "dtend": ends}


def _in_utc(time: datetime | date) -> datetime:
    """The time in UTC, so that any two can be compared.

    Python compares two times of the same zone by the clock on the wall, so that 02.30 before and
    after the clocks go back would be equal.
    """
    if isinstance(time, datetime):
        return time.astimezone(UTC)
    return datetime(time.year, time.month, time.day, tzinfo=UTC)


# --- what may stand in it -----------------------------------------------------------------
class _Text(icalendar.vText):
    r"""Text escaped by hand: the library's way makes a line break of the `\N` in `C:\Nytt`."""

    def to_ical(self) -> bytes:
        return re.sub(r"([\\;,])", r"\\\1", self).replace("\n", r"\n").encode()


def _paragraphs(text: str) -> str:
    return _NOT_TEXT.sub("", _LINE_ENDS.sub("\n", text))


def _line(text: str) -> str:
    return _paragraphs(text).replace("\n", " ").strip(" ")


def _uri(address: str) -> str:
    return quote(address.strip(), safe=":/?#[]@!$&'()*+,;=%~", errors="replace")


def _person(person: Person) -> icalendar.vCalAddress:
    name, address = person[0], person[1].strip()
    if "@" not in address[1:-1]:
        raise ValueError(f"{address!r} is no address")
    uri = quote(address, safe="@!$'*+", errors="replace")  # RFC 6068
    return icalendar.vCalAddress(f"mailto:{uri}", params={"CN": _line(name) or _line(address)})
