"""Every view of the improvement × every relation: who sees, who writes, and that others change
nothing; and who sees figures of one's own."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from forbattring.models import OwnFigure
from forbattring.own_figures import actions as own_figures
from konton.models import User
from program.models import Participation
from tests import improving
from tests.access import improvement
from tests.access.forms import stored, try_to
from tests.access.improvement import address, make_improvement
from tests.access.matrix import GET, LOGIN, Matrix
from tests.access.people import (
    FORMER_MEMBER,
    FORMER_MENTOR,
    LEADER,
    NOBODY,
    OFFICE,
    PEER,
    SEES,
    WRITES,
    clients,
)
from tests.access.programme import named
from tests.access.world import IMPROVEMENT
from tests.improving import Whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("synced", "fresh_rate_limits")]
FORMER = (FORMER_MEMBER, FORMER_MENTOR)
TALKS = WRITES | {"styrgrupp"}
KEEPS = {LEADER, "projektmedlem"}
# Whose act it is, where not that of all who write.
_OWN_FIGURES = (
    "new_own_figure",
    "edit_own_figure",
    "remove_own_figure",
    "put_own_value",
    "withdraw_own_value",
)
# What leaves the municipality does so by its project leader's hand alone.
_SHARING = (
    "release_own_figure",
    "share_analysis",
    "take_back_analysis",
    "share_mapping",
    "take_back_mapping",
    "withdraw_comment",
)
MAY: dict[str, set[str]] = {
    **dict.fromkeys((*_OWN_FIGURES, "propose_mapping"), KEEPS),
    **dict.fromkeys(("decide", "comment_own_figure", "comment_kpi"), TALKS),
    **{view: {LEADER} for view in _SHARING},
    **{view: {OFFICE} for view in ("edit_template", "answer_proposal")},
}
# Who may ask, though nothing changes: what is decided stands, what is opened is open.
ANSWERED = {
    "put": WRITES,
    "open_causes": WRITES,
    "remove_deviation": WRITES,
    "withdraw_comment": TALKS,
}
UNCHANGED = {"put", "open_causes", "remove_deviation"}
# A workshop is only read, but by those who lead it.
LEADING = {"workshop", "workshop_wall", "workshop_board"}
# The mapping's template and released figures are the cohort's: all who take part read them.
OF_COHORT = {"released", "mapping_template", "edit_template", "answer_proposal", "bank"}
TAKES_PART = {
    *SEES,
    "projektledare i annan deltagande kommun",
    "mentor för annan deltagande kommun",
}
# Phones have an address of their own (test_workshop).
PHONES = {"join", "phone", "phone_board", "phone_notes", "phone_vote"}


@pytest.fixture
def whole(own: Participation, people: dict[str, User]) -> Whole:
    return improvement.make_whole(own, people)


def refused(view: str, name: str) -> str:
    if name == NOBODY:
        return LOGIN
    return "403" if name in SEES or view in OF_COHORT else "404"


def test_every_view_is_asked(matrix: Matrix) -> None:
    views = {pattern.name for pattern in named("forbattring")}
    assert views == set(matrix.rows[IMPROVEMENT]) | PHONES


def test_who_sees(matrix: Matrix) -> None:
    for view, row in matrix.rows[IMPROVEMENT].items():
        if row.fields is not None or view in OF_COHORT:
            continue
        for name in matrix.relations:
            sees = name in (WRITES if view in LEADING else SEES)
            code = matrix.answer(IMPROVEMENT, view, name, GET).code
            assert code == ("200" if sees else refused(view, name)), (name, view)


def test_who_sees_what_is_the_cohorts(matrix: Matrix) -> None:
    anyone = set(matrix.relations) - {"utan roll", *FORMER, NOBODY}
    readers = {
        "released": TAKES_PART,
        "mapping_template": TAKES_PART,
        "bank": anyone,
        "edit_template": {OFFICE},
    }
    for view, seen_by in readers.items():
        for name in matrix.relations:
            code = matrix.answer(IMPROVEMENT, view, name, GET).code
            assert code == ("200" if name in seen_by else refused(view, name)), (name, view)


def test_who_writes_and_that_others_change_nothing(matrix: Matrix) -> None:
    for view, name, answer in matrix.writing(IMPROVEMENT):
        may = MAY.get(view, WRITES)
        allowed = name in (may | ANSWERED.get(view, set()))
        assert answer.code == ("302" if allowed else refused(view, name)), (name, view)
        changes = name in may and view not in UNCHANGED
        assert answer.changed == changes, (name, view)
        assert changes or allowed or not answer.wrote, (name, view)


def test_what_has_no_page_of_its_own_is_not_opened_by_reading(matrix: Matrix) -> None:
    for view, row in matrix.rows[IMPROVEMENT].items():
        answer = matrix.answer(IMPROVEMENT, view, LEADER, GET)
        if row.fields is not None and view not in OF_COHORT:
            assert answer.code in ("200", "302", "405"), view
        assert not answer.wrote, view


def test_rows_of_another_municipality_are_not_found(
    own: Participation, people: dict[str, User], client: Client
) -> None:
    """The same ids under the address of a municipality where the person leads."""
    made = make_improvement(own, people)
    peer = Participation.objects.get(cohort=own.cohort, municipality=PEER)
    client.force_login(people["projektledare i annan deltagande kommun"])
    of_all = ("ranking_file", "improvements_file", "compare_file")
    for view, args in improvement.read(made).items():
        if args and view not in of_all:
            assert client.get(address(view, peer, args)).status_code == 404, view
    before = stored()
    for view, (args, fields) in improvement.sent(made).items():
        if args and view != "comment_kpi":
            assert try_to(client, address(view, peer, args), fields) == ("404", before), view


# --- the release rule ----------------------------------------------------------------------------
def test_own_figures_are_seen_by_those_they_are_released_to(
    own: Participation, people: dict[str, User]
) -> None:
    leader = people["projektledare"]
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 12345.5)
    insiders = {"läsare", "styrgrupp", "projektmedlem", "projektledare"}
    office = {"mentor", "administratör"}
    for to, seen in (
        ("own", insiders),
        ("mentor", insiders | office),
        ("cohort", insiders | office),
        ("own", insiders),
    ):
        own_figures.release(by=leader, figure=figure, wanted=to)
        for name, client in clients(people):
            answer = client.get(address("own_figure", own, [figure.pk]))
            assert (answer.status_code == 200) == (name in seen), (to, name)
            if name in SEES:
                listed = (
                    "Vikarietimmar" in client.get(address("own_figures", own, [])).content.decode()
                )
                assert listed == (name in seen), (to, name)
            answer = client.get(reverse("forbattring:released", args=[own.cohort.key]))
            said = answer.status_code == 200 and b"12\xc2\xa0345,5" in answer.content
            peers = {
                "projektledare i annan deltagande kommun",
                "mentor för annan deltagande kommun",
            }
            assert said == (to == "cohort" and name in insiders | office | peers), (to, name)


def test_the_mentor_sees_it_before_the_cohort_does(
    own: Participation, people: dict[str, User], client: Client
) -> None:
    figure = improving.own_figure(own, people["projektledare"])
    client.force_login(people["projektledare"])
    answer = client.post(
        address("release_own_figure", own, [figure.pk]), {"to": "cohort"}, follow=True
    )
    assert "Dela först med mentorn" in answer.content.decode()
    assert OwnFigure.objects.get().release == "own"


def test_what_the_mentor_may_not_see_is_not_built_upon(
    own: Participation, people: dict[str, User], client: Client
) -> None:
    """An analysis is read by the mentor: a figure kept from the mentor may not slip into it."""
    leader = people["projektledare"]
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 10)
    client.force_login(leader)
    answer = client.post(
        address("new_deviation", own, []), {"name": "X", "figure": "vikarietimmar"}
    )
    assert "Dela det egna nyckeltalet med mentorn" in answer.content.decode()
    improving.shared(figure, leader)
    answer = client.post(
        address("new_deviation", own, []), {"name": "X", "figure": "vikarietimmar"}
    )
    assert answer.status_code == 302


def test_a_figure_that_is_taken_back_leaves_only_what_was_frozen(
    own: Participation, people: dict[str, User], client: Client
) -> None:
    leader = people["projektledare"]
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 400)
    made = improving.improvement(own, leader, improving.shared(figure, leader), 300)
    improving.measured(figure, leader, 388.25, first=own.cohort.today.replace(day=1))
    own_figures.release(by=leader, figure=figure, wanted="own")
    path = address("improvement", own, [made.pk])
    for name, seen in (("projektledare", True), ("mentor", False), ("administratör", False)):
        client.force_login(people[name])
        page = client.get(path).content.decode()
        assert ("388,25" in page) == seen, name
        assert "400" in page, name
        chain = client.get(address("chain", own, ["improvement", made.pk])).content.decode()
        assert "388" not in chain, name
