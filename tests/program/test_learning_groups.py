"""Who learns from whom, which mentor, and in pace with what: cases where one thing changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from kommuner.models import Municipality
from oversikt.board import board
from program.learning_groups import method as matching
from program.learning_groups.method import Member, Mentor, pair, suggest_groups, suggest_mentors
from program.models import Cohort, Participation, ProgrammeType, StepProgress
from program.office.actions import create_cohort
from program.record import method as pace

_JUMP = settings(max_examples=100)


# --- pairs ------------------------------------------------------------------------------------
def member(name: str, *problems: str, size: str = "", **indices: float) -> Member:
    return Member(name, name, indices, frozenset(problems), size)


STRONG = member("Alby", "Förskola", size="liten", Grundskola=80, LSS=20)
WEAK = member("Björke", "Förskola", size="liten", Grundskola=20, LSS=50)


def test_a_pair_gets_points_with_a_sentence_each() -> None:
    assert pair(STRONG, WEAK) == matching.Pair(
        3 + 2 + 1,
        (
            "Björke kan lära av Alby i grundskola",
            "Alby och Björke har båda problem i förskola",
            "Alby och Björke är ungefär lika stora",
        ),
    )
    assert pair(WEAK, STRONG).points == 6


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({"indices": {"Grundskola": 100 / 3, "LSS": 50}}, 6),  # just weak enough
        ({"indices": {"Grundskola": 33.4, "LSS": 50}}, 3),
        ({"indices": {"LSS": 50}}, 3),  # no index is not an index of zero
        ({"indices": {"Grundskola": 20, "LSS": 200 / 3}}, 9),  # just strong enough: both ways
        ({"indices": {"Grundskola": 20, "LSS": 66.6}}, 6),
        ({"problems": frozenset({"LSS"})}, 4),
        ({"problems": frozenset({"Förskola", "LSS"})}, 6),  # only what both have
        ({"size": "stor"}, 5),
        ({"size": ""}, 5),
    ],
)
def test_one_change_of_a_member_changes_the_points(changed: dict[str, Any], points: int) -> None:
    assert pair(STRONG, replace(WEAK, **changed)).points == points


def test_two_of_unknown_size_are_not_of_the_same_size() -> None:
    assert pair(replace(STRONG, size=""), replace(WEAK, size="")).points == 5


# --- groups -----------------------------------------------------------------------------------
FOUR = [
    member("Alby", Grundskola=80),
    member("Björke", Grundskola=20),
    member("Celleby", "LSS"),
    member("Dalum", "LSS"),
]


def told(members: list[Member], size: int) -> list[str]:
    return [" ".join(m.name for m in group.members) for group in suggest_groups(members, size)]


def test_groups_change_when_what_they_can_give_changes() -> None:
    assert told(FOUR, 2) == ["Alby Björke", "Celleby Dalum"]
    weak = [FOUR[0], FOUR[1], replace(FOUR[2], indices={"Grundskola": 10}), FOUR[3]]
    assert told(weak, 2) == ["Alby Björke", "Celleby Dalum"]  # equal ones: the first by name
    middling = [FOUR[0], replace(FOUR[1], indices={"Grundskola": 50}), weak[2], FOUR[3]]
    assert told(middling, 2) == ["Alby Celleby", "Björke Dalum"]


def test_the_third_is_whoever_has_most_to_share_with_the_group() -> None:
    five = [*FOUR, member("Ekby", size="stor")]
    assert told(five, 3) == ["Alby Björke Celleby", "Dalum Ekby"]  # nothing to share: by name
    shares = [replace(FOUR[0], size="stor"), *five[1:]]
    assert told(shares, 3) == ["Alby Björke Ekby", "Celleby Dalum"]


def test_a_group_says_its_reasons_and_adds_up_its_points() -> None:
    [group] = suggest_groups([*FOUR[:2], member("Celleby", Grundskola=30)], 4)
    assert group.points == 6
    assert group.reasons == (
        "Björke kan lära av Alby i grundskola",
        "Celleby kan lära av Alby i grundskola",
    )


def test_the_strongest_reasons_are_said_first() -> None:
    three = [
        member("Alby", size="liten", Grundskola=80),
        member("Björke", "LSS", size="liten"),
        member("Celleby", "LSS", size="stor", Grundskola=20),
    ]
    [group] = suggest_groups(three)
    assert group.reasons == (
        "Celleby kan lära av Alby i grundskola",
        "Celleby och Björke har båda problem i LSS",
        "Alby och Björke är ungefär lika stora",
    )


def test_one_or_nobody() -> None:
    assert suggest_groups([]) == ()
    assert suggest_groups(FOUR[:1]) == (matching.Suggested((FOUR[0],), (), 0),)


_MEMBERS = st.lists(
    st.builds(
        lambda indices, problems, size: Member("", "", indices, problems, size),
        st.dictionaries(st.sampled_from("ABC"), st.integers(0, 100)),
        st.frozensets(st.sampled_from("ABC")),
        st.sampled_from(["", "liten", "stor"]),
    ),
    max_size=13,
).map(lambda rows: [replace(m, code=f"{n}", name=f"K{n:02}") for n, m in enumerate(rows)])


@_JUMP
@given(_MEMBERS, st.integers(1, 5), st.randoms())
def test_groups_hold_each_once_and_are_equal_in_size_in_any_order(
    members: list[Member], size: int, chance: Any
) -> None:
    groups = suggest_groups(members, size)
    assert sorted(m.name for g in groups for m in g.members) == [m.name for m in members]
    sizes = [len(g.members) for g in groups]
    assert not sizes or (max(sizes) <= size and max(sizes) - min(sizes) <= 1)
    assert len(groups) == -(-len(members) // size)
    if size > 1 and len(members) > 1:  # it begins with the best pair of all
        best = max(pair(a, b).points for a, b in combinations(members, 2))
        first = groups[0].members
        assert len(first) == 1 or pair(first[0], first[1]).points == best
    for group in groups:
        assert group.points == sum(pair(a, b).points for a, b in combinations(group.members, 2))
        assert bool(group.reasons) == (group.points > 0)
    shuffled = list(members)
    chance.shuffle(shuffled)
    assert suggest_groups(shuffled, size) == groups


# --- mentors ----------------------------------------------------------------------------------
ADA, BO = Mentor(1, "Ada", frozenset({"Lärgrupp 1"}), 5), Mentor(2, "Bo", frozenset(), 0)


def mentors(groups: dict[str, str], *people: Mentor) -> dict[str, tuple[int, str]]:
    return {code: (s.person, s.reason) for code, s in suggest_mentors(groups, people).items()}


def test_the_mentor_who_knows_the_group_and_else_the_one_with_fewest() -> None:
    knows, fewest = "har redan en kommun i lärgruppen", "har färst kommuner, 0"
    assert mentors({"a": "Lärgrupp 1"}, ADA, BO) == {"a": (1, knows)}
    assert mentors({"a": "Lärgrupp 2"}, ADA, BO) == {"a": (2, fewest)}
    assert mentors({"a": ""}, ADA, BO) == {"a": (2, fewest)}
    both = replace(BO, groups=ADA.groups)
    assert mentors({"a": "Lärgrupp 1"}, ADA, both) == {"a": (2, knows)}
    busy = replace(BO, municipalities=6)
    assert mentors({"a": "Lärgrupp 2"}, ADA, busy) == {"a": (1, "har färst kommuner, 5")}
    equal = replace(BO, municipalities=5)
    assert mentors({"a": "Lärgrupp 2"}, equal, ADA)["a"][0] == 1  # by name
    assert mentors({"a": "Lärgrupp 1"}) == {}


def test_each_suggestion_counts_for_the_next() -> None:
    free = [replace(ADA, groups=frozenset(), municipalities=0), BO]
    places = {"a": "Ett", "b": "Två", "c": "Ett", "d": "Tre", "e": "", "f": ""}
    assert [person for person, _ in mentors(places, *free).values()] == [1, 2, 1, 2, 1, 2]
    # Having no group is not to be in the same group.
    assert [person for person, _ in mentors(dict.fromkeys("abcd", ""), *free).values()] == [
        1,
        2,
        1,
        2,
    ]


# --- pace -------------------------------------------------------------------------------------
SPANS = [
    pace.Span(1, date(2021, 9, 13), date(2021, 11, 25)),
    pace.Span(2, date(2021, 11, 26), date(2022, 3, 17)),
    pace.Span(3, date(2022, 3, 18), date(2022, 6, 1)),
]


@pytest.mark.parametrize(
    ("today", "step"),
    [
        (date(2021, 9, 12), None),
        (date(2021, 9, 13), 1),
        (date(2021, 11, 25), 1),
        (date(2021, 11, 26), 2),
        (date(2022, 3, 18), 3),
        (date(2023, 1, 1), 3),
    ],
)
def test_the_programme_is_in_the_last_step_that_has_begun(today: date, step: int | None) -> None:
    assert pace.programme_step(SPANS, today) == step
    assert pace.programme_step(SPANS[::-1], today) == step


@pytest.mark.parametrize(
    ("steps", "median", "stuck"),
    [
        ([1, 2, 3], 2, (1, 1)),
        ([2, 2, 3], 2, (2, 2)),  # one has moved on: now most are in the second
        ([1, 2, 3, 3], 2, (1, 1)),  # the lower of the two in the middle
        ([1, 3, 3, 3], 3, (1, 1)),
        ([None, None, None, 1, 2, 3], 2, (1, 1)),  # unknown is not step zero
        ([1, 1, 2, 2, 4], 2, (1, 2)),  # equally many: the earlier
        ([3, 3, 3], 3, None),
        ([None], None, None),
        ([], None, None),
    ],
)
def test_where_the_middle_is_and_where_most_remain(
    steps: list[int | None], median: int | None, stuck: tuple[int, int] | None
) -> None:
    assert (pace.median_step(steps), pace.stuck_step(steps)) == (median, stuck)


@_JUMP
@given(st.lists(st.integers(1, 5) | st.none(), max_size=12))
def test_the_median_has_half_on_each_side(steps: list[int | None]) -> None:
    known = [s for s in steps if s is not None]
    median = pace.median_step(steps)
    assert (median is None) == (not known)
    if median is not None:
        assert median in known
        assert 2 * sum(s < median for s in known) < len(known)
        assert 2 * sum(s > median for s in known) <= len(known)
    stuck, counts = pace.stuck_step(steps), Counter(known)
    assert (stuck is None) == (len(counts) < 2)
    if stuck is not None:
        assert counts[stuck[0]] == stuck[1] == max(n for s, n in counts.items() if s < max(known))


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [
        (2, 3, "ett steg efter"),
        (3, 3, "i fas"),
        (4, 3, "ett steg före"),
        (1, 3, "två steg efter"),
        (7, 1, "6 steg före"),
        (None, 3, "okänt"),
        (2, None, "okänt"),
    ],
)
def test_the_difference_in_words(own: int | None, other: int | None, said: str) -> None:
    assert pace.told(pace.steps_behind(own, other), "före", "i fas", "efter") == said


def test_silent_after_thirty_days_from_the_last_sign_or_the_start() -> None:
    start, today = date(2021, 9, 13), date(2021, 10, 14)
    assert pace.is_silent(None, start, today)
    assert not pace.is_silent(None, start, today - timedelta(days=1))
    assert not pace.is_silent(start + timedelta(days=1), start, today)
    # What was done in the application, long before the start, does not make it silent at once.
    assert not pace.is_silent(start - timedelta(days=90), start, start + timedelta(days=30))


# --- the board --------------------------------------------------------------------------------
@pytest.fixture
def cohort(synced: Any) -> Cohort:
    """In its second step; Lekeberg, Lund and Flen take part in steps 2, 2 and 3."""
    kind = ProgrammeType.objects.get(key="effektivare-kommun")
    made = create_cohort(
        by=None,
        programme_type=kind,
        key="prov",
        name="Prov",
        arranger="SKR",
        starts_on=date(2021, 9, 13),
        is_demo=True,
    )
    made.demo_today = date(2021, 12, 1)
    made.save()
    steps = {step.number: step for step in made.steps.all()}
    for code, number in {"1814": 2, "1281": 2, "0482": 3}.items():
        own = Participation.objects.create(
            cohort=made,
            municipality=Municipality.objects.get(pk=code),
            status="accepted",
            contact_name="K",
            contact_email="k@example.com",
            last_activity_at=timezone.make_aware(datetime(2021, 11, 15)),
        )
        StepProgress.objects.create(
            participation=own, step=steps[number], started_on=date(2021, 11, 1)
        )
    return made


@pytest.mark.django_db
def test_the_board_changes_with_one_municipality_and_with_the_day(cohort: Cohort) -> None:
    def seen() -> tuple[Any, ...]:
        found = board(cohort)
        return found.planned, found.median, found.stuck, found.silent, found.finding

    assert seen() == (2, 2, (2, 2), 0, "Alla 3 kommuner är i fas med programmet")
    lund = cohort.participations.get(municipality="1281")
    lund.progress.update(step=cohort.steps.get(number=1))
    assert seen() == (2, 2, (1, 1), 0, "1 av 3 kommuner är efter programmets datum")
    rows = {row.own.municipality_id: row for row in board(cohort).rows}
    assert (rows["1281"].against_programme, rows["1281"].against_median) == ("ett steg efter",) * 2
    assert (rows["0482"].against_programme, rows["1814"].against_median) == (
        "ett steg före",
        "som de flesta",
    )
    Participation.objects.filter(pk=lund.pk).update(last_activity_at=None)
    silent = "1 av 3 kommuner har inte hörts av på en månad"
    assert seen() == (2, 2, (1, 1), 1, silent)
    Participation.objects.filter(pk=lund.pk).update(status="withdrawn")
    assert seen() == (2, 2, (2, 1), 0, "Alla 2 kommuner är i fas med programmet")
    cohort.demo_today = date(2021, 9, 12)  # before the start nobody is late or silent
    assert seen() == (None, 2, (2, 1), 0, "Alla 2 kommuner är i fas med programmet")
