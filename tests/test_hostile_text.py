"""Text that is made to take long, as Markdown and as a difference: it takes its length, not more."""

from __future__ import annotations

import cProfile
from collections.abc import Callable

import pytest

from grund.markdown import TooCostly, bounded_markdown
from grund.richtext import differences, to_html
from tests.bounded import bounded

SIZE = 60_000  # as long as what the preview takes

HEADING = "|a" * 60 + "|\n" + "|-" * 60 + "|\n"
UNITS = {
    "delimiters of two kinds": "**_",
    "delimiters that cannot close": "a**bc* c* ",
    "delimiters within words": "_a_b",
    "underscores": "_",
    "stars": "*a **b ",
    "backslashes": "\\",
    "backslashes and brackets": "\\[",
    "brackets": "[",
    "empty brackets": "[]",
    "links without an end": "[a](",
    "links within links": "[[a](http://b.se)",
    "links in angles": "[<http://a>",
    "titles without an end": '[a](b "c',
    "pictures": "![[",
    "angles": "<",
    "addresses": "https://a.se/_",
    "addresses without a name": "https://)",
    "quotes": ">",
    "quotes that a line ends": "a\n> >\n",
    "quotes in quotes that a line ends": "> a\n> > >\n",
    "quotes in lists": "- > a\nb\n",
    "lists": "- ",
    "lists in lists": "- a\n  - b\n",
    "numbers": "1. ",
    "small tables": "a|b\n-|-\n",
    "wide tables of short rows": HEADING + "b\n" * 300 + "\n",
    "definitions": "[a]: b\n",
    "headings": "# a\n",
    "lines": "a\n",
    "spaces": " \n",
    "entities": "&amp;",
    "accents": "e\u0301\u0327",
}
MIXED = {
    "brackets before delimiters": "[" * 200 + "a*" * SIZE,
    "a wide heading over short rows": HEADING * 1 + "b\n" * SIZE,
    "a table of a thousand columns": "|a" * 1_000 + "|\n" + "|-" * 1_000 + "|\n" + "b\n" * SIZE,
    "quotes within quotes": "\n".join(">" * n for n in range(1, 340)),
    "lists within lists": "\n".join("  " * n + "- a" for n in range(240)),
}
TEXTS = {name: unit * (SIZE // len(unit) + 1) for name, unit in UNITS.items()} | MIXED


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_shown_and_compared(name: str) -> None:
    text = TEXTS[name][:SIZE]
    assert bounded(lambda: bool(to_html(text)) or not text.strip())
    assert bounded(lambda: bool(differences(text, text[::-1] + "b")))


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, in Python and in C: a measure that no machine changes."""
    counted = cProfile.Profile()
    counted.runcall(work)
    return sum(entry.callcount for entry in counted.getstats())


@pytest.mark.parametrize(
    "name",
    [
        "delimiters of two kinds",
        "links without an end",
        "quotes that a line ends",
        "a wide heading over short rows",
    ],
)
def test_twice_the_text_takes_twice_the_steps(name: str) -> None:
    half, whole = TEXTS[name][: SIZE // 8], TEXTS[name][: SIZE // 4]
    assert calls(lambda: to_html(whole)) < 3 * calls(lambda: to_html(half))
    few = calls(lambda: differences(half, half[::-1] + "a"))
    assert calls(lambda: differences(whole, whole[::-1] + "a")) < 3 * few


# A report as people write them: 50,000 letters with all that the field offers.
SECTION = (
    "## Läget i kommunen\n\n"
    "Förskolan kostar **mer** än hos _andra_ (se [rapporten](https://skr.se/r_1)), men vi vet inte "
    "varför.\nDet står [mer] på https://kolada.se, sidan 3.\n\n"
    "> Vi har inte vetat det här.\nSade chefen.\n\n- ett\n- två\n  - två och ett halvt\n\n1. först\n\n"
    "| Mått | 2023 | 2024 |\n|---|--:|--:|\n| Kostnad | 12 | 13 |\n| Kvalitet | 4 | 5 |\n\n"
)


def test_what_people_write_is_shown_by_all_the_rules() -> None:
    text = (SECTION * (50_000 // len(SECTION) + 1))[:50_000]
    assert bounded_markdown().parse(text, {})
    html = to_html(text)
    for tag in ("<strong>", "<em>", "<a ", "<blockquote>", "<ul>", "<ol ", "<table>", "<h3>"):
        assert html.count(tag.replace("<ol ", "<ol")) >= 50_000 // len(SECTION)
    # Without a single empty line, so that all of it is one paragraph.
    assert bounded_markdown().parse(text.replace("\n\n", "\n"), {})


def test_a_rule_that_would_take_too_long_is_left_out_and_its_marks_are_seen() -> None:
    text = "**fet** " + "[" * 20_000
    with pytest.raises(TooCostly, match="link"):
        bounded_markdown().parse(text, {})
    html = to_html(text)
    assert html.startswith("<p><strong>fet</strong> [[[")
    assert html.count("[") == 20_000
