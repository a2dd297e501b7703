"""Writing text in a real Chromium: toolbar, pasting, preview, and drafts that survive."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import WIDTHS, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
PATH = "/komponenter/"
NOTE = re.compile(r"Det finns text från \d\d\.\d\d som du inte har sparat\.")

# As Word puts it on the clipboard, shortened.
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head>
<body lang=SV style='tab-interval:65.2pt'><!--StartFragment-->
<h1 style='margin-top:12.0pt'><span style='mso-fareast-language:EN-US'>Läget<o:p></o:p></span></h1>
<p class=MsoNormal style='margin-bottom:8.0pt'>Vi har <b>fler barn</b> och <span style='font-style:italic'>färre</span> <a href="https://www.rka.nu">vuxna</a><a name="_Toc1"></a>,
på 12&nbsp;000 kr.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Större grupper<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>o<span>&nbsp;&nbsp; </span></span><![endif]>i Fjugesta<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>Först det<o:p></o:p></p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr><td style='width:100pt'><p class=MsoNormal>År<o:p></o:p></p></td><td><p class=MsoNormal>Barn | vuxna</p></td></tr>
<tr><td><p class=MsoNormal>2026</p></td><td><p class=MsoNormal>398</p></td></tr></table>
<p class=MsoNormal>2026. Så skrev vi. 5 * 3 och fil_namn<script>alert(1)</script><img src="https://evil.example/x.png" onerror="alert(1)"></p>
<!--EndFragment--></body></html>"""
CLEAN = """# Läget

Vi har **fler barn** och _färre_ [vuxna](https://www.rka.nu), på 12\u00a0000 kr.

- Större grupper
    - i Fjugesta
1. Först det

| År | Barn \\| vuxna |
| --- | --- |
| 2026 | 398 |

2026\\. Så skrev vi. 5 * 3 och fil_namn"""
PASTE = """(field, [html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData('text/html', html);
  data.setData('text/plain', text);
  return field.dispatchEvent(
    new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
}"""


def begin(visit: Any, query: str = "", **more: Any) -> tuple[Visitor, Page]:
    visitor = visit(**more)
    visitor.login("administrator")
    page = visitor.open(PATH + query)
    expect(page.get_by_role("toolbar", name="Textverktyg")).to_be_visible()
    return visitor, page


def field(page: Page) -> Any:
    return page.get_by_label("Text", exact=True)


def alert(page: Page) -> Any:
    return page.locator("form[data-draft]").get_by_role("alert")


def tool(page: Page, name: str) -> Any:
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def choose(page: Page, text: str) -> None:
    """Select the text in the field."""
    field(page).evaluate(
        "(f, t) => { f.focus(); const i = f.value.indexOf(t); f.setSelectionRange(i, i + t.length); }",
        text,
    )


def test_the_toolbar_by_mouse(visit: Any) -> None:
    _, page = begin(visit)
    for name, before, chosen, after in [
        ("Fet", "en röd bil", "röd", "en **röd** bil"),
        ("Kursiv", "en röd bil", "röd", "en _röd_ bil"),
        ("Rubrik", "ett\ntvå ord\ntre", "ord", "ett\n# två ord\ntre"),
        ("Rubrik", "ett\n## två ord\ntre", "ord", "ett\ntvå ord\ntre"),
        ("Punktlista", "ett\ntvå", "ett\ntvå", "- ett\n- två"),
        ("Numrerad lista", "ett\ntvå", "ett\ntvå", "1. ett\n2. två"),
        ("Länk", "se rapporten nu", "rapporten", "se [rapporten](https://) nu"),
        ("Länk", "se https://skr.se nu", "https://skr.se", "se [länktext](https://skr.se) nu"),
    ]:
        field(page).fill(before)
        choose(page, chosen)
        tool(page, name).click()
        expect(field(page)).to_have_value(after)
        expect(field(page)).to_be_focused()
    page.keyboard.type("SKR")  # the words of the link are chosen, ready to be written over
    expect(field(page)).to_have_value("se [SKR](https://skr.se) nu")
    page.keyboard.press("Control+z")
    expect(field(page)).not_to_have_value("se [SKR](https://skr.se) nu")


def test_the_toolbar_by_keyboard(visit: Any) -> None:
    _, page = begin(visit)
    page.get_by_label("Rubrik", exact=True).focus()
    page.keyboard.press("Tab")
    expect(tool(page, "Fet")).to_be_focused()
    assert tool(page, "Fet").evaluate("b => getComputedStyle(b).outlineStyle") == "solid"
    page.keyboard.press("Tab")  # the row is one stop
    expect(field(page)).to_be_focused()
    page.keyboard.type("ord")
    page.keyboard.press("Shift+Home")
    page.keyboard.press("Shift+Tab")
    expect(tool(page, "Fet")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tool(page, "Kursiv")).to_be_focused()
    page.keyboard.press("Enter")
    expect(field(page)).to_have_value("_ord_")
    page.keyboard.press("Shift+Tab")
    expect(tool(page, "Kursiv")).to_be_focused()
    page.keyboard.press("Space")
    expect(field(page)).to_have_value("ord")
    page.keyboard.press("Control+b")
    expect(field(page)).to_have_value("**ord**")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")  # and out again: no trap
    expect(page.get_by_label("Rubrik", exact=True)).to_be_focused()


def test_what_word_puts_on_the_clipboard_becomes_clean_text(visit: Any) -> None:
    _, page = begin(visit)
    assert field(page).evaluate(PASTE, [WORD, "x"]) is False  # taken care of
    expect(field(page)).to_have_value(CLEAN)
    page.keyboard.press("Control+z")
    expect(field(page)).to_have_value("")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>ett</p><p>två<br>tre</p>", "ett\n\ntvå\ntre"),
        (
            "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li><p>d</p></li></ul>",
            "- a\n  1. b\n  2. c\n- d",
        ),
        (
            '<b style="font-weight:normal"><p>a <span style="font-weight:700">b</span></p></b>',
            "a **b**",
        ),
        ('<a href="javascript:alert(1)">a</a> <a href="file:///x">b</a> <b>c</b>', "a b **c**"),
        ('<a href="https://skr.se/a_(b)">https://skr.se/a_(b)</a>', "https://skr.se/a_%28b%29"),
        ("<table><tr><td><h2>a</h2></td><td>b</td></tr></table>", "## a\n\nb"),
        (
            "<p># a</p><p>&gt; b</p><p>• c</p><p>a*b* _c_ [d](e)</p>",
            "\\# a\n\n\\> b\n\n- c\n\na\\*b\\* \\_c\\_ [d\\](e)",
        ),
        ("<p>&lt;script&gt;</p><p style='display:none'>x</p>", "<script>"),
    ],
)
def test_pasting_from_web_pages(visit: Any, html: str, text: str) -> None:
    _, page = begin(visit)
    assert field(page).evaluate(PASTE, [html, "x"]) is False
    expect(field(page)).to_have_value(text)


def test_plain_words_are_pasted_as_always(visit: Any) -> None:
    _, page = begin(visit)
    assert field(page).evaluate(PASTE, ["", "# ord"]) is True
    assert field(page).evaluate(PASTE, ["<meta charset=utf-8><span> ord </span>", " ord "]) is True


def test_the_preview_is_made_by_the_server(visit: Any) -> None:
    visitor, page = begin(visit)
    field(page).fill("# Läget\n\n- **fler** barn\n- <b>så</b>")
    page.get_by_role("button", name="Förhandsgranska").click()
    preview = page.get_by_role("region", name="Förhandsgranskning")
    expect(preview.get_by_role("heading", name="Läget", level=3)).to_be_visible()
    expect(preview.get_by_role("listitem")).to_have_text(["fler barn", "<b>så</b>"])
    assert visitor.trouble_here() == []
    field(page).fill("annat")
    expect(preview).to_have_text("annat")
    page.get_by_role("button", name="Stäng förhandsgranskningen").click()
    expect(preview).to_be_hidden()
    visitor.context.clear_cookies(name="sessionid")  # the session has ended meanwhile
    page.get_by_role("button", name="Förhandsgranska").click()
    expect(page.get_by_text("Du har loggats ut, men texten står kvar.")).to_be_visible()
    expect(field(page)).to_have_value("annat")


def test_the_end_of_the_room_is_told(visit: Any) -> None:
    _, page = begin(visit)
    status = page.locator(".rich-foot").get_by_role("status")
    field(page).fill("x" * 1900)
    expect(status).to_have_text("100 tecken kvar")
    field(page).fill("x" * 1700)
    expect(status).to_have_text("")
    field(page).fill("x" * 2003)
    expect(status).to_have_text("3 tecken för mycket")
    page.get_by_label("Rubrik", exact=True).fill("rubrik")
    page.get_by_role("button", name="Skicka").click()
    expect(alert(page)).to_contain_text("Texten är 3 tecken för lång.")
    expect(field(page)).to_have_value("x" * 2003)


# --- drafts --------------------------------------------------------------------------------
def type_and_reload(page: Page, text: str) -> list[str]:
    """The kinds of questions that came when the page was left."""
    asked = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.once("dialog", answer)
    field(page).click()
    if text:
        page.keyboard.insert_text(text)  # as one key
    page.reload()
    return asked


def test_a_text_is_there_again_after_a_reload(visit: Any) -> None:
    visitor, page = begin(visit)
    page.get_by_label("Rubrik", exact=True).fill("min rubrik")
    assert type_and_reload(page, "osparat") == ["beforeunload"]
    expect(page.get_by_role("status").filter(has_text=NOTE)).to_be_visible()
    expect(field(page)).to_have_value("")
    assert visitor.trouble_here() == []
    page.get_by_role("button", name="Lägg tillbaka texten").click()
    expect(field(page)).to_have_value("osparat")
    expect(page.get_by_label("Rubrik", exact=True)).to_have_value("min rubrik")
    expect(page.get_by_label("Rubrik", exact=True)).to_be_focused()
    expect(page.get_by_text("Den är inte sparad än.")).to_be_visible()


def test_what_was_sent_is_forgotten_and_leaving_asks_nothing(visit: Any) -> None:
    _, page = begin(visit)
    page.on("dialog", lambda dialog: pytest.fail(f"asked: {dialog.type}"))
    page.get_by_label("Rubrik", exact=True).fill("rubrik")
    field(page).fill("text")
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_text("Texten är mottagen.")).to_be_visible()
    page.wait_for_load_state()  # scripts have run, and offer at once what they have
    expect(page.locator(".draft-note")).to_have_count(1)
    expect(page.get_by_role("button", name="Lägg tillbaka texten")).to_have_count(0)
    assert page.evaluate("sessionStorage.length") == 0
    page.reload()


def test_a_text_that_was_refused_is_not_lost(visit: Any) -> None:
    _, page = begin(visit)
    field(page).fill("utan rubrik")
    page.get_by_role("button", name="Skicka").click()
    expect(alert(page)).to_be_visible()
    expect(field(page)).to_have_value("utan rubrik")
    expect(page.get_by_role("button", name="Lägg tillbaka texten")).to_have_count(0)
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(page.url)
    page.get_by_role("button", name="Lägg tillbaka texten").click()
    expect(field(page)).to_have_value("utan rubrik")


def test_a_session_that_ends_takes_no_text_with_it(visit: Any) -> None:
    visitor, page = begin(visit)
    page.get_by_label("Rubrik", exact=True).fill("rubrik")
    field(page).fill("skrivet länge")
    visitor.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Skicka").click()
    page.wait_for_load_state()
    visitor.login("administrator")
    visitor.open(PATH)
    expect(alert(page)).to_contain_text("Det du skrev finns kvar – kontrollera och spara.")
    expect(field(page)).to_have_value("skrivet länge")
    assert visitor.trouble_here() == []
    # The tab has it as well, and does not take what stands there for saved.
    expect(page.get_by_role("button", name="Lägg tillbaka texten")).to_have_count(0)
    assert page.evaluate("sessionStorage.length") == 1


def test_somebody_else_saved_meanwhile(visit: Any) -> None:
    visitor, page = begin(visit, "?version=1")
    type_and_reload(page, "mitt")
    expect(page.get_by_text(NOTE)).not_to_contain_text("Någon har sparat")
    visitor.open(PATH + "?version=2")
    expect(page.get_by_text(NOTE)).to_contain_text("Någon har sparat en nyare version")
    page.get_by_role("button", name="Lägg tillbaka texten").click()
    type_and_reload(page, "")  # and it is remembered
    expect(page.get_by_text(NOTE)).to_contain_text("Någon har sparat en nyare version")


def test_a_text_is_thrown_away_by_keyboard_and_fetched_back(visit: Any) -> None:
    _, page = begin(visit)
    type_and_reload(page, "slängs")
    page.get_by_role("button", name="Släng den").press("Enter")
    expect(page.get_by_text("Texten är slängd.")).to_be_focused()
    assert page.evaluate("sessionStorage.length") == 0
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Ångra")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(NOTE)).to_be_focused()
    page.get_by_role("button", name="Släng den").click()
    page.reload()  # scripts have run, and offer at once what they have
    expect(page.locator(".draft-note")).to_have_count(1)
    expect(page.locator(".draft-note")).to_be_hidden()
    expect(page.get_by_text(NOTE)).to_have_count(0)


def test_a_text_that_waits_is_not_lost_when_another_is_written(visit: Any) -> None:
    _, page = begin(visit)
    type_and_reload(page, "först")
    type_and_reload(page, "sedan")
    page.get_by_role("button", name="Lägg tillbaka texten").click()
    expect(field(page)).to_have_value("sedan")
    expect(page.get_by_text(NOTE)).to_be_visible()
    page.get_by_role("button", name="Lägg tillbaka texten").click()
    expect(field(page)).to_have_value("först")
    page.get_by_role("button", name="Lägg tillbaka texten").click()
    expect(field(page)).to_have_value("sedan")
    page.get_by_label("Rubrik", exact=True).fill("rubrik")
    page.get_by_role("button", name="Skicka").click()
    expect(page.get_by_text("Texten är mottagen.")).to_be_visible()
    page.get_by_role("button", name="Lägg tillbaka texten").click()
    expect(field(page)).to_have_value("först")  # it was never sent


def test_secrets_are_never_kept(visit: Any) -> None:
    _, page = begin(visit)
    page.locator("form[data-draft]").evaluate(
        """form => { for (const kind of ['password', 'hidden', 'file']) {
             const part = document.createElement('input');
             Object.assign(part, {type: kind, name: 'hemlig-' + kind, ariaLabel: kind});
             if (kind !== 'file') part.value = 'lösen';
             form.append(part);
           } }"""
    )
    field(page).fill("synligt")
    page.wait_for_function("() => sessionStorage.length > 0")  # a bare expression is eval
    kept = page.evaluate("Object.values(sessionStorage).join()")
    assert "synligt" in kept
    assert not re.search("lösen|hemlig|csrf", kept)


# --- how it looks -----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("width", "dark"), [(WIDTHS[0], False), (WIDTHS[1], False), (WIDTHS[0], True)]
)
def test_how_it_looks(visit: Any, width: int, dark: bool) -> None:
    visitor, page = begin(visit, width=width, dark=dark)
    type_and_reload(page, "ett " * 460)
    page.get_by_role("button", name="Skicka").click()
    expect(alert(page)).to_be_visible()
    page.get_by_role("button", name="Förhandsgranska").click()
    expect(page.get_by_role("region", name="Förhandsgranskning")).to_be_visible()
    assert visitor.trouble_here() == []
    sizes = page.locator(".toolbar button").evaluate_all(
        "all => all.map(b => b.getBoundingClientRect()).map(r => Math.min(r.width, r.height))"
    )
    assert len(sizes) == 6
    assert min(sizes) >= 44
