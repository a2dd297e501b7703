"""What one cell of a table of activities tells, and the kind that a title tells."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projekt.activities.method.kinds import KINDS, Kind, kind_of
from projekt.importing.method import cells as activity_cells

PLACES = ("Flen", "Lekeberg", "Jokkmokk", "Älvkarleby", "Upplands Väsby", "Östra Göinge")


# --- kinds ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Projektupstart", "Uppstart"),
        ('Seminarium "Hur styr vi?"', "Seminarium"),
        ("Föreläsning del 1: Styrning", "Föreläsning"),
        ("Föreläsning och redovisning av enkät", "Föreläsning"),
        ("Enkät styrning – utskick", "Enkät"),
        ("Presentation av enkät", "Presentation"),
        ("Nyhetsbrev nr 1 SKR: Seminarium", "Nyhetsbrev"),
        ("MER-dag 2022 – tema: Styrning", "MER-dag"),
        ("Uppföljning MER-dag", "Uppföljning"),
        ("Fysiskt projektmöte på plats", "Projektmöte"),
        ("ARBETSMÖTE med SKR", "Arbetsmöte"),
        ("Arbets- och  planeringsmöte", "Arbets- och planeringsmöte"),
        ("Digital workshop för styrgrupp", "Workshop"),
        ("Politisk beredning", "Politisk beredning"),
        ("Samarbetsmöte", "Övrigt"),
        ("", "Övrigt"),
    ],
)
def test_the_kind_whose_word_stands_first(title: str, name: str) -> None:
    assert kind_of(title).name == name


def test_every_name_tells_its_own_kind_and_a_municipality_adds_its_own() -> None:
    assert [kind_of(kind.name) for kind in KINDS] == list(KINDS)
    assert len({kind.key for kind in KINDS}) == len(KINDS) == 19
    assert sum(kind.is_meeting for kind in KINDS) == 7
    fika = Kind("fika", "Fika", words=("workshop med bulle",))
    assert kind_of("Workshop med bulle", [fika]) == fika
    assert kind_of("Workshop", [fika]).name == "Workshop"


# --- cells ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "cell", ["220217", "20220217", "2022-02-17", "22-02-17", "2022-02-17 09:30:00", "44609"]
)
def test_the_ways_to_write_a_date(cell: str) -> None:
    assert activity_cells.looks_like_date(cell)
    assert activity_cells.read_date(cell) == date(2022, 2, 17)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_any_date_is_read_back(day: date) -> None:
    serial = str((day - date(1899, 12, 30)) / timedelta(days=1)).removesuffix(".0")
    for cell in (f"{day:%y%m%d}", f"{day:%Y%m%d}", f"{day:%y-%m-%d}", day.isoformat(), serial):
        assert activity_cells.read_date(cell) == day


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("220230", "finns inte i kalendern"),
        ("20221301", "finns inte i kalendern"),
        ("19220217", "orimligt år"),
        ("12345", "orimligt år"),
        ("", "saknas"),
        ("mars", "inget datum"),
        ("2022-0217", "inget datum"),
    ],
)
def test_what_is_no_date(cell: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        activity_cells.read_date(cell)


_DELIVERED = [
    ("Muntlig rapport Digital presentation", "Muntlig rapport|Digital presentation"),
    ("Muntlig rapport Presentation", "Muntlig rapport|Presentation"),
    ("Digital presentation Presentation", "Digital presentation|Presentation"),
    ("projektstöd, kunskapsstöd", "Projektstöd|Kunskapsstöd"),
    ("Projektstöd;Kunskapsstöd\nErfarenhetsutbyte", "Projektstöd|Kunskapsstöd|Erfarenhetsutbyte"),
    ("Projektstöd och kunskapsstöd.", "Projektstöd|Kunskapsstöd"),
    ("Projektstöd Projektstöd", "Projektstöd"),
    ("Introduktion till projektet", "Introduktion till projektet"),
    ("Introduktion och genomgång", "Introduktion och genomgång"),
    ("Genomgång av läget Kunskapsstöd", "Genomgång av läget|Kunskapsstöd"),
    ("Kunskapsstöd Genomgång av läget", "Kunskapsstöd|Genomgång av läget"),
    ("Muntlig rapport och diskussion", "Muntlig rapport|Diskussion"),
    ("Information om projektet", "Information om projektet"),
    ("Skriftlig information", "Skriftlig information"),
    ("Informationsblad", "Informationsblad"),
    ("", ""),
]


@pytest.mark.parametrize(("cell", "told"), _DELIVERED)
def test_deliverables(cell: str, told: str) -> None:
    assert "|".join(activity_cells.deliverables(cell)) == told


_TAILED = "Förtroendevalda i deltagande kommuner|Tjänstepersoner i deltagande kommuner"
_GROUPS = [
    ("Jokkmokk Älvkarleby Flen och Lekeberg", "Jokkmokk|Älvkarleby|Flen|Lekeberg"),
    ("Flen och Lekeberg", "Flen|Lekeberg"),
    ("Flen, Lekeberg;Jokkmokk\nÄlvkarleby", "Flen|Lekeberg|Jokkmokk|Älvkarleby"),
    ("Styrgrupp Projektledare", "Styrgrupp|Projektledare"),
    ("Styrgrupp och projektledare", "Styrgrupp|Projektledare"),
    ("Förtroendevalda Chefer Nyckelpersoner", "Förtroendevalda|Chefer|Nyckelpersoner"),
    ("Förtroendevalda, tjänstepersoner i deltagande kommuner.", _TAILED),
    ("Förtroendevalda och tjänstepersoner i deltagande kommuner", _TAILED),
    ("Chefer, rektorer och pedagoger", "Chefer|Rektorer|Pedagoger"),
    ("Analysgrupp skola Nyckelpersoner inom BUF", "Analysgrupp skola|Nyckelpersoner inom BUF"),
    ("Analysgrupp vård och omsorg", "Analysgrupp vård och omsorg"),
    ("Ledamöter i socialnämnden.", "Ledamöter i socialnämnden"),
    ("KS PB", "KS PB"),
    ("Projektledare och projektgrupp MER-dag", "Projektledare|Projektgrupp MER-dag"),
    ("Barn- och utbildningsnämnden", "Barn- och utbildningsnämnden"),
    ("Kultur-, fritids- och ungdomsnämnden", "Kultur-, fritids- och ungdomsnämnden"),
    ("Kommunstyrelsen och socialnämnden", "Kommunstyrelsen|Socialnämnden"),
    ("Deltagande kommuner", "Deltagande kommuner"),
    (
        "Chefer och projektgrupper i deltagande kommuner samt andra nyfikna",
        "Chefer i deltagande kommuner|Projektgrupper i deltagande kommuner|Andra nyfikna",
    ),
    ("Flens kommun Lekebergs kommun", "Flens kommun|Lekebergs kommun"),
    ("Chefer chefer", "Chefer chefer"),
    ("Chefer, chefer", "Chefer"),
    ("", ""),
]


@pytest.mark.parametrize(("cell", "told"), _GROUPS)
@pytest.mark.parametrize("places", [(), PLACES])
def test_target_groups(cell: str, told: str, places: tuple[str, ...]) -> None:
    assert "|".join(activity_cells.target_groups(cell, places)) == told


def test_known_places_may_be_of_several_words() -> None:
    told = activity_cells.target_groups("Flen Upplands Väsby Östra Göinge", PLACES)
    assert told == ("Flen", "Upplands Väsby", "Östra Göinge")
