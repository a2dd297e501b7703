"""Text as people write it: stored as Markdown, shown as clean HTML or as plain words.

HTML is never part of the text: what looks like a tag is shown as it was typed. Rules of Markdown
that would swallow or restyle what a layman writes (code by indentation, reference definitions,
underlined headings, entities) are off, so that everything typed is seen.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Literal

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from grund.markdown import TooCostly, bounded_markdown

TAGS = frozenset(
    {
        "a",
        "blockquote",
        "br",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ol",
        "p",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    }
)
_SCHEMES = {"http", "https", "mailto"}
# An address in running text; the full stop or bracket after it belongs to the sentence.
_BARE_ADDRESS = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'*_])", re.IGNORECASE)

_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    # The star replaces the sanitiser's own list of attributes that every tag may carry.
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    allowed_classes={"td": {"number"}, "th": {"number"}},
    url_schemes=_SCHEMES,
    url_relative="deny",
    link_rel="noopener nofollow",
)


def to_html(text: str, level: int = 3) -> SafeString:
    """The text as HTML that is safe to show; its headings begin at h`level` and skip none."""
    tokens = _parse(text)
    _place_headings(tokens, level)
    for token in tokens:
        if token.type in ("td_open", "th_open"):
            is_right = token.attrs.pop("style", "") == "text-align:right"
            token.attrs |= {"class": "number"} if is_right else {}
    parser = _without(())
    html = parser.renderer.render(tokens, parser.options, {})
    # Cleaned each time it is shown, so that a stricter list of tags holds for old texts too.
    return mark_safe(_CLEANER.clean(html))  # noqa: S308 - the sanitiser has had it


def plain(text: str) -> str:
    """The words without marks, for mails and files. The address of a link follows in brackets."""
    return _plain(text, _with_address)


def excerpt(text: str, length: int) -> str:
    """The beginning on one line, at most `length` characters, cut between words."""
    words = " ".join(_plain(text, _without_address).split())
    if len(words) <= length:
        return words
    cut = words[: max(0, length - 1)]
    space = cut.rfind(" ")
    return (cut[:space] if space > length // 2 else cut).rstrip(" ,;:.–") + "…"


def _place_headings(tokens: list[Token], level: int) -> None:
    used = sorted({token.tag for token in tokens if token.type == "heading_open"})
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, level + used.index(token.tag))}"


def _markdown() -> MarkdownIt:
    parser = bounded_markdown()
    parser.core.ruler.push("bare_addresses", _link_bare_addresses)
    return parser


def _link_bare_addresses(state: StateCore) -> None:
    for token in state.tokens:
        if token.children and "://" in token.content:
            token.children = list(_linked(token.children))


def _linked(tokens: list[Token]) -> Iterable[Token]:
    depth = 0
    for token in tokens:
        depth += token.nesting if token.type.startswith("link_") else 0
        if token.type != "text" or depth:
            yield token
            continue
        for index, part in enumerate(_BARE_ADDRESS.split(token.content)):
            text = Token("text", "", 0, content=part)
            if index % 2:
                yield Token("link_open", "a", 1, attrs={"href": part})
                yield text
                yield Token("link_close", "a", -1)
            elif part:
                yield text


def _parse(text: str) -> list[Token]:
    """Parse the text; a rule that would take too long with it is left out.

    Its marks are then seen as they were typed.
    """
    left_out: tuple[str, ...] = ()
    while True:
        try:
            return _without(left_out).parse(text, {})
        except TooCostly as error:
            left_out = (*left_out, error.rule)


@cache
def _without(rules: tuple[str, ...]) -> MarkdownIt:
    return _markdown().disable(list(rules))


# --- plain words -------------------------------------------------------------------------
_AFTER = {"tr_close": "\n", "th_close": "; ", "td_close": "; "}
_BLOCKS = ("paragraph", "heading", "bullet_list", "ordered_list", "blockquote", "table")


def _plain(text: str, link: Callable[[str, str], str]) -> str:
    out = []
    for token in _parse(text):
        if token.type == "inline":
            out.append(_words(token.children or [], link))
        elif token.type == "list_item_open":
            out.append(f"{token.info}. " if token.info else "• ")
        elif token.nesting == -1 and token.type.removesuffix("_close") in _BLOCKS:
            out.append("\n" if token.hidden else "\n\n")
        else:
            out.append(_AFTER.get(token.type, ""))
    return re.sub(r"\n{3,}", "\n\n", "".join(out).replace("; \n", "\n")).strip()


def _words(tokens: list[Token], link: Callable[[str, str], str]) -> str:
    out: list[str] = []
    start, href = 0, ""
    for token in tokens:
        if token.type == "link_open":
            start, href = len(out), str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            out.append(link("".join(out[start:]), href))
        else:
            out.append("\n" if token.type in ("softbreak", "hardbreak") else token.content)
    return "".join(out)


def _with_address(words: str, href: str) -> str:
    address = href.removeprefix("mailto:")
    is_told = words == address or _without(()).normalizeLink(words) == href
    return "" if is_told else f" ({address})"


def _without_address(words: str, href: str) -> str:
    return ""


# --- what was changed --------------------------------------------------------------------
_PARAGRAPH = re.compile(r"[^\n]*\n\s*|[^\n]+")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
# How many times the parts between two anchors are searched for anchors of their own.
_DEPTH = 8
# A paragraph with less than this share in common was rewritten, and is shown as removed and added
# whole.
_LEAST_IN_COMMON = 0.25
_FEW_WORDS = 8
# So few unchanged letters between two changes are shown as changed with them: a lone "och" that
# is left standing only makes the change harder to read.
_FEW_LETTERS = 3

Kind = Literal["same", "removed", "added"]


@dataclass(frozen=True)
class Change:
    """A stretch of text. Same and removed together make the old text, same and added the new."""

    kind: Kind
    text: str

    @property
    def folded(self) -> str:
        """A long stretch that is the same, as its first and last words."""
        words = re.split(r"(\s+)", self.text)  # with the spaces between them
        if self.kind != "same" or len(words) <= 6 * _FEW_WORDS:
            return self.text
        few = 2 * _FEW_WORDS - 1
        return f"{''.join(words[:few])} … {''.join(words[-few:])}"


def differences(old: str, new: str) -> list[Change]:
    """The changes from `old` to `new`, by words within the paragraphs that differ.

    Words that occur once in both texts, or else equally often in both, are the anchors between
    which the rest is compared. The time therefore grows with the length alone, where difflib's
    may grow with its cube.
    """
    pieces: list[Piece] = []
    for gone, come in _aligned(_PARAGRAPH.findall(old), _PARAGRAPH.findall(new), _DEPTH):
        if gone == come:
            pieces.append(("".join(gone), "".join(come)))
        else:
            pieces += _by_words("".join(gone), "".join(come))
    return list(_told(_gathered(_without_crumbs(_gathered(pieces)))))


Piece = tuple[str, str]  # what stood there, and what stands there now
Parts = Sequence[str]


def _by_words(old: str, new: str) -> list[Piece]:
    pairs = _aligned(_WORD.findall(old), _WORD.findall(new), _DEPTH)
    pieces = [("".join(gone), "".join(come)) for gone, come in pairs]
    common = sum(len(gone.strip()) for gone, come in pieces if gone == come)
    is_the_same_text = common >= _LEAST_IN_COMMON * max(len(old), len(new))
    return pieces if is_the_same_text else [(old, new)]


def _aligned(old: Parts, new: Parts, depth: int) -> Iterator[tuple[Parts, Parts]]:
    """Yield both texts in pairs of pieces: equal, or with nothing that surely corresponds."""
    # Equal beginnings and ends first: most edits are small, and leave little to search.
    head = _common(old, new)
    yield old[:head], new[:head]
    old, new = old[head:], new[head:]
    tail = _common(old[::-1], new[::-1])
    last_old, last_new = len(old) - tail, len(new) - tail
    i = j = 0
    for at, there in _anchors(old[:last_old], new[:last_new]) if depth else ():
        yield from _aligned(old[i:at], new[j:there], depth - 1)
        yield [old[at]], [new[there]]
        i, j = at + 1, there + 1
    if (i, j) == (0, 0):
        yield old[:last_old], new[:last_new]
    else:
        yield from _aligned(old[i:last_old], new[j:last_new], depth - 1)
    yield old[last_old:], new[last_new:]


def _common(old: Parts, new: Parts) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(old), len(new)))


def _anchors(old: Parts, new: Parts) -> list[tuple[int, int]]:
    """Places that surely correspond, of parts that occur once in both, or else equally often."""
    in_old, in_new = Counter(old), Counter(new)
    alike = {part for part, times in in_old.items() if in_new[part] == times}
    once = {part for part in alike if in_old[part] == 1}
    return _rising(_pairs(old, new, once)) or _rising(_pairs(old, new, alike - once))


def _pairs(old: Parts, new: Parts, parts: set[str]) -> list[tuple[int, int]]:
    """The places of each part: its first in the old text with its first in the new, and so on."""
    there: dict[str, list[int]] = {part: [] for part in parts}
    # Backwards, so that `pop` gives the first place first.
    for j in range(len(new) - 1, -1, -1):
        if new[j] in parts:
            there[new[j]].append(j)
    return [(i, there[part].pop()) for i, part in enumerate(old) if part in parts]


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest row of pairs that rises on both sides, in n log n steps."""
    ends: list[int] = []  # the least end of a row of each length, and which pair it is
    which: list[int] = []
    before: list[int] = []
    for number, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(which[length - 1] if length else -1)
        ends[length : length + 1] = [j]
        which[length : length + 1] = [number]
    row, number = [], which[-1] if which else -1
    while number >= 0:
        row.append(pairs[number])
        number = before[number]
    return row[::-1]


def _gathered(pieces: Iterable[Piece]) -> list[Piece]:
    """Pieces with neighbours joined: those that are the same, and those that are changed."""
    found = []
    filled = (piece for piece in pieces if any(piece))
    for _, group in groupby(filled, key=lambda piece: piece[0] == piece[1]):
        gone, come = zip(*group, strict=True)
        found.append(("".join(gone), "".join(come)))
    return found


def _without_crumbs(pieces: list[Piece]) -> Iterator[Piece]:
    for index, (gone, come) in enumerate(pieces):
        is_between = 0 < index < len(pieces) - 1
        is_crumb = len(gone.strip()) <= _FEW_LETTERS and "\n" not in gone
        if is_between and is_crumb and gone == come:
            # Split in removed and added, it no longer counts as the same and is joined with its
            # neighbours.
            yield gone, ""
            yield "", come
        else:
            yield gone, come


def _told(pieces: list[Piece]) -> Iterator[Change]:
    for gone, come in pieces:
        if gone == come:
            yield Change("same", gone)
            continue
        if gone:
            yield Change("removed", gone)
        if come:
            yield Change("added", come)
