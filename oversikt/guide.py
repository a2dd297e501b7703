"""The help: a section for each view, shown together under Hjälp and one by one beside a view."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kommuner.names import fold
from oversikt.yaml_data import read


@dataclass(frozen=True)
class Part:
    heading: str
    text: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class HelpSection:
    key: str
    title: str
    views: tuple[str, ...]  # the names of the views that it explains
    parts: tuple[Part, ...]
    terms: tuple[str, ...]  # of the glossary

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        return tuple((name, fold(name)) for name in self.terms)


# What every section tells, in this order; the field in the file and the heading on the page.
PARTS = {
    "see": "Det här ser du",
    "read": "Så läser du",
    "beware": "Tänk på",
    "next": "Gå vidare",
}


def _part(heading: str, told: str | list[str]) -> Part:
    if isinstance(told, str):
        return Part(heading, told.strip())
    return Part(heading, points=tuple(point.strip() for point in told))


# The file belongs to the release, so each process reads it once.
@cache
def sections() -> tuple[HelpSection, ...]:
    return tuple(
        HelpSection(
            key=e["key"],
            title=e["title"],
            views=tuple(e["views"]),
            parts=tuple(_part(heading, e[field]) for field, heading in PARTS.items()),
            terms=tuple(e.get("terms", ())),
        )
        for e in read("help.yaml")
    )


@cache
def _by_view() -> dict[str, HelpSection]:
    return {view: section for section in sections() for view in section.views}


def for_view(name: str) -> HelpSection | None:
    return _by_view().get(name)
