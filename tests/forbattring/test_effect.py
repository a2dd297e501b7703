"""Deviation analyses, consequences, ranking and decisions: what the acts do, refuse and keep."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from analys.definitions.areas import service_area
from forbattring.causes import actions as causes
from forbattring.deviations import actions as deviations
from forbattring.deviations.queries import parts_of, prefill
from forbattring.frozen.queries import figure_now
from forbattring.models import (
    Assessment,
    CauseAnalysis,
    CauseNode,
    Deviation,
    Verdict,
)
from forbattring.proposals import actions as proposals
from kolada.models import Value
from konton.models import Role, User
from oversikt.my_list import everything_due
from program.models import Participation
from projekt.meetings import actions as minutes
from projekt.models import Outcome
from projekt.work.actions import WorkRefused
from tests import small
from tests.access.improvement import address as url
from tests.access.people import PEER
from tests.cohorts import make, many
from tests.improving import KPI, assessed, decided, frozen, held, kpi, leader, proposal
from tests.people import person, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("synced", "fresh_rate_limits")]
__all__ = ["leader", "proposal"]


# --- the ten steps -------------------------------------------------------------------------------
def test_a_deviation_begins_with_what_the_figures_say(
    own: Participation, leader: User, client: Client
) -> None:
    client.force_login(leader)
    answer = client.post(url("new_deviation", own, []), {"name": "Varför?", "figure": KPI})
    made = Deviation.objects.get()
    assert answer["Location"] == url("deviation", own, [made.pk])
    assert (made.year, made.value) == (2022, small.value_of(KPI, "1814", 2022))
    page = client.get(answer["Location"]).content.decode().replace("\xa0", " ")
    told = {row.number: row.prefill.replace("\xa0", " ") for row in made.steps.all()}
    assert len(told) == 10
    assert "N11032" in told[1]
    assert "Förskolan" in told[2]
    assert "Lekeberg har 155 020 kr per barn" in told[3]
    assert "(2022. Egen beräkning" in told[3]
    assert "förkortas bort" in told[4]  # what to beware of
    assert "Nettokostnadsavvikelse (N11024)" in told[5]
    assert all(not told[number] for number in range(6, 11))
    assert page.count("<b>Det här säger siffrorna</b>") == 5


def test_what_the_figures_said_stays_when_they_change(own: Participation, leader: User) -> None:
    deviation = figure_now(Deviation, own.municipality, kpi())
    deviation.participation, deviation.name = own, "Varför?"
    said = prefill(own.municipality, kpi(), 2022)
    made = deviations.begin(by=leader, deviation=deviation, prefill=said)
    Value.objects.filter(kpi=KPI).update(value=1.0)
    made.refresh_from_db()
    assert made.value == small.value_of(KPI, "1814", 2022)
    assert made.steps.get(number=3).prefill == said[3]


@pytest.mark.parametrize(
    ("kpi_id", "parts"),
    [
        ("U11901", ["U11001", "U11404"]),
        ("U11001", ["N11032", "N11024"]),
        ("N11032", ["N11024", "N11010", "N11810", "N11800"]),
    ],
)
def test_a_figure_is_taken_apart_one_level(kpi_id: str, parts: list[str]) -> None:
    assert parts_of(kpi_id, service_area("forskola"), 2022) == parts
    assert parts_of(kpi_id, None, 2022) == []


def test_a_statement_where_kolada_has_no_figure(
    own: Participation, leader: User, client: Client
) -> None:
    client.force_login(leader)
    client.post(url("new_deviation", own, []), {"name": "Skolans lokaler är dyra", "figure": ""})
    made = Deviation.objects.get()
    assert not made.has_figure
    page = client.get(url("deviation", own, [made.pk])).content.decode()
    assert "Kolada har ingen siffra för det" in page
    refused = client.post(url("new_deviation", own, []), {"name": "X", "figure": "N99999"})
    assert "”N99999” är varken" in refused.content.decode()


def test_a_step_is_written_or_skipped_with_a_reason_and_keeps_its_text(
    own: Participation, leader: User, client: Client
) -> None:
    made = deviations.begin(by=leader, deviation=Deviation(participation=own, name="X"))
    client.force_login(leader)
    path = url("deviation_step", own, [made.pk, 3])
    empty = client.post(path, {"text": "", "skipped": "", "based_on": "1"})
    assert "varför ni hoppar över" in empty.content.decode()
    client.post(path, {"text": "Stor skillnad.", "skipped": "", "based_on": "1"})
    client.post(path, {"text": "Stor skillnad.", "skipped": "Ingen tid.", "based_on": "2"})
    row = made.steps.get(number=3)
    assert (row.text, row.skipped, row.version) == ("Stor skillnad.", "Ingen tid.", 3)
    late = client.post(path, {"text": "Skriven i ett annat fönster", "based_on": "1"})
    assert "Någon annan har skrivit" in late.content.decode()
    assert "Skriven i ett annat fönster" in late.content.decode()
    assert client.get(url("deviation_step", own, [made.pk, 11])).status_code == 404


def test_the_cause_analysis_is_opened_once(own: Participation, leader: User) -> None:
    made = deviations.begin(by=leader, deviation=Deviation(participation=own, name="Varför?"))
    first = deviations.open_analysis(by=leader, deviation=made)
    assert deviations.open_analysis(by=leader, deviation=made) == first
    assert CauseAnalysis.objects.count() == 1
    assert [n.text for n in first.nodes.order_by("pk")] == ["Varför?", "Varför?"]
    with pytest.raises(deviations.DeviationRefused, match="kan inte tas bort"):
        deviations.remove(by=leader, deviation=Deviation.objects.get())


# --- consequences, ranking, decision -------------------------------------------------------------
def test_a_saving_needs_a_balancing_measure(proposal: CauseNode, leader: User) -> None:
    made = proposals.assessment_of(proposal)
    made.is_saving = True
    with pytest.raises(proposals.ProposalRefused, match="balanserande mått"):
        proposals.assess(by=leader, assessment=made, based_on=0, consequences={})
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(node=proposal, is_saving=True)
    made.balance = "Nöjda brukare"
    proposals.assess(by=leader, assessment=made, based_on=0, consequences={})
    assert Assessment.objects.get().balance == "Nöjda brukare"


def test_the_form_says_so_too_and_loses_nothing(
    proposal: CauseNode, leader: User, client: Client
) -> None:
    client.force_login(leader)
    path = url("assess", proposal.analysis.participation, [proposal.analysis_id, proposal.pk])
    sent = {
        "is_saving": "on",
        "effect": "4",
        "effort": "2",
        "based_on": "0",
        "quality_done": "Sämre bemanning på natten.",
    }
    page = client.post(path, sent).content.decode()
    assert "En besparing behöver ett mått" in page
    assert "Sämre bemanning på natten." in page
    assert client.post(path, {**sent, "balancing": KPI.lower()}).status_code == 302
    stored = Assessment.objects.get()
    assert (stored.balance_kpi_id, stored.effect, stored.effort) == (KPI, 4, 2)
    assert stored.consequences.get(aspect="quality").if_done == "Sämre bemanning på natten."
    again = client.post(path, {**sent, "balancing": KPI, "based_on": "0"}).content.decode()
    assert "Någon annan har ändrat bedömningen" in again


def test_a_proposal_is_judged_before_it_is_put_and_put_before_it_is_decided(
    proposal: CauseNode, own: Participation, leader: User
) -> None:
    meeting = held(own, leader)
    with pytest.raises(proposals.ProposalRefused, match="Bedöm effekt"):
        proposals.put(by=leader, node=proposal, on=own.cohort.today)
    assessed(proposal, leader)
    with pytest.raises(proposals.ProposalRefused, match="inte lagt fram"):
        proposals.decide(by=leader, node=proposal, word="yes", meeting=meeting, text="Ja.")
    verdict = decided(proposal, leader, meeting)
    decision = verdict.decision
    assert decision is not None
    assert (decision.kind, decision.activity, decision.text) == (
        Outcome.OutcomeKind.DECISION,
        meeting,
        "Styrgruppen: Förslag",
    )
    with pytest.raises(proposals.ProposalRefused, match="redan svarat"):
        proposals.take_back(by=leader, node=proposal)


def test_what_waits_for_the_steering_group_is_in_its_list(
    proposal: CauseNode, own: Participation, people: dict[str, User]
) -> None:
    leader, decider = people["projektledare"], people["styrgrupp"]

    def waiting(user: User) -> list[str]:
        return [one.title for one in everything_due(user) if one.kind == "förslag att besluta om"]

    assessed(proposal, leader)
    assert waiting(decider) == []
    proposals.put(by=leader, node=proposal, on=own.cohort.today)
    assert (waiting(decider), waiting(leader)) == (["Förslag"], [])
    decided(proposal, leader, held(own, leader), word="later")
    assert waiting(decider) == []


def test_a_later_word_does_not_erase_an_earlier(
    proposal: CauseNode, own: Participation, leader: User
) -> None:
    assessed(proposal, leader)
    decided(proposal, leader, held(own, leader), word="later")
    decided(proposal, leader, held(own, leader, "Nästa möte"), word="yes")
    stored = Assessment.objects.get()
    assert [one.word for one in stored.verdicts.all()] == ["later", "yes"]
    assert stored.verdict is not None
    assert stored.verdict.word == "yes"


def test_the_decision_is_linked_back_from_the_minutes(
    proposal: CauseNode, own: Participation, people: dict[str, User], client: Client
) -> None:
    leader = people["projektledare"]
    assessed(proposal, leader)
    verdict = decided(proposal, leader, held(own, leader))
    client.force_login(people["styrgrupp"])
    page = client.get(reverse("projekt:outcome", args=[verdict.decision_id])).content.decode()
    node = url("node", own, [proposal.analysis_id, proposal.pk])
    assert f'href="{node}"' in page
    assert "Hela kedjan" in page
    back = client.get(node).content.decode()
    assert reverse("projekt:outcome", args=[verdict.decision_id]) in back


def test_a_meeting_of_another_municipality_is_not_chosen(
    proposal: CauseNode, own: Participation, people: dict[str, User], client: Client
) -> None:
    leader = people["projektledare"]
    peer = Participation.objects.get(cohort=own.cohort, municipality=PEER)
    theirs = held(peer, people["projektledare i annan deltagande kommun"])
    assessed(proposal, leader)
    proposals.put(by=leader, node=proposal, on=own.cohort.today)
    client.force_login(leader)
    path = url("decide", own, [proposal.analysis_id, proposal.pk])
    page = client.post(path, {"word": "yes", "meeting": theirs.pk, "text": "Ja."})
    assert page.status_code == 200
    assert not Verdict.objects.exists()
    empty = client.post(path, {"word": "yes", "text": "Ja."}).content.decode()
    assert "Välj mötet, eller ett beslut" in empty


def test_proposals_cost_the_same_at_one_and_at_sixty(
    proposal: CauseNode,
    own: Participation,
    leader: User,
    client: Client,
    django_assert_max_num_queries: Any,
) -> None:
    meeting = held(own, leader)
    assessed(proposal, leader)
    decided(proposal, leader, meeting)
    client.force_login(leader)
    path = url("ranking", own, [])
    few = queries(client, path, django_assert_max_num_queries(40))
    for number in range(60):
        node = causes.add(
            by=leader,
            analysis=proposal.analysis,
            parent=proposal.parent,
            kind="proposal",
            text=f"Förslag {number}",
        )
        assessed(node, leader)
        decided(node, leader, meeting)
    assert queries(client, path, django_assert_max_num_queries(40)) == few


def test_an_invented_municipality_begins_in_a_statement(
    people: dict[str, User], client: Client
) -> None:
    """It has no figures: nothing sticks out, a key figure is refused with a sentence."""
    (invented,) = many(make(people["administratör"], key="natverk"), 1)
    leader = person(Role.PROJECT_LEADER, invented.municipality_id, email="p@example.com")
    client.force_login(leader)
    page = client.get(url("deviations", invented, []))
    assert "Inget sticker ut mer än vanligt" in page.content.decode()
    answer = client.post(url("new_deviation", invented, []), {"name": "X", "figure": KPI})
    assert "har inget värde för nyckeltalet" in answer.content.decode()
    answer = client.post(url("new_deviation", invented, []), {"name": "X", "figure": ""})
    assert answer.status_code == 302


def test_what_is_decided_does_not_go_with_a_row_that_is_removed(
    proposal: CauseNode, own: Participation, leader: User, client: Client
) -> None:
    """Neither the proposal, nor a row above it, nor the decision in the minutes."""
    cause = proposal.parent
    assert cause is not None
    frozen(cause, leader, kpi())
    client.force_login(leader)
    asked_first = client.get(url("remove_node", own, [proposal.analysis_id, cause.pk]))
    assert "1 belägg försvinner också" in asked_first.content.decode()
    assessed(proposal, leader)
    verdict = decided(proposal, leader, held(own, leader))
    for row in (proposal, cause):
        row.analysis = proposal.analysis
        with pytest.raises(causes.CauseRefused, match="framlagt för styrgruppen"):
            causes.remove(by=leader, node=row)
    answer = client.post(url("remove_node", own, [proposal.analysis_id, cause.pk]), follow=True)
    assert "Flytta det först" in answer.content.decode()
    assert verdict.decision is not None
    with pytest.raises(WorkRefused, match="bygger på beslutet"):
        minutes.remove_outcome(by=leader, outcome=verdict.decision)
    assert Verdict.objects.get().decision == verdict.decision


def test_a_decision_that_is_sent_twice_is_one(
    proposal: CauseNode, own: Participation, leader: User
) -> None:
    assessed(proposal, leader)
    meeting = held(own, leader)
    first = decided(proposal, leader, meeting)
    assert decided(proposal, leader, meeting) == first
    assert (Verdict.objects.count(), Outcome.objects.count()) == (1, 1)


def test_a_refusal_is_not_the_decision_of_an_improvement(
    proposal: CauseNode, own: Participation, leader: User, client: Client
) -> None:
    assessed(proposal, leader)
    decided(proposal, leader, held(own, leader), word="no")
    client.force_login(leader)
    page = client.get(url("new_improvement", own, []), {"forslag": proposal.pk})
    assert page.context["form"].instance.decision is None
