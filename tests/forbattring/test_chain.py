"""The chain, from the figure to the effect and back, over real rows; and the demo's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from forbattring.causes.demo import load_demo_causes
from forbattring.chain.method import graph
from forbattring.chain.queries import _Builder, chain, graph_of
from forbattring.current_state import actions as state
from forbattring.current_state.demo import load_demo_state
from forbattring.improvements.demo import load_demo_effect
from forbattring.models import (
    CurrentState,
    Deviation,
    Finding,
    Improvement,
    OwnFigure,
)
from forbattring.proposals import actions as proposals
from konton.models import User
from program.models import Participation
from projekt.models import Outcome
from projekt.overview.demo import load_demo_work
from tests import improving
from tests.access.improvement import address as url
from tests.improving import KPI, assessed, decided, held, kpi, leader, proposal, tree
from tests.work import recorded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("synced", "fresh_rate_limits")]
__all__ = ["leader", "proposal"]


def test_from_the_figure_to_the_effect_and_back(own: Participation, leader: User) -> None:
    made = improving.whole(own, leader)
    Improvement.objects.update(year=2020)  # so that 2022 is a new value
    forwards = chain(own, "figure", KPI)
    assert forwards is not None
    assert [one.kind for one in forwards.after] == [
        "finding",
        "deviation",
        "problem",
        "cause",
        "proposal",
        "decision",
        "improvement",
        "value",
    ]
    back = chain(own, "value", str(made.improvement.pk))
    assert back is not None
    assert {one.key for one in back.before} == {
        one.key for one in (forwards.start, *forwards.after) if one.kind != "value"
    }
    decision = chain(own, "decision", str(made.verdict.decision_id))
    assert decision is not None
    assert [one.kind for one in decision.after] == ["improvement", "value"]


def test_a_focus_is_found_by_its_decision(own: Participation, leader: User) -> None:
    picture = state.save_state(by=leader, state=CurrentState(participation=own, department="S"))
    finding = state.save_finding(
        by=leader,
        based_on=0,
        finding=Finding(
            state=picture,
            kind="weakness",
            title="Dyrt",
        ),
    )
    decision = recorded(
        held(own, leader), leader, Outcome.OutcomeKind.DECISION, "Vi väljer skolan."
    )
    state.choose_focus(
        by=leader, finding=finding, on=own.cohort.today, reason="", decision=decision
    )
    found = chain(own, "decision", str(decision.pk))
    assert found is not None
    assert (found.start.kind, found.start.text) == ("focus", "Vi väljer skolan.")
    assert [one.text for one in found.after] == ["Dyrt"]
    assert [one.text for one in found.before] == ["Dyrt"]


def test_what_follows_from_one_proposal_does_not_follow_from_another(
    own: Participation, leader: User
) -> None:
    """Two proposals under one decision, an åtgärd each."""
    first = tree(own, leader, "O", "P", "C", "Ett")[3]
    meeting = held(own, leader)
    assessed(first, leader)
    decision = decided(first, leader, meeting).decision
    second = tree(own, leader, "O2", "P2", "C2", "Två", title="Andra")[3]
    assessed(second, leader)
    proposals.put(by=leader, node=second, on=meeting.on)
    proposals.decide(by=leader, node=second, word="yes", meeting=None, decision=decision)
    done = improving.improvement(own, leader, kpi(), 1, node=first, decision=decision, name="Åt 1")
    improving.improvement(own, leader, kpi(), 1, node=second, decision=decision, name="Åt 2")
    back = chain(own, "improvement", str(done.pk))
    assert back is not None
    assert [one.text for one in back.before if one.kind == "proposal"] == ["Ett"]
    assert decision is not None
    from_minutes = chain(own, "decision", str(decision.pk))
    assert from_minutes is not None
    assert [one.text for one in from_minutes.after if one.kind == "improvement"] == ["Åt 1", "Åt 2"]


class NeverSearched(list[Any]):
    """To be added to: looked through for each row, it would take the square of the work."""

    def __iter__(self) -> Any:
        raise AssertionError("searched")

    def __contains__(self, one: object) -> bool:
        raise AssertionError("searched")


def test_what_is_read_is_not_searched_for_each_row(own: Participation, leader: User) -> None:
    improving.whole(own, leader)
    builder = _Builder(own, links=NeverSearched(), arrows=NeverSearched())
    builder.read_findings()
    builder.read_deviations()
    builder.read_nodes()
    builder.read_decisions()
    builder.read_improvements()
    found = graph(list.copy(builder.links), list.copy(builder.arrows))
    assert found == graph_of(own)
    assert [key for key in found.links if key[0] == "decision"]


def test_another_decision_does_not_cut_the_way_back(own: Participation, leader: User) -> None:
    proposal = tree(own, leader, "O", "P", "C", "Ett")[3]
    assessed(proposal, leader)
    decided(proposal, leader, held(own, leader))
    other = recorded(
        held(own, leader, "Annat"), leader, Outcome.OutcomeKind.DECISION, "Annat beslut."
    )
    made = improving.improvement(own, leader, kpi(), 1, node=proposal, decision=other)
    back = chain(own, "improvement", str(made.pk))
    assert back is not None
    assert {"Ett", "Annat beslut."} <= {one.text for one in back.before}


def test_every_link_of_the_chain_leads_to_a_page(
    own: Participation, leader: User, client: Client
) -> None:
    improving.whole(own, leader)
    Improvement.objects.update(year=2020)
    client.force_login(leader)
    for link in graph_of(own).links.values():
        assert client.get(link.url.partition("#")[0]).status_code == 200, link
        page = client.get(url("chain", own, [link.kind, link.id]))
        assert page.status_code == 200, link
    assert (
        "Ingenting bygger på N11024 än"
        in client.get(url("chain", own, ["figure", "N11024"])).content.decode()
    )
    assert client.get(url("chain", own, ["cause", "999"])).status_code == 404
    assert client.get(url("chain", own, ["nonsens", "1"])).status_code == 404
    assert client.get(url("chain", own, ["decision", "9" * 30])).status_code == 404


# --- the demo ------------------------------------------------------------------------------------
def test_the_demo_goes_the_whole_way_once(own: Participation) -> None:
    key = own.cohort.key
    for load in (load_demo_work, load_demo_causes, load_demo_state, load_demo_effect):
        load(key, "1814")
    load_demo_effect(key, "1814")
    assert (Deviation.objects.count(), OwnFigure.objects.count()) == (1, 1)
    made = Improvement.objects.get()
    assert made.decision is not None
    found = chain(own, "improvement", str(made.pk))
    assert found is not None
    assert {one.kind for one in found.links} >= {
        "figure",
        "finding",
        "focus",
        "problem",
        "cause",
        "proposal",
        "decision",
        "improvement",
        "value",
    }
