"""Characters that nobody means to type, and that harm whoever reads, sorts or exports them."""

from __future__ import annotations

import re
import unicodedata

# All of category Cc, but tab, line feed and carriage return; and what Unicode calls no characters,
# which no XML may hold, and so no workbook.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Word's line break within a paragraph, a form feed and the next line of mainframes: someone meant
# a space or a break by them.
_BREAKS = re.compile(r"[\x0b\x0c\x85]")
# More marks upon one letter than this no language has; Unicode's own bound for safe streams.
MOST_MARKS = 30
# Marks lie above U+0300, so that a Swedish text is passed over at once.
_MAYBE_MARKS = re.compile(rf"[^\x00-\u02ff]{{{MOST_MARKS + 1},}}")


def without_control(text: str) -> str:
    """The text without control characters; breaks among them become a line feed or a space.

    A line feed where the text has lines, which a field of one line never has.
    """
    if _CONTROL.search(text) is None:
        return text
    lines = _BREAKS.sub("\n" if "\n" in text else " ", text)
    return _CONTROL.sub("", lines)


def is_piled(text: str) -> bool:
    """Whether a letter carries so many marks that normalising grows with their square."""
    return any(_has_pile(run) for run in _MAYBE_MARKS.findall(text))


def without_piles(text: str) -> str:
    """The text with at most MOST_MARKS marks on each letter."""
    return _MAYBE_MARKS.sub(_without_pile, text)


def _has_pile(run: str) -> bool:
    return len(_bounded(run)) < len(run)


def _without_pile(match: re.Match[str]) -> str:
    return _bounded(match[0])


def _bounded(run: str) -> str:
    kept, marks = [], 0
    for sign in run:
        marks = marks + 1 if _is_mark(sign) else 0
        if marks <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Me", "Mc")
