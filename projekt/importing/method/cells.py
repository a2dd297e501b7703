"""Read one cell of a table of activities: a date, groups, deliverables, "inställt". No Django.

The form separates values by a space alone, so the word a value begins with shows where it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

_YEARS = range(2000, 2100)
_WRITTEN = re.compile(r"(\d{2}|\d{4})([-./ ]?)(\d{2})\2(\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2})?)?")
# Excel keeps days as numbers, and a pasted cell may hold that number. Five digits, so that
# it is never mistaken for YYMMDD.
_SERIAL = re.compile(r"\d{5}(?:\.0+)?")
_SERIAL_ZERO = date(1899, 12, 30)  # Excel's day 0

_CALLED_OFF = r"(?:inställ(?:t|d|s|des)|avbok(?:at|ad|ades|as)|(?:ställdes|ställts|ställs)\s+in)\b"
_BECAUSE = r"(?:p\.?\s?g\.?\s?a\.?|på\s+grund\s+av|till\s+följd\s+av|eftersom|:|–|-|,)"
_CANCELLED = re.compile(
    rf"(?:\b(?:mötet|träffen|aktiviteten)\s+)?\b{_CALLED_OFF}\s*{_BECAUSE}?\s*(?P<reason>[^)]*)",
    re.IGNORECASE,
)
# In a title the word counts only first, last or after a mark: "Hur inställd är du?" is a question
# about attitudes, and no cancelled meeting.
_CANCELLED_TITLE = re.compile(
    rf"(?:(?:^|[(–,.:-])\s*{_CALLED_OFF}|{_CALLED_OFF}(?=\s*$|\s*\)|\s+{_BECAUSE}))"
    rf"(?:\s*{_BECAUSE}\s*(?P<reason>[^)]*))?",
    re.IGNORECASE,
)

DELIVERABLES = (
    "Muntlig rapport",
    "Digital presentation",
    "Projektstöd",
    "Kunskapsstöd",
    "Erfarenhetsutbyte",
    "Information",
    "Utvärdering",
    "Presentation",
)
_DELIVERABLE = re.compile(
    r"(?:{})(?!\w)".format("|".join(sorted(map(re.escape, DELIVERABLES), key=len, reverse=True))),
    re.IGNORECASE,
)
_BY_WORD = {name.lower(): name for name in DELIVERABLES}
_AND = re.compile(r"(?:och|samt|&|\+|/)(?!\w)\s*")

# Words that a group's name begins with: those of the form, and their like.
_GROUP_WORD = re.compile(
    r"(?:förtroendevalda|tjänstepersoner|tjänstemän|politiker|chefer|nyckelpersoner|medarbetare|"
    r"ledamöter|ersättare|projektledare|projektägare|mentor(?:er)?|processledare|ekonomer|"
    r"controllers?|rektorer|deltagande|övriga|kommunledning\w*|region|rka|skr|ks|kf|"
    r"\w*(?:grupp(?:en|er|erna)?|chef(?:er|erna)?|nämnd(?:en|er|erna)?|styrelsen?|fullmäktige|"
    r"utskott(?:et)?|presidium|presidiet|ledare))(?!\w)",
    re.IGNORECASE,
)
_MANY = re.compile(r"\w+(?:er|or|ar|erna|arna|orna)", re.IGNORECASE)
_NAME = re.compile(r"[A-ZÅÄÖÉ][a-zåäöé]+(?:-[A-ZÅÄÖÉ]?[a-zåäöé]+)?")
_TAIL = " i deltagande kommuner"


def looks_like_date(cell: str) -> bool:
    """Tell whether the cell is written as a date, though it need not be one in the calendar."""
    cell = without_cancellation(cell)
    return bool(_WRITTEN.fullmatch(cell) or _SERIAL.fullmatch(cell))


def read_date(cell: str) -> date:
    """Read YYMMDD, YYYYMMDD, either with dashes, or the number that Excel keeps.

    Raises ValueError with a Swedish sentence.
    """
    cell = without_cancellation(cell)
    if not cell:
        raise ValueError("Datum saknas. Skriv det som 220317 eller 2022-03-17.")
    if _SERIAL.fullmatch(cell):
        found = _SERIAL_ZERO + timedelta(days=int(float(cell)))
    elif written := _WRITTEN.fullmatch(cell):
        year, _, month, day = written.groups()
        try:
            found = date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        except ValueError:
            raise ValueError(f"Datumet {cell} finns inte i kalendern. Rätta det.") from None
    else:
        raise ValueError(f"”{cell[:40]}” är inget datum. Skriv det som 220317 eller 2022-03-17.")
    if found.year not in _YEARS:
        raise ValueError(f"Datumet {cell} är ett orimligt år. Rätta det.")
    return found


def cancellation(title: str, others: Iterable[str]) -> str | None:
    """Return the reason why it was cancelled, '' where none is given; None when it was not."""
    matches = [_CANCELLED.search(cell) for cell in others] + [_CANCELLED_TITLE.search(title)]
    reasons = [match["reason"] or "" for match in matches if match]
    if not reasons:
        return None
    return next((sentence for reason in reasons if (sentence := _bare(reason))), "")


def without_cancellation(cell: str) -> str:
    return _CANCELLED.sub("", cell).strip(" \n\t(),;:–-")


def deliverables(cell: str) -> tuple[str, ...]:
    """Split a cell into deliverables.

    Known names are found wherever a value can begin; what lies between two of them is a value of
    its own. A word in lower case continues a value: "Information om projektet" is one.
    """
    texts: list[str] = []
    for part in re.split(r"[\n;,]", cell):
        texts.extend(_in_part(_bare(part)))
    return tuple(dict.fromkeys(texts))


def _in_part(part: str) -> list[str]:
    found, own, place, begins = [], "", 0, True
    while place < len(part):
        rest = part[place:]
        known = _DELIVERABLE.match(rest) if begins or rest[0].isupper() else None
        if known and not _continues(rest[known.end() :].lstrip()):
            found += [_capital(own), _BY_WORD[known[0].lower()]]
            own, step = "", known.end()
            begins = False
        elif (joint := _AND.match(rest)) and not own:
            step, begins = joint.end(), True
        else:
            joint = _AND.match(rest)
            word = re.match(r"\S+", rest)
            assert word  # `part` is stripped, and `place` is always at a word
            own, step = f"{own} {word[0]}", word.end()
            begins = joint is not None
        place += step
        place += len(part[place:]) - len(part[place:].lstrip())
    return [value for value in (*found, _capital(own)) if value]


def _continues(rest: str) -> bool:
    """Tell whether the text goes on with a word in lower case that is no "och"."""
    return rest[:1].islower() and not _AND.match(rest)


def target_groups(cell: str, places: Sequence[str] = ()) -> tuple[str, ...]:
    """Split a cell into groups, each with a capital first.

    "i deltagande kommuner" holds for all groups before it. A capitalised word that begins no known
    group counts as a place, and places that follow one another are one group each. `places` are
    the names that may be of several words.
    """
    names = {name.lower() for name in places}
    groups: list[str] = []
    first = 0  # of those that the next tail holds for
    for part in re.split(r"(?<!-)[\n;,]\s*|\s+samt\s+", cell):
        for group in _split(_bare(part), names):
            groups.append(_capital(group))
            if group.endswith(_TAIL):
                tailed = range(first, len(groups) - 1)
                for place in tailed:
                    if not _is_place(groups[place], names):
                        groups[place] += _TAIL
                first = len(groups)
    return tuple(dict.fromkeys(group for group in groups if group))


def _split(part: str, names: set[str]) -> list[str]:
    """Split at group names that have nothing but a space or "och" between them."""
    words = part.split()
    groups: list[list[str]] = []
    place, joined = 0, False
    while place < len(words):
        word = words[place]
        current = " ".join(groups[-1]) if groups else ""
        if word.lower() in ("och", "&") and _may_end(current, words[place + 1 : place + 2]):
            place, joined = place + 1, True
            continue
        size = _place_words(words[place : place + 3], names)
        starts = size and (not current or _is_place(current, names))
        if joined or not groups or starts or (word[0].isupper() and _GROUP_WORD.match(word)):
            groups.append([])
            joined = False
        else:
            size = 1
        groups[-1].extend(words[place : place + max(size, 1)])
        place += max(size, 1)
    return [" ".join(group) for group in groups]


def _may_end(current: str, rest: Sequence[str]) -> bool:
    """Tell whether "och" stands between two groups here, and not within the name of one."""
    if not current or not rest or current.endswith("-"):
        return False
    if rest[0][0].isupper() or _GROUP_WORD.match(rest[0]):
        return True
    alone = " " not in current and (_GROUP_WORD.match(current) or _MANY.fullmatch(current))
    return bool(alone) or current.endswith(_TAIL)


def _place_words(words: Sequence[str], names: set[str]) -> int:
    """Return how many of the first words are the name of a place, 0 when they are none.

    Known names matter only where they have more than one word, so that a table is read the same
    with and without them.
    """
    for size in (3, 2):
        if size <= len(words) and " ".join(words[:size]).lower() in names:
            return size
    return int(bool(_NAME.fullmatch(words[0])) and not _GROUP_WORD.match(words[0]))


def _is_place(group: str, names: set[str]) -> bool:
    words = group.split()
    size = _place_words(words, names) if words else 0
    return bool(size) and [word.lower() for word in words[size:]] in ([], ["kommun"])


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(" .,;:–-")


def _capital(text: str) -> str:
    text = text.strip()
    return text[:1].upper() + text[1:]
