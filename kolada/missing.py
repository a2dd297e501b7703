"""Why a value is missing (K4): one enum, and one function that decides which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    NOT_COLLECTED = "not_collected"
    NOT_PUBLISHED = "not_published"
    CLOSED = "closed"
    BEFORE_SERIES = "before_series"
    STOPPED = "stopped"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    SECRET = "secret"  # noqa: S105
    DELETED = "deleted"
    UNKNOWN = "unknown"


TEXTS = {
    Reason.NOT_COLLECTED: "nyckeltalet finns inte i hämtningen",
    Reason.NOT_PUBLISHED: "inte publicerat än",
    Reason.CLOSED: "serien är avslutad",
    Reason.STOPPED: "hämtningen av nyckeltalet är stoppad, se sidan Hämtningar",
    Reason.BEFORE_SERIES: "serien börjar senare",
    Reason.MISSING: "uppgift saknas enligt Kolada",
    Reason.NOT_APPLICABLE: "inte tillämpligt för kommunen enligt Kolada",
    Reason.SECRET: "för få eller sekretess enligt Kolada",
    Reason.DELETED: "borttaget i Kolada",
    Reason.UNKNOWN: "saknas i Kolada, orsak okänd",
}

# Kolada may use other words than these; one that is unknown gives no reason here.
_BY_STATUS = {
    "missing": Reason.MISSING,
    "not applicable": Reason.NOT_APPLICABLE,
    "private": Reason.SECRET,
    "privacy": Reason.SECRET,
}


@dataclass(frozen=True)
class Series:
    """What is known of a key figure as a whole."""

    first_year: int | None  # None: no value was ever fetched
    last_year: int | None
    closed_after: int | None
    stopped: bool = False  # vanished, or waiting for somebody to accept its new title


def reason(  # noqa: PLR0911 - a list of cases, the first that fits counts
    series: Series | None, year: int, status: str | None, deleted: bool
) -> Reason:
    """Derive why (key figure, municipality, year) has no value.

    `status` is that of a row whose value is null, None where there is no row.
    """
    # The order matters: what Kolada says of the very cell comes before what follows from the
    # series, and a closed series before one that is late.
    if deleted:
        return Reason.DELETED
    if status and (told := _BY_STATUS.get(status.strip().lower())):
        return told
    if series is None or series.last_year is None:
        return Reason.NOT_COLLECTED
    if series.closed_after is not None and year > series.closed_after:
        return Reason.CLOSED
    # Later than every value anywhere: nobody has it yet. Before that, others have the year and
    # this municipality lacks it.
    if year > series.last_year:
        return Reason.STOPPED if series.stopped else Reason.NOT_PUBLISHED
    if series.first_year is not None and year < series.first_year:
        return Reason.BEFORE_SERIES
    return Reason.UNKNOWN
