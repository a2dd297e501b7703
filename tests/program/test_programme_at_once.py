"""Two people who do the same thing in the same moment, in processes of their own, on both
databases: one gets through, the other is told, and nothing is doubled or lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.services import Cluster, Portal

pytestmark = pytest.mark.services

PREPARE = """
from konton.models import Role, User
from konton.actions import add_membership
from kommuner.actions import store_areas
from kommuner.models import Municipality
from tests import small
from tests.cohorts import accepted, applied, interested, make
store_areas(small.AREAS)
office = User.objects.create_user("kontoret@example.com")
add_membership(user=office, role=Role.ADMINISTRATOR, municipality=None)
leader = User.objects.create_user("ledare@example.com")
for code in ("1814", "0482", "1281", "0980"):
    add_membership(user=leader, role=Role.PROJECT_LEADER,
                   municipality=Municipality.objects.get(pk=code))
cohort = make(office)
own = accepted(cohort, office, leader)
for code in ("0482", "1281"):
    applied(cohort, leader, code)
interested(cohort, "0980")
cohort.cap = 2
cohort.save()
"""
RACE = """
import json
from grund.errors import PortalError
from konton.models import User
from program.applications import actions as applications
from program.fees import actions as fees
from program.selection import actions as selection
from program.models import Cohort, Participation
from tests.cohorts import ANSWERS, choice
from tests.starting_line import together
office = User.objects.get(email="kontoret@example.com")
leader = User.objects.get(email="ledare@example.com")
cohort = Cohort.objects.get()
own = {{p.municipality_id: p for p in Participation.objects.select_related("cohort", "municipality")}}
year = own["1814"].fee_items.first().year
mine = own[{code!r}]
acts = (
    lambda: fees.make_basis(by=office, cohort=cohort, year=year),
    lambda: selection.decide(by=office, cohort=cohort, choices=[choice(mine)]),
    lambda: applications.save_application(by=leader, participation=own["0980"], based_on=0,
                                          answers={{**ANSWERS, "problem": {code!r}}}),
)
told = []
for number, act in enumerate(acts):
    together({code!r}, number)
    try:
        act()
        told.append("")
    except PortalError as error:
        told.append(str(error))
print(json.dumps(told))
"""
AFTER = """
import json
from program.models import ApplicationVersion, FeeItem, InvoiceBasis, Participation
print(json.dumps({
    "bases": InvoiceBasis.objects.count(),
    "billed": FeeItem.objects.exclude(basis=None).count(),
    "accepted": Participation.objects.filter(status="accepted").count(),
    "versions": ApplicationVersion.objects.filter(participation__municipality="0980").count(),
}))
"""


@pytest.fixture(params=["sqlite", "postgres"])
def portal(
    request: pytest.FixtureRequest, tmp_path: Path, tables: Path, cluster: Cluster
) -> Iterator[Portal]:
    """With its tables."""
    portal = Portal(tmp_path)
    if request.param == "postgres":
        portal.environment["DATABASE_URL"] = cluster.migrated()
    else:
        portal.begin_with(tables)
    yield portal
    portal.close()


# Two processes of which only one has to start: a script of JSON in a fork, and another beside it.
RACED = """
import contextlib, io, json, os, traceback
from django.db import connections
connections.close_all()  # each has its own
def told(script):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(script, {{}})
    return json.loads(said.getvalue())
read, write = os.pipe()
child = os.fork()
if child == 0:
    try:
        answer = told({other!r})
    except BaseException:
        answer = traceback.format_exc()
    os.write(write, json.dumps(answer).encode())
    os._exit(0)
os.close(write)
one = told({one!r})
with open(read) as answer:
    other = json.loads(answer.read())
os.waitpid(child, 0)
assert isinstance(other, list), other
print(json.dumps([one, other]))
"""


def raced(portal: Portal, one: str, other: str) -> list[Any]:
    """What two scripts tell that run at once, in processes of their own."""
    return list(portal.asked(RACED.format(one=one, other=other)))


def test_two_at_once(portal: Portal) -> None:
    portal.shell(PREPARE)
    one, other = raced(portal, *(RACE.format(code=code) for code in ("0482", "1281")))
    for told, wanted in zip(
        zip(one, other, strict=True),
        ("inget att fakturera", "Högst 2 kommuner", "Någon annan har sparat"),
        strict=True,
    ):
        refusals = [text for text in told if text]
        assert len(refusals) == 1, (wanted, json.dumps(told))
        assert wanted in refusals[0]
    assert portal.asked(AFTER) == {"bases": 1, "billed": 1, "accepted": 2, "versions": 1}
