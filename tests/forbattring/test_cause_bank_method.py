"""Hiding names, and finding problems that are like each other: built cases with one right answer."""

from __future__ import annotations

import pytest

from forbattring.cause_bank.method.anonymise import anonymise
from forbattring.cause_bank.method.similar import THRESHOLD, Texts, words_of

NAMES = [
    "Lekeberg",
    "Habo",
    "Håbo",
    "Mora",
    "Ale",
    "Mark",
    "Vara",
    "Sala",
    "Boden",
    "Tanum",
    "Lund",
    "Malung-Sälen",
    "Upplands Väsby",
    "Upplands-Bro",
    "Region Örebro län",
    "Västra Götalandsregionen",
    "Kronobergs län",
    "Borås",
    "Granvik",
]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Kostnaden i Lekeberg är hög", "Kostnaden i kommunen är hög"),
        ("i Lekebergs kommun", "i kommunen"),
        ("i Lekebergs kommuns skolor", "i kommunens skolor"),
        ("LEKEBERGS KOMMUN är liten", "Kommunen är liten"),
        ("skolorna i lekeberg", "skolorna i kommunen"),
        ("Lekebergsbostäder höjer hyran", "Kommunen höjer hyran"),
        ("både Habo och Håbo", "både kommunen och kommunen"),
        ("Ha\u030abo bygger", "Kommunen bygger"),  # å as two signs
        ("Leke\u00adberg bygger", "Kommunen bygger"),  # a hyphen that nobody sees
        ("Lunds skolor. Lund växer", "Kommunens skolor. Kommunen växer"),
        ("Lunds kommunala bolag", "Kommunens kommunala bolag"),
        ("Borås stad", "Kommunen"),
        (
            "Region Örebro län betalar, Örebro läns landsting",
            "Kommunen betalar, kommunens landsting",
        ),
        ("i Kronoberg och Kronobergs län", "i kommunen och kommunen"),
        ("Malung-Sälen och Upplands Väsby", "Kommunen och kommunen"),
        ("vi i Upplands-Bro", "vi i kommunen"),
        ("kommunen Lekeberg", "Kommunen"),
        ("Som Granvik gör", "Som kommunen gör"),
    ],
)
def test_names_become_kommunen(written: str, shown: str) -> None:
    assert anonymise(written, NAMES) == shown


@pytest.mark.parametrize(
    "text",
    [
        "moralisk plikt och Moralen",
        "vara tydlig",
        "det kan vara kommunens ansvar",
        "i vår sal",
        "en matsala",
        "på mark som ägs",
        "boden är stängd",
        "Marknaden växer",
        "Lundabor",
        "Markera",
        "2019-2020 steg den 0,5 procent",
        "10 000 kr",
        "Salladen",
        "år 2021 var 1 200 timmar",
        "Kommunstyrelsen beslutar",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert anonymise(text, NAMES) == text


def test_the_price_of_names_that_are_words_is_known() -> None:
    """Written with a capital they go, also where the word was meant: the docstring says so."""
    assert anonymise("Vara tydlig", NAMES) == "Kommunen tydlig"
    assert anonymise("På Mark", NAMES) == "På kommunen"


@pytest.mark.parametrize(
    "secret",
    [
        "a.b@lekeberg.se",
        "08-452 76 35",
        "0584-480 00",
        "+46 70 123 45 67",
        "070-1234567",
        "https://lekeberg.se/skola",
        "www.lekeberg.se",
        "lekeberg.se",
        "19800101-1234",
        "800101-1234",
        "KS 2021/0493",
    ],
)
def test_ways_to_reach_somebody_are_removed(secret: str) -> None:
    assert anonymise(f"Fråga {secret}, eller vänta.", NAMES) == "Fråga [borttaget], eller vänta."


def test_without_names_only_contacts_go() -> None:
    assert anonymise("Lekeberg a@b.se", []) == "Lekeberg [borttaget]"


# --- likeness ------------------------------------------------------------------------------------
BANK = {
    1: "Många vikarier i särskilt boende",
    2: "Tomma lokaler i skolan",
    3: "Lokalvården i skolan är dyr",
    4: "Många obehöriga lärare i skolan",
}


def near(text: str, texts: dict[int, str] = BANK) -> list[int]:
    return [one.key for one in Texts(texts).near(text)]


def test_the_like_problem_is_found_whatever_the_endings() -> None:
    assert near("Vikarierna är många i de särskilda boendena") == [1]
    assert near("Skolans lokaler står tomma") == [2]
    assert near("Hemtjänstens restid växer") == []


def test_one_word_changes_the_answer() -> None:
    assert near("Obehöriga lärare") == [4]
    assert near("Obehöriga vikarier") != near("Obehöriga lärare")


def test_a_rare_word_weighs_more_than_a_usual_one() -> None:
    texts = {n: f"skolan {word}" for n, word in enumerate(("bussar", "lärare", "måltider"), 1)}
    found = Texts(texts).near("skolan bussar", least=0.0)
    assert found[0].key == 1
    alike = {one.key: one.likeness for one in found}
    assert alike[1] > 0.99
    # 'skolan' is in every text, so what shares it alone is far from the threshold's other side.
    assert alike[2] < alike[1] / 2


def test_likeness_is_a_cosine() -> None:
    texts = Texts({1: "vikarier", 2: "vikarier lokaler"})
    found = {one.key: one.likeness for one in texts.near("vikarier", least=0.0)}
    assert found[1] == pytest.approx(1)
    rare, usual = 1 + __import__("math").log(3 / 2), 1.0  # by hand: 2 texts, held by 1 and by 2
    assert found[2] == pytest.approx(usual / (rare**2 + usual**2) ** 0.5)
    assert found[2] >= THRESHOLD


def test_usual_words_and_none_are_like_nothing() -> None:
    assert words_of("det är så att vi inte kan") == []
    assert near("det är så") == []
    assert near("") == []
    assert Texts({}).near("vikarier") == []
