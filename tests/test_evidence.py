"""What a cause rests on: frozen evidence, hypotes and belagd, orsak or symtom; own figures and
comments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from forbattring.actions import causes, evidence, own_figures
from forbattring.actions.causes import CauseRefused
from forbattring.models import CauseNode, Evidence, FigureComment, OwnFigure, OwnValue
from forbattring.queries.figures import figure_now, since
from forbattring.queries.own_figures import comments_on, picture_of_own
from kolada.models import Kpi, Value
from konton.models import Role, User
from konton.rules import forget_roles
from projekt.models import Participation
from tests import improving, small
from tests import test_access as asked
from tests.conftest import serving
from tests.improving import KPI, frozen, tree
from tests.people import person, queries
from tests.syncing import sync

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("synced", "fresh_rate_limits")]
own = asked.own
people = asked.people


@pytest.fixture
def leader(people: dict[str, User]) -> User:
    return people["projektledare"]


@pytest.fixture
def cause(own: Participation, leader: User) -> CauseNode:
    return tree(own, leader, "Område", "Problem", "Orsak", "Förslag")[2]


def page_of(node: CauseNode) -> str:
    own = node.analysis.participation
    return reverse(
        "forbattring:node", args=[own.cohort.key, own.municipality.slug, node.analysis_id, node.pk]
    )


# --- frozen --------------------------------------------------------------------------------------
def resynced(folder: Any, settings: Any, changed: dict[Any, Any]) -> None:
    """Kolada publishes again, and the portal reads it through the snapshot server."""
    small.write_rows(folder, KPI, changed)
    with serving(folder, settings):
        sync(full=True)


def columns(row: Evidence) -> dict[str, Any]:
    return {**Evidence.objects.filter(pk=row.pk).values()[0]}


def test_frozen_evidence_never_changes_when_kolada_revises(
    cause: CauseNode, leader: User, synced: Any, settings: Any, client: Client
) -> None:
    """Read from the server, frozen, revised on the server, read again: both values are shown."""
    row = frozen(cause, leader, Kpi.objects.get(pk=KPI))
    before = columns(row)
    assert row.value == small.value_of(KPI, "1814", 2022)
    assert since([row], cause.analysis.participation.municipality)[id(row)] == ""
    changed = small.row(KPI, "1814", 2022, 160_500.0)
    resynced(synced, settings, {("1814", 2022): changed})
    assert Value.objects.get(kpi=KPI, municipality="1814", year=2022).value == 160_500.0
    assert columns(row) == before
    client.force_login(leader)
    page = client.get(page_of(cause)).content.decode().replace("\xa0", " ")
    assert "155 020 kr per barn" in page
    assert "Kolada har ändrat värdet för 2022 sedan dess" in page
    assert "160 500 kr per barn" in page


def test_frozen_evidence_outlives_a_value_that_is_withdrawn(
    cause: CauseNode, leader: User, synced: Any, settings: Any, client: Client
) -> None:
    row = frozen(cause, leader, Kpi.objects.get(pk=KPI))
    before = columns(row)
    gone = small.row(KPI, "1814", 2022, None, isdeleted=True)
    resynced(synced, settings, {("1814", 2022): gone})
    assert columns(row) == before
    client.force_login(leader)
    page = client.get(page_of(cause)).content.decode().replace("\xa0", " ")
    assert "Kolada har dragit tillbaka värdet för 2022. Då var det 155 020 kr per barn." in page


def test_a_change_too_small_to_be_rounded_is_told_with_its_decimals(
    cause: CauseNode, leader: User
) -> None:
    row = frozen(cause, leader, Kpi.objects.get(pk=KPI))
    Value.objects.filter(kpi=KPI, municipality="1814", year=2022).update(value=155_020.25)
    told = since([row], cause.analysis.participation.municipality)[id(row)]
    assert "då 155 020,0" in told.replace("\xa0", " ")
    assert "nu 155 020,3" in told.replace("\xa0", " ")


def test_an_own_value_that_is_corrected_shows_both(
    own: Participation, cause: CauseNode, leader: User
) -> None:
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 410)
    row = frozen(cause, leader, improving.shared(figure, leader))
    assert (row.value, row.on) == (410, date(2022, 1, 31))
    own_figures.put_value(by=leader, figure=figure, on=date(2022, 1, 31), value=395.5)
    assert OwnValue.objects.filter(figure=figure).count() == 2  # the old one stays
    told = since([row], own.municipality)[id(row)]
    assert told == (
        "Kommunen har ändrat värdet för 2022-01-31 sedan dess: då 410 timmar, nu 396 timmar."
    ).replace(" timmar", "\xa0timmar")


def test_one_hundred_figures_ask_no_more_than_one(
    cause: CauseNode, leader: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    frozen(cause, leader, Kpi.objects.get(pk=KPI))
    client.force_login(leader)
    few = queries(client, page_of(cause), django_assert_max_num_queries(40))
    made = figure_now(Evidence, cause.analysis.participation.municipality, Kpi.objects.get(pk=KPI))
    made.node, made.kind = cause, "figure"
    for _ in range(100):
        made.pk = None
        made.save()
    assert queries(client, page_of(cause), django_assert_max_num_queries(40)) == few


# --- hypotes, belagd, orsak, symtom --------------------------------------------------------------
def test_a_cause_is_a_hypothesis_until_something_shows_it(cause: CauseNode, leader: User) -> None:
    assert cause.standing == "hypothesis"
    with pytest.raises(CauseRefused, match="minst ett belägg"):
        evidence.judge(by=leader, node=cause, standing="proven")
    row = evidence.add_evidence(
        by=leader,
        evidence=Evidence(
            node=cause,
            kind="interview",
            role="Rektorer",
            text="Så är det.",
        ),
    )
    assert evidence.judge(by=leader, node=cause, standing="proven").standing == "proven"
    cause.refresh_from_db()
    row.node = cause
    assert evidence.remove_evidence(by=leader, evidence=row) is True
    cause.refresh_from_db()
    assert cause.standing == "hypothesis"


def test_only_a_cause_is_judged_and_only_a_row_that_is_there(
    cause: CauseNode, leader: User
) -> None:
    problem = CauseNode.objects.select_related("analysis__participation").get(kind="problem")
    with pytest.raises(CauseRefused, match="Bara en orsak"):
        evidence.judge(by=leader, node=problem, standing="hypothesis")
    proposal = CauseNode.objects.get(kind="proposal")
    with pytest.raises(CauseRefused, match="orsak eller ett problem"):
        evidence.add_evidence(
            by=leader, evidence=Evidence(node=proposal, kind="statistics", text="X")
        )
    causes.remove(by=leader, node=cause)
    with pytest.raises(CauseRefused, match="tagit bort raden"):
        evidence.tell_control(by=leader, node=cause, control="own")


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "figure"},
        {"kind": "interview", "text": "Utan roll"},
        {"kind": "interview", "role": "Utan ord"},
        {"kind": "statistics"},
    ],
)
def test_the_database_holds_no_empty_evidence(cause: CauseNode, fields: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.create(node=cause, **fields)


def test_cause_or_symptom_is_asked_once_and_kindly(
    cause: CauseNode, leader: User, client: Client
) -> None:
    client.force_login(leader)
    question = "Är det här en orsak eller ett symtom?"
    assert question not in client.get(page_of(cause)).content.decode()  # nothing is known yet
    frozen(cause, leader, Kpi.objects.get(pk=KPI))
    assert question in client.get(page_of(cause)).content.decode()
    answer = client.post(f"{page_of(cause)}omdome/", {"depth": "symptom"})
    assert answer["Location"].endswith("/under/")  # what lies behind it?
    page = client.get(page_of(cause)).content.decode()
    assert question not in page
    assert "Ni har svarat att det är ett symtom" in page


def test_all_views_of_the_tree_tell_what_is_proven(
    cause: CauseNode, leader: User, client: Client
) -> None:
    client.force_login(leader)
    own = cause.analysis.participation
    path = reverse(
        "forbattring:analysis", args=[own.cohort.key, own.municipality.slug, cause.analysis_id]
    )
    frozen(cause, leader, Kpi.objects.get(pk=KPI))
    for standing, word in (("hypothesis", "hypotes"), ("proven", "belagd")):
        evidence.judge(by=leader, node=cause, standing=standing)
        for view in ("tabell", "varför", "disposition"):
            page = client.get(path, {"vy": view}).content.decode()
            assert f">{word}</span>" in page, (view, word)


# --- own figures ---------------------------------------------------------------------------------
def test_a_day_has_one_value_and_the_history_keeps_the_others(
    own: Participation, leader: User
) -> None:
    figure = improving.own_figure(own, leader)
    day = date(2022, 3, 1)
    first = own_figures.put_value(by=leader, figure=figure, on=day, value=10)
    assert own_figures.put_value(by=leader, figure=figure, on=day, value=10).pk == first.pk
    own_figures.put_value(by=leader, figure=figure, on=day, value=11)
    assert [(v.value, v.replaced_at is None) for v in figure.values.order_by("pk")] == [
        (10, False),
        (11, True),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnValue.objects.create(figure=figure, on=day, value=12)


def test_numbers_are_read_as_people_write_them(
    own: Participation, leader: User, client: Client
) -> None:
    figure = improving.own_figure(own, leader)
    client.force_login(leader)
    path = reverse("forbattring:put_own_value", args=[own.cohort.key, "lekeberg", figure.pk])
    day = own.cohort.today
    for number, (text, value) in enumerate(
        (("1 234,5", 1234.5), ("−3", -3.0), ("0", 0.0), ("1\xa0000", 1000.0), ("2.25", 2.25))
    ):
        on = day - timedelta(days=number)
        client.post(path, {"on": on.isoformat(), "value": text})
        assert figure.values.get(on=on).value == value
    for text in ("nan", "inf", "1e5", "tolv", "", "1,2,3"):
        page = client.post(path, {"on": day.isoformat(), "value": text}).content.decode()
        assert "Skriv ett tal" in page, text
    later = client.post(path, {"on": (day + timedelta(days=1)).isoformat(), "value": "1"})
    assert "Dagen har inte varit än" in later.content.decode()
    assert figure.values.count() == 5


def test_a_name_is_taken_once_whatever_its_case(own: Participation, leader: User) -> None:
    improving.own_figure(own, leader)
    with pytest.raises(own_figures.FigureRefused, match="redan ett eget"):
        improving.own_figure(own, leader, "VIKARIETIMMAR")


def test_what_is_built_upon_is_not_removed(
    own: Participation, cause: CauseNode, leader: User
) -> None:
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 1)
    row = frozen(cause, leader, improving.shared(figure, leader))
    with pytest.raises(own_figures.FigureRefused, match="bygger på"):
        own_figures.remove_figure(by=leader, figure=figure)
    evidence.remove_evidence(by=leader, evidence=row)
    own_figures.remove_figure(by=leader, figure=figure)
    assert not OwnFigure.objects.exists()
    assert not OwnValue.objects.exists()


def test_own_figures_never_bear_koladas_name_as_their_source(
    own: Participation, leader: User, client: Client
) -> None:
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 1, 2)
    improving.shared(figure, leader, "cohort")
    client.force_login(leader)
    for path in (f"egna-nyckeltal/{figure.pk}/", "egna-nyckeltal/"):
        page = client.get(f"/program/{own.cohort.key}/kommun/lekeberg/{path}").content.decode()
        assert "inte ur Kolada" in page
        assert "Källa: Kolada" not in page
    assert (
        "Källa: Kolada"
        not in client.get(f"/program/{own.cohort.key}/egna-nyckeltal/").content.decode()
    )


def test_lists_of_own_figures_cost_the_same_at_one_and_at_forty(
    own: Participation, leader: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    def made(number: int) -> None:
        figure = improving.own_figure(own, leader, f"Mått {number}")
        improving.measured(figure, leader, number)
        improving.shared(figure, leader, "cohort")

    made(0)
    client.force_login(leader)
    paths = [
        f"/program/{own.cohort.key}/kommun/lekeberg/egna-nyckeltal/",
        f"/program/{own.cohort.key}/egna-nyckeltal/",
    ]
    few = [queries(client, path, django_assert_max_num_queries(40)) for path in paths]
    for number in range(1, 40):
        made(number)
    assert [queries(client, path, django_assert_max_num_queries(40)) for path in paths] == few


def test_what_is_kept_is_not_told_by_a_correction(
    own: Participation, cause: CauseNode, people: dict[str, User], client: Client
) -> None:
    """Taken back from the mentor and then corrected: the frozen value stands alone."""
    leader = people["projektledare"]
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 410)
    frozen(cause, leader, improving.shared(figure, leader))
    own_figures.release(by=leader, figure=figure, wanted="own")
    own_figures.put_value(by=leader, figure=figure, on=date(2022, 1, 31), value=395)
    client.force_login(people["mentor"])
    page = client.get(page_of(cause)).content.decode()
    assert "410" in page
    assert "395" not in page
    assert "dragit tillbaka" not in page


def test_a_member_who_edits_does_not_bring_back_what_the_leader_took_back(
    own: Participation, leader: User
) -> None:
    figure = improving.own_figure(own, leader)
    improving.shared(figure, leader)
    opened = OwnFigure.objects.select_related("participation__cohort").get()
    own_figures.release(by=leader, figure=figure, wanted="own")
    opened.definition = "Ny text."
    own_figures.save_figure(by=leader, figure=opened)
    stored = OwnFigure.objects.get()
    assert (stored.release, stored.definition) == ("own", "Ny text.")


def test_unit_and_direction_stay_once_there_are_values(own: Participation, leader: User) -> None:
    figure = improving.own_figure(own, leader)
    figure.unit = "dagar"
    own_figures.save_figure(by=leader, figure=figure)
    improving.measured(figure, leader, 1)
    for field, value in (("unit", "år"), ("good", "high")):
        changed = OwnFigure.objects.get()
        setattr(changed, field, value)
        with pytest.raises(own_figures.FigureRefused, match="kan inte ändras"):
            own_figures.save_figure(by=leader, figure=changed)


# --- comments ------------------------------------------------------------------------------------
def test_a_comment_stands_beside_the_figure_signed_and_dated(
    own: Participation, people: dict[str, User], client: Client
) -> None:
    client.force_login(people["styrgrupp"])
    path = reverse("forbattring:comment_kpi", args=[own.cohort.key, "lekeberg", KPI])
    refused = client.post(path, {"text": "Vi vet varför.", "signed": ""})
    assert "Skriv din befattning" in refused.content.decode()
    assert "Vi vet varför." in refused.content.decode()  # nothing is lost
    client.post(path, {"text": "Vi <b>vet</b> varför.", "signed": "Skolchef", "year": "2021"})
    url = f"/nyckeltal/{KPI}/?kommun=lekeberg"
    page = client.get(url).content.decode()
    assert "Vi &lt;b&gt;vet&lt;/b&gt; varför." in page
    assert f"Skolchef, {date.today().isoformat()}" in page
    for name, seen in (
        ("läsare", True),
        ("mentor", True),
        ("administratör", True),
        ("projektledare i annan deltagande kommun", False),
        ("utan roll", False),
    ):
        client.force_login(people[name])
        assert ("Skolchef" in client.get(url).content.decode()) == seen, name
    client.logout()
    assert "Skolchef" not in client.get(url).content.decode()


def test_only_who_wrote_a_comment_takes_it_back(own: Participation, leader: User) -> None:
    said = own_figures.comment(
        by=leader,
        comment=FigureComment(
            participation=own,
            kpi=Kpi.objects.get(pk=KPI),
            text="Hej",
            signed="Chef",
        ),
    )
    other = person(Role.PROJECT_LEADER, "1814", email="annan@example.com")
    forget_roles(other)
    with pytest.raises(own_figures.FigureRefused, match="Bara den som skrev"):
        own_figures.withdraw_comment(by=other, comment=said)
    own_figures.withdraw_comment(by=leader, comment=said)
    assert not comments_on(own, kpi=said.kpi).exists()
    assert FigureComment.objects.count() == 1


def test_a_comment_of_a_year_stands_on_the_time_line(own: Participation, leader: User) -> None:
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 4, 6)
    own_figures.comment(
        by=leader,
        comment=FigureComment(
            participation=own,
            own_figure=figure,
            text="Ny chef.",
            signed="Chef",
            year=2022,
        ),
    )
    picture = picture_of_own(figure, comments_on(own, figure=figure))
    assert picture.figure is not None
    (marks,) = [t for t in picture.figure["data"] if t["name"] == "anteckningar"]
    assert marks["customdata"] == ["2022-07-01: Ny chef."]
    assert "Ny chef." in picture.table.csv()


def test_visitors_ask_the_database_no_more_for_the_place_beside_the_figure(
    client: Client, django_assert_max_num_queries: Any, own: Participation, leader: User
) -> None:
    """A public page stays as cheap as it was for those who are not logged in."""
    url = f"/nyckeltal/{KPI}/?kommun=lekeberg"
    before = queries(client, url, django_assert_max_num_queries(30))
    for number in range(30):
        own_figures.comment(
            by=leader,
            comment=FigureComment(
                participation=own,
                kpi=Kpi.objects.get(pk=KPI),
                text=f"{number}",
                signed="Chef",
            ),
        )
    assert queries(client, url, django_assert_max_num_queries(30)) == before
    client.force_login(leader)
    assert queries(client, url, django_assert_max_num_queries(30)) <= before + 6
