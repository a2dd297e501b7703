"""The cause bank: what others see of a shared analysis, when, and who is never among the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from analys.sample.build import read_areas
from effektiv import demo
from forbattring.cause_bank import actions
from forbattring.cause_bank import queries as queries_of
from forbattring.causes import actions as causes
from forbattring.causes.method.table import CauseRow
from forbattring.models import CauseAnalysis, CauseNode, Improvement
from kommuner.actions import store_areas
from konton.actions import add_membership
from konton.models import Role, User
from program.models import Cohort, Participation
from tests import improving
from tests.cohorts import make
from tests.people import person, queries
from tests.recalled import recalled
from tests.work import SCRIPTS, joined

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
BANK = "/orsaksbank/"


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
@recalled
def both(office: User, leader: User) -> list[Participation]:
    """Lekeberg and Flen, who take part in the same cohort."""
    return joined(make(office), office, leader, "1814", "0482")


def written(
    own: Participation, by: User, *rows: tuple[str, str, str], **more: str
) -> CauseAnalysis:
    """An analysis of rows (problem, cause, proposal), not shared."""
    title = more.pop("title", "Prov")
    causes.import_causes(
        by=by, participation=own, rows=[CauseRow(0, "Hemligt område", *row, title) for row in rows]
    )
    made = CauseAnalysis.objects.get(participation=own, title=title)
    CauseAnalysis.objects.filter(pk=made.pk).update(**more)
    return CauseAnalysis.objects.select_related("participation__cohort").get(pk=made.pk)


def share(analysis: CauseAnalysis, by: User) -> CauseAnalysis:
    actions.share_analysis(by=by, analysis=analysis, seen=queries_of.fingerprint(analysis))
    analysis.refresh_from_db()
    return analysis


@pytest.fixture
def theirs(both: list[Participation], leader: User) -> CauseAnalysis:
    """Flen's, shared."""
    made = written(
        both[1],
        leader,
        (
            "Många vikarier i Flens kommun",
            "Schemat i Flen är gammalt",
            "Ring berit@flen.se i Lekeberg",
        ),
        title="Hemlig rubrik",
        department="Hemlig förvaltning",
        service_area="aldreomsorg",
    )
    return share(made, leader)


@pytest.fixture
def visitor(client: Client, leader: User) -> Client:
    """Lekeberg's project leader."""
    client.force_login(leader)
    return client


def seen(client: Client, **asked: str) -> str:
    page = client.get(BANK, asked)
    assert page.status_code == 200
    return page.content.decode().split("<main")[1].split("<footer")[0]


def path_of(name: str, analysis: CauseAnalysis) -> str:
    own = analysis.participation
    args = [own.cohort.key, own.municipality.slug, analysis.pk]
    return reverse(f"forbattring:{name}", args=args)


# --- what others see -----------------------------------------------------------------------------
def test_others_see_problem_cause_and_proposal_and_nobody_behind_them(
    visitor: Client, theirs: CauseAnalysis
) -> None:
    text = seen(visitor)
    for shown in (
        "Många vikarier i kommunen",
        "Schemat i kommunen är gammalt",
        "Äldreomsorg",
        "Ring [borttaget] i kommunen",
        "1 problem från en annan kommun",
    ):
        assert shown in text, shown
    for hidden in ("Flen", "flen", "berit", "Hemlig", "Provet", "202", "/kommun/"):
        assert hidden not in text, hidden


def test_the_page_before_sharing_shows_exactly_what_others_will_see(
    client: Client, visitor: Client, both: list[Participation], leader: User, office: User
) -> None:
    mine = written(both[0], leader, ("Dyrt i Lekeberg", "Vana i Region Örebro län", "Sluta"))
    page = visitor.get(path_of("share_analysis", mine)).content.decode()
    assert "registrator avgör" in page
    before = page.split("<article")[1].split("</article>")[0].split(">", 1)[1]
    visitor.post(path_of("share_analysis", mine), {"seen": queries_of.fingerprint(mine)})
    client.force_login(office)
    after = seen(client).split("<article")[1].split("</article>")[0].split(">", 1)[1]
    assert before == after
    assert "Dyrt i kommunen" in after
    assert "Vana i kommunen" in after


def test_nothing_is_shared_that_was_not_read(
    visitor: Client, both: list[Participation], leader: User
) -> None:
    mine = written(both[0], leader, ("Dyrt", "Vana", "Sluta"))
    read = queries_of.fingerprint(mine)
    node = mine.nodes.get(kind="cause")
    causes.write(by=leader, node=node, text="Hemligt", based_on=1)
    page = visitor.post(path_of("share_analysis", mine), {"seen": read}, follow=True)
    assert "har ändrats sedan du öppnade sidan" in page.content.decode()
    mine.refresh_from_db()
    assert mine.shared_at is None


def test_what_is_written_after_sharing_waits_until_it_is_shared_again(
    visitor: Client, both: list[Participation], theirs: CauseAnalysis, leader: User
) -> None:
    node = theirs.nodes.get(kind="cause")
    node.analysis = theirs
    causes.write(by=leader, node=node, text="Nytt och oläst", based_on=1)
    text = seen(visitor)
    assert "Många vikarier" in text
    assert "oläst" not in text
    assert "Schemat" not in text  # nor the old words, and what hung below it waits too
    assert "Ring" not in text
    assert queries_of.changed_since(theirs) == 1
    share(theirs, leader)
    assert "Nytt och oläst" in seen(visitor)
    # An area is never shown, so a new name for it hides nothing.
    area = theirs.nodes.get(kind="area")
    area.analysis = theirs
    causes.write(by=leader, node=area, text="Annat område", based_on=1)
    assert "Nytt och oläst" in seen(visitor)


def test_taking_back_works_at_once(
    visitor: Client, theirs: CauseAnalysis, leader: User, both: list[Participation]
) -> None:
    assert "vikarier" in seen(visitor)
    actions.take_back_analysis(by=leader, analysis=theirs)
    assert "vikarier" not in seen(visitor)
    assert "Orsaksbanken är tom än" in seen(visitor)


def test_a_municipality_that_left_is_not_in_the_bank(
    visitor: Client, theirs: CauseAnalysis
) -> None:
    Participation.objects.filter(pk=theirs.participation_id).update(status="withdrawn")
    assert "vikarier" not in seen(visitor)


def test_ones_own_are_never_among_the_others(
    visitor: Client, both: list[Participation], theirs: CauseAnalysis, leader: User
) -> None:
    mine = share(written(both[0], leader, ("Många vikarier hos oss", "Vana", "")), leader)
    assert "hos oss" not in seen(visitor)
    beside = visitor.get(path_of("analysis", mine)).content.decode()
    assert beside.count("Andra med problemet") == 1
    assert "en annan kommun" in beside
    assert "Många vikarier i kommunen" in beside
    # Whoever also works for the other one sees neither as another's in the bank.
    add_membership(user=leader, role=Role.READER, municipality=theirs.participation.municipality)
    visitor.force_login(User.objects.get(pk=leader.pk))
    assert "vikarier" not in seen(visitor)


def test_demo_and_real_never_mix(
    visitor: Client, both: list[Participation], theirs: CauseAnalysis, leader: User, office: User
) -> None:
    mine = written(both[0], leader, ("Många vikarier hos oss", "Vana", ""))
    assert "Andra med problemet" in visitor.get(path_of("analysis", mine)).content.decode()
    elsewhere = make(office, key="natverk")
    Cohort.objects.filter(pk=elsewhere.pk).update(is_demo=True)
    Participation.objects.filter(pk=theirs.participation_id).update(cohort=elsewhere)
    assert "vikarier" not in seen(visitor)
    assert "vikarier" not in seen(visitor, demo="1")  # nor by a hand-made address
    assert "Andra med problemet" not in visitor.get(path_of("analysis", mine)).content.decode()
    visitor.force_login(office)
    assert "vikarier" not in seen(visitor)
    assert "Många vikarier i kommunen" in seen(visitor, demo="1")
    assert "exempel ur demon" in seen(visitor, demo="1")


def test_several_municipalities_are_counted_and_not_told_apart(
    visitor: Client, theirs: CauseAnalysis, both: list[Participation], leader: User, office: User
) -> None:
    [lund] = joined(both[0].cohort, office, leader, "1281")
    share(written(lund, leader, ("Många vikarier på natten", "Otrygghet", "")), leader)
    assert "2 problem från 2 andra kommuner" in seen(visitor)
    mine = written(both[0], leader, ("Många vikarier", "Vana", ""))
    assert "2 andra kommuner" in visitor.get(path_of("analysis", mine)).content.decode()


def test_the_order_tells_not_whose_they_are(
    theirs: CauseAnalysis, both: list[Participation], leader: User, office: User
) -> None:
    """By the text: in the order of storing, neighbours would be the same municipality's."""
    [lund] = joined(both[0].cohort, office, leader, "1281")
    share(written(lund, leader, ("Öppettider", "a", ""), ("Brist på lokaler", "b", "")), leader)
    found = queries_of.bank(is_demo=False, without=[])
    assert [one.problem for one in found] == [
        "Brist på lokaler",
        "Många vikarier i kommunen",
        "Öppettider",
    ]


# --- search --------------------------------------------------------------------------------------
def test_search_looks_in_problem_cause_and_proposal_but_finds_no_names(
    visitor: Client, theirs: CauseAnalysis
) -> None:
    for word in ("vikarier", "vikarierna", "schema", "Ring"):
        assert "Många vikarier" in seen(visitor, q=word), word
    for word in ("Flen", "flens", "berit", "Hemligt", "lokaler", "%", "<b>", ""):
        found = "Många vikarier" in seen(visitor, q=word)
        assert found == (word == ""), word
    assert "Många vikarier" in seen(visitor, verksamhet="aldreomsorg")
    assert "Många vikarier" not in seen(visitor, verksamhet="forskola")
    assert seen(visitor, verksamhet="påhittad", q="x" * 5000)


def test_html_in_what_others_wrote_is_text(
    visitor: Client, both: list[Participation], leader: User
) -> None:
    share(written(both[1], leader, (SCRIPTS[0], SCRIPTS[1], SCRIPTS[0])), leader)
    mine = written(both[0], leader, (SCRIPTS[0], "x", ""))
    pages = [seen(visitor, q=SCRIPTS[1]), seen(visitor)]
    pages += [
        visitor.get(path_of(name, mine)).content.decode() for name in ("analysis", "share_analysis")
    ]
    for text in pages:
        assert "<script>alert" not in text
        assert "<img src=x" not in text


# --- sharing -------------------------------------------------------------------------------------
def test_an_analysis_without_problems_is_not_shared(
    both: list[Participation], leader: User
) -> None:
    empty = causes.save_analysis(
        by=leader, analysis=CauseAnalysis(participation=both[0], title="Tom")
    )
    with pytest.raises(causes.CauseRefused, match="inget problem"):
        share(empty, leader)


def test_its_page_tells_who_shared_and_how_to_take_it_back(
    visitor: Client, both: list[Participation], leader: User
) -> None:
    mine = written(both[0], leader, ("Dyrt", "Vana", "Sluta"))
    assert "Dela till orsaksbanken" in visitor.get(path_of("analysis", mine)).content.decode()
    share(mine, leader)
    page = visitor.get(path_of("analysis", mine)).content.decode()
    assert f"av {leader}" in page
    assert "Ta tillbaka" in page
    node = mine.nodes.get(kind="problem")
    node.analysis = mine
    causes.write(by=leader, node=node, text="Dyrare", based_on=1)
    assert "1 rad är ändrad" in visitor.get(path_of("analysis", mine)).content.decode()
    visitor.post(path_of("take_back_analysis", mine))
    mine.refresh_from_db()
    assert (mine.shared_at, mine.shared_by) == (None, None)


# --- queries -------------------------------------------------------------------------------------
def test_the_panel_and_the_bank_ask_as_often_for_one_problem_as_for_fifty(
    visitor: Client, theirs: CauseAnalysis, both: list[Participation], leader: User
) -> None:
    counter = CaptureQueriesContext(connection)
    mine = written(both[0], leader, ("Många vikarier", "Vana", ""))
    paths = [path_of("analysis", mine), BANK, path_of("share_analysis", mine)]
    before = [queries(visitor, path, counter) for path in paths]
    later = timezone.now() + timedelta(minutes=1)
    for analysis in (mine, theirs):
        area = analysis.nodes.get(kind="area")
        CauseNode.objects.bulk_create(
            CauseNode(analysis=analysis, parent=area, kind="problem", text=f"Många vikarier {n}")
            for n in range(50)
        )
    CauseAnalysis.objects.filter(pk=theirs.pk).update(shared_at=later)
    assert [queries(visitor, path, counter) for path in paths] == before
    assert visitor.get(paths[0]).content.decode().count("Andra med problemet") == 51


# --- the demo ------------------------------------------------------------------------------------
def test_the_demo_bank_shows_what_invented_municipalities_found(client: Client) -> None:
    store_areas(read_areas())  # the demo's cohort is made where its municipalities are known
    for _ in range(2):
        demo.prepare()
    client.force_login(User.objects.get(email="projektledare@demo.example"))
    text = seen(client)
    assert "4 problem från 2 andra kommuner" in text
    assert "exempel ur demon" in text
    own: Any = CauseAnalysis.objects.filter(participation__municipality="1814")
    page = client.get(path_of("analysis", own.get(title__contains="särskilt boende")))
    assert "Andra med problemet ”Många vikarier”" in page.content.decode()


def test_what_became_of_a_proposal_is_told_without_figures(
    theirs: CauseAnalysis, both: list[Participation], leader: User, client: Client
) -> None:
    """Planned, then on its way with a new value: never the value, the name or the figure."""
    proposal = theirs.nodes.get(kind="proposal")
    figure = improving.own_figure(both[1], leader, "Hemligt mått")
    improving.measured(figure, leader, 4321)
    made = improving.improvement(
        both[1],
        leader,
        improving.shared(figure, leader, "cohort"),
        4000,
        node=proposal,
        name="Hemlig åtgärd",
    )
    client.force_login(leader)
    assert "Åtgärden är planerad. Inget nytt värde har kommit än." in text_of(client)
    Improvement.objects.filter(pk=made.pk).update(status="done")
    improving.measured(figure, leader, 4100, first=both[1].cohort.today)
    page = text_of(client)
    assert "Åtgärden är genomförd. Värdet har gått i önskad riktning." in page
    assert not any(word in page for word in ("4321", "4100", "Hemlig", "4\xa0100"))


def test_the_bank_does_not_tell_the_way_of_a_figure_that_only_the_mentor_sees(
    theirs: CauseAnalysis, both: list[Participation], leader: User, client: Client
) -> None:
    figure = improving.own_figure(both[1], leader)
    improving.measured(figure, leader, 4321)
    improving.improvement(
        both[1],
        leader,
        improving.shared(figure, leader),
        4000,
        node=theirs.nodes.get(kind="proposal"),
    )
    improving.measured(figure, leader, 4400, first=both[1].cohort.today)
    client.force_login(leader)
    page = text_of(client)
    assert "Åtgärden är planerad." in page
    assert "Värdet har" not in page
    shown = queries_of.preview(theirs)
    assert [m for one in shown for c in one.chains for m in c.measures] == ["Åtgärden är planerad."]


def text_of(client: Client) -> str:
    return client.get(BANK).content.decode()
