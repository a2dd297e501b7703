"""Åtgärder: their goals, their follow-up, and what falls due of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from forbattring.deviations import actions as deviations
from forbattring.improvements import actions as improvements
from forbattring.models import (
    CauseNode,
    Deviation,
    FollowUp,
    Improvement,
)
from kolada.models import Value
from konton.models import User
from oversikt.my_list import everything_due
from program.models import Participation
from tests import improving, small
from tests.access.improvement import address as url
from tests.improving import KPI, assessed, decided, held, kpi, leader, proposal
from tests.people import queries
from tests.work import someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("synced", "fresh_rate_limits")]
__all__ = ["leader", "proposal"]


@pytest.mark.parametrize(
    ("good", "target", "fine"),
    [
        ("low", 150_000, True),
        ("low", 160_000, False),
        ("high", 160_000, True),
        ("high", 150_000, False),
        ("none", 160_000, True),
    ],
)
def test_a_target_is_no_worse_than_the_baseline(
    own: Participation, leader: User, good: str, target: float, fine: bool
) -> None:
    if fine:
        improving.improvement(own, leader, kpi(), target, good=good)
    else:
        with pytest.raises(improvements.ImprovementRefused, match="sämre än utgångsläget"):
            improving.improvement(own, leader, kpi(), target, good=good)
    assert Improvement.objects.count() == fine


def test_an_improvement_has_a_goal_a_year_ahead_and_something_that_must_not_get_worse(
    own: Participation, leader: User
) -> None:
    with pytest.raises(improvements.ImprovementRefused, match="balanserande"):
        improving.improvement(own, leader, kpi(), 1, balance="")
    with pytest.raises(improvements.ImprovementRefused, match="före utgångsläget"):
        improving.improvement(own, leader, kpi(), 1, target_year=2022)
    with pytest.raises(IntegrityError), transaction.atomic():
        Improvement.objects.create(participation=own, name="X", good="low")


def test_the_form_tells_every_slip_and_keeps_what_was_written(
    own: Participation, leader: User, client: Client
) -> None:
    client.force_login(leader)
    path = url("new_improvement", own, [])
    sent = {
        "based_on": "0",
        "name": "Större grupper",
        "goal": KPI,
        "target": "999999",
        "target_year": "2030",
        "good": "low",
        "balancing": "Nöjda",
        "status": "planned",
        "money": "costs",
        "starts_on": "2026-05-01",
        "ends_on": "2026-04-01",
    }
    page = client.post(path, sent).content.decode()
    for words in ("Skriv vad den kostar", "kan inte vara klar innan den börjar", "Större grupper"):
        assert words in page, words
    sent |= {"cost": "250000", "ends_on": "2026-06-01"}
    page = client.post(path, sent).content.decode()
    assert "Målet är sämre än utgångsläget. För det här nyckeltalet är lägre bättre." in page
    assert client.post(path, {**sent, "target": "150 000"}).status_code == 302
    made = Improvement.objects.get()
    assert (made.target, made.cost, made.year) == (150_000.0, 250_000, 2022)
    edit = url("edit_improvement", own, [made.pk])
    assert "150000" in client.get(edit).content.decode()
    assert client.post(edit, {**sent, "target": "1", "based_on": "1"}).status_code == 302
    late = client.post(edit, {**sent, "target": "2", "based_on": "1"}).content.decode()
    assert "Någon annan har ändrat åtgärden" in late


def test_changing_the_name_leaves_the_baseline_as_it_was(
    own: Participation, leader: User, client: Client
) -> None:
    made = improving.improvement(own, leader, kpi(), 1)
    Value.objects.filter(kpi=KPI, municipality="1814", year=2022).update(value=99_000.0)
    client.force_login(leader)
    client.post(
        url("edit_improvement", own, [made.pk]),
        {
            "based_on": "1",
            "name": "Nytt namn",
            "goal": KPI,
            "target": "1",
            "target_year": "2030",
            "good": "low",
            "balancing": "Nöjda",
            "status": "ongoing",
            "money": "none",
        },
    )
    made.refresh_from_db()
    assert (made.name, made.value) == ("Nytt namn", small.value_of(KPI, "1814", 2022))
    page = client.get(url("improvement", own, [made.pk])).content.decode()
    assert "Kolada har ändrat värdet för 2022 sedan dess" in page


def test_from_a_decided_proposal_the_form_is_filled(
    proposal: CauseNode, own: Participation, leader: User, client: Client
) -> None:
    assessment = assessed(proposal, leader)
    assessment.balance = "Nöjda barn"
    assessment.save()
    verdict = decided(proposal, leader, held(own, leader))
    client.force_login(leader)
    page = client.get(url("new_improvement", own, []), {"forslag": proposal.pk})
    form = page.context["form"]
    assert (form.instance.node, form.instance.decision) == (proposal, verdict.decision)
    assert form.initial["balancing"] == "Nöjda barn"


def test_the_run_chart_has_values_comparison_target_and_notes(
    own: Participation, leader: User, client: Client
) -> None:
    made = improving.improvement(own, leader, kpi(), 100_000)
    Improvement.objects.filter(pk=made.pk).update(year=2020, value=155_000.0)
    improvements.follow_up(
        by=leader,
        note=FollowUp(improvement=made, on=date(2021, 3, 1), text="Började."),
        status="ongoing",
    )
    client.force_login(leader)
    answer = client.get(url("improvement", own, [made.pk]))
    picture = answer.context["picture"]
    drawn = {trace["name"]: trace for trace in picture.figure["data"]}
    assert drawn["egen"]["y"] == [small.value_of(KPI, "1814", year) for year in small.YEARS]
    similar = ["0305", "0482", "0643"]
    means = [sum(small.value_of(KPI, code, y) for code in similar) / 3 for y in small.YEARS]
    assert drawn["jämförelse"]["y"] == pytest.approx(means)
    assert drawn["mål"]["y"] == [155_000.0, 100_000]
    assert drawn["anteckningar"]["customdata"] == ["2021-03-01: Började."]
    assert "går åt fel håll" in picture.heading
    assert "inte om åtgärden är orsaken" in picture.sentence


def test_what_is_noted_upon_is_stopped_and_not_removed(own: Participation, leader: User) -> None:
    made = improving.improvement(own, leader, kpi(), 1)
    improvements.follow_up(
        by=leader, note=FollowUp(improvement=made, on=date(2022, 1, 1), text="X"), status="stopped"
    )
    with pytest.raises(improvements.ImprovementRefused, match="avbruten i stället"):
        improvements.remove(by=leader, improvement=made)


def test_a_note_from_an_old_window_leaves_the_status_alone(
    own: Participation, leader: User, client: Client
) -> None:
    made = improving.improvement(own, leader, kpi(), 1)
    Improvement.objects.update(status="done")
    client.force_login(leader)
    today = own.cohort.today.isoformat()
    client.post(url("follow_up", own, [made.pk]), {"on": today, "text": "X", "status": ""})
    made.refresh_from_db()
    assert (made.status, made.follow_ups.count()) == ("done", 1)


def test_the_direction_of_an_index_is_not_asked_for(
    own: Participation, leader: User, client: Client
) -> None:
    """Resursindex: high is good, for 100 is low cost; a wrong answer is not taken."""
    client.force_login(leader)
    sent = {
        "based_on": "0",
        "name": "X",
        "goal": "U11001",
        "target": "99",
        "target_year": "2030",
        "good": "low",
        "balancing": "Nöjda",
        "status": "planned",
        "money": "none",
    }
    assert client.post(url("new_improvement", own, []), sent).status_code == 302
    assert Improvement.objects.get().good == "high"


def test_an_own_figure_can_reach_its_goal_within_the_year(own: Participation, leader: User) -> None:
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 400)
    figure = improving.shared(figure, leader)
    improving.improvement(own, leader, figure, 300, target_year=2022)
    with pytest.raises(improvements.ImprovementRefused, match="före utgångsläget"):
        improving.improvement(own, leader, figure, 300, target_year=2021)


# --- what falls due ------------------------------------------------------------------------------
def dues(user: User) -> list[tuple[str, str]]:
    return [(one.kind, one.title) for one in everything_due(user) if "åtgärd" in one.kind]


def test_one_that_nobody_has_touched_for_sixty_days_is_in_its_owners_list(
    own: Participation, people: dict[str, User]
) -> None:
    leader, member = people["projektledare"], people["projektmedlem"]
    owner = someone(own, leader, "Mia", email=member.email)
    made = improving.improvement(own, leader, kpi(), 1, owner=owner)

    def touched(days: int) -> None:
        at = timezone.now() - timedelta(days=days)
        Improvement.objects.filter(pk=made.pk).update(touched_at=at)

    touched(58)
    assert (dues(member), dues(leader)) == ([], [])
    touched(61)
    assert dues(member) == [("åtgärd, ingen har rört den på 60 dagar", "Åtgärden")]
    assert dues(leader) == []
    improvements.follow_up(
        by=member, note=FollowUp(improvement=made, on=own.cohort.today, text="X")
    )
    assert dues(member) == []
    touched(61)
    Improvement.objects.update(status="done")
    assert dues(member) == []


def test_one_without_an_owner_is_in_the_leaders_list(
    own: Participation, people: dict[str, User], client: Client
) -> None:
    leader, member = people["projektledare"], people["projektmedlem"]
    owner = someone(own, leader, "Mia", email=member.email)
    made = improving.improvement(own, leader, kpi(), 1, ends_on=own.cohort.today)
    assert dues(leader) == [("åtgärd utan ansvarig", "Åtgärden")]
    client.force_login(leader)
    page = client.get(url("improvement", own, [made.pk])).content.decode()
    assert "Ingen ansvarar för åtgärden" in page
    Improvement.objects.update(owner=owner)
    assert (dues(leader), dues(member)) == ([], [("åtgärd", "Åtgärden")])
    owner.left_on = own.cohort.today
    owner.save()
    assert (dues(leader), dues(member)) == ([("åtgärd utan ansvarig", "Åtgärden")], [])


def test_lists_cost_the_same_at_one_and_at_two_hundred(
    own: Participation, leader: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    owner = someone(own, leader, "Lea", email=leader.email)
    made = improving.improvement(own, leader, kpi(), 1, owner=owner, ends_on=own.cohort.today)
    deviations.begin(by=leader, deviation=Deviation(participation=own, name="X"))
    client.force_login(leader)
    paths = [
        url("improvements", own, []),
        url("deviations", own, []),
        "/min-lista/",
        url("chain", own, ["improvement", made.pk]),
    ]
    few = [queries(client, path, django_assert_max_num_queries(60)) for path in paths]
    for number in range(200):
        made.pk, made.name = None, f"Åtgärd {number}"
        made.save()
        Deviation.objects.create(participation=own, name=f"Fråga {number}")
    assert [queries(client, path, django_assert_max_num_queries(60)) for path in paths] == few
