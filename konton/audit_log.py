"""Reads the audit log: the events that somebody asks for, in Swedish words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from grund import audit
from grund.audit_words import DETAILS
from grund.formats import TIME_ZONE, day, moment
from grund.models import AuditEvent
from grund.tables import Column, Row, Table
from kommuner.models import Municipality
from kommuner.names import fold
from kommuner.queries import find_municipality
from konton.models import User

MOST_IN_A_FILE = 10_000
PORTAL = "portalen själv"
_UNKNOWN = "okänd person {pk}"  # the row was removed, not erased
_SWEDISH_TIME = ZoneInfo(TIME_ZONE)


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to; with nothing set it holds all events."""

    person: str = ""  # a part of a name or an address
    verb: str = ""  # a part of its Swedish word
    noun: str = ""
    first: date | None = None  # both days are included
    last: date | None = None
    place: str = ""  # a municipality, or the id of what an event is about


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    verb: str
    about: str
    details: str


def events(wanted: Wanted) -> QuerySet[AuditEvent]:
    """The events that are wanted, newest first."""
    audit_events = AuditEvent.objects.all()
    if wanted.person:
        audit_events = audit_events.filter(_by(wanted.person))
    if wanted.verb:
        audit_events = audit_events.filter(verb__in=audit.verbs_like(wanted.verb))
    if wanted.noun:
        audit_events = audit_events.filter(noun=wanted.noun)
    if wanted.first:
        audit_events = audit_events.filter(at__gte=_midnight(wanted.first))
    if wanted.last:
        # The last day counts to its end, and in Swedish time, while events are stored in UTC.
        audit_events = audit_events.filter(at__lt=_midnight(wanted.last + timedelta(days=1)))
    if wanted.place:
        audit_events = audit_events.filter(_at_place(wanted.place))
    return audit_events


def lines(audit_events: Iterable[AuditEvent]) -> list[Line]:
    """The events in words, with one query for all people and one for all municipalities."""
    audit_events = list(audit_events)
    people = _names(audit_events)
    places = _places(audit_events)
    return [
        Line(
            at=event.at,
            who=_who(event.by, people),
            verb=audit.verb_word(event.verb),
            about=_about(event, people, places),
            details=_details(event, places),
        )
        for event in audit_events
    ]


def table(wanted: Wanted) -> Table:
    """The newest of the wanted events, at most MOST_IN_A_FILE of them."""
    rows = tuple(
        Row(
            (moment(line.at), line.who, line.verb, line.about, line.details or None), missing="inga"
        )
        for line in lines(events(wanted)[:MOST_IN_A_FILE])
    )
    heads = ("Tidpunkt", "Vem", "Vad", "På vad", "Uppgifter")
    return Table(
        caption="Granskningslogg",
        columns=tuple(Column(head) for head in heads),
        rows=rows,
        source=f"Effektivare kommun, granskningsloggen {day(timezone.now())}",
    )


# --- what is asked for ------------------------------------------------------------------------
def _midnight(of: date) -> datetime:
    return datetime.combine(of, time.min, tzinfo=_SWEDISH_TIME)


def _by(text: str) -> Q:
    """Events by people whose name or address holds the text.

    Names are compared here, because not every database knows that Å is å; the accounts are few.
    """
    wanted = fold(text)
    if not wanted:
        return Q(pk__in=[])
    if wanted in ("portalen", fold(PORTAL)):
        return Q(by=None)
    # What the list calls a person whose row is gone can be searched for too.
    if unknown := re.fullmatch(r"okand-person-(\d{1,18})", wanted):
        return Q(by=int(unknown[1]))
    people = User.objects.only("name", "email", "erased_at")
    return Q(by__in=[u.pk for u in people if wanted in fold(str(u)) or wanted in fold(u.email)])


def _at_place(text: str) -> Q:
    same_id = Q(noun_id__iexact=text)
    municipality = find_municipality(text)
    if municipality is None:
        return same_id
    is_it = Q(noun=Municipality.__name__, noun_id=municipality.pk)
    return same_id | is_it | Q(details__municipality=municipality.pk)


# --- in words -----------------------------------------------------------------------------------
def _names(audit_events: list[AuditEvent]) -> dict[int, str]:
    # People are looked up when the list is read, for an event holds ids only: somebody who is
    # erased becomes a number everywhere at once.
    pks = {event.by for event in audit_events if event.by is not None}
    pks |= {
        int(e.noun_id) for e in audit_events if e.noun == User.__name__ and e.noun_id.isdecimal()
    }
    people = User.objects.filter(pk__in=pks).only("name", "email", "erased_at")
    return {user.pk: str(user) for user in people}


def _places(audit_events: list[AuditEvent]) -> dict[str, str]:
    codes = {str(event.details.get("municipality")) for event in audit_events}
    codes |= {event.noun_id for event in audit_events if event.noun == Municipality.__name__}
    return dict(Municipality.objects.filter(pk__in=codes).values_list("pk", "name"))


def _who(pk: int | None, people: dict[int, str]) -> str:
    return PORTAL if pk is None else people.get(pk, _UNKNOWN.format(pk=pk))


def _about(event: AuditEvent, people: dict[int, str], places: dict[str, str]) -> str:
    name = ""
    if event.noun == User.__name__ and event.noun_id.isdecimal():
        name = _who(int(event.noun_id), people)
    elif event.noun == Municipality.__name__:
        name = places.get(event.noun_id, "")
    what = f"{audit.noun_word(event.noun)} {event.noun_id}"
    return f"{what} ({name})" if name else what


def _details(event: AuditEvent, places: dict[str, str]) -> str:
    told = audit.told(event)
    if name := places.get(str(event.details.get("municipality"))):
        told[DETAILS["municipality"]] = name
    return "; ".join(f"{word}: {value}" for word, value in told.items())
