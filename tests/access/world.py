"""One database with a row of everything, and all addresses in it; walked for the fixture `matrix`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import override_settings
from django.urls import resolve, reverse

from forbattring.models import MappingProposal, MappingTemplate
from kolada.snapshot.server import running
from konton.models import User
from program.models import Participation
from tests import small
from tests.access import improvement, programme, work_addresses
from tests.access.forms import Fields
from tests.access.matrix import Matrix, Row, walk
from tests.access.people import clients, make_people, make_record
from tests.access.plainly import plainly
from tests.access.routes import filled, routes
from tests.access.undone import undone
from tests.access.work import Work, make_work
from tests.syncing import sync

PROGRAMME, WORK, IMPROVEMENT, PORTAL = "programme", "work", "improvement", "portal"


@pytest.fixture(scope="session")
def matrix(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Matrix:
    """Every answer of the portal; the database it is walked on is undone."""
    folder = small.make(tmp_path_factory.mktemp("matrix") / "snapshot")
    with django_db_blocker.unblock(), undone(), plainly():
        cache.clear()  # attempts are counted there
        _read_figures(folder.path)
        people = make_people()
        own = make_record(people)
        work = make_work(own, people)
        made = improvement.make_improvement(work.own, people)
        sections = {
            PROGRAMME: programme_rows(work.own, people),
            WORK: work_rows(work, people),
            IMPROVEMENT: improvement_rows(made, work.own),
        }
        sections[PORTAL] = portal_rows(sections, work.own, people)
        return walk(sections, dict(clients(people)))


def _read_figures(folder: Path) -> None:
    with running(folder) as server, override_settings(KOLADA_URL=server.url):
        sync()


def programme_rows(own: Participation, people: dict[str, User]) -> dict[str, Row]:
    found = {}
    for view, url in programme.addresses(own).items():
        if view in programme.READING_ONLY or view == "delete_draft":
            found[view] = Row(url)
            continue
        before = programme.BEFORE.get(view)
        found[view] = Row(
            url,
            partial(programme.sent, view, own, people),
            "" if view in programme.WITHOUT_PAGE else programme.asked_of(view),
            partial(before, own, people) if before else None,
        )
    return found


def work_rows(work: Work, people: dict[str, User]) -> dict[str, Row]:
    found = {}
    for row, url in work_addresses.addresses(work).items():
        view = work_addresses.view_of(row)
        if view in work_addresses.READING_ONLY or row in work_addresses.ENDED:
            found[row] = Row(url)
            continue
        before = work_addresses.BEFORE.get(view)
        found[row] = Row(
            url,
            partial(work_addresses.sent, view, work),
            "" if view in work_addresses.WITHOUT_PAGE else work_addresses.asked_of(row),
            partial(before, work, people) if before else None,
        )
    return found


def portal_rows(
    others: dict[str, dict[str, Row]], own: Participation, people: dict[str, User]
) -> dict[str, Row]:
    """Every address that no other section asks: accounts, figures and what the site has."""
    asked = {
        resolve(row.url.partition("?")[0]).route
        for rows in others.values()
        for row in rows.values()
    }
    return {
        route: Row(filled(route, own, people))
        for route in dict.fromkeys(routes())
        if route not in asked
    }


def improvement_rows(made: improvement.Improvement, own: Participation) -> dict[str, Row]:
    address = partial(improvement.address, own=own)
    rows = {view: Row(address(view, args=args)) for view, args in improvement.read(made).items()}
    for view, (args, fields) in improvement.sent(made).items():
        rows[view] = Row(address(view, args=args), partial(dict, fields))
    return rows | _of_cohort(own)


def _of_cohort(own: Participation) -> dict[str, Row]:
    """The mapping's template, which is the cohort's; figures that are released; the cause bank."""
    key = own.cohort.key
    proposal = MappingProposal.objects.get().pk
    return {
        "released": Row(reverse("forbattring:released", args=[key])),
        "bank": Row(reverse("forbattring:bank")),
        "mapping_template": Row(reverse("forbattring:mapping_template", args=[key])),
        "edit_template": Row(reverse("forbattring:edit_template", args=[key]), _template),
        "answer_proposal": Row(
            reverse("forbattring:answer_proposal", args=[key, proposal]), lambda: {"answer": "done"}
        ),
    }


def _template() -> Fields:
    (value, *_) = MappingTemplate.objects.get().values.all()
    return {
        "intro": "Ny",
        "weeks": "44",
        "based_on": "1",
        "values-TOTAL_FORMS": "1",
        "values-INITIAL_FORMS": "1",
        "values-0-id": value.pk,
        "values-0-label": "X",
        "values-0-meaning": "remove",
        "columns-TOTAL_FORMS": "0",
        "columns-INITIAL_FORMS": "0",
    }
