"""The parser of Markdown, with the rules that the portal has and a bound for each that needs one.

Three rules of the library take steps that grow with the square of a text that is made for it. Their
steps are counted while a text is parsed. No person comes near the bounds.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, heading, table
from markdown_it.rules_inline import StateInline

_WEB_OR_MAIL = re.compile(r"https?://|mailto:", re.IGNORECASE)
# The most steps of a rule in one text.
_MOST = {
    # The end of a link is looked for from each bracket anew, by pieces of text.
    "link": 300_000,
    # A row has as many cells as the heading, also where nothing is in them.
    "table": 30_000,
    # A quote that is not closed looks at each line of the rest of its paragraph.
    "blockquote": 150_000,
}


class TooCostly(Exception):
    """The text takes too many steps of `rule`."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule


class _Inline(ParserInline):
    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - the library's name
        """Pass a piece of text while the end of a link is looked for."""
        _count(state.env, "link")
        super().skipToken(state)


class _Markdown(MarkdownIt):
    def configure(self, *args: Any, **more: Any) -> MarkdownIt:
        """Take the rules of a preset, with the counting parser for what stands in a line."""
        self.inline = _Inline()
        return super().configure(*args, **more)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Accept links to the web and to mailboxes; any other stays the text that was typed."""
        return bool(_WEB_OR_MAIL.match(url))


def bounded_markdown() -> MarkdownIt:
    """A parser that raises TooCostly where a rule takes too many steps."""
    # Content nested deeper than this is dropped: it is the library's guard against endless depth.
    options = {"html": False, "breaks": True, "maxNesting": 100}
    parser = (
        _Markdown("commonmark", options)
        .enable("table")
        .disable(
            [
                "backticks",
                "code",
                "entity",
                "fence",
                "hr",
                "html_block",
                "html_inline",
                "image",
                "lheading",
                "reference",
            ]
        )
    )
    # As the library has them, but counted; `alt` says which blocks they may end.
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    parser.block.ruler.at("heading", _heading, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    is_table = table(state, start, end, True)
    if silent or not is_table:
        return is_table
    columns = state.getLines(start + 1, start + 2, 0, False).count("|") + 1
    for line in range(start + 2, end):
        if state.isEmpty(line):
            break
        _count(state.env, "table", columns)
    return table(state, start, end, False)


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    # Asked in silence once for each line that a quote or a paragraph may go on with.
    if silent:
        _count(state.env, "blockquote")
    return heading(state, start, end, silent)


def _count(env: MutableMapping[str, Any], rule: str, steps: int = 1) -> None:
    env[rule] = env.get(rule, 0) + steps
    if env[rule] > _MOST[rule]:
        raise TooCostly(rule)
