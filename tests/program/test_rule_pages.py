"""The pages that tell how the portal judges: their examples are what the rules answer."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from grund.formats import number
from program.fees.method import split
from program.learning_groups.method import COMPLEMENT, GROUP_SIZE, SHARED, SIZE, STRONG, WEAK
from program.record.method import SILENT_AFTER
from program.rule_pages import examples
from program.rule_pages.views import RULES
from tests.program import slow_programme
from tests.program.slow_programme import Asking, Place

pytestmark = pytest.mark.django_db


def text(markup: str) -> str:
    """As it is read: no tags, one space between words."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup)).split()).replace(" ,", ",")


def page(client: Client, name: str) -> str:
    answer = client.get(reverse("program:rule", args=[name]))
    assert answer.status_code == 200
    return answer.content.decode()


def rows(markup: str) -> list[list[str]]:
    """The cells of the page's example."""
    [body] = re.findall(r"<tbody>(.*?)</tbody>", markup, re.DOTALL)
    return [
        [text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def figure(value: Fraction | float | None) -> str:
    return "saknas" if value is None else " ".join(number(float(value)).split())


@pytest.mark.parametrize("name", RULES)
def test_every_rule_is_open_to_all_and_leads_to_the_others(
    client: Client, settings: Any, name: str
) -> None:
    settings.PUBLIC_FIGURES = False  # the rules hold no figure of any municipality
    markup = page(client, name)
    heading, _ = RULES[name]
    assert f"<h1>{heading}</h1>" in markup
    assert f"<title>{heading} – Effektivare kommun</title>" in markup
    others = [reverse("program:rule", args=[other]) for other in RULES if other != name]
    assert all(f'<a href="{address}">' in markup for address in others)


@pytest.mark.parametrize("name", ["tur", "Behov", "base"])
def test_an_unknown_rule_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/regler/{name}/").status_code == 404


def test_a_rule_is_read_and_never_posted_to(client: Client) -> None:
    assert client.post(reverse("program:rule", args=["behov"])).status_code == 405


def test_need_shows_what_the_rule_answers(client: Client) -> None:
    """The example's figures, worked out by hand and by the twin."""
    places = {
        "Alby": Place([20, 30], [12, 6, 2], 10_000),
        "Björke": Place([60, 50], [-3, 1, 2], 20_000),
        "Celleby": Place([80, None], [5, 0, -10], 5_000),
        "Dalum": Place([40, 60], [None] * 3, 8_000),
    }
    shown = rows(page(client, "behov"))
    assert shown == [
        ["Alby", "75", "2 000", "100", "88"],
        ["Björke", "45", "0", "50", "48"],
        ["Celleby", "20", "−1 000", "0", "10"],
        ["Dalum", "50", "saknas", "saknas", "50"],
    ]
    for name, (points, index, costs, head) in slow_programme.needs(places).items():
        cells = [figure(index), figure(head), figure(costs), figure(points)]
        assert [name, *cells] in shown
    told = examples.context("behov")["needs"]
    assert [row[-1] for row in shown] == [figure(one.points) for _, one in told]


def test_selection_shows_what_the_rule_answers(client: Client) -> None:
    def one(name: str, marks: tuple[int, int], part: str) -> Asking:
        return Asking(name, [{"skal": mark} for mark in marks], None, {"landsdel": part})

    asking = [
        one("Celleby", (3, 3), "Norrland"),
        one("Björke", (4, 3), "Götaland"),
        one("Alby", (4, 4), "Götaland"),
    ]
    criteria = [("skal", "reviewers", 50), ("spridning", "spread", 50)]
    twin = slow_programme.ranking(asking, criteria, 2)
    assert twin == [
        ("Alby", Fraction(100)),
        ("Celleby", Fraction(175, 2)),
        ("Björke", Fraction(275, 4)),
    ]
    shown = rows(page(client, "urval"))
    assert [(place, name, points) for place, name, _, points, _ in shown] == [
        (str(place), name, figure(points)) for place, (name, points) in enumerate(twin, 1)
    ]
    assert [(row[2], row[4]) for row in shown] == [
        ("Götaland", "skäl 100, spridning 100"),
        ("Norrland", "skäl 75, spridning 100"),
        ("Götaland", "skäl 88, spridning 50"),
    ]


def test_the_board_shows_what_the_rule_answers(client: Client) -> None:
    markup = page(client, "tavla")
    assert "Exempel: 2022-03-20 är programmet i steg 3" in text(markup)
    assert "Medianen är steg 2." in text(markup)
    assert f"har gjort något i portalen på {SILENT_AFTER.days} dagar." in text(markup)
    assert rows(markup) == [
        ["Alby", "2", "ett steg efter", "som de flesta"],
        ["Björke", "2", "ett steg efter", "som de flesta"],
        ["Celleby", "3", "i fas", "ett steg före"],
    ]


def test_matching_shows_what_the_rule_answers(client: Client) -> None:
    told = text(page(client, "matchning"))
    assert (COMPLEMENT, SHARED, SIZE, GROUP_SIZE) == (3, 2, 1, 4)
    assert "3 poäng för varje verksamhet där den ena" in told
    assert "2 poäng för varje verksamhet som båda" in told
    assert "1 poäng om de är i samma storleksklass" in told
    assert "högst 4." in told
    high, low = (f"{value:.1f}".replace(".", ",") for value in (STRONG, WEAK))
    assert f"minst {high} och den andra på högst {low}." in told
    assert (
        "Alby och Björke, 5 poäng: Björke kan lära av Alby i grundskola;"
        " Alby och Björke har båda problem i förskola." in told
    )
    assert "Celleby och Dalum, 1 poäng: Celleby och Dalum är ungefär lika stora." in told
    groups = examples.context("matchning")["groups"]
    assert [(group.points, *(m.name for m in group.members)) for group in groups] == [
        (5, "Alby", "Björke"),
        (1, "Celleby", "Dalum"),
    ]


def test_the_fee_shows_what_the_rule_answers(client: Client) -> None:
    told = text(page(client, "avgift"))
    first, last = date(2021, 9, 13), date(2022, 12, 31)
    months = split(Decimal(60_000), "months", [], first, last)
    assert list(slow_programme.months(first, last).values()) == [4, 12]
    assert months == {2021: 15_000, 2022: 45_000}
    by_months = " och ".join(f"{figure(float(kr))} kr för {year}" for year, kr in months.items())
    assert f"september 2021 till december 2022, är 4 + 12 månader: {by_months}." in told
    shares = split(Decimal(10_000), "shares", [33, 33, 34], first, last)
    assert shares == {2021: 3_300, 2022: 3_300, 2023: 3_400}
    by_shares = ", ".join(f"{figure(float(kr))} kr för {year}" for year, kr in shares.items())
    assert f"andelarna 33, 33 och 34 procent: {by_shares}." in told
