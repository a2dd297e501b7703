"""The kinds of activity that ship, and how a title shows which kind it is. No Django."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of activity. Its name, or one of `words` (lower case), begins a word in a title."""

    key: str
    name: str
    is_meeting: bool = False
    words: tuple[str, ...] = ()


OTHER = Kind("ovrigt", "Övrigt")
KINDS = (
    Kind(
        "uppstart",
        "Uppstart",
        # "Projektupstart" is how the programme's own form spells it.
        words=("projektuppstart", "projektupstart", "upstart", "kickoff", "kick-off"),
    ),
    Kind(
        "planeringsmote",
        "Arbets- och planeringsmöte",
        True,
        ("arbets och planeringsmöte", "planeringsmöte", "planerings- och arbetsmöte"),
    ),
    Kind("arbetsmote", "Arbetsmöte", True),
    Kind("projektmote", "Projektmöte", True, ("projektgruppsmöte", "möte med projektgrupp")),
    Kind("mentormote", "Mentormöte", True, ("mentorsmöte", "mentorträff", "möte med mentor")),
    Kind("avstamningsmote", "Avstämningsmöte", True, ("avstämning",)),
    Kind("styrgruppsmote", "Styrgruppsmöte", True, ("styrgruppmöte", "möte med styrgrupp")),
    Kind("largruppsmote", "Lärgruppsmöte", True, ("lärgruppmöte", "lärgruppsträff")),
    Kind("workshop", "Workshop", words=("work shop", "arbetsverkstad")),
    Kind(
        "seminarium",
        "Seminarium",
        words=("seminarie", "slutseminarium", "webbinarium", "webbinarie", "webinar"),
    ),
    Kind("forelasning", "Föreläsning"),
    Kind("politisk-beredning", "Politisk beredning"),
    Kind("presentation", "Presentation", words=("slutpresentation",)),
    Kind("mer-dag", "MER-dag", words=("merdag",)),
    Kind("chefsdialog", "Chefsdialog"),
    Kind("uppfoljning", "Uppföljning"),
    Kind("enkat", "Enkät", words=("webbenkät",)),
    Kind("nyhetsbrev", "Nyhetsbrev"),
    OTHER,
)


def kind_of(title: str, more: Sequence[Kind] = ()) -> Kind:
    """Return the kind whose word stands first in the title; of two at one place the longer word.

    `more` are a municipality's own kinds, which win over ours where their words are equal.
    """
    text = " ".join(title.lower().split())
    best, best_place = OTHER, (len(text), 0)
    for kind in (*more, *KINDS):
        for word in (kind.name.lower(), *kind.words):
            found = re.search(rf"(?<!\w){re.escape(word)}", text)
            if found and (place := (found.start(), -len(word))) < best_place:
                best, best_place = kind, place
    return best
