"""Every view of cause analyses × every relation: who sees, who writes, and that others change
nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from forbattring.actions import causes, phones, workshop
from forbattring.models import CauseAnalysis, CauseNode, Vote, Workshop, WorkshopNote
from forbattring.queries.bank import fingerprint
from grund.models import AuditEvent
from konton.models import User
from projekt.models import Participation, SelectionDecision
from tests import test_access as asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
people, own = asked.people, asked.own
READING = {"analyses", "analysis", "analysis_file"}
# Only read, but by those who lead the workshop.
LEADING = {"workshop", "workshop_wall", "workshop_board"}
SEES = {"läsare", "styrgrupp", "projektmedlem", "projektledare", "mentor", "administratör"}
WRITES = SEES - {"läsare", "styrgrupp"}
TABLE = "Område\tProblem\tOrsak\tFörslag\nA\tP\tO\tF\n"


@pytest.fixture
def node(own: Participation, people: dict[str, User]) -> CauseNode:
    """A problem with a cause below, in an analysis that has another one that is empty."""
    by = people["projektledare"]
    made = causes.save_analysis(by=by, analysis=CauseAnalysis(participation=own, title="Prov"))
    area = causes.add(by=by, analysis=made, parent=None, kind="area", text="A")
    problem = causes.add(by=by, analysis=made, parent=area, kind="problem", text="B")
    causes.add(by=by, analysis=made, parent=area, kind="problem", text="C")
    causes.save_analysis(by=by, analysis=CauseAnalysis(participation=own, title="Tom"))
    room = workshop.start(by=by, analysis=made, question="Varför?", votes_each=3)
    phone = phones.join(code=room.code, secret="hemlig")
    assert phone
    phones.put_up(phone=phone, notes=[phones.Written(uuid4(), "Lapp")])
    return problem


def asked_here(pattern: Any) -> bool:
    """Of an analysis: its rows, its workshops and its sharing; phones have an address of theirs."""
    module = pattern.callback.__module__.rpartition(".")[2]
    return "/analyser/" in str(pattern.pattern) and module in ("causes", "workshop", "bank")


def addresses(node: CauseNode) -> dict[str, str]:
    own = node.analysis.participation
    empty = CauseAnalysis.objects.get(title="Tom").pk
    inner: Any = next(
        p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "forbattring"
    )
    found = {}
    # Those of the nulägesbild are asked in test_state, those of what follows in test_effect_access.
    for pattern in (p for p in inner.url_patterns if asked_here(p)):
        args: list[Any] = [own.cohort.key, own.municipality.slug]
        if "<int:pk>" in str(pattern.pattern):
            args.append(empty if pattern.name == "remove_analysis" else node.analysis_id)
        if "<int:node>" in str(pattern.pattern):
            args.append(node.pk)
        if "<int:workshop>" in str(pattern.pattern):
            args.append(Workshop.objects.get().pk)
        if pattern.name == "analysis_file":
            args.append("csv")
        found[pattern.name] = reverse(f"forbattring:{pattern.name}", args=args)
    return found


SENT: dict[str, dict[str, str]] = {
    "new_analysis": {"title": "Ny"},
    "edit_analysis": {"title": "Ändrad"},
    "remove_analysis": {},
    "import": {"pasted": TABLE, "store": ""},
    "add_area": {"kind": "area", "text": "Ny"},
    "add_below": {"kind": "cause", "text": "Ny"},
    "edit_node": {"text": "Ny", "based_on": "1"},
    "move_node": {"way": "down"},
    "remove_node": {},
    "share_analysis": {},
    "take_back_analysis": {},
    "workshops": {"question": "Varför?", "votes_each": "3"},
    "switch_workshop": {"state": "voting"},
}
# What leaves the municipality does so by its project leader's hand alone.
SHARING = ("share_analysis", "take_back_analysis")


def sent(view: str) -> dict[str, str]:
    """With the ids of what there is."""
    note = str(WorkshopNote.objects.get().pk)
    known = {
        "hide_note": {"hide": note},
        "make_causes": {"notes": note, "parent": str(CauseNode.objects.get(text="B").pk)},
    }
    return {**SENT, **known}[view]


def stored() -> list[Any]:
    rows: list[Any] = [
        list(m.objects.order_by("pk").values_list())
        for m in (CauseAnalysis, CauseNode, Workshop, WorkshopNote, Vote)
    ]
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


def test_who_sees_and_who_writes(node: CauseNode, people: dict[str, User]) -> None:
    urls = addresses(node)
    assert set(urls) == READING | LEADING | set(SENT) | {"hide_note", "make_causes"}
    before = stored()
    for name, client in asked.clients(people):
        for view, url in urls.items():
            expected = expected_of(name, view)
            if view in READING | LEADING:
                assert tried(client.get, url)[0] == expected, (name, view)
                continue
            data = sent(view)
            if view == "share_analysis":
                data = {"seen": fingerprint(node.analysis)}
            answer, after = tried(client.post, url, data)
            assert answer == expected, (name, view)
            may = {"projektledare"} if view in SHARING else WRITES
            assert (after != before) == (name in may), (name, view)


def expected_of(name: str, view: str) -> int | str:
    if name == asked.NOBODY:
        return "login"
    if name not in SEES:
        return 404
    if view in READING:
        return 200
    if view in SHARING:
        return 302 if name == "projektledare" else 403
    if name not in WRITES:
        return 403
    return 200 if view in LEADING else 302


def test_nothing_is_there_before_the_letter(
    node: CauseNode, people: dict[str, User], client: Client
) -> None:
    """Who takes part is known when the letter has gone, also here."""
    SelectionDecision.objects.update(letter_at=None)
    client.force_login(people["projektledare"])
    for view, url in addresses(node).items():
        assert client.get(url).status_code in (404, 405), view


def test_a_workshop_of_another_analysis_is_not_found(
    node: CauseNode, people: dict[str, User], client: Client
) -> None:
    own = node.analysis.participation
    other = CauseAnalysis.objects.get(title="Tom")
    client.force_login(people["projektledare"])
    args = [own.cohort.key, own.municipality.slug, other.pk, Workshop.objects.get().pk]
    for view in LEADING:
        assert client.get(reverse(f"forbattring:{view}", args=args)).status_code == 404, view
    for view in ("switch_workshop", "hide_note", "make_causes"):
        assert client.post(reverse(f"forbattring:{view}", args=args)).status_code == 404, view


def test_a_row_of_another_analysis_is_not_found(
    node: CauseNode, people: dict[str, User], client: Client
) -> None:
    own = node.analysis.participation
    other = CauseAnalysis.objects.get(title="Tom")
    client.force_login(people["projektledare"])
    args = [own.cohort.key, own.municipality.slug, other.pk, node.pk]
    assert client.get(reverse("forbattring:edit_node", args=args)).status_code == 404
    url = reverse("forbattring:move_node", args=[*args[:2], node.analysis_id, node.pk])
    outside = causes.add(
        by=people["projektledare"], analysis=other, parent=None, kind="area", text="X"
    )
    answer = client.post(url, {"parent": outside.pk})
    assert answer.status_code == 302
    node.refresh_from_db()
    assert node.parent is not None
    assert node.parent.analysis_id == node.analysis_id
