"""Two people in the project work at the same moment, in processes of their own, on both databases:
both texts are kept, a table is imported once, and one hand-in is told of the other."""

from __future__ import annotations

import pytest

from tests.program import test_programme_at_once as at_once
from tests.services import Portal

pytestmark = pytest.mark.services
portal, raced = at_once.portal, at_once.raced

PREPARE = """
from datetime import date
from projekt.models import HomeTask
from projekt.home_tasks import actions as home_tasks
from konton.models import Role, User
from konton.actions import add_membership
from kommuner.actions import store_areas
from kommuner.models import Municipality
from tests import small
from tests.cohorts import accepted, make
from tests.work import group, into, planned, someone
store_areas(small.AREAS)
office = User.objects.create_user("kontoret@example.com")
add_membership(user=office, role=Role.ADMINISTRATOR, municipality=None)
leader = User.objects.create_user("ledare@example.com")
add_membership(user=leader, role=Role.PROJECT_LEADER,
               municipality=Municipality.objects.get(pk="1814"))
own = accepted(make(office), office, leader)
into(group(own, leader, "team", "Team"), leader, someone(own, leader, "Kim"))
planned(own, leader, own.cohort.today, target_groups=["Team"], title="Mötet")
task = HomeTask(cohort=own.cohort, title="Hemuppgift", due_on=own.cohort.today)
home_tasks.save_task(by=office, task=task)
"""
RACE = """
import json
from datetime import date, timedelta
from projekt.home_tasks import actions as home_tasks
from projekt.meetings import actions as minutes
from projekt.importing.actions import import_activities
from projekt.importing.method.table import Row
from projekt.models import Activity, HomeTask
from grund.errors import PortalError
from konton.models import User
from program.models import Participation
from tests.starting_line import together
from tests.work import asked
leader = User.objects.get(email="ledare@example.com")
own = Participation.objects.select_related("cohort", "municipality").get()
meeting, task = Activity.objects.select_related("cohort").get(), HomeTask.objects.get()
rows = [Row(n, 1, date(2022, 1, 1) + timedelta(days=n), "Workshop", f"Rad {{n % 7}}", ("Flen",), (),
            False, "") for n in range(70)]
acts = (
    lambda: minutes.write(by=leader, activity=meeting, text={text!r}, based_on=0).beside,
    lambda: len(import_activities(by=leader, participation=own, rows=rows).new),
    lambda: home_tasks.hand_in(by=leader, task=task, participation=own, text={text!r}, file=None,
                               based_on=0).revision,
    lambda: asked(meeting, leader),
)
told = []
for number, act in enumerate(acts):
    together({text!r}, number)
    try:
        told.append(act())
    except PortalError as error:
        told.append(str(error))
print(json.dumps(told))
"""
AFTER = """
import json
from projekt.models import Activity, HandIn, MinutesVersion
from grund.models import Letter
print(json.dumps({
    "texts": sorted(MinutesVersion.objects.values_list("text", "beside")),
    "rows": Activity.objects.filter(title__startswith="Rad ").count(),
    "answers": list(HandIn.objects.values_list("text", "revision")),
    "letters": Letter.objects.filter(to="kim@example.com").count(),
}))
"""


def test_two_at_once(portal: Portal) -> None:
    portal.shell(PREPARE)
    both = raced(portal, *(RACE.format(text=text) for text in ("Ett", "Två")))
    beside, imported, handed, invited = (list(told) for told in zip(*both, strict=True))
    assert sorted(beside) == [False, True]
    assert sorted(imported) == [0, 70]
    assert sorted(invited) == [0, 1]
    first = handed.index(1)
    assert "Någon annan" in handed[1 - first], handed
    after = portal.asked(AFTER)
    assert {text for text, _ in after["texts"]} == {"Ett", "Två"}
    assert sorted(is_beside for _, is_beside in after["texts"]) == [False, True]
    assert after["rows"] == 70
    assert after["answers"] == [[("Ett", "Två")[first], 1]]
    assert after["letters"] == 1
