"""The pictures of the project work: time line and month; and that no text becomes markup."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest

from projekt.activities.method.month import month
from projekt.organisation.method import Group, chart
from projekt.plan.method import APART, LANES, MONTH, Band, Mark, Timeline, timeline
from tests.projekt.test_organisation_chart import KINDS
from tests.svg import SVG, hrefs, named, parsed, text_of

ATTACK = "<script>alert('&')</script>"
TODAY = date(2022, 3, 15)


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


def test_the_time_line_links_every_mark_once() -> None:
    marks = some_marks(70)
    root = parsed("plan/_timeline", timeline=timeline(BANDS, marks, TODAY))
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
    assert text_of(parsed("plan/_timeline", timeline=empty)) == empty.summary


def test_the_month_links_every_mark_of_its_weeks_once() -> None:
    marks = some_marks(70)
    drawn = month(2022, 3, marks, TODAY)
    root = parsed("activities/_month", month=drawn)
    first, last = drawn.weeks[0].days[0].date, drawn.weeks[-1].days[-1].date
    assert sorted(hrefs(root)) == sorted(m.url for m in marks if first <= m.on <= last)
    cancelled = Mark(1, TODAY, "Mötet", "Möte", "meeting", True, "/1/")
    root = parsed("activities/_month", month=month(2022, 3, [cancelled], TODAY))
    assert [text_of(node) for node in root.iter("a")] == ["Mötet inställt"]
    assert [text_of(node) for node in root.iter("s")] == ["Mötet"]
    assert [node.get("aria-current") for node in root.iter("td") if node.get("aria-current")] == [
        "date"
    ]
    assert len(list(root.iter("caption"))) == 1
    assert all(node.get("scope") in ("row", "col") for node in root.iter("th"))
    assert "Inget är inlagt i mars 2022." in text_of(
        parsed("activities/_month", month=month(2022, 3, [], TODAY))
    )


def test_no_text_becomes_markup() -> None:
    groups = [Group(i, kind, ATTACK, (ATTACK,), ATTACK) for i, kind in enumerate((*KINDS, ATTACK))]
    bands = [Band(1, ATTACK, TODAY, TODAY + timedelta(200), TODAY, None)]
    marks = [
        Mark(i, TODAY, ATTACK, ATTACK, lane, bool(i % 2), f'/"{ATTACK}')
        for i, lane in enumerate((*LANES, ATTACK))
    ]
    for template, context in (
        ("organisation/_org_chart", {"chart": chart(groups)}),
        ("plan/_timeline", {"timeline": timeline(bands, marks, TODAY)}),
        ("activities/_month", {"month": month(2022, 3, marks, TODAY)}),
    ):
        root = parsed(template, **context)
        assert not [node for node in root.iter() if node.tag.endswith("script")]
        assert "alert(" in text_of(root)
