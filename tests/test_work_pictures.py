"""The pictures of the project work: chart of the organisation, time line and month."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from arbete.method.month import month
from arbete.method.org_chart import Box, Chart, Group, chart, wrap
from arbete.method.timeline import APART, LANES, MONTH, Band, Mark, Timeline, timeline

SVG = "{http://www.w3.org/2000/svg}"
ATTACK = "<script>alert('&')</script>"
KINDS = ("owner", "steering", "leader", "team", "mentors", "analysis", "support", "own")
TODAY = date(2022, 3, 15)


# --- the organisation ---------------------------------------------------------------------------


def group(number: int, kind: str, people: int, name: str = "") -> Group:
    lines = tuple(f"Person {i}, förvaltningschef och ersättare" for i in range(people))
    return Group(number, kind, name or f"Grupp {number}", lines)


USUAL = [
    group(1, "owner", 1, "Projektägare"),
    group(2, "steering", 8, "Styrgrupp"),
    group(3, "leader", 1, "Projektledare"),
    group(4, "team", 7, "Projektgrupp"),
    group(5, "mentors", 5, "Mentorgrupp"),
    group(6, "analysis", 2, "Äldreomsorg"),
    group(7, "analysis", 2, "Analysgrupp skola"),
    group(8, "support", 3, "Stödfunktion"),
]


def random_groups(seed: int) -> list[Group]:
    r = random.Random(seed)
    words = ["för", "barn-", "utbildningsförvaltningsövergripande", "och", "IT", "analys"]
    return [
        Group(
            number,
            r.choice(KINDS),
            " ".join(r.choices(words, k=r.randint(1, 9))),
            tuple(" ".join(r.choices(words, k=r.randint(1, 7))) for _ in range(r.randint(0, 12))),
            r.choice(["", "Ger råd. " * 20]),
        )
        for number in range(r.randint(0, 16))
    ]


def overlap(a: Box, b: Box) -> bool:
    beside = a.x + a.width <= b.x or b.x + b.width <= a.x
    return not (beside or a.bottom <= b.y or b.bottom <= a.y)


def points(d: str) -> list[tuple[int, int]]:
    """The corners of a path of M, H and V."""
    found: list[tuple[int, int]] = []
    for letter, numbers in re.findall(r"([MHV])([-\d ]+)", d):
        values = [int(number) for number in numbers.split()]
        x, y = found[-1] if found else (0, 0)
        found.append(
            (values[0], values[1])
            if letter == "M"
            else (values[0], y)
            if letter == "H"
            else (x, values[0])
        )
    return found


def crosses(d: str, box: Box) -> bool:
    """Whether the path goes through the inside of the box."""
    return any(
        min(x1, x2) < box.x + box.width
        and max(x1, x2) > box.x
        and min(y1, y2) < box.bottom
        and max(y1, y2) > box.y
        for (x1, y1), (x2, y2) in pairwise(points(d))
    )


@pytest.mark.parametrize("groups", [USUAL, *(random_groups(seed) for seed in range(150))])
def test_boxes_do_not_overlap_and_lines_pass_between_them(groups: list[Group]) -> None:
    drawn = chart(groups)
    assert sorted(box.group.id for box in drawn.boxes) == sorted(g.id for g in groups)
    assert not [(a, b) for a, b in combinations(drawn.boxes, 2) if overlap(a, b)]
    for box in drawn.boxes:
        assert min(box.x, box.y) >= 0
        assert box.x + box.width <= drawn.width
        assert box.bottom <= drawn.height
        assert box.note_y + 18 * len(box.note_lines) < box.bottom
    for link in drawn.links:
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for x, y in points(link.d))
        assert not [box for box in drawn.boxes if crosses(link.d, box)], link.d


def joined(drawn: Chart) -> dict[tuple[int, int], bool]:
    """{(id, id): is dashed} by the boxes whose edges the links' ends stand on."""

    def at(x: int, y: int) -> int:
        return next(
            b.group.id for b in drawn.boxes if b.x <= x <= b.x + b.width and b.y <= y <= b.bottom
        )

    return {
        (at(*points(link.d)[0]), at(*points(link.d)[-1])): link.is_dashed for link in drawn.links
    }


def test_who_is_joined_to_whom() -> None:
    assert joined(chart(USUAL)) == {
        (1, 2): False,
        (2, 3): False,
        (3, 4): False,
        (4, 6): False,
        (4, 7): False,
        (5, 3): True,
        (8, 3): True,
    }


def test_missing_levels_are_bridged() -> None:
    some = [g for g in USUAL if g.kind not in ("steering", "leader")]
    some += [group(9, "own", 1), group(10, "own", 1)]
    assert joined(chart(some)) == {
        (1, 4): False,
        (4, 6): False,
        (4, 7): False,
        (4, 9): False,
        (4, 10): False,
        (5, 4): True,
        (8, 4): True,
    }
    assert chart([g for g in USUAL if g.kind in ("analysis", "mentors")]).links == ()


def test_levels_stand_in_order() -> None:
    at = {box.group.id: box for box in chart(USUAL).boxes}
    assert at[1].y < at[2].y < at[3].y < at[4].y < at[6].y == at[7].y
    assert at[3].y == at[5].y == at[8].y
    assert at[8].x < at[3].x < at[5].x


def test_six_people_are_shown_and_the_rest_counted() -> None:
    boxes = {box.group.id: box for box in chart(USUAL).boxes}
    assert (boxes[2].more, boxes[4].more, boxes[5].more) == ("+2 till", "+1 till", "")
    assert sum(line.startswith("Person") for line in boxes[2].text_lines) == 6
    assert chart([group(1, "own", 0)]).boxes[0].more == "Ingen utsedd än"
    assert boxes[6].label == "Analysgrupp"
    assert boxes[7].label == ""


def test_the_organisation_in_a_sentence() -> None:
    assert chart(USUAL).summary == (
        "8 grupper: projektägare, styrgrupp (8 personer), projektledare, projektgrupp (7 personer), "
        "mentorgrupp (5 personer), äldreomsorg (2 personer), analysgrupp skola (2 personer) och "
        "stödfunktion (3 personer)."
    )
    assert chart([]).summary == "Det finns inga grupper än."
    assert chart([group(1, "own", 0, "IT-råd")]).summary == "1 grupp: IT-råd (ingen utsedd)."


@settings(max_examples=200)
@given(st.text("abcåä- ", max_size=120), st.integers(4, 30))
def test_wrapping_keeps_every_letter(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(0 < len(line) <= width for line in lines)
    assert re.sub("[ -]", "", "".join(lines)) == re.sub("[ -]", "", text)


def test_wrapping_breaks_between_words_first() -> None:
    assert wrap("Analysgrupp för skolan", 15) == ("Analysgrupp för", "skolan")
    assert wrap("utbildningsförvaltningen", 23) == ("utbildningsförvaltni-", "ngen")
    assert wrap("utbildningsförvaltningen", 16) == ("utbildningsförv-", "altningen")
    assert wrap("", 10) == ()


# --- the time line ---------------------------------------------------------------------------------

BANDS = [
    Band(
        1,
        "Nulägesanalys",
        date(2021, 9, 13),
        date(2022, 1, 14),
        date(2021, 9, 20),
        date(2022, 2, 2),
    ),
    Band(2, "Styrning", date(2022, 1, 15), date(2022, 5, 31), date(2022, 1, 31), None),
    Band(3, "Ledarskap", date(2022, 6, 1), date(2023, 2, 28), None, None),
]


def some_marks(count: int, days: int = 365, seed: int = 1) -> list[Mark]:
    r = random.Random(seed)
    return [
        Mark(
            number,
            date(2021, 9, 13) + timedelta(r.randrange(days)),
            f"Sak {number}",
            "Möte",
            r.choice(list(LANES)),
            r.random() < 0.1,
            f"/aktivitet/{number}/",
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("seed", range(20))
def test_every_mark_is_drawn_once_and_none_hides_another(seed: int) -> None:
    marks = some_marks(70 + seed, 365 if seed % 2 else 30, seed)
    drawn = timeline(BANDS, marks, TODAY)
    assert sorted(dot.mark.id for dot in drawn.dots) == [mark.id for mark in marks]
    for a, b in combinations(drawn.dots, 2):
        assert abs(a.x - b.x) >= APART or abs(a.y - b.y) >= APART
    for dot in drawn.dots:
        assert 6 <= dot.x <= drawn.width - 6
        assert drawn.head < dot.y < drawn.foot
    by_lane = [[d.y for d in drawn.dots if d.mark.lane == lane] for lane in LANES]
    assert all(max(a) < min(b) for a, b in pairwise(by_lane))
    assert len({dot.shape for dot in drawn.dots}) == len(drawn.lanes) == 4


def test_eighteen_months_fill_the_page_and_longer_ones_scroll() -> None:
    drawn = timeline(BANDS, [], TODAY)
    assert len(drawn.months) == 18
    assert drawn.width + drawn.label_width == 1100
    assert [tick.year for tick in drawn.months if tick.year] == ["2021", "2022", "2023"]
    longer = timeline(BANDS, [Mark(1, date(2024, 9, 1), "a", "b", "activity", False, "/")], TODAY)
    assert len(longer.months) == 37
    assert {b.x - a.x for a, b in combinations(longer.months[:2], 2)} == {MONTH}


def test_the_range_takes_in_marks_and_own_dates_but_not_today() -> None:
    early = Mark(1, date(2020, 12, 31), "a", "b", "meeting", False, "/")
    drawn = timeline(BANDS, [early], date(2030, 1, 1))
    assert (drawn.months[0].label, drawn.months[0].year) == ("dec", "2020")
    assert drawn.today_x is None
    late = [Band(1, "a", TODAY, TODAY, TODAY, date(2022, 8, 1))]
    assert [tick.label for tick in timeline(late, [], TODAY).months][-1] == "aug"


def test_own_bands_stand_below_the_programmes() -> None:
    drawn = timeline(BANDS, [], TODAY)
    assert len(drawn.own_bands) == 2  # the third has not begun
    for own, programme in zip(drawn.own_bands, drawn.bands, strict=False):
        assert programme.y + programme.height <= own.y
    assert not drawn.own_bands[0].is_open
    ongoing = drawn.own_bands[1]
    assert ongoing.is_open
    assert drawn.today_x is not None
    assert abs(ongoing.x + ongoing.width - drawn.today_x) <= 2


@pytest.mark.parametrize("today", [date(2000, 1, 1), date(2021, 9, 1), TODAY, date(2040, 1, 1)])
def test_bands_and_their_labels_stay_inside(today: date) -> None:
    bands = [
        Band(
            i,
            "Organisering och samverkan " * i,
            date(2022, i, 1),
            date(2022, i, 20),
            date(2022, i, 3),
            None,
        )
        for i in range(1, 13)
    ]
    drawn = timeline(bands, [], today)
    for band in drawn.bands + drawn.own_bands:
        assert band.x >= 0
        assert 0 < band.width <= drawn.width - band.x
    for band in drawn.bands:
        ends = 0 if band.place == "is-before" else len(band.label) * 7.2
        starts = len(band.label) * 7.2 if band.place == "is-before" else 0
        assert band.label_x - starts >= 0
        assert band.label_x + ends <= drawn.width


def test_a_lane_without_marks_is_left_out_and_an_unknown_one_is_not_lost() -> None:
    mark = Mark(1, TODAY, "a", "b", "party", False, "/")
    drawn = timeline([], [mark], TODAY)
    assert [lane.name for lane in drawn.lanes] == ["Aktiviteter"]
    assert len(drawn.dots) == 1


def test_the_time_line_in_a_sentence() -> None:
    marks = [
        Mark(1, date(2022, 2, 1), "a", "b", "meeting", True, "/"),
        Mark(2, date(2022, 2, 1), "a", "b", "gathering", False, "/"),
        Mark(3, date(2022, 2, 1), "a", "b", "meeting", False, "/"),
    ]
    assert timeline(BANDS, marks, TODAY).summary == (
        "Tidslinje september 2021 – februari 2023: 3 steg, varav 2 påbörjade i kommunen; "
        "1 gemensam träff och 2 möten; 1 är inställd."
    )
    assert timeline([], [], TODAY).summary.startswith("Det finns inga steg")


# --- the month -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "number"), [(2022, m) for m in range(1, 13)] + [(2021, 2), (2020, 12)]
)
def test_a_month_has_whole_weeks_from_monday(year: int, number: int) -> None:
    drawn = month(year, number, [], TODAY)
    days = [day for week in drawn.weeks for day in week.days]
    assert all(len(week.days) == 7 and week.days[0].date.weekday() == 0 for week in drawn.weeks)
    assert all(week.number == week.days[3].date.isocalendar().week for week in drawn.weeks)
    assert [b.date - a.date for a, b in pairwise(days)] == [timedelta(1)] * (len(days) - 1)
    inside = [day.date for day in days if not day.is_outside]
    assert (inside[0].day, {day.month for day in inside}) == (1, {number})
    assert (inside[-1] + timedelta(1)).day == 1
    assert all(any(not day.is_outside for day in week.days) for week in drawn.weeks)


def test_a_month_knows_its_neighbours_and_today() -> None:
    march, december = month(2022, 3, [], TODAY), month(2022, 12, [], TODAY)
    assert (march.name, march.previous, march.next) == ("mars 2022", (2022, 2), (2022, 4))
    assert (december.previous, december.next) == ((2022, 11), (2023, 1))
    assert month(2022, 1, [], TODAY).previous == (2021, 12)
    assert [d.date for w in march.weeks for d in w.days if d.is_today] == [TODAY]


# --- as drawn by the templates ---------------------------------------------------------------------------


def parsed(template: str, **context: object) -> ElementTree.Element:
    """The partial as XML, which it is meant to be well-formed as; inline SVG gets its namespace."""
    text = render_to_string(f"arbete/{template}.html", context)
    assert "<script" not in text
    assert " style=" not in text
    return ElementTree.fromstring(
        f"<div>{text.replace('<svg ', '<svg xmlns=' + chr(34) + SVG[1:-1] + chr(34) + ' ')}</div>"
    )


def text_of(node: ElementTree.Element) -> str:
    return " ".join("".join(node.itertext()).split())


def hrefs(root: ElementTree.Element) -> list[str]:
    return [node.get("href", "") for node in root.iter() if node.tag.removeprefix(SVG) == "a"]


def named(root: ElementTree.Element) -> None:
    """The picture has the name and the description that it points to."""
    svg = next(node for node in root.iter(f"{SVG}svg") if node.get("role"))
    for attribute, tag in (("aria-labelledby", "title"), ("aria-describedby", "desc")):
        (found,) = [node for node in svg.iter() if node.get("id") == svg.get(attribute)]
        assert found.tag == f"{SVG}{tag}"
        assert text_of(found)
    numbers = [svg.get(name, "") for name in ("width", "height")]
    assert all(number.isdigit() for number in numbers)


def test_the_chart_links_every_group_once() -> None:
    root = parsed("_org_chart", chart=chart(USUAL))
    named(root)
    assert sorted(hrefs(root)) == [f"#grupp-{g.id}" for g in USUAL]
    assert "Person 0, förvaltningschef och ersättare" in text_of(root)
    assert "Det finns inga grupper än." in text_of(parsed("_org_chart", chart=chart([])))


def test_the_time_line_links_every_mark_once() -> None:
    marks = some_marks(70)
    root = parsed("_timeline", timeline=timeline(BANDS, marks, TODAY))
    named(root)
    assert sorted(hrefs(root)) == sorted(mark.url for mark in marks)
    crosses = [
        n for n in root.iter(f"{SVG}a") if n.find(f"{SVG}path[@class='time-cross']") is not None
    ]
    assert len(crosses) == sum(mark.is_cancelled for mark in marks)
    titles = [text_of(n.find(f"{SVG}title")) for n in root.iter(f"{SVG}a")]  # type: ignore[arg-type]
    assert sum(title.endswith(", inställt") for title in titles) == len(crosses)
    assert "i dag" in text_of(root)
    empty: Timeline = timeline([], [], TODAY)
    assert text_of(parsed("_timeline", timeline=empty)) == empty.summary


def test_the_month_links_every_mark_of_its_weeks_once() -> None:
    marks = some_marks(70)
    drawn = month(2022, 3, marks, TODAY)
    root = parsed("_month", month=drawn)
    first, last = drawn.weeks[0].days[0].date, drawn.weeks[-1].days[-1].date
    assert sorted(hrefs(root)) == sorted(m.url for m in marks if first <= m.on <= last)
    cancelled = Mark(1, TODAY, "Mötet", "Möte", "meeting", True, "/1/")
    root = parsed("_month", month=month(2022, 3, [cancelled], TODAY))
    assert [text_of(node) for node in root.iter("a")] == ["Mötet inställt"]
    assert [text_of(node) for node in root.iter("s")] == ["Mötet"]
    assert [node.get("aria-current") for node in root.iter("td") if node.get("aria-current")] == [
        "date"
    ]
    assert len(list(root.iter("caption"))) == 1
    assert all(node.get("scope") in ("row", "col") for node in root.iter("th"))
    assert "Inget är inlagt i mars 2022." in text_of(
        parsed("_month", month=month(2022, 3, [], TODAY))
    )


def test_no_text_becomes_markup() -> None:
    groups = [Group(i, kind, ATTACK, (ATTACK,), ATTACK) for i, kind in enumerate((*KINDS, ATTACK))]
    bands = [Band(1, ATTACK, TODAY, TODAY + timedelta(200), TODAY, None)]
    marks = [
        Mark(i, TODAY, ATTACK, ATTACK, lane, bool(i % 2), f'/"{ATTACK}')
        for i, lane in enumerate((*LANES, ATTACK))
    ]
    for template, context in (
        ("_org_chart", {"chart": chart(groups)}),
        ("_timeline", {"timeline": timeline(bands, marks, TODAY)}),
        ("_month", {"month": month(2022, 3, marks, TODAY)}),
    ):
        root = parsed(template, **context)
        assert not [node for node in root.iter() if node.tag.endswith("script")]
        assert "alert(" in text_of(root)
