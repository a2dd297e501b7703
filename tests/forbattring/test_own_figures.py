"""The municipality's own figures, and comments on figures."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from forbattring.evidence import actions as evidence
from forbattring.models import CauseNode, FigureComment, OwnFigure, OwnValue
from forbattring.own_figures import actions as own_figures
from forbattring.own_figures.queries import comments_on, picture_of_own
from kolada.models import Kpi
from konton.models import Role, User
from konton.rules import forget_roles
from program.models import Participation
from tests import improving
from tests.forbattring import test_evidence as proven
from tests.improving import KPI, frozen
from tests.people import person, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("synced", "fresh_rate_limits")]
leader = proven.leader
cause = proven.cause
page_of = proven.page_of


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
