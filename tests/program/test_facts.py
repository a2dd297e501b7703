"""What the selection knows of a municipality: from a tiny snapshot here, and from the real one
against a twin that reads the saved files itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string

from grund import formats
from kommuner.models import Municipality
from konton.models import User
from program.facts.queries import NO_NEED, facts, part_of_country, size_class
from program.models import Cohort, Participation, ProgrammeType, Review
from program.office.actions import create_cohort
from program.selection.applicants import applicants, as_table, ordered, proposal_of
from tests import small
from tests.program import slow_programme
from tests.program.slow_programme import Place
from tests.program.test_programme_types import STARTS
from tests.services import Portal
from tests.slow_twin import Figures

# As RKA publishes them; ekonomiskt bistånd has an index and no deviation.
INDICES = ("U11901", "U15900", "U17900", "U20900", "U28900", "U31904")
MILLIONS = ("N11038", "N15045", "N17030", "N20029", "N28021")
PEOPLE, YEAR = "N01951", 2022


@pytest.mark.parametrize(
    ("people", "size"),
    [
        (14_999, "under 15 000 invånare"),
        (15_000, "15 000–40 000 invånare"),
        (39_999, "15 000–40 000 invånare"),
        (40_000, "40 000–100 000 invånare"),
        (100_000, "över 100 000 invånare"),
        (None, ""),
    ],
)
def test_the_size_changes_at_its_limits(people: int | None, size: str) -> None:
    assert size_class(people) == size


@pytest.mark.parametrize(
    ("county", "part"),
    [
        ("18", "Svealand"),
        ("20", "Svealand"),
        ("21", "Norrland"),
        ("25", "Norrland"),
        ("05", "Götaland"),
        ("17", "Svealand"),
        ("14", "Götaland"),
        ("09", "Götaland"),
        (None, ""),
    ],
)
def test_the_part_of_the_country_follows_from_the_county(county: str | None, part: str) -> None:
    assert part_of_country(county) == part


# --- in this process --------------------------------------------------------------------------


def take_part(cohort: Cohort, code: str, *marks: int, conflicts: int = 0) -> Participation:
    own = Participation.objects.create(
        cohort=cohort,
        municipality=Municipality.objects.get(pk=code),
        status="applied",
        contact_name="K",
        contact_email="k@example.com",
    )
    for number, mark in enumerate([*marks, *[None] * conflicts]):
        user, _ = User.objects.get_or_create(email=f"{number}@example.com")
        given = {} if mark is None else {"beskrivning": mark, "forutsattningar": mark}
        Review.objects.create(
            participation=own, reviewer=user, marks=given, has_conflict=mark is None
        )
    return own


@pytest.fixture
def cohort(synced: Any) -> Cohort:
    kind = ProgrammeType.objects.get(key="effektivare-kommun")
    return create_cohort(
        by=None,
        programme_type=kind,
        key="prov",
        name="Prov",
        arranger="SKR",
        starts_on=STARTS[kind.key],
    )


@pytest.mark.django_db
def test_need_of_the_tiny_snapshot_rests_on_its_one_index(synced: Any) -> None:
    everybody = list(Municipality.objects.select_related("county").municipalities())
    known = facts(everybody)
    assert (len(everybody), known.year) == (6, 2022)
    for one in everybody:
        told = known.of(one)
        published = small.value_of("U11901", one.code, 2022)
        assert told.indices == {"Förskola": published}
        assert told.need.points == told.need.from_indices == pytest.approx(100 - published)
        assert (told.need.deviation, told.need.from_costs) == (None, None)
        assert (told.inhabitants, told.size) == (None, "")


@pytest.mark.django_db
def test_without_any_figures_there_is_no_need_and_a_reason() -> None:
    one = Municipality(code="1814", name="Lekeberg", slug="lekeberg")
    known = facts([one])
    assert known.of(one).need == NO_NEED
    assert (known.year, known.of(one).indices) == (None, {})
    own = Participation(municipality=one)
    said = render_to_string(
        "program/facts/_need.html", {"own": own, "known": known, "facts": known.of(one)}
    )
    assert "Portalen har inga index för kommunen." in said
    assert "av 100" not in said


@pytest.mark.django_db
def test_the_proposal_changes_with_one_review_and_one_conflict(cohort: Cohort) -> None:
    """Lund has an index of more and so less need than Flen, whom the reviewers prefer less."""
    take_part(cohort, "0482", 2, 2)
    lund = take_part(cohort, "1281", 2, 2)

    def names() -> tuple[list[str], list[str]]:
        found = proposal_of(applicants(cohort))
        return [r.candidate.name for r in found.ranked], [c.name for c in found.waiting]

    assert names() == (["Flen", "Lund"], [])
    lund.reviews.update(marks={"beskrivning": 4, "forutsattningar": 4})
    assert names() == (["Lund", "Flen"], [])
    last = lund.reviews.order_by("-pk")[0]
    last.marks, last.has_conflict = {}, True
    last.save()
    assert names() == (["Flen"], ["Lund"])  # one left is too few, and no mark is not a zero
    cohort.reviewers_needed = 1
    assert names() == (["Lund", "Flen"], [])
    Participation.objects.filter(pk=lund.pk).update(status="withdrawn")
    assert names() == (["Flen"], [])


@pytest.mark.django_db
def test_the_list_is_ordered_by_need_and_its_file_says_the_same(cohort: Cohort) -> None:
    for code in ("1281", "0305", "1814"):
        take_part(cohort, code, 1, conflicts=1)
    found = applicants(cohort)
    rows = ordered(found.rows, "behov", "")
    told = [a.facts.need.points for a in rows]
    assert told == sorted(
        (100 - small.value_of("U11901", a.participation.municipality_id, 2022) for a in rows),
        reverse=True,
    )
    table = as_table(found, rows)
    assert [row.cells[3] for row in table.rows] == told
    assert [row.cells[4] for row in table.rows] == [None] * 3  # inhabitants: unknown, not zero
    assert [row.cells[8] for row in table.rows] == [1] * 3  # who stepped aside has not reviewed
    assert ordered(found.rows, "behov", "accepted") == []


# --- real figures -----------------------------------------------------------------------------
SCRIPT = """
import json
from django.template.loader import render_to_string
from kommuner.models import Municipality
from program.models import Participation
from program.facts.queries import facts
everybody = list(Municipality.objects.select_related("county"))
known = facts(everybody)
told = {}
for one in everybody:
    own = known.of(one)
    page = render_to_string("program/facts/_need.html", {
        "own": Participation(municipality=one), "known": known, "facts": own})
    told[one.code] = {
        **{name: getattr(own.need, name) for name in own.need.__dataclass_fields__},
        "type": one.type, "areas": own.indices, "people": own.inhabitants, "page": page}
print(json.dumps({"year": known.year, "needs": told}))
"""


@pytest.fixture(scope="module")
def asked(snapshot: Path, synced_portal: Portal) -> Any:
    return json.loads(synced_portal.shell(SCRIPT))


@pytest.fixture(scope="module")
def places(figures: Figures) -> Mapping[str, Place]:
    def of(kpis: tuple[str, ...], code: str) -> list[float | None]:
        return [figures[kpi, YEAR].get(code) for kpi in kpis]

    return {
        code: Place(of(INDICES, code), of(MILLIONS, code), figures[PEOPLE, YEAR].get(code))
        for code in sorted(figures.codes)
    }


@pytest.mark.snapshot
def test_the_need_of_every_municipality_equals_the_twin(
    asked: Any, places: Mapping[str, Place]
) -> None:
    twin = slow_programme.needs(places)
    assert (asked["year"], len(twin)) == (YEAR, 290)
    names = ("points", "from_indices", "from_costs", "deviation")
    for code, exact in twin.items():
        told = asked["needs"][code]
        for name, value in zip(names, exact, strict=True):
            assert (told[name] is None) == (value is None), (code, name)
            if value is not None:
                assert told[name] == pytest.approx(float(value), abs=1e-6), (code, name)
        assert told["indices"] == sum(i is not None for i in places[code].indices)
        assert told["deviations"] == sum(m is not None for m in places[code].millions)
        assert told["people"] == places[code].people


@pytest.mark.snapshot
@pytest.mark.parametrize("code", ["1814", "0482", "1281"])
def test_the_need_of_lekeberg_flen_and_lund_step_by_step(
    asked: Any, places: Mapping[str, Place], code: str
) -> None:
    own = places[code]
    known = [i for i in own.indices if i is not None]
    told = asked["needs"][code]
    assert sorted(told["areas"].values()) == pytest.approx(sorted(known), abs=1e-6)
    assert told["from_indices"] == pytest.approx(100 - sum(known) / len(known), abs=1e-6)
    heads = {
        other: 1e6 * sum(m for m in place.millions if m is not None) / place.people
        for other, place in places.items()
        if place.people and sum(m is not None for m in place.millions) >= 3
    }
    assert told["deviation"] == pytest.approx(heads[code], abs=1e-6)
    below = sum(value < heads[code] for value in heads.values())
    assert told["from_costs"] == pytest.approx(100 * below / (len(heads) - 1), abs=1e-6)
    assert told["points"] == pytest.approx(
        (told["from_indices"] + told["from_costs"]) / 2, abs=1e-6
    )


@pytest.mark.snapshot
def test_everybody_has_points_or_a_reason(asked: Any, places: Mapping[str, Place]) -> None:
    with_points = 0
    for code, told in asked["needs"].items():
        reason = "Portalen har inga index för kommunen."
        if told["points"] is None:
            assert reason in told["page"], code
            assert told["indices"] == 0, code
            assert told["deviations"] < 3 or not told["people"], code
        else:
            with_points += 1
            assert 0 <= told["points"] <= 100
            value = f'<b class="value">{formats.number(told["points"])}</b> av 100'
            assert value in told["page"], code
            assert reason not in told["page"]
    assert set(places) <= set(asked["needs"])
    assert with_points == 290
    # Those of the demo are invented, and get no figures.
    assert {code for code, told in asked["needs"].items() if told["points"] is not None} == set(
        places
    )
    assert {told["type"] for told in asked["needs"].values() if told["points"] is None} >= {"D"}
