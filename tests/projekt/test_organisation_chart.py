"""The picture of the organisation: boxes, lines and words."""

from __future__ import annotations

import random
import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grund.drawing import wrap
from projekt.organisation.method import Box, Chart, Group, chart
from tests.svg import hrefs, named, parsed, text_of

KINDS = ("owner", "steering", "leader", "team", "mentors", "analysis", "support", "own")


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


def test_the_chart_links_every_group_once() -> None:
    root = parsed("organisation/_org_chart", chart=chart(USUAL))
    named(root)
    assert sorted(hrefs(root)) == [f"#grupp-{g.id}" for g in USUAL]
    assert "Person 0, förvaltningschef och ersättare" in text_of(root)
    assert "Det finns inga grupper än." in text_of(
        parsed("organisation/_org_chart", chart=chart([]))
    )
