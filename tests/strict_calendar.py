"""A reader of calendar files that forgives nothing (RFC 5545 and 5546), and a calendar program."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from dateutil.tz import tzical

_LINE = re.compile(
    r'(?P<name>[A-Z][A-Z0-9-]*)(?P<params>(?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*):(?P<value>.*)'
)
_PARAM = re.compile(r';([A-Z-]+)=(?:"([^"]*)"|([^";:,]*))')
_TEXT = re.compile(r"(?:[^\\;,]|\\[\\;,nN])*")
_MANY = ("ATTENDEE", "CATEGORIES", "COMMENT")  # what may stand more than once in an event
_NEEDED = {"REQUEST": ("ORGANIZER", "ATTENDEE"), "CANCEL": ("ORGANIZER", "ATTENDEE"), "PUBLISH": ()}
_STATUS = {
    "REQUEST": ("CONFIRMED",),
    "CANCEL": ("CANCELLED",),
    "PUBLISH": ("CONFIRMED", "CANCELLED"),
}


@dataclass(frozen=True)
class Line:
    name: str
    params: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        assert _TEXT.fullmatch(self.value), f"not escaped: {self.value!r}"
        return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass
class Part:
    """A component: its lines by name, and what it holds."""

    kind: str
    lines: dict[str, list[Line]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    source: list[str] = field(default_factory=list)  # unfolded, with BEGIN and END

    def one(self, name: str) -> Line:
        (line,) = self.lines[name]
        return line

    def text(self, name: str) -> str:
        return self.one(name).text if name in self.lines else ""

    def of_kind(self, kind: str) -> list[Part]:
        return [part for part in self.parts if part.kind == kind]


def read(text: str) -> Part:
    """The VCALENDAR; an AssertionError for whatever a strict program would refuse."""
    (calendar,) = _parts(_unfolded(text))
    assert calendar.kind == "VCALENDAR"
    assert calendar.one("VERSION").value == "2.0"
    assert calendar.text("PRODID") == "-//Effektivare kommun//Portalen//SV"
    assert all(len(found) == 1 for found in calendar.lines.values())
    method = calendar.one("METHOD").value
    assert calendar.parts, "a calendar holds something"
    assert {part.kind for part in calendar.parts} <= {"VTIMEZONE", "VEVENT"}
    zones = [zone.one("TZID").value for zone in calendar.of_kind("VTIMEZONE")]
    assert len(zones) == len(set(zones))
    events = calendar.of_kind("VEVENT")
    assert method == "PUBLISH" or len(events) == 1
    for event in events:
        _check(event, method, zones)
    return calendar


def instant(calendar: Part, line: Line) -> datetime | date:
    """UTC, by the zone as the file itself tells it; or a date."""
    if line.params.get("VALUE") == "DATE":
        return datetime.strptime(line.value, "%Y%m%d").date()
    if line.value.endswith("Z"):
        assert "TZID" not in line.params
        return datetime.strptime(line.value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    zones = [line for zone in calendar.of_kind("VTIMEZONE") for line in zone.source]
    zone = tzical(io.StringIO("\r\n".join(zones))).get(line.params["TZID"])
    return datetime.strptime(line.value, "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC)


def _unfolded(text: str) -> list[str]:
    assert text.endswith("\r\n")
    folded = text.removesuffix("\r\n").split("\r\n")
    lines: list[str] = []
    for line in folded:
        assert 0 < len(line.encode()) <= 75  # encode: a character is never cut in two
        assert not re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", line), repr(line)
        if line[0] in " \t":
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return lines


def _parts(lines: list[str]) -> list[Part]:
    outer = Part("")
    open_parts = [outer]
    for line in lines:
        found = _LINE.fullmatch(line)
        assert found, f"no content line: {line!r}"
        name, value = found["name"], found["value"]
        if name == "BEGIN":
            part = Part(value)
            open_parts[-1].parts.append(part)
            open_parts.append(part)
        for part in open_parts:
            part.source.append(line)
        if name == "END":
            assert open_parts.pop().kind == value
        elif name != "BEGIN":
            pairs = [
                (key, quoted or plain) for key, quoted, plain in _PARAM.findall(found["params"])
            ]
            assert len(pairs) == len(dict(pairs)), "a parameter stands twice"
            parsed = Line(name, dict(pairs), value)
            open_parts[-1].lines.setdefault(name, []).append(parsed)
    assert open_parts == [outer]
    assert not outer.lines
    return outer.parts


def _check(event: Part, method: str, zones: list[str]) -> None:
    for name in ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "SUMMARY", "STATUS", *_NEEDED[method]):
        assert len(event.lines.get(name, [])) == 1, name
    assert {name for name, found in event.lines.items() if len(found) > 1} <= set(_MANY)
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        assert event.one(name).value.endswith("Z")
    for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT"):
        event.text(name)
    assert event.one("STATUS").value in _STATUS[method]
    assert int(event.one("SEQUENCE").value) >= 0
    for name in ("ORGANIZER", "ATTENDEE"):
        for line in event.lines.get(name, []):
            assert re.fullmatch(r"mailto:[!-~]+@[!-~]+", line.value), line.value
    for line in event.lines.get("URL", []):
        assert re.fullmatch("[!-~]+", line.value)
    starts, ends = event.one("DTSTART"), event.lines.get("DTEND", [None])[0]
    assert ends is None or starts.params.get("VALUE") == ends.params.get("VALUE")
    assert ends is None or ends.value > starts.value  # all our events in a file are in one zone
    used = {
        line.params["TZID"]
        for found in event.lines.values()
        for line in found
        if "TZID" in line.params
    }
    assert used <= set(zones)


class Program:
    """Somebody's calendar: what it keeps of each UID is the newest message (RFC 5546, 2.1.5)."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[tuple[int, str], str, Part]] = {}

    def receive(self, text: str) -> None:
        calendar = read(text)
        (event,) = calendar.of_kind("VEVENT")
        uid = event.text("UID")
        version = int(event.one("SEQUENCE").value), event.one("DTSTAMP").value
        if uid not in self.kept or version > self.kept[uid][0]:
            self.kept[uid] = version, calendar.one("METHOD").value, calendar

    def shown(self, uid: str) -> datetime | date | None:
        """When it begins; None for a meeting that is off."""
        _, method, calendar = self.kept[uid]
        (event,) = calendar.of_kind("VEVENT")
        return None if method == "CANCEL" else instant(calendar, event.one("DTSTART"))
