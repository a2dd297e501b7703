"""Glossary, help, tour and accessibility statement: whole, Swedish, and leading somewhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import get_resolver

from kommuner.names import sort_key
from konton.models import Role, User
from oversikt import glossary, guide
from oversikt.models import TourState
from tests.people import person
from tests.test_oversikt import ENGLISH, PUBLIC, page_of, text_of
from tests.test_pages import names

pytestmark = pytest.mark.django_db


# --- texts -------------------------------------------------------------------------------
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_are_swedish_and_whole(client: Client, synced: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content.decode().count("<h1") == 1
    assert ENGLISH.search(text_of(answer)) is None
    assert client.post(path).status_code in (405, 403)


@pytest.mark.parametrize("path", PUBLIC)
def test_links_within_the_portal_lead_somewhere(client: Client, synced: Any, path: str) -> None:
    main = page_of(client, path).split("<main")[1]
    pages: dict[str, str] = {}
    for link in set(re.findall(r'href="(/[^"]*|#[^"]*)"', main)):
        target, _, anchor = link.partition("#")
        if (target or path) not in pages:
            answer = client.get(target or path, follow=True)
            assert answer.status_code == 200, link
            pages[target or path] = answer.content.decode()
        if anchor:
            assert f'id="{anchor}"' in pages[target or path], link


def test_glossary_terms_hold_together() -> None:
    terms = glossary.terms()
    known = {term.name for term in terms}
    assert len(terms) >= 45
    assert len({term.anchor for term in terms}) == len(terms)
    for term in terms:
        assert set(term.related) <= known, term.name
        assert term.name not in term.related
        assert not term.help or term.help in {s.key for s in guide.sections()}, term.name
        assert 5 <= len(term.text.split()) <= 45, term.name
        assert term.text.endswith("."), term.name
    assert [t.name for t in terms] == sorted(known, key=sort_key)
    assert [letter for letter, _ in glossary.by_letter(terms)][-1] == "Å"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("resursindex", "resursindex"),
        ("resursindx", "resursindex"),
        ("Mentr", "mentor"),
        ("lan", "län"),
        ("liknade kommuner", "liknande kommuner"),
        ("prelim", "preliminärt värde"),
    ],
)
def test_the_glossary_forgives(text: str, first: str) -> None:
    assert glossary.search(text)[0].name == first


def test_the_glossary_filters_without_a_script(client: Client) -> None:
    assert "Inget ord liknar ”xyzxyz”" in page_of(client, "/ordlista/?q=xyzxyz")
    assert page_of(client, "/ordlista/?q=lärgrup").count("<dt id=") >= 1
    assert "&lt;script&gt;" in page_of(client, "/ordlista/?q=<script>")
    for path in ("/ordlista/?q=%00", "/ordlista/?q=???", "/ordlista/?q=" + "a" * 5000):
        assert client.get(path).status_code == 200
    assert client.get("/ordlista/?q=%20").content.decode().count("<dt id=") == len(glossary.terms())


def test_every_help_section_is_short_and_explains_views_that_exist() -> None:
    known = set(names(get_resolver().url_patterns))
    terms = {term.name for term in glossary.terms()}
    seen: list[str] = []
    for section in guide.sections():
        assert set(section.views) <= known, section.key
        assert set(section.terms) <= terms, section.key
        told = " ".join(" ".join((part.text, *part.points)) for part in section.parts)
        assert 80 <= len(told.split()) <= 160, section.key
        seen += section.views
    assert len(seen) == len(set(seen))


def test_each_view_finds_its_help(client: Client, synced: Any) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    for path, title in [
        ("/", "Startsidan"),
        ("/kommuner/lekeberg/", "Kommunens sida"),
        ("/hamtningar/", "Hämtningar"),
        ("/inbjudningar/", "Inbjudningar"),
    ]:
        view_help = client.get(path).context["view_help"]
        assert view_help().title == title
        part = render_to_string("oversikt/_help.html", {"view_help": view_help})
        assert "Hjälp: så läser du sidan" in part
        assert "Tänk på" in part
    assert client.get("/ordlista/").context["view_help"]() is None
    assert "<details" not in render_to_string("oversikt/_help.html", {"view_help": None})
    assert client.get("/finns-inte/").status_code == 404


def test_the_foot_leads_to_the_texts() -> None:
    foot = render_to_string("oversikt/_foot_links.html")
    for path in PUBLIC[1:]:
        assert f'href="{path}"' in foot


def test_a_fault_can_be_reported(client: Client, settings: Any) -> None:
    assert "Kontakta programmets kansli" in page_of(client, "/tillganglighet/")
    settings.PORTAL_CONTACT_EMAIL = "fel@example.com"
    page = page_of(client, "/tillganglighet/")
    assert 'href="mailto:fel@example.com?subject=' in page
    assert "https://www.digg.se/tdosanmalan" in page


# --- tour -----------------------------------------------------------------------------------
def test_the_tour_is_offered_until_it_ends(client: Client, synced: Any) -> None:
    user = person(Role.PROJECT_LEADER, "0482")
    client.force_login(user)
    assert "Första gången här?" in page_of(client)
    answer = client.post("/rundtur/avsluta/", follow=True)
    assert "Rundturen är avslutad" in answer.content.decode()
    assert "Första gången här?" not in page_of(client)
    client.post("/rundtur/avsluta/")  # twice does no harm
    assert TourState.objects.filter(user=user).count() == 1
    assert client.get("/rundtur/").status_code == 200  # it can be taken again
    assert 'href="/rundtur/"' in page_of(client, "/hjalp/")


def test_only_a_post_ends_the_tour_and_only_ones_own(client: Client, synced: Any) -> None:
    assert client.get("/rundtur/").status_code == 302
    assert client.post("/rundtur/avsluta/")["Location"].startswith("/konto/login/")
    client.force_login(person(Role.READER, "1814"))
    assert client.get("/rundtur/avsluta/").status_code == 405
    assert client.post("/rundtur/").status_code == 405
    assert not TourState.objects.exists()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get())
    assert strict.post("/rundtur/avsluta/").status_code == 403
    assert not TourState.objects.exists()


@pytest.mark.parametrize(
    ("code", "path"), [("0482", "/kommuner/flen/"), (None, "/kommuner/lekeberg/")]
)
def test_the_tour_tries_ones_own_municipality_else_the_example(
    client: Client, synced: Any, code: str | None, path: str
) -> None:
    client.force_login(person(Role.READER, code) if code else person(Role.ADMINISTRATOR))
    for number in range(1, 6):
        answer = client.get(f"/rundtur/?steg={number}")
        assert ENGLISH.search(text_of(answer)) is None
        assert "{kommun}" not in answer.content.decode()
        (target,) = re.findall(r'Prova själv: <a href="([^"]+)"', answer.content.decode())
        assert client.get(target).status_code == 200
        if number == 2:
            assert target == path
    assert "Klar, till startsidan" in answer.content.decode()
    for wrong in ("0", "6", "-1", "abc", "²"):
        assert client.get(f"/rundtur/?steg={wrong}").status_code == 404


def test_the_tour_works_before_any_municipality_is_known(client: Client) -> None:
    client.force_login(User.objects.create_user("ny@example.com"))
    assert 'href="/kommuner/"' in page_of(client, "/rundtur/?steg=2").split("Prova")[1]
