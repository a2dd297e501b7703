"""What looks across: the start pages by role."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from analys.models import Efficiency
from effektiv import demo
from grund.models import Job, Pulse
from kolada.actions import raise_version
from kolada.models import SYNC, Value
from kommuner.models import Municipality
from konton.actions import add_membership
from konton.models import Membership, Role, User
from oversikt.figures import Card, figures
from oversikt.queries import start_view
from tests.people import person, queries
from tests.recalled import recalled

pytestmark = pytest.mark.django_db

PUBLIC = ["/", "/ordlista/", "/hjalp/", "/om-siffrorna/", "/tillganglighet/"]
# Views that the figure pages and the account pages are about to get.
ENGLISH = re.compile(
    r"\b(nan|None|inf|null|undefined|sign (in|out)|password|submit|search|loading|error|required|"
    r"welcome|please|cancel|invalid|next|previous|help|tour|glossary)\b"
)


FINDING = "Förskolan i Lekeberg ligger klart över liknande kommuner i effektivitetsindex"


def text_of(answer: Any) -> str:
    """What is read on the page, without tags and their attributes."""
    page = answer.content.decode().split("<body")[1]
    return re.sub(r"<[^>]+>", " ", page)


def page_of(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode()


def lekeberg() -> Municipality:
    return Municipality.objects.get(pk="1814")


def card() -> Card:
    (found,) = figures([lekeberg()]).cards.values()
    return found


# --- start pages -----------------------------------------------------------------------
def test_a_visitor_learns_what_the_portal_is(client: Client, synced: Any) -> None:
    page = page_of(client)
    for text in (
        "Hur effektiv är kommunen?",
        'role="search"',
        "Det här är portalen",
        "/konto/login/",
    ):
        assert text in page
    assert "Första gången" not in page


def test_where_figures_are_closed_a_visitor_is_shown_no_search(
    client: Client, synced: Any, settings: Any
) -> None:
    settings.PUBLIC_FIGURES = False
    page = page_of(client)
    assert 'role="search"' not in page
    assert "Logga in" in page


@pytest.mark.parametrize("role", [Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.READER])
def test_those_who_work_in_a_municipality_see_it(client: Client, synced: Any, role: Role) -> None:
    client.force_login(person(role, "1814"))
    page = page_of(client)
    assert f"Start · {role.label} i Lekeberg" in page
    assert '<a class="button" href="/kommuner/lekeberg/">' in page
    assert FINDING in page
    assert page.count("inget index") >= 5
    assert "portalen har inte alla delar" in page
    assert "Källa: Kolada, hämtad" in page
    assert "Ovägt medel: Egen beräkning" in page
    assert "/hamtningar/" not in page.split("<main")[1]  # not their concern
    assert "<h1>" in page
    assert page.count("<h1") == 1


def test_a_card_puts_the_lowest_first_and_the_missing_last(synced: Any) -> None:
    rows = card().rows
    values = [row.value for row in rows]
    measured = [value for value in values if value is not None]
    assert measured == sorted(measured)
    assert values[: len(measured)] == measured
    assert all(row.reason for row in rows if row.value is None)
    assert all(not row.reason for row in rows if row.value is not None)


def test_zero_is_a_value_and_stands_first(synced: Any) -> None:
    rows = Efficiency.objects.filter(municipality="1814", year=2022)
    rows.filter(service_area="lss").update(published_efficiency_index=0.0, missing={})
    raise_version()
    first = card().rows[0]
    assert (first.area.key, first.value) == ("lss", 0.0)
    # LSS has no similar group here: nothing is said of what lies under.
    assert card().finding == FINDING.split(",", maxsplit=1)[0]


def test_the_start_page_and_the_overview_say_the_same(client: Client, synced: Any) -> None:
    client.force_login(person(Role.PROJECT_LEADER, "1814"))
    heading = re.search(r"<h1>(.*?)</h1>", page_of(client))
    assert heading
    assert f"<h1>{heading[1]}</h1>" in client.get("/kommuner/lekeberg/").content.decode()


def test_a_preliminary_index_says_so(client: Client, synced: Any) -> None:
    Value.objects.filter(kpi="U11901", municipality="1814", year=2022).update(preliminary=True)
    client.force_login(person(Role.PROJECT_LEADER, "1814"))
    assert ">preliminärt<" in page_of(client)


def test_years_on_both_sides_of_a_break_are_not_compared(synced: Any) -> None:
    row = next(row for row in card().rows if row.value is not None)
    assert row.change is not None
    assert replace(row, break_text="Räknas på nytt sätt.").change is None


def test_the_steering_group_gets_three_figures_at_most(client: Client, synced: Any) -> None:
    for place, row in enumerate(Efficiency.objects.filter(municipality="1814", year=2022)):
        row.published_efficiency_index = 10.0 + 15 * place
        row.save()
    raise_version()
    assert 1 <= len(card().picks) <= 3
    client.force_login(person(Role.STEERING_GROUP, "1814"))
    page = page_of(client)
    assert "Läs siffrorna på tre minuter" in page
    assert page.count('class="value"') == len(card().picks)
    # Where nobody similar has the index, nothing is called lowest or best.
    assert [pick.label for pick in card().picks] == ["Mest ändrad"]
    assert "Mest ändrad" in page
    assert "<table" not in page


def test_one_figure_that_is_lowest_and_highest_is_shown_once(synced: Any) -> None:
    labels = [pick.label for pick in card().picks]
    assert len(labels) == 1
    assert labels == ["Enda verksamheten med index"]


def test_a_mentor_reads_municipalities_in_alphabetical_order(client: Client, synced: Any) -> None:
    user = person(Role.MENTOR, "1814")
    for code in ("0305", "0482", "0643"):
        add_membership(user=user, role=Role.MENTOR, municipality=Municipality.objects.get(pk=code))
    client.force_login(user)
    page = page_of(client)
    assert "Du är mentor för 4 kommuner" in page
    assert re.findall(r'aria-label="(\w+)">\s*<p class="eyebrow"><b>', page) == [
        "Flen",
        "Habo",
        "Håbo",
        "Lekeberg",
    ]
    assert page.count("<summary>Index för") == 4  # tables are folded where cards are many


def test_an_administrator_sees_the_feed_and_the_worker(client: Client, synced: Any) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    page = page_of(client)
    assert "Arbetaren är tyst, så inga värden hämtas" in page
    assert "har inte hörts av" in page
    Pulse.objects.create(at=timezone.now())
    assert "och arbetaren är igång" in page_of(client)
    assert 'href="/inbjudningar/"' in page_of(client).split("<main")[1]
    job = Job.objects.create(kind=SYNC, state=Job.JobState.FAILED, result={"refused": [{}, {}]})
    page = page_of(client)
    assert "Den senaste hämtningen blev inte klar" in page
    assert "2 stoppade nyckeltal" in page
    Job.objects.filter(pk=job.pk).update(state=Job.JobState.RUNNING)
    assert "<h1>Värden hämtas just nu</h1>" in page_of(client)


def test_several_roles_get_a_section_each(client: Client, synced: Any) -> None:
    user = person(Role.PROJECT_LEADER, "1814")
    add_membership(user=user, role=Role.READER, municipality=lekeberg())  # the same card
    add_membership(user=user, role=Role.STEERING_GROUP, municipality=lekeberg())
    add_membership(user=user, role=Role.MENTOR, municipality=Municipality.objects.get(pk="0482"))
    add_membership(user=user, role=Role.ADMINISTRATOR, municipality=None)
    view = start_view(user)
    assert [type(section).__name__ for section in view.sections] == [
        "CardsSection",
        "SteeringSection",
        "CardsSection",
        "AdministratorSection",
        "CohortsSection",
    ]
    assert view.sections[0].heading == FINDING
    client.force_login(user)
    page = page_of(client)
    assert page.count("<h1") == 1
    assert page.count('class="start-section"') == 5  # four more, and the search


def test_nobodys_and_a_superusers_start_page(client: Client, synced: Any) -> None:
    client.force_login(User.objects.create_user("ny@example.com"))
    assert "Du har ingen roll nu" in page_of(client)
    client.force_login(User.objects.create_superuser("chef@example.com"))
    assert "Arbetaren" in page_of(client)


@pytest.mark.parametrize("role", list(Role))
def test_before_the_first_sync_each_start_page_teaches(client: Client, role: Role) -> None:
    recalled(demo.prepare)()
    client.force_login(person(role, None if role == Role.ADMINISTRATOR else "1814"))
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Här finns inga värden ännu" in answer.content.decode()
    assert ENGLISH.search(text_of(answer)) is None


def test_a_start_page_costs_the_same_queries_for_1_and_30_municipalities(
    client: Client, synced: Any, django_assert_max_num_queries: Any
) -> None:
    user = person(Role.MENTOR, "1814")
    add_membership(user=user, role=Role.PROJECT_LEADER, municipality=lekeberg())
    client.force_login(user)
    # Every source of what falls due asks once, whatever it finds.
    one = queries(client, "/", django_assert_max_num_queries(29))
    Municipality.objects.bulk_create(
        Municipality(
            code=f"19{n}",
            name=f"Kommun {n}",
            type="K",
            slug=f"k-{n}",
            sort_key=str(n),
            county_id="18",
        )
        for n in range(10, 40)
    )
    Membership.objects.bulk_create(
        Membership(user=user, role=role, municipality_id=f"19{n}")
        for n in range(10, 40)
        for role in (Role.MENTOR, Role.STEERING_GROUP, Role.READER)
    )
    raise_version()
    assert queries(client, "/", django_assert_max_num_queries(29)) <= one
    assert "Du är mentor för 31 kommuner" in page_of(client)
