"""Nulägesbild: findings with what they rest on, frozen figures, and the choice that opens an
analysis."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from forbattring.causes import demo
from forbattring.causes.queries import forest_of
from forbattring.current_state import actions
from forbattring.current_state.demo import load_demo_state
from forbattring.current_state.queries import picture_of
from forbattring.frozen.queries import figure_now
from forbattring.models import CauseAnalysis, CurrentState, Finding, FindingFigure, Focus
from kolada.models import Kpi, Value
from konton.models import User
from program.models import Participation
from projekt.models import Activity, ActivityKind, Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("synced", "fresh_rate_limits")]
KPI = "N11032"


@pytest.fixture
def state(own: Participation, people: dict[str, User]) -> CurrentState:
    made = CurrentState(participation=own, department="Socialförvaltningen")
    return actions.save_state(by=people["projektledare"], state=made)


@pytest.fixture
def finding(state: CurrentState, people: dict[str, User]) -> Finding:
    made = Finding(
        state=state,
        kind="weakness",
        title="Särskilt boende är dyrt",
        interviews="Enhetschefer säger att schemat styr.",
    )
    return actions.save_finding(by=people["projektledare"], finding=made, based_on=0)


def test_a_figure_stays_as_it_was_when_kolada_changes_it(
    finding: Finding, people: dict[str, User], own: Participation
) -> None:
    kpi = Kpi.objects.get(pk=KPI)
    figure = figure_now(FindingFigure, own.municipality, kpi)
    actions.take_in(by=people["projektledare"], finding=finding, figure=figure)
    told = FindingFigure.objects.get().told
    assert "Lekeberg" in told
    assert "ovägt medel" in told
    assert not figure.source.startswith("Källa: Kolada")  # a mean is worked out here
    assert figure.year is not None
    newest = Value.objects.filter(kpi=kpi, municipality="1814", year=figure.year, gender="T")
    newest.update(value=1.0)
    assert FindingFigure.objects.get().told == told
    with pytest.raises(actions.StateRefused, match="finns redan"):
        actions.take_in(
            by=people["projektledare"],
            finding=finding,
            figure=figure_now(FindingFigure, own.municipality, kpi),
        )


def test_the_choice_is_recorded_with_its_decision_and_opens_an_analysis(
    finding: Finding, people: dict[str, User], own: Participation
) -> None:
    leader = people["projektledare"]
    meeting = Activity.objects.create(
        cohort=own.cohort,
        participation=own,
        title="Styrgruppsmöte",
        on=own.cohort.today,
        kind=ActivityKind.objects.filter(participation=None)[0],
    )
    decision = Outcome.objects.create(activity=meeting, kind="decision", text="Fokus på boendet.")
    focus = actions.choose_focus(
        by=leader, finding=finding, on=own.cohort.today, reason="Stort", decision=decision
    )
    assert focus.analysis is not None
    (area,) = forest_of(focus.analysis)
    assert area.node.text == "Socialförvaltningen"
    assert [one.node.text for one in area.problems] == ["Särskilt boende är dyrt"]
    with pytest.raises(actions.StateRefused, match="redan vald"):
        actions.choose_focus(
            by=leader, finding=finding, on=own.cohort.today, reason="", decision=None
        )
    with pytest.raises(actions.StateRefused, match="Ta tillbaka valet"):
        actions.remove_finding(by=leader, finding=finding)
    actions.take_back_focus(by=leader, focus=focus)
    assert CauseAnalysis.objects.count() == 1  # what is written stays
    actions.remove_finding(by=leader, finding=finding)


def test_two_who_write_at_once_never_write_over(finding: Finding, people: dict[str, User]) -> None:
    first, second = Finding.objects.get(), Finding.objects.get()
    first.state = second.state = finding.state
    first.title, second.title = "Hennes", "Hans"
    actions.save_finding(by=people["projektledare"], finding=first, based_on=1)
    with pytest.raises(actions.StateRefused, match="Någon annan"):
        actions.save_finding(by=people["projektmedlem"], finding=second, based_on=1)
    assert Finding.objects.get().title == "Hennes"


def test_one_picture_of_each_department(state: CurrentState, people: dict[str, User]) -> None:
    again = CurrentState(participation=state.participation, department="socialförvaltningen")
    with pytest.raises(actions.StateRefused, match="finns redan"):
        actions.save_state(by=people["projektledare"], state=again)


def test_the_seven_findings_fit(own: Participation) -> None:
    demo.load_demo_causes(own.cohort.key, "1814")
    load_demo_state(own.cohort.key, "1814")
    school, care = sorted(own.current_states.all(), key=lambda one: one.department)
    assert (school.findings.count(), care.findings.count()) == (3, 4)
    assert [picture_of(one).heading for one in (school, care)] == [
        "2 svagheter och 1 iakttagelse där siffror och upplevelse går isär",
        "3 svagheter och 1 styrka",
    ]
    chosen = Focus.objects.select_related("analysis")
    assert sorted(str(one.analysis) for one in chosen) == [
        "Orsaksanalys skolans lokaler",
        "Orsaksanalys särskilt boende",
    ]


def test_pages_cost_the_same_at_one_and_at_fifty_findings(
    finding: Finding, people: dict[str, User], client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(people["läsare"])
    url = f"/program/{finding.state.participation.cohort.key}/kommun/lekeberg/nulage/"
    paths = [url, f"{url}{finding.state_id}/", f"{url}{finding.state_id}/?vy=bild"]

    def counts() -> list[int]:
        found = []
        for path in paths:
            client.get(path)
            with django_assert_max_num_queries(30) as captured:
                assert client.get(path).status_code == 200
            found.append(len(captured))
        return found

    few = counts()
    for number in range(50):
        made = Finding.objects.create(state=finding.state, kind="strength", title=f"T{number}")
        Focus.objects.create(finding=made, chosen_on=finding.state.participation.cohort.today)
    assert counts() == few
