"""Text in Markdown: shown clean, told plainly, compared, and never slow."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from grund.richtext import TAGS, Change, differences, excerpt, plain, to_html

ATTRIBUTES = {"href", "rel", "start", "class"}


class Live(HTMLParser):
    """What of a fragment a browser would take for tags, attributes and addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: dict[str, set[str]] = {}
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, set()).add(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data

    def trouble(self) -> list[str]:
        hrefs = self.attributes.get("href", set())
        bad = [h for h in hrefs if not re.match(r"(https?://|mailto:)", h, re.IGNORECASE)]
        rels = self.attributes.get("rel", set()) - {"noopener nofollow"}
        classes = self.attributes.get("class", set()) - {"number"}
        return [
            *self.tags - TAGS,
            *set(self.attributes) - ATTRIBUTES,
            *bad,
            *rels,
            *classes,
        ]


VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img src onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<style>@import 'http://evil.example'</style>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<!--><img src onerror=alert(1)>-->",
    "<![CDATA[<img src onerror=alert(1)>]]>",
    "<form action=//evil.example><input name=password></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "</textarea></div></main><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](\\javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x]( javascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/konto/logout/)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example/<script>)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    '![x](x"onerror="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    '```"><script>alert(1)</script>\nx\n```',
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "# <script>alert(1)</script>",
    "- <script>alert(1)</script>",
    "> <img src=x onerror=alert(1)>",
    "| <script>alert(1)</script> |\n|:-:|\n| <b onclick=alert(1)>x</b> |",
    'https://a.example/"><script>alert(1)</script>',
    "https://a.example/'onclick='alert(1)",
    "**<b onmouseover=alert(1)>x</b>**",
    "<b\x00 onclick=alert(1)>",
    "<\x00script>alert(1)</script>",
]


@pytest.mark.parametrize("text", VECTORS)
def test_nothing_live_comes_through(text: str) -> None:
    html = to_html(text)
    assert Live(html).trouble() == []
    assert "<script" not in html.lower()
    assert "img" not in Live(html).tags


def test_html_is_seen_as_it_was_typed() -> None:
    text = "Skriv <b>så</b> & &lt;så&gt;"
    assert Live(to_html(text)).text.strip() == text


ANY_TEXT = st.text(max_size=300) | st.text(
    alphabet="[]()<>!*_#-|:\\\n >\"'&;/ahtpjs`~=1.", max_size=300
)


@given(ANY_TEXT)
@settings(max_examples=500)
def test_no_text_at_all_makes_another_tag(text: str) -> None:
    assert Live(to_html(text)).trouble() == []


@given(st.text(alphabet="abåä 12[]()*_#->|:`~=\n<&\\!", max_size=200))
@settings(max_examples=500)
def test_no_word_that_was_typed_is_lost(text: str) -> None:
    # The figures of a numbered list are drawn by the browser, and an address may be a link's.
    letters = re.sub(r"[^a-zåä]", "", text)
    shown = Live(to_html(text))
    assert re.sub(r"[^a-zåä]", "", shown.text) == letters
    assert re.sub(r"[^a-zåä]", "", plain(text)) == letters


# --- what it can show ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("ett\ntvå\n\ntre", "<p>ett<br>\ntvå</p>\n<p>tre</p>"),
        ("**fet** och _kursiv_", "<p><strong>fet</strong> och <em>kursiv</em></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("> citat", "<blockquote>\n<p>citat</p>\n</blockquote>"),
        ("text\n---", "<p>text<br>\n---</p>"),
        ("    inskjutet", "<p>inskjutet</p>"),
        (
            "[SKR](https://skr.se)",
            '<p><a href="https://skr.se" rel="noopener nofollow">SKR</a></p>',
        ),
        (
            "Se (https://skr.se/a_b).",
            '<p>Se (<a href="https://skr.se/a_b" rel="noopener nofollow">https://skr.se/a_b</a>).</p>',
        ),
        (
            "[skriv](mailto:a@b.se)",
            '<p><a href="mailto:a@b.se" rel="noopener nofollow">skriv</a></p>',
        ),
        ("", ""),
    ],
)
def test_what_is_shown(text: str, html: str) -> None:
    assert to_html(text).strip() == html


def test_a_column_of_figures_stands_to_the_right_without_a_style() -> None:
    html = to_html("| år | kr |\n|---|--:|\n| 2026 | 12 |")
    assert '<td>2026</td>\n<td class="number">12</td>' in html
    assert "style" not in html


@pytest.mark.parametrize(
    ("text", "level", "tags"),
    [
        ("# a", 3, ["h3"]),
        ("# a\n## b\n# c", 3, ["h3", "h4", "h3"]),
        ("## a\n#### b", 2, ["h2", "h3"]),
        ("# a\n## b\n### c", 5, ["h5", "h6", "h6"]),
    ],
)
def test_headings_begin_where_the_page_says(text: str, level: int, tags: list[str]) -> None:
    assert re.findall(r"<(h\d)>", to_html(text, level)) == tags


def test_plain_words_for_a_mail() -> None:
    text = (
        "# Läget\n\nVi **vet** att _det_ går,\nse [rapporten](https://skr.se/r).\n\n- ett\n- två\n\n"
        "1. först\n2. sedan\n\n> sagt\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nhttps://å.se <a@b.se> [c](mailto:c@d.se)"
    )
    assert plain(text) == (
        "Läget\n\nVi vet att det går,\nse rapporten (https://skr.se/r).\n\n• ett\n• två\n\n"
        "1. först\n2. sedan\n\nsagt\n\na; b\n1; 2\n\nhttps://å.se a@b.se c (c@d.se)"
    )


def test_an_excerpt_ends_between_words() -> None:
    text = "# Läget\n\nFörskolan [kostar](https://skr.se) mer, **men** ger mer."
    assert excerpt(text, 200) == "Läget Förskolan kostar mer, men ger mer."
    assert excerpt(text, 30) == "Läget Förskolan kostar mer…"
    assert excerpt("x" * 50, 10) == "x" * 9 + "…"
    assert all(len(excerpt(text, n)) <= n for n in range(1, 60))


# --- what was changed ---------------------------------------------------------------------
def told(old: str, new: str) -> str:
    marks = {"same": "{}", "removed": "[-{}]", "added": "[+{}]"}
    return "".join(marks[c.kind].format(c.text) for c in differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("en röd bil", "en blå bil", "en [-röd][+blå] bil"),
        ("en bil", "en stor bil", "en [+stor ]bil"),
        ("ett\n\ntvå\n\ntre", "ett\n\ntre", "ett\n\n[-två\n\n]tre"),
        (
            "röd och bil idag som igår",
            "blå och båt idag som igår",
            "[-röd och bil][+blå och båt] idag som igår",
        ),
        (
            "Ett hus byggs snart i Lund.",
            "Två hus byggs snart i Flen.",
            "[-Ett][+Två] hus byggs snart i [-Lund][+Flen].",
        ),
        (
            "Ett hus, nytt hus, stort hus där",
            "Två hus, nytt hus, stort hus här",
            "[-Ett][+Två] hus, nytt hus, stort hus [-där][+här]",
        ),
        (
            "en bil, en bil, en bil",
            "ja bil, en bil, en båt",
            "[-en][+ja] bil, en bil, en [-bil][+båt]",
        ),
        (
            "ett\n\ntvå ord\n\ntre\n\nfyra ord här",
            "nytt\n\nett\n\ntvå\n\ntre\n\nfyra ord där",
            "[+nytt\n\n]ett\n\ntvå[- ord]\n\ntre\n\nfyra ord [-här][+där]",
        ),
        ("helt andra ord", "något nytt skrevs", "[-helt andra ord][+något nytt skrevs]"),
        ("kostar 12,5 kr", "kostar 13,5 kr", "kostar [-12][+13],5 kr"),
        ("ja nej ja nej", "ja nej nej nej", "ja nej [-ja][+nej] nej"),
        ("lika", "lika", "lika"),
        ("", "", ""),
        ("", "nytt", "[+nytt]"),
        ("bort", "", "[-bort]"),
    ],
)
def test_a_reader_sees_what_was_changed(old: str, new: str, marked: str) -> None:
    assert told(old, new) == marked


WORDS = st.lists(
    st.sampled_from(["ja", "nej", "och", " ", "\n", "\n\n", "1,5", "bil", "."]), max_size=40
)
SIDES = st.text(max_size=80) | WORDS.map("".join)


@given(SIDES, SIDES)
@settings(max_examples=500)
def test_the_pieces_make_up_both_texts(old: str, new: str) -> None:
    found = differences(old, new)
    assert "".join(c.text for c in found if c.kind != "added") == old
    assert "".join(c.text for c in found if c.kind != "removed") == new
    assert all(c.text for c in found)
    assert [c.kind for c in found] == ["same"] * bool(old) or old != new


def test_what_did_not_change_is_folded() -> None:
    long = " ".join(f"ord{n}" for n in range(500))
    first, *_, last = differences(f"{long} röd", f"{long} blå")
    assert first.folded.startswith("ord0 ord1 ")
    assert " … " in first.folded
    assert len(first.folded) < 150 < len(first.text)
    assert last == Change("added", "blå")
    assert Change("added", long).folded == long
    assert Change("same", "få ord är hela").folded == "få ord är hela"


def test_changes_are_told_without_colour() -> None:
    html = render_to_string(
        "grund/_differences.html", {"changes": differences("en <b> bil", "en <i> bil")}
    )
    assert re.search(r"<del><span class=\"hidden-text\"> borttaget: </span>b<", html)
    assert re.search(r"<ins><span class=\"hidden-text\"> tillagt: </span>i<", html)
    assert "en &lt;" in html
    for same in ([], differences("lika", "lika")):
        assert "Inget är ändrat." in render_to_string("grund/_differences.html", {"changes": same})


# --- time ------------------------------------------------------------------------------
SIZE = 50_000
MANY = 8
PROSE = (
    "Förskolan i kommunen kostar mer än hos andra, men vi vet inte varför det är så.\n\n" * 700
)[:SIZE]
HARD = {
    "brackets": "[" * SIZE,
    "images": "![[" * (SIZE // 3),
    "links": "[a](" * (SIZE // 4),
    "stars": "*a **b " * (SIZE // 7),
    "quotes": ">" * SIZE,
    "lists": "- " * (SIZE // 2),
    "rows": "a|b\n-|-\n" * (SIZE // 8),
    "lines": "a\n" * (SIZE // 2),
    "brace": "<a" * (SIZE // 2),
    "breaks": " \n" * (SIZE // 2),
    "addresses": "https://)" * (SIZE // 9),
    "backslash": "\\" * SIZE,
}


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


@pytest.fixture(scope="module")
def unit() -> float:
    """What it takes to show a long list of short points, on this machine at this time."""
    points = "- **ja** och _nej_\n" * (SIZE // 19)
    return max(seconds(lambda: to_html(points)) for _ in range(3))


@pytest.mark.parametrize("name", HARD)
def test_a_hard_text_takes_no_longer_than_long_lists(name: str, unit: float) -> None:
    assert seconds(lambda: (to_html(HARD[name]), plain(HARD[name]))) < MANY * unit


@pytest.mark.parametrize("name", HARD)
def test_a_hard_comparison_takes_no_longer(name: str, unit: float) -> None:
    text = HARD[name]
    others = (text[: SIZE // 2] + "b" + text[SIZE // 2 :], text[::-1], HARD["rows"], PROSE)
    for other in others:
        assert seconds(partial(differences, text, other)) < MANY * unit


def test_a_text_with_no_two_lines_alike_takes_no_longer(unit: float) -> None:
    old = " ".join(f"{n}" for n in range(9000))
    new = " ".join(f"{n}" for n in reversed(range(9000)))
    assert seconds(lambda: differences(old, new)) < MANY * unit
    assert seconds(lambda: differences(old.replace(" ", "\n"), new)) < MANY * unit
