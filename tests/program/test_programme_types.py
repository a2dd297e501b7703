"""Programme types: what is refused, what a cohort gets from them, and that it keeps it."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import jsonschema
import pytest
import yaml

from grund.models import AuditEvent
from grund.verbs import Verb
from konton.models import User
from program.models import Cohort, ProgrammeType
from program.office.actions import create_cohort
from program.programme_types.actions import change_type, copy_type, ship_types
from program.programme_types.definition import FOLDER, BadDefinition, check, shipped

KEYS = ["effektivare-kommun", "natverk"]
SHIPPED = {d["key"]: d for d in shipped()}
PARTS = ("stages", "questions", "steps", "gatherings", "commitment_kinds", "criteria", "themes")


def definition(key: str = "effektivare-kommun") -> dict[str, Any]:
    """A fresh one, to be spoilt."""
    return deepcopy(SHIPPED[key])


def office() -> User:
    return User.objects.create(email="kansliet@example.com")


# --- what is refused --------------------------------------------------------------------------
@pytest.mark.parametrize("key", KEYS)
def test_the_shipped_types_are_right_and_named_by_their_file(key: str) -> None:
    raw = yaml.safe_load((FOLDER / f"{key}.yaml").read_text(encoding="utf-8"))
    assert check(raw) == raw
    assert raw["key"] == key
    assert [d["key"] for d in shipped()] == KEYS


Spoil = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (lambda d: d.pop("steps"), "'steps' is a required property"),
        (lambda d: d.pop("reviewers_needed"), "'reviewers_needed' is a required"),
        (lambda d: d.update(unknown=1), "'unknown' was unexpected"),
        (lambda d: d.update(key="Effektivare kommun"), "does not match"),
        (lambda d: d.update(name=""), "should be non-empty"),
        (lambda d: d.update(days=0), "less than the minimum of 1"),
        (lambda d: d.update(cap=0), "less than the minimum of 1"),
        (lambda d: d.update(reviewers_needed=1), "less than the minimum of 2"),
        (lambda d: d["fee"].update(total=-1), "less than the minimum of 0"),
        (lambda d: d["fee"].update(total="60000"), "is not of type 'integer'"),
        (lambda d: d["fee"].update(rule="halves"), "is not one of"),
        (lambda d: d["fee"].update(rule="shares", shares=[-1, 100]), "-1 is less than"),
        (lambda d: d["fee"].update(vat_percent=101), "greater than the maximum of 100"),
        (lambda d: d.update(stages=[]), "should be non-empty"),
        (lambda d: d["stages"][0].update(kind="lottery"), "is not one of"),
        (lambda d: d["questions"][0].update(stage="decision"), "is not one of"),
        (lambda d: d["questions"][0].update(kind="number"), "is not one of"),
        (lambda d: d["steps"][0].update(starts="2021-09-13"), "is not of type 'integer'"),
        (lambda d: d["gatherings"][0].update(precision="year"), "is not one of"),
        (lambda d: d["commitments"][0].pop("day"), "'day' is a required property"),
        (lambda d: d["criteria"][0].update(source="lottery"), "is not one of"),
        (lambda d: d["criteria"][0].update(weight=0), "less than the minimum of 1"),
    ],
)
def test_another_shape_is_refused(spoil: Spoil, where: str) -> None:
    spoilt = definition()
    spoil(spoilt)
    with pytest.raises(jsonschema.ValidationError, match=re.escape(where)):
        check(spoilt)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda d: d["fee"].update(rule="shares", shares=[25, 74]), "bli 100 procent tillsammans"),
        (lambda d: d["fee"].update(rule="shares", shares=[]), "bli 100 procent tillsammans"),
        (lambda d: d["stages"][1].update(closes=-131), "I skedet ”ansökan” ligger slutet"),
        (lambda d: d["steps"][1].update(ends=73), "I steget ”Förbättringsarbete – tema styrning”"),
        (lambda d: d["stages"].append(d["stages"][0]), "”interest” finns två gånger"),
        (lambda d: d["questions"].append(d["questions"][1]), "”problem” finns två gånger"),
        (lambda d: d["commitments"].append(d["commitments"][4]), "”team” finns två gånger"),
        (lambda d: d["criteria"].append(d["criteria"][0]), "”behov” finns två gånger"),
        (lambda d: d.update(stages=d["stages"][2:]), "minst en intresseanmälan eller en ansökan"),
        (
            lambda d: d["questions"][3].update(stage="interest") or d["stages"].pop(0),
            "Frågan ”Politiskt styre i kommunen” hör till ett skede som programmet inte har.",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_in_words(spoil: Spoil, said: str) -> None:
    spoilt = definition()
    spoil(spoilt)
    with pytest.raises(BadDefinition, match=re.escape(said)):
        check(spoilt)


def test_what_is_only_just_right_is_let_through() -> None:
    edge = definition()
    edge["fee"].update(rule="shares", shares=[0, 100], total=0)
    edge["stages"] = [{"kind": "application", "opens": -5, "closes": -5}]
    edge["steps"][0].update(starts=73, ends=73)
    edge["fee"]["vat_percent"] = 100
    assert check(edge) is edge
    edge["fee"].update(rule="months", shares=[1])  # by months nobody asks for the shares
    assert check(edge) is edge


# --- a cohort with real dates -----------------------------------------------------------------
STARTS = {"effektivare-kommun": date(2021, 9, 13), "natverk": date(2017, 5, 30)}


def create(key: str, name: str = "prov") -> Cohort:
    kind = ProgrammeType.objects.get(key=key)
    return create_cohort(
        by=None,
        programme_type=kind,
        key=name,
        name="Prov",
        arranger=kind.definition["arranger"],
        starts_on=STARTS[key],
    )


@pytest.mark.django_db
def test_effektivare_kommun_has_the_dates_of_2021() -> None:
    made = create("effektivare-kommun")
    assert (made.ends_on, made.arranger) == (date(2022, 12, 31), "SKR och RKA")
    assert [(s.number, s.starts_on, s.ends_on) for s in made.steps.all()] == [
        (1, date(2021, 9, 13), date(2021, 11, 25)),
        (2, date(2021, 11, 26), date(2022, 3, 17)),
        (3, date(2022, 3, 18), date(2022, 6, 1)),
        (4, date(2022, 6, 2), date(2022, 9, 13)),
        (5, date(2022, 9, 14), date(2022, 12, 31)),
    ]
    assert {s.kind: s.closes_on for s in made.stages.all()} == {
        "interest": date(2021, 6, 14),
        "application": date(2021, 6, 14),
        "decision": date(2021, 8, 31),
    }
    assert [g.when for g in made.gatherings.all()] == [
        "2021-09-13",
        "2021-11-25",
        "januari 2022",
        "2022-03-17",
        "2022-06-01",
        "2022-09-13",
        "december 2022",
    ]
    assert {c.key: c.due_on for c in made.commitment_kinds.all()} == {
        "decision": date(2021, 8, 31),
        "time": date(2021, 9, 13),
        "steering": date(2021, 9, 13),
        "contact": date(2021, 9, 13),
        "team": date(2021, 9, 13),
    }
    assert (made.cap, made.participants_min, made.participants_max) == (None, None, None)
    assert (made.fee, made.fee_rule, made.vat_percent) == (Decimal(60_000), "months", 25)
    assert [(c.source, c.weight) for c in made.criteria.all()] == [
        ("need", 40),
        ("reviewers", 40),
        ("reviewers", 20),
    ]
    assert [(q.stage, q.key, q.required) for q in made.questions.all()] == [
        ("application", "nulage", True),
        ("application", "problem", True),
        ("application", "verksamheter", False),
        ("application", "styre", True),
    ]
    assert made.state == Cohort.CohortState.DRAFT


@pytest.mark.django_db
def test_the_network_has_the_dates_of_2017() -> None:
    made = create("natverk")
    assert [(s.kind, s.closes_on) for s in made.stages.all()] == [("interest", date(2017, 4, 28))]
    names = [g.name for g in made.gatherings.all()]
    assert [name[:7] for name in names] == ["Träff 1", "Träff 2", "Träff 3", "Träff 4", "Seminar"]
    assert [g.when for g in made.gatherings.all()] == [
        "2017-05-30",
        "september 2017",
        "november 2017",
        "februari 2018",
        "maj 2018",
    ]
    assert all(g.on.day == 1 for g in made.gatherings.all() if g.precision == "month")
    assert (made.cap, made.participants_min, made.participants_max) == (10, 3, 4)
    assert (made.fee, made.fee_rule, made.fee_shares) == (Decimal(15_000), "shares", [100])
    assert (made.steps.count(), made.ends_on) == (4, date(2018, 5, 31))


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_steps_follow_on_each_other_and_fill_the_programme(key: str) -> None:
    made = create(key)
    steps = list(made.steps.all())
    assert (steps[0].starts_on, steps[-1].ends_on) == (made.starts_on, made.ends_on)
    for before, after in pairwise(steps):
        assert (after.starts_on - before.ends_on).days == 1
    assert all(made.starts_on <= g.on <= made.ends_on for g in made.gatherings.all())


@pytest.mark.django_db
def test_another_start_moves_every_date_as_much() -> None:
    first = create("effektivare-kommun")
    moved = date(2027, 2, 1)
    kind = ProgrammeType.objects.get(key="effektivare-kommun")
    second = create_cohort(
        by=None, programme_type=kind, key="senare", name="S", arranger="SKR", starts_on=moved
    )
    days = (moved - first.starts_on).days
    pairs = zip(first.stages.all(), second.stages.all(), strict=True)
    assert {(b.closes_on - a.closes_on).days for a, b in pairs} == {days}
    pairs_of_steps = zip(first.steps.all(), second.steps.all(), strict=True)
    assert {(b.ends_on - a.ends_on).days for a, b in pairs_of_steps} == {days}


# --- a type changes without its cohorts -------------------------------------------------------
def every_row(cohort: Cohort) -> dict[str, Any]:
    rows: dict[str, Any] = {
        part: list(getattr(cohort, part).order_by("pk").values()) for part in PARTS
    }
    return rows | {"cohort": Cohort.objects.filter(pk=cohort.pk).values().get()}


def other(d: dict[str, Any]) -> dict[str, Any]:
    """Everything that can be said in another way."""
    return {
        "key": d["key"],
        "name": "Annat",
        "arranger": "Andra",
        "days": 10,
        "intro": "Ny",
        "target_group": "Nya",
        "place": "Ny",
        "composition": "Ny",
        "cap": 2,
        "participants_min": 7,
        "participants_max": 9,
        "reviewers_needed": 5,
        "fee": {"total": 1, "rule": "shares", "shares": [50, 50], "vat_percent": 6, "extras": "N"},
        "stages": [{"kind": "application", "opens": -3, "closes": -1}],
        "questions": [
            {"stage": "application", "key": "ny", "label": "Ny", "kind": "line", "required": False}
        ],
        "steps": [{"name": "Nytt", "starts": 1, "ends": 2}],
        "gatherings": [{"name": "Ny", "day": 9, "precision": "day"}],
        "commitments": [{"key": "ny", "text": "Ny", "day": 1}],
        "criteria": [{"key": "ny", "name": "Ny", "source": "spread", "weight": 1}],
        "themes": ["Nytt"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_changing_the_type_changes_nothing_in_a_cohort(key: str) -> None:
    made = create(key)
    before, rows = every_row(made), sum(getattr(made, part).count() for part in PARTS)
    kind = made.type
    admin = office()
    new = other(kind.definition)
    assert all(new[k] != v for k, v in kind.definition.items() if k != "key")
    change_type(by=admin, programme_type=kind, definition=new)
    assert every_row(made) == before
    assert rows >= 12
    # The next cohort is copied from what the type says now.
    after = every_row(create(key, "nasta"))
    assert (len(after["steps"]), after["cohort"]["fee"]) == (1, Decimal(1))
    assert after["criteria"][0]["name"] == "Ny"
    told = AuditEvent.objects.filter(noun="ProgrammeType", verb=Verb.CHANGED).values_list("by")
    assert list(told) == [(admin.pk,)]


@pytest.mark.django_db
def test_a_wrong_change_is_refused_and_nothing_is_stored() -> None:
    kind = ProgrammeType.objects.get(key="natverk")
    before = deepcopy(kind.definition)
    wrong = {**before, "name": "Fel", "fee": {**before["fee"], "shares": [1]}}
    with pytest.raises(BadDefinition):
        change_type(by=office(), programme_type=kind, definition=wrong)
    stored = ProgrammeType.objects.get(key="natverk")
    assert (stored.definition, stored.name) == (before, "En effektivare administration")
    assert not AuditEvent.objects.filter(noun="ProgrammeType").exists()


@pytest.mark.django_db
def test_shipping_again_brings_what_is_missing_and_leaves_what_was_changed() -> None:
    kind = ProgrammeType.objects.get(key="natverk")
    new = other(kind.definition)
    change_type(by=office(), programme_type=kind, definition=new)
    ProgrammeType.objects.filter(key="effektivare-kommun").delete()
    ship_types()
    ship_types()
    stored = dict(ProgrammeType.objects.values_list("key", "definition"))
    assert stored == {"natverk": new, "effektivare-kommun": definition()}


@pytest.mark.django_db
def test_a_copy_says_the_same_under_its_own_name() -> None:
    kind = ProgrammeType.objects.get(key="natverk")
    admin = office()
    copy = copy_type(by=admin, programme_type=kind, key="eget", name="Vårt eget")
    assert copy.definition == {**definition("natverk"), "key": "eget", "name": "Vårt eget"}
    change_type(by=admin, programme_type=copy, definition=other(copy.definition))
    assert ProgrammeType.objects.get(key="natverk").definition == definition("natverk")
    assert copy.key == copy.definition["key"] == "eget"
