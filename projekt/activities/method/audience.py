"""Which groups of a project a target group's own words mean. No Django.

Target groups are written freely ("Styrgrupp", "Analysgrupp skola", "Projektledare i deltagande
kommuner"). A label that names no group of the project stays what it is: a text without people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_WORDS = (
    ("projektägare", "owner"),
    ("styrgrupp", "steering"),
    ("projektledare", "leader"),
    ("projektgrupp", "team"),
    ("mentorgrupp", "mentors"),
    ("analysgrupp", "analysis"),
    ("stödfunktion", "support"),
)
# A whole cohort or group of municipalities is reached through those who lead the project there.
_EVERYBODY = ("deltagande kommuner", "alla kommuner", "lärgruppen")
# Stands between the groups through which somebody is asked. Not a comma, since names of groups
# may hold commas and the text is split again for the presence per function.
BETWEEN = "; "


@dataclass(frozen=True)
class Named:
    """A group that a target group may mean."""

    id: int
    kind: str
    name: str
    place: str = ""  # the municipality's name


def meant(label: str, groups: Sequence[Named]) -> tuple[Named, ...]:
    """The groups that the label means; an exact name wins, then the kind, then the place.

    >>> g = [Named(1, "analysis", "Analysgrupp skola"), Named(2, "analysis", "Analysgrupp omsorg")]
    >>> [each.id for each in meant("Analysgrupp skola", g)]
    [1]
    """
    text = " ".join(label.casefold().split())
    exact = tuple(group for group in groups if group.name.casefold() == text)
    if exact:
        return exact
    for word, kind in _WORDS:
        if text.startswith(word):
            same = [group for group in groups if group.kind == kind]
            # "er" is the plural: analysgrupper, styrgrupper.
            return _narrowed(same, text.removeprefix(word).removeprefix("er"))
    places = {group.place.casefold() for group in groups if group.place}
    if text in _EVERYBODY or text in places:
        wanted = places if text in _EVERYBODY else {text}
        return tuple(g for g in groups if g.kind == "leader" and g.place.casefold() in wanted)
    return ()


def _narrowed(groups: list[Named], rest: str) -> tuple[Named, ...]:
    """Keep, of several groups of a kind, those whose name has a word of the rest ('skola')."""
    words = [word for word in rest.split() if len(word) > 3 and word != "deltagande"]
    if len(groups) < 2 or not words or rest.strip() == "i deltagande kommuner":
        return tuple(groups)
    return tuple(group for group in groups if any(word in group.name.casefold() for word in words))
