"""What migrations do with what is stored before them, on both databases."""

from __future__ import annotations

import pytest

from tests import test_programme_at_once as at_once
from tests.services import Portal

pytestmark = pytest.mark.services
portal = at_once.portal

# Back to what was, rows by the models of then, forth again, and what the models of now find: in one
# process, for each start of one takes as long as its migrations.
SCRIPT = """
import json
from datetime import UTC, date, datetime
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

old = [("forbattring", "0005_templates_of_cohorts"), ("projekt", "0001_initial"),
       ("program", "0001_initial"), ("kolada", "0002_catalogues_digest")]
now = MigrationExecutor(connection).loader.graph.leaf_nodes()
executor = MigrationExecutor(connection)
executor.migrate(old)
rest = [key for key in now if key[0] not in ("forbattring", "projekt", "program", "kolada")]
model = executor.loader.project_state(old + rest).apps.get_model

county = model("kommuner", "County").objects.create(code="18", name="Örebro län")
kommun = model("kommuner", "Municipality").objects.create(
    code="1814", name="Lekeberg", type="K", slug="lekeberg", county=county
)
kpi = model("kolada", "Kpi").objects.create(id="U11901", title="Effektivitetsindex förskola")
fetch = model("kolada", "Fetch").objects.create(
    kpi=kpi, fetched_at=datetime(2030, 1, 1, tzinfo=UTC), raw_file="x", full=True
)
for year, value in ((2021, 10.34), (2022, None)):
    model("kolada", "Value").objects.create(
        kpi=kpi, municipality=kommun, year=year, gender="T", value=value, deleted=value is None,
        fetch=fetch,
    )
day = date(2030, 1, 1)
cohort = model("program", "Cohort").objects.create(
    type=model("program", "ProgrammeType").objects.create(key="t", name="T", definition={}),
    key="c", name="C", arranger="SKR", starts_on=day, ends_on=day, fee=0,
)
own = model("program", "Participation").objects.create(
    cohort=cohort, municipality=kommun, status="accepted"
)
for year, reason in ((2030, ""), (2031, "Kommunen drog sig ur"), (2032, "Dubbelt")):
    model("program", "FeeItem").objects.create(
        participation=own, kind="fee", year=year, amount=1, vat_percent=25, void_reason=reason
    )
for title in ("Ärenden", "ärenden", "Ärenden (2)", "X" * 150, "x" * 150):
    model("forbattring", "OwnFigure").objects.create(
        participation=own, title=title, unit="st", good="low", definition="d"
    )
for name in ("Skolan", "SKOLAN", "skolan"):
    model("forbattring", "CurrentState").objects.create(participation=own, department=name)
    model("forbattring", "Mapping").objects.create(participation=own, title=name)
    model("program", "Theme").objects.create(cohort=cohort, title=name)
    model("projekt", "ActivityKind").objects.create(participation=own, key=name, name=name)
    for mine in (own, None):
        for ended in (None, day):
            model("projekt", "ProjectGroup").objects.create(
                cohort=cohort, participation=mine, kind="own", name=name, ends_on=ended
            )

MigrationExecutor(connection).migrate(now)

from projekt.models import ActivityKind, ProjectGroup
from forbattring.models import CurrentState, Mapping, OwnFigure
from kolada.models import Value
from program.models import FeeItem, Theme
def names(rows, field):
    return list(rows.order_by("pk").values_list(field, flat=True))
groups = ProjectGroup.objects
print(json.dumps({
    "values": list(Value.objects.order_by("year").values_list("value", "deleted", "unpublished")),
    "void": list(FeeItem.objects.order_by("year").values_list("void", "void_reason")),
    "figures": names(OwnFigure.objects, "title"),
    "skolan": [
        names(CurrentState.objects, "department"),
        names(Mapping.objects, "title"),
        names(Theme.objects, "title"),
        names(ActivityKind.objects.exclude(participation=None), "name"),
        names(groups.filter(ends_on=None).exclude(participation=None), "name"),
        names(groups.filter(ends_on=None, participation=None), "name"),
    ],
    "ended": names(groups.exclude(ends_on=None), "name"),
}))
"""


def test_what_is_stored_gets_its_state_and_its_own_name(portal: Portal) -> None:
    found = portal.asked(SCRIPT)
    assert found["values"] == [[10.34, False, False], [None, True, False]]
    assert found["void"] == [
        ["", ""],
        ["withdrawn", "Kommunen drog sig ur"],
        ["by_hand", "Dubbelt"],
    ]
    assert found["figures"] == [
        "Ärenden",
        "ärenden (3)",
        "Ärenden (2)",
        "X" * 150,
        "x" * 146 + " (2)",
    ]
    assert found["skolan"] == [["Skolan", "SKOLAN (2)", "skolan (3)"]] * 6
    assert found["ended"] == ["Skolan", "Skolan", "SKOLAN", "SKOLAN", "skolan", "skolan"]
