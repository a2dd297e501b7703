"""HTML and script in every text field of the project work: kept as typed, and never run."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html.parser import HTMLParser
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from grund.models import Letter
from konton.actions import add_membership
from konton.models import Role, User
from oversikt import actions as reminders
from program.models import Participation
from projekt.home_tasks import actions as home_tasks
from projekt.meetings import actions as minutes
from projekt.models import (
    Activity,
    ActivityKind,
    AgendaItem,
    Assignment,
    HandIn,
    HomeTask,
    Milestone,
    MinutesVersion,
    Outcome,
    ProjectGroup,
    ProjectPerson,
    StepPlan,
    TaskComment,
)
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled
from tests.services import ROOT
from tests.strict_calendar import read
from tests.work import SCRIPTS, asked, group, into, planned, recorded, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
DAY = timedelta(days=1)
EVIL = " ".join(SCRIPTS)
assert len(EVIL) <= 60  # the shortest field


@dataclass
class World:
    """A project with one of everything, and somebody who may do everything in it."""

    own: Participation
    user: User
    client: Client

    def url(self, name: str, *args: object) -> str:
        return reverse(f"projekt:{name}", args=args)

    def work(self, name: str, *args: object) -> str:
        return self.url(name, self.own.cohort.key, "lekeberg", *args)

    @property
    def tomorrow(self) -> str:
        return (self.own.cohort.today + DAY).isoformat()

    def any(self, model: type[Model]) -> Any:
        return model._default_manager.order_by("pk").first()

    def meeting(self, title: str) -> Activity:
        return Activity.objects.get(title=title)


@pytest.fixture
def world(client: Client) -> World:
    client.force_login((made := everything())[1])
    return World(*made, client)


@recalled
def everything() -> tuple[Participation, User]:
    office = person(Role.ADMINISTRATOR)
    own = accepted(make(office), office, person(Role.PROJECT_LEADER, "1814"))
    for role in (Role.PROJECT_LEADER, Role.MENTOR):
        add_membership(user=office, role=role, municipality=own.municipality)
    today = own.cohort.today
    kim = someone(own, office, "Kim", email=office.email)
    into(group(own, office, "team", "Team"), office, kim)
    group(own, office, "own", "Andra gruppen")
    for title, on in (
        ("Det som var", today - DAY),
        ("Det som kommer", today + DAY),
        ("Det som ställs in", today + 2 * DAY),
    ):
        asked(planned(own, office, on, title=title, target_groups=["Team"]), office)
    was = Activity.objects.get(title="Det som var")
    AgendaItem.objects.create(activity=was, title="Punkt")
    recorded(was, office, "decision", "Beslut")
    recorded(was, office, "task", "Uppgift", owner=kim, due_on=today)
    for text in ("Ena", "Andra"):
        minutes.write(by=office, activity=was, text=text, based_on=0)
    Milestone.objects.create(participation=own, on=today, title="Stolpe")
    for title in ("Hem ett", "Hem två"):
        task = HomeTask(cohort=own.cohort, title=title, due_on=today)
        home_tasks.save_task(by=office, task=task)
    return own, office


# --- every form ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class Case:
    """Where a form is sent, what else it needs, and its fields with where they are kept."""

    url: Callable[[World], str]
    fields: dict[str, tuple[type[Model], str]]  # by the field's name
    more: Callable[[World], dict[str, Any]] = lambda _: {}

    def send(self, world: World) -> None:
        sent = {**self.more(world), **dict.fromkeys(self.fields, EVIL)}
        answer = world.client.post(self.url(world), sent)
        wrong = re.findall(r'class="error[^>]*>([^<]*)', answer.content.decode())
        assert answer.status_code == 302, wrong

    def kept(self) -> dict[str, bool]:
        return {
            name: any(
                stored == EVIL or (isinstance(stored, list) and EVIL in stored)
                for stored in model._default_manager.values_list(column, flat=True)
            )
            for name, (model, column) in self.fields.items()
        }


def same(model: type[Model], *names: str) -> dict[str, tuple[type[Model], str]]:
    return {name: (model, name) for name in names}


def _time(world: World, title: str = "Det som kommer") -> dict[str, Any]:
    found = world.meeting(title)
    return {
        "kind": found.kind_id,
        "on": found.on.isoformat(),
        "starts_at": "13:00",
        "groups": "Team",
    }


_ACTIVITY: dict[str, tuple[type[Model], str]] = {
    **same(Activity, "title", "place", "text", "deliverables"),
    "others": (Activity, "target_groups"),
}
_PERSON = same(ProjectPerson, "name", "title", "organisation")
CASES = {
    "add_group": Case(
        lambda w: w.work("add_group"), same(ProjectGroup, "name"), lambda w: {"kind": "own"}
    ),
    "edit_group": Case(
        lambda w: w.work("edit_group", w.own.groups.get(name="Andra gruppen").pk),
        same(ProjectGroup, "name"),
        lambda w: {"kind": "support"},
    ),
    "assign": Case(
        lambda w: w.work("assign", w.any(ProjectGroup).pk),
        {**_PERSON, "role": (Assignment, "role")},
    ),
    "edit_person": Case(
        lambda w: w.work("edit_person", w.any(ProjectPerson).pk),
        _PERSON,
        lambda w: {"email": w.user.email},
    ),
    "plan_step": Case(lambda w: w.work("plan_step", 1), same(StepPlan, "deliverables", "reason")),
    "add_milestone": Case(
        lambda w: w.work("add_milestone"), same(Milestone, "title"), lambda w: {"on": "2027-01-01"}
    ),
    "edit_milestone": Case(
        lambda w: w.work("edit_milestone", w.any(Milestone).pk),
        same(Milestone, "title"),
        lambda w: {"on": "2027-01-01"},
    ),
    "add_kind": Case(lambda w: w.work("add_kind"), same(ActivityKind, "name")),
    "new_activity": Case(
        lambda w: w.work("new_activity"), _ACTIVITY, lambda w: {**_time(w), "on": "2027-02-01"}
    ),
    "edit_activity": Case(
        lambda w: w.url("edit_activity", w.meeting("Det som kommer").pk),
        {**_ACTIVITY, "reason": (Activity, "moved_reason")},
        _time,
    ),
    "new_cohort_activity": Case(
        lambda w: w.url("new_cohort_activity", w.own.cohort.key),
        _ACTIVITY,
        lambda w: {
            **_time(w, "Det som var"),
            "groups": "Projektgrupp",
            "on": "2027-02-02",
            "receiver": "all",
        },
    ),
    "cancel_activity": Case(
        lambda w: w.url("cancel_activity", w.meeting("Det som ställs in").pk),
        {"reason": (Activity, "cancelled_reason")},
    ),
    "new_item": Case(
        lambda w: w.url("new_item", w.meeting("Det som var").pk), same(AgendaItem, "title", "text")
    ),
    "edit_item": Case(
        lambda w: w.url("edit_item", w.any(AgendaItem).pk), same(AgendaItem, "title", "text")
    ),
    "settle_minutes": Case(
        lambda w: w.url(
            "settle_minutes",
            w.meeting("Det som var").pk,
            MinutesVersion.objects.get(beside=True, settled_at=None).pk,
        ),
        same(MinutesVersion, "text"),
        lambda w: {"based_on": 1},
    ),
    "write_minutes": Case(
        lambda w: w.url("write_minutes", w.meeting("Det som var").pk),
        same(MinutesVersion, "text"),
        lambda w: {"based_on": 0},
    ),
    "new_outcome": Case(
        lambda w: w.url("new_outcome", w.meeting("Det som var").pk),
        same(Outcome, "text"),
        lambda w: {"kind": "decision"},
    ),
    "edit_outcome": Case(
        lambda w: w.url("edit_outcome", Outcome.objects.get(text="Uppgift").pk),
        same(Outcome, "text"),
        lambda w: {
            "kind": "task",
            "due_on": w.tomorrow,
            "owner": w.any(ProjectPerson).pk,
            "follows": Outcome.objects.get(text="Beslut").pk,
        },
    ),
    "finish": Case(
        lambda w: w.url("finish", Outcome.objects.filter(kind="task")[0].pk),
        {"remark": (Outcome, "done_note")},
        lambda w: {"on": "2026-01-01"},
    ),
    "own_task": Case(
        lambda w: w.work("own_task", w.any(HomeTask).pk),
        same(HandIn, "text"),
        lambda w: {"based_on": 0},
    ),
    "comment_task": Case(
        lambda w: w.work("comment_task", w.any(HomeTask).pk),
        {"kommentar-text": (TaskComment, "text")},
    ),
    "new_home_task": Case(
        lambda w: w.url("new_home_task", w.own.cohort.key),
        same(HomeTask, "title", "text"),
        lambda w: {"receiver": "all", "due_on": w.tomorrow},
    ),
    "edit_home_task": Case(
        lambda w: w.url(
            "edit_home_task", w.own.cohort.key, HomeTask.objects.get(title="Hem två").pk
        ),
        same(HomeTask, "title", "text"),
        lambda w: {"receiver": "all", "due_on": w.tomorrow},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_typed_is_kept_as_it_is(world: World, name: str) -> None:
    CASES[name].send(world)
    assert CASES[name].kept() == dict.fromkeys(CASES[name].fields, True)


FORMS = [import_module(f"projekt.{at.parent.name}.forms") for at in ROOT.glob("projekt/*/forms.py")]


def test_no_text_field_of_any_form_is_left_out() -> None:
    sent = {name.removeprefix("kommentar-") for case in CASES.values() for name in case.fields}
    there = {
        name
        for module in FORMS
        for form in vars(module).values()
        if isinstance(form, type) and issubclass(form, forms.BaseForm)
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]
        if type(field).__name__ in ("CharField", "RichTextField", "LinesField")
        and not field.widget.is_hidden  # nobody types in it
    }
    assert there - sent == {"pasted"}  # the import has its own test


# --- every page ----------------------------------------------------------------------------------
class Alive(HTMLParser):
    """What a browser would run of what was typed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: set[str] = set()
        self._script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._script = tag == "script" and "json" not in (given.get("type") or "")
        self.found += [f"{tag} {name}" for name in given if name.startswith("on")]
        self.found += [tag] if given.get("src") == "x" else []
        if tag == "a":
            self.links.add((given.get("href") or "").partition("#")[0])

    def handle_data(self, data: str) -> None:
        if self._script and "alert(1)" in data:
            self.found.append("script")

    def handle_endtag(self, tag: str) -> None:
        self._script = False


OURS = re.compile(
    r"/(program/[\w-]+/(kommun/[\w-]+/arbete|aktiviteter|hemuppgifter)|aktivitet|utfall|"
    r"punkt|min-lista)/"
)


def walked(client: Client, *starts: str) -> dict[str, str]:
    """Every page of the project work that links lead to."""
    pages: dict[str, str] = {}
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        answer = client.get(path)
        assert answer.status_code == 200, path
        pages[path] = ""
        if "text/html" not in answer["Content-Type"]:
            continue
        pages[path] = answer.content.decode()
        waiting += [link for link in Alive(pages[path]).links if OURS.match(link)]
        assert len(pages) < 300
    return pages


def test_no_page_runs_it_and_letters_are_plain(world: World) -> None:
    for name, case in CASES.items():
        if name != "add_group":  # two groups have not one name
            case.send(world)
    reminders.wish(by=world.user, rhythm="daily", days_before=30)
    reminders.remind_everybody(world.own.cohort.today)
    shapes = [world.work("activities") + f"?vy={shape}" for shape in ("tidslinje", "kalender")]
    answering = re.search(r"/svar/[^\s]+", Letter.objects.filter(text__contains="/svar/")[0].text)
    assert answering
    pages = walked(
        world.client,
        world.work("work"),
        *shapes,
        world.work("activities") + f"?q={EVIL}",
        world.work("decisions") + f"?q={EVIL}",
        reverse("oversikt:my_list"),
        world.url("cohort_activities", world.own.cohort.key),
        world.url("home_tasks", world.own.cohort.key),
        answering[0],
        world.work("activities") + "?vy=kalender&manad=2027-02",
    )
    assert {path: Alive(text).found for path, text in pages.items() if Alive(text).found} == {}
    showing = {path for path, text in pages.items() if "<script>alert(1)" in html.unescape(text)}
    kinds = {re.sub(r"\d+|\?.*", "", path) for path in showing}
    assert len(kinds) >= 25, kinds
    for letter in Letter.objects.filter(text__contains="alert"):
        assert "&lt;" not in letter.text + letter.subject
        assert EVIL in letter.text
        if letter.calendar:
            (event,) = read(letter.calendar).of_kind("VEVENT")
            assert EVIL in event.text("DESCRIPTION") + event.text("SUMMARY")
    words = {
        letter.subject.partition(":")[0] for letter in Letter.objects.filter(text__contains="alert")
    }
    assert {"Ändrat", "Inställt"} < words
    assert any(word.startswith("Din lista") for word in words)


def test_a_pasted_table_is_shown_and_stored_as_text(world: World) -> None:
    path = world.work("import")
    table = (
        f"Aktivitet\tDatum\tMålgrupp\tLeverans\n{EVIL}\t2022-01-01\t{EVIL}\t{EVIL}\n{EVIL}\t{EVIL}"
    )
    upload = SimpleUploadedFile("<script>alert(1)</script>.txt", table.replace('"', "'").encode())
    for sent in ({"pasted": table}, {"upload": upload}):
        page = world.client.post(path, sent).content.decode()
        assert Alive(page).found == []
        assert "1 rad är lästa, 1 gick inte att förstå" in page
    world.client.post(path, {"pasted": table, "store": ""})
    stored = Activity.objects.get(on="2022-01-01")
    assert (stored.title, stored.target_groups, stored.deliverables) == (EVIL, [EVIL], [EVIL])
