"""Two people give the same name in the same moment, in processes of their own, on both databases:
one gets it, the other reads that it is taken. And what is added in one moment has places of its own."""

from __future__ import annotations

import pytest

from tests.program import test_programme_at_once as at_once
from tests.projekt.test_work_at_once import PREPARE
from tests.services import Portal

pytestmark = pytest.mark.services
portal, raced = at_once.portal, at_once.raced

RACE = """
import json
from projekt.meetings import actions as minutes
from projekt.organisation import actions as organisation
from projekt.models import Activity, AgendaItem
from grund.errors import PortalError
from konton.models import User
from program.models import Participation
from tests.starting_line import together
from tests.test_names import SAVES
leader = User.objects.get(email="ledare@example.com")
own = Participation.objects.select_related("cohort", "municipality").get()
meeting = Activity.objects.select_related("cohort").get()
acts = [
    *((lambda save=save: save(own, leader, {name!r})) for save in SAVES),
    lambda: organisation.seed_groups(by=leader, participation=own),
    lambda: minutes.save_item(by=leader, item=AgendaItem(activity=meeting, title={name!r})),
]
told = []
for number, act in enumerate(acts):
    together({name!r}, number)
    try:
        act()
        told.append("")
    except PortalError as error:
        told.append(str(error))
print(json.dumps(told))
"""
AFTER = """
import json
from projekt.models import AgendaItem
print(json.dumps(list(AgendaItem.objects.values_list("order", flat=True))))
"""


def test_two_at_once(portal: Portal) -> None:
    portal.shell(PREPARE)
    both = raced(portal, *(RACE.format(name=name) for name in ("Ärenden", "ÄRENDEN")))
    *names, seeded, added = (list(told) for told in zip(*both, strict=True))
    for told in names:
        assert sorted(map(bool, told)) == [False, True], told
        assert "ärenden" in "".join(told).casefold()
    assert seeded == added == ["", ""]
    assert portal.asked(AFTER) == [1, 2]
