"""Text that a spreadsheet would take for a formula, and the mark that says that it is none.

A file that the portal makes has the mark, and a table that comes in loses it again, so that a
text that goes out and comes back is the same.
"""

from __future__ import annotations

_MARK = "'"
# Also as wide signs, and after a tab or a break, which spreadsheets drop.
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def marked(text: str) -> str:
    """The text as a file of plain text may hold it."""
    # One that has the mark already gets another, for one is taken off.
    return _MARK + text if text.lstrip(_MARK).startswith(_BEGINNINGS) else text


def unmarked(text: str) -> str:
    """The text without what `marked` has put before it."""
    is_marked = text.startswith(_MARK) and text.lstrip(_MARK).startswith(_BEGINNINGS)
    return text[len(_MARK) :] if is_marked else text
