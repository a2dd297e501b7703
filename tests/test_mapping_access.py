"""Every view of the mapping of administration and of the cause bank × every relation: who sees, who
writes, who shares, and that others change nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from forbattring.actions import mapping as actions
from forbattring.actions import template as templates
from forbattring.models import (
    Mapping,
    MappingProposal,
    MappingRow,
    MappingTemplate,
    MappingValue,
)
from forbattring.queries.mapping import template_of
from grund.models import AuditEvent
from konton.models import User
from projekt.models import Cohort, Participation, SelectionDecision
from tests import test_access as asked
from tests.test_causes_access import SEES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
people, own = asked.people, asked.own
READING = {"mappings", "compare_mappings", "compare_file", "mapping", "mapping_file"}
TABLE = "Nivå\tUppgift\nEnhet\tRinger\n"
ROW = {"level": "unit", "task": "Ny", "per": "year", "based_on": "1"}
SENT: dict[str, dict[str, str]] = {
    "new_mapping": {"title": "Ny"},
    "edit_mapping": {"title": "Ändrad"},
    "remove_mapping": {},
    "import_mapping": {"pasted": TABLE, "store": ""},
    "new_row": ROW,
    "edit_row": ROW,
    "remove_row": {},
    "share_mapping": {},
    "take_back_mapping": {},
    "propose_mapping": {"text": "En kolumn"},
}
WRITES = SEES - {"läsare", "styrgrupp"}
MAY = {
    **dict.fromkeys(SENT, WRITES),
    **{name: {"projektledare"} for name in ("share_mapping", "take_back_mapping")},
    "propose_mapping": {"projektledare", "projektmedlem"},
}
# The template is the cohort's: all who take part read it, and the office alone sets it.
TAKES_PART = {
    "läsare",
    "styrgrupp",
    "projektmedlem",
    "projektledare",
    "mentor",
    "administratör",
    "projektledare i annan deltagande kommun",
    "mentor för annan deltagande kommun",
}


@pytest.fixture
def row(own: Participation, people: dict[str, User]) -> MappingRow:
    """A task in a shared mapping, beside an empty one, and a proposal."""
    by = people["projektledare"]
    template = template_of(own.cohort)
    made = actions.save_mapping(by=by, mapping=Mapping(participation=own, title="Prov"))
    task = MappingRow(mapping=made, level="unit", task="A", hours=5)
    actions.save_row(by=by, row=task, based_on=1)
    actions.share_mapping(by=by, mapping=made)
    actions.save_mapping(by=by, mapping=Mapping(participation=own, title="Tom"))
    templates.propose(by=by, own=own, template=template, text="Prov")
    return task


def addresses(row: MappingRow) -> dict[str, str]:
    own = row.mapping.participation
    empty = Mapping.objects.get(title="Tom").pk
    inner: Any = next(
        p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "forbattring"
    )
    found = {}
    for pattern in (p for p in inner.url_patterns if "<slug:slug>/kartlaggning/" in str(p.pattern)):
        args: list[Any] = [own.cohort.key, own.municipality.slug]
        if "<int:pk>" in str(pattern.pattern):
            args.append(empty if pattern.name == "remove_mapping" else row.mapping_id)
        if "<int:row>" in str(pattern.pattern):
            args.append(row.pk)
        if pattern.name in ("mapping_file", "compare_file"):
            args.append("csv")
        found[pattern.name] = reverse(f"forbattring:{pattern.name}", args=args)
    return found


def stored() -> list[Any]:
    models: tuple[Any, ...] = (Mapping, MappingRow, MappingTemplate, MappingValue, MappingProposal)
    rows: list[Any] = [list(m.objects.order_by("pk").values_list()) for m in models]
    return [*rows, AuditEvent.objects.count()]


def tried(method: Callable[..., Any], *sent: Any) -> tuple[int | str, list[Any]]:
    """What is answered, and what is stored then; undone."""
    with transaction.atomic():
        response = method(*sent)
        after = stored()
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith("/konto/login/"):
        return "login", after
    return response.status_code, after


def test_who_sees_and_who_writes(row: MappingRow, people: dict[str, User]) -> None:
    urls = addresses(row)
    assert set(urls) == READING | set(SENT)
    before = stored()
    for name, client in asked.clients(people):
        for view, url in urls.items():
            if view in READING:
                allowed = name in SEES
                expected = _expected(name, 200 if allowed else 404)
                assert tried(client.get, url)[0] == expected, (name, view)
                continue
            answer, after = tried(client.post, url, SENT[view])
            allowed = name in MAY[view]
            refused = 403 if name in SEES else 404
            assert answer == _expected(name, 302 if allowed else refused), (name, view)
            assert (after != before) == allowed, (name, view)


def _expected(name: str, code: int) -> int | str:
    return "login" if name == asked.NOBODY else code


def test_the_template_is_read_by_those_who_take_part_and_set_by_the_office(
    row: MappingRow, people: dict[str, User]
) -> None:
    own = row.mapping.participation
    template = MappingTemplate.objects.get()
    key = own.cohort.key
    page = reverse("forbattring:mapping_template", args=[key])
    edit = reverse("forbattring:edit_template", args=[key])
    reply = reverse("forbattring:answer_proposal", args=[key, MappingProposal.objects.get().pk])
    (value, *_) = template.values.all()
    sent = {
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
    before = stored()
    for name, client in asked.clients(people):
        told = tried(client.get, page)[0]
        assert told == _expected(name, 200 if name in TAKES_PART else 403), name
        is_office = name == "administratör"
        assert tried(client.get, edit)[0] == _expected(name, 200 if is_office else 403), name
        for url, data in ((edit, sent), (reply, {"answer": "done"})):
            answer, after = tried(client.post, url, data)
            assert answer == _expected(name, 302 if is_office else 403), (name, url)
            assert (after != before) == is_office, (name, url)


def test_a_draft_and_what_is_not_told_are_not_there(
    row: MappingRow, people: dict[str, User], client: Client
) -> None:
    """Who takes part is known when the letter has gone, also here."""
    own = row.mapping.participation
    SelectionDecision.objects.update(letter_at=None)
    client.force_login(people["projektledare"])
    for view, url in addresses(row).items():
        assert client.get(url).status_code in (404, 405), view
    template = reverse("forbattring:mapping_template", args=[own.cohort.key])
    assert client.get(template).status_code == 403


def test_rows_of_others_are_not_reached_through_ones_own_mapping(
    row: MappingRow, people: dict[str, User], client: Client
) -> None:
    own = row.mapping.participation
    by = people["projektledare"]
    peer = own.cohort.participations.get(municipality=asked.PEER)
    theirs = actions.save_mapping(by=by, mapping=Mapping(participation=peer, title="Deras"))
    hidden = MappingRow(mapping=theirs, level="unit", task="Hemlig")
    actions.save_row(by=by, row=hidden, based_on=1)
    client.force_login(by)
    where = [own.cohort.key, own.municipality.slug]
    for args in ([*where, row.mapping_id, hidden.pk], [*where, theirs.pk, hidden.pk]):
        for name in ("edit_row", "remove_row"):
            path = reverse(f"forbattring:{name}", args=args)
            assert client.get(path).status_code == 404
            assert client.post(path, ROW).status_code == 404
    hidden.refresh_from_db()
    assert hidden.task == "Hemlig"


def test_a_value_or_proposal_of_another_cohort_is_not_taken(
    row: MappingRow, people: dict[str, User], client: Client
) -> None:
    own = row.mapping.participation
    cohort = Cohort.objects.get(pk=own.cohort_id)
    cohort.pk, cohort.key, cohort.name = None, "annan", "Annan"
    cohort.save()
    foreign = template_of(cohort)
    proposal = MappingProposal.objects.create(
        template=foreign, participation=own, role="project_leader", text="X"
    )
    client.force_login(people["projektledare"])
    sent = {**ROW, "value": foreign.values.all()[0].pk}
    assert client.post(addresses(row)["edit_row"], sent).status_code == 200  # refused, shown again
    row.refresh_from_db()
    assert row.value is None
    client.force_login(people["administratör"])
    path = reverse("forbattring:answer_proposal", args=[own.cohort.key, proposal.pk])
    assert client.post(path, {"answer": "done"}).status_code == 404


def test_who_may_search_in_the_bank(people: dict[str, User], own: Participation) -> None:
    for name, client in asked.clients(people):
        told = tried(client.get, reverse("forbattring:bank"))[0]
        assert told == _expected(name, 403 if name == "utan roll" else 200), name
