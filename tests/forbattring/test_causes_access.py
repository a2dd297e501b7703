"""Cause analyses and their workshops before the letter, and rows of another analysis. Who sees and
who writes is asked in test_effect_access."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from forbattring.causes import actions as causes
from forbattring.models import CauseAnalysis, CauseNode, Workshop
from konton.models import User
from program.models import Participation, SelectionDecision
from tests.access.improvement import address, make_node, sent_of_causes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
LEADING = ("workshop", "workshop_wall", "workshop_board")


@pytest.fixture
def node(own: Participation, people: dict[str, User]) -> CauseNode:
    return make_node(own, people)


def test_nothing_is_there_before_the_letter(
    node: CauseNode, people: dict[str, User], client: Client
) -> None:
    """Who takes part is known when the letter has gone, also here."""
    SelectionDecision.objects.update(letter_at=None)
    client.force_login(people["projektledare"])
    own = node.analysis.participation
    read = {"analyses": [], "analysis": [node.analysis_id]}
    room = [node.analysis_id, Workshop.objects.get().pk]
    read |= dict.fromkeys(LEADING, room)
    written = {view: args for view, (args, _) in sent_of_causes(node).items()}
    for view, args in (read | written).items():
        assert client.get(address(view, own, args)).status_code in (404, 405), view


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
