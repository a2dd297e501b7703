"""Names that there may be only one of: compared alike everywhere, and a lost race is a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from forbattring.causes import actions as causes
from forbattring.current_state import actions as state
from forbattring.mapping.actions import mappings as mapping
from forbattring.models import CauseAnalysis, CurrentState, Finding, Mapping, OwnFigure
from forbattring.own_figures import actions as own_figures
from grund import unique
from grund.errors import PortalError
from konton.models import Role, User
from program.models import Participation
from program.themes import actions as themes
from projekt.activities import actions as kinds
from projekt.meetings import actions as minutes
from projekt.models import ActivityKind, AgendaItem, ProjectGroup
from projekt.organisation import actions as organisation
from projekt.work.actions import WorkRefused
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled
from tests.work import group, into, planned, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814")


@pytest.fixture
@recalled
def own(office: User, leader: User) -> Participation:
    return accepted(make(office), office, leader)


def save_figure(own: Participation, by: User, name: str) -> Any:
    figure = OwnFigure(participation=own, title=name, unit="st", good="low", definition="Räknas")
    return own_figures.save_figure(by=by, figure=figure)


def save_state(own: Participation, by: User, name: str) -> Any:
    return state.save_state(by=by, state=CurrentState(participation=own, department=name))


def save_mapping(own: Participation, by: User, name: str) -> Any:
    return mapping.save_mapping(by=by, mapping=Mapping(participation=own, title=name))


def save_group(own: Participation, by: User, name: str) -> Any:
    made = ProjectGroup(cohort=own.cohort, participation=own, kind="own", name=name)
    return organisation.save_group(by=by, group=made)


def save_group_of_all(own: Participation, by: User, name: str) -> Any:
    made = ProjectGroup(cohort=own.cohort, kind="own", name=name)
    return organisation.save_group(by=by, group=made)


def add_kind(own: Participation, by: User, name: str) -> Any:
    return kinds.add_kind(by=by, participation=own, name=name, is_meeting=True)


def propose(own: Participation, by: User, name: str) -> Any:
    return themes.propose(by=by, cohort=own.cohort, title=name, participation=own)


SAVES = (
    save_figure,
    save_state,
    save_mapping,
    save_group,
    save_group_of_all,
    add_kind,
    propose,
)


@pytest.mark.parametrize("save", SAVES)
def test_capitals_make_no_other_name(
    save: Callable[..., Any], own: Participation, leader: User
) -> None:
    """Also those that SQLite, and PostgreSQL in its plainest locale, do not know."""
    first = save(own, leader, "Ärenden i Örebro")
    with pytest.raises(PortalError, match="ÄRENDEN I ÖREBRO"):
        save(own, leader, "ÄRENDEN I ÖREBRO")
    assert type(first).objects.filter(pk__gt=first.pk).count() == 0


@pytest.mark.parametrize("save", SAVES)
def test_who_comes_second_in_the_same_moment_is_told_so(
    save: Callable[..., Any], own: Participation, leader: User, monkeypatch: Any
) -> None:
    """The check sees nothing, as when the other is stored between it and the saving."""
    first = save(own, leader, "Arkiv")
    with pytest.raises(PortalError) as seen:
        save(own, leader, "arkiv")
    monkeypatch.setattr(unique, "is_taken", lambda *args: False)
    with pytest.raises(PortalError) as unseen:
        save(own, leader, "arkiv")
    assert str(unseen.value) == str(seen.value)
    assert type(unseen.value) is type(seen.value)
    assert type(first).objects.filter(pk__gt=first.pk).count() == 0


def test_the_page_shows_it_beside_the_name(
    client: Client, own: Participation, leader: User, monkeypatch: Any
) -> None:
    save_state(own, leader, "Skolan")
    monkeypatch.setattr(unique, "is_taken", lambda *args: False)
    client.force_login(leader)
    path = reverse("forbattring:new_state", args=[own.cohort.key, own.municipality.slug])
    answer = client.post(path, {"department": "SKOLAN", "intro": ""})
    assert answer.status_code == 200
    assert "Det finns redan en nulägesbild för SKOLAN." in answer.content.decode()


def test_a_name_is_free_again_after_a_group_has_ended(own: Participation, leader: User) -> None:
    first = save_group(own, leader, "Team")
    organisation.end_group(by=leader, group=first, on=own.cohort.today)
    second = save_group(own, leader, "team")
    second.name = "TEAM"  # its own name is no hindrance
    assert save_group_again(second, leader).name == "TEAM"
    first.ends_on = None
    with pytest.raises(WorkRefused, match="redan en grupp"):
        save_group_again(first, leader)


def save_group_again(made: ProjectGroup, by: User) -> ProjectGroup:
    return organisation.save_group(by=by, group=made)


def test_another_constraint_is_no_lost_race(own: Participation) -> None:
    refusal = WorkRefused("Det finns redan.")
    with pytest.raises(IntegrityError), unique.or_refuse(refusal):
        Finding.objects.create(state=None, title="Utan bild")  # type: ignore[misc]
    ActivityKind.objects.create(key="en", name="En", participation=own)
    with pytest.raises(WorkRefused, match="finns redan"), unique.or_refuse(refusal):
        ActivityKind.objects.create(key="en", name="Två", participation=own)


def test_the_groups_of_a_project_are_laid_up_once(own: Participation, leader: User) -> None:
    organisation.seed_groups(by=leader, participation=own)
    organisation.seed_groups(by=leader, participation=own)
    assert own.groups.count() == 4


def test_an_address_and_an_assignment_are_one_each(
    own: Participation, leader: User, monkeypatch: Any
) -> None:
    team, kim = group(own, leader, "team", "Team"), someone(own, leader, "Kim")
    into(team, leader, kim)
    # As when the other is stored between the asking and the saving.
    monkeypatch.setattr("django.db.models.QuerySet.exists", lambda rows: False)
    with pytest.raises(WorkRefused, match="finns redan bland projektets personer"):
        someone(own, leader, "Kim")
    with pytest.raises(WorkRefused, match="är redan med i Team"):
        into(team, leader, kim)


# --- places ------------------------------------------------------------------------------------------
def test_what_is_new_comes_last_also_after_one_is_removed(own: Participation, leader: User) -> None:
    meeting = planned(own, leader, own.cohort.today)
    picture = save_state(own, leader, "Skolan")
    for title in "abc":
        minutes.save_item(by=leader, item=AgendaItem(activity=meeting, title=title))
        finding = Finding(state=picture, kind="strength", title=title)
        state.save_finding(by=leader, finding=finding, based_on=0)
    minutes.remove_item(by=leader, item=meeting.agenda.get(title="a"))
    state.remove_finding(by=leader, finding=picture.findings.get(title="a"))
    minutes.save_item(by=leader, item=AgendaItem(activity=meeting, title="d"))
    state.save_finding(
        by=leader, finding=Finding(state=picture, kind="strength", title="d"), based_on=0
    )
    for rows in (meeting.agenda, picture.findings):
        assert list(rows.values_list("title", "order")) == [("b", 2), ("c", 3), ("d", 4)]


def test_a_point_that_is_gone_cannot_be_moved(
    client: Client, own: Participation, leader: User
) -> None:
    meeting = planned(own, leader, own.cohort.today)
    item = minutes.save_item(by=leader, item=AgendaItem(activity=meeting, title="Läget"))
    AgendaItem.objects.filter(pk=item.pk).delete()
    with pytest.raises(WorkRefused, match="tagit bort punkten"):
        minutes.move_item(by=leader, item=item, up=True)


def test_a_cause_is_stepped_from_where_it_is_now(own: Participation, leader: User) -> None:
    analysis = causes.save_analysis(
        by=leader, analysis=CauseAnalysis(participation=own, title="Tid")
    )
    area, problem, cause, other = _four(analysis, leader)
    seen = type(cause).objects.select_related("parent").get(pk=cause.pk)
    causes.move(by=leader, node=cause, parent=other, before=None)
    causes.step(by=leader, node=seen, way="out")  # seen under the problem, and now below `other`
    assert type(cause).objects.get(pk=cause.pk).parent_id == problem.pk
    problem.delete()
    with pytest.raises(causes.CauseRefused, match="tagit bort raden"):
        causes.step(by=leader, node=seen, way="up")
    assert area.children.count() == 0


def _four(analysis: CauseAnalysis, by: User) -> list[Any]:
    made: list[Any] = []
    for kind, above in (("area", None), ("problem", 0), ("cause", 1), ("cause", 1)):
        parent = None if above is None else made[above]
        made.append(causes.add(by=by, analysis=analysis, parent=parent, kind=kind, text=kind))
    return made
