"""Every page of the project work in a real Chromium, for each role: how it looks and reads."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.services import Portal
from tests.walking import Walker, demo, look
from tests.work_walking import answer_path

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]
COHORT = "/program/effektivare-kommun-2021/"
WORK = COHORT + "kommun/lekeberg/arbete/"
# The numbers of the rows that the pages are about, and a message from before they are known.
_NUMBERS = """
import json
from projekt.models import Activity, HomeTask, Outcome
from program.models import Participation
own = Participation.objects.get(cohort__key="effektivare-kommun-2021", municipality="1814")
held = own.activities.get(on="2022-08-22")
task = Outcome.objects.filter(activity=held, kind="task")
print(json.dumps(dict(
    held=held.pk, coming=own.activities.get(on="2022-10-03").pk,
    cancelled=own.activities.get(state="cancelled").pk, item=held.agenda.first().pk,
    decision=Outcome.objects.filter(activity=held, kind="decision").first().pk,
    open=task.get(done_on=None).pk, done=task.exclude(done_on=None).get().pk,
    group=own.groups.first().pk, person=own.people.filter(user=None).first().pk,
    assignment=own.groups.first().assignments.first().pk, milestone=own.milestones.first().pk,
    home=HomeTask.objects.filter(cohort=own.cohort).first().pk)))
"""
READ = [
    "/min-lista/",
    "/min-lista/paminnelser/",
    "/kalender/",
    *(
        WORK + page
        for page in (
            "",
            "organisation/",
            "steg/",
            "aktiviteter/",
            "aktiviteter/?vy=tidslinje",
            "aktiviteter/?vy=kalender",
            "aktiviteter/?q=finns+inte",
            "beslut/",
            "beslut/?q=hösten",
            "uppgifter/",
            "hemuppgift/{home}/",
        )
    ),
    "/aktivitet/{held}/",
    "/aktivitet/{coming}/",
    "/aktivitet/{cancelled}/",
    "/aktivitet/{held}/anteckningar/historik/",
    "/utfall/{decision}/",
    "/utfall/{open}/",
    "/utfall/{done}/",
]
WRITE = [
    *(
        WORK + page
        for page in (
            "organisation/ny/",
            "organisation/grupp/{group}/",
            "organisation/grupp/{group}/avsluta/",
            "organisation/grupp/{group}/lagg-till/",
            "organisation/uppdrag/{assignment}/avsluta/",
            "organisation/person/{person}/",
            "organisation/person/{person}/slutar/",
            "organisation/person/{person}/bjud-in/",
            "steg/4/",
            "milstolpe/ny/",
            "milstolpe/{milestone}/",
            "aktiviteter/ny/",
            "aktiviteter/slag/",
            "aktiviteter/importera/",
        )
    ),
    *("/aktivitet/{coming}/" + page for page in ("andra/", "stall-in/", "bjud-in/", "punkt/")),
    "/aktivitet/{held}/anteckningar/",
    "/aktivitet/{held}/utfall/?slag=task&foljer={decision}",
    "/punkt/{item}/",
    "/utfall/{open}/andra/",
]
WIDE = [
    COHORT + page
    for page in (
        "aktiviteter/",
        "aktiviteter/ny/",
        "hemuppgifter/",
        "hemuppgifter/ny/",
        "hemuppgifter/{home}/",
    )
]
TALK = [WORK, WORK + "steg/", WORK + "hemuppgift/{home}/", "/aktivitet/{held}/", "/min-lista/"]
# Where a reader sees less than who does the work.
READER = [
    *TALK,
    WORK + "organisation/",
    WORK + "aktiviteter/",
    "/aktivitet/{cancelled}/",
    "/utfall/{decision}/",
    "/utfall/{open}/",
]
ROLES = {
    "leader, reading": ("project_leader", READ),
    "leader, writing": ("project_leader", WRITE),
    "reader": ("reader", READER),
    "mentor": ("mentor", [*TALK, *WIDE]),
    "administrator": ("administrator", [*TALK, *WIDE, COHORT + "hemuppgifter/{home}/andra/"]),
}


@pytest.fixture(scope="module")
def numbers(real_portal: Portal) -> dict[str, int]:
    found: dict[str, int] = json.loads(real_portal.shell(_NUMBERS))
    return found


@pytest.fixture
def walker(browser: Browser, real_portal: Portal) -> Iterator[Walker]:
    walker = Walker(browser, real_portal)
    walker.page.emulate_media(reduced_motion="reduce")
    yield walker
    walker.close()


@pytest.mark.parametrize("name", ROLES)
def test_every_page_of_the_work(walker: Walker, numbers: dict[str, int], name: str) -> None:
    role, paths = ROLES[name]
    walker.enter(demo(role))
    found = {path: look(walker, path.format(**numbers)) for path in paths}
    assert {path: trouble for path, trouble in found.items() if trouble} == {}


def test_the_page_of_the_letter(real_portal: Portal, walker: Walker) -> None:
    assert look(walker, answer_path(real_portal, demo("steering_group"))) == []
