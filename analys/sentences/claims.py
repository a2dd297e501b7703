"""What headings claim, so that those of a page can be held together. No Django."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """What a heading says in short, so that two headings of a page can be held together."""

    about: str  # kostnad, kvalitet, effektivitet
    side: str  # högre or lägre
    against: str  # whom it compares with, as a sentence says it


def claims(about: str, side: str, against: str) -> tuple[Claim, ...]:
    """The claim of a heading, none where it takes no side."""
    return (Claim(about, side, against),) if side in ("högre", "lägre") else ()
