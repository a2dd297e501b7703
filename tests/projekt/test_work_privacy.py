"""What nobody learns of the project work, or changes, by a link, a calendar or a shared meeting."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from konton.models import Role, User
from program.learning_groups import actions as groups
from program.models import LearningGroup
from projekt.calendar import actions as feed
from projekt.invitations.queries import answer_token
from projekt.meetings import actions as minutes
from projekt.models import Activity, AgendaItem, CalendarFeed, HomeTask, Invitee
from projekt.scheduling import actions as activities
from projekt.work.actions import WorkRefused
from tests import worked
from tests.access.people import LEADER, MENTOR, OFFICE, PEER, PEER_LEADER, PEER_MENTOR, as_person
from tests.access.work import Work
from tests.access.work_addresses import addresses
from tests.cohorts import many
from tests.people import queries
from tests.work import letters

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]


# --- what a link opens ---------------------------------------------------------------------------
def test_a_letter_opens_its_own_meeting_and_no_other(client: Client, work: Work) -> None:
    token = answer_token(work.invitee)
    assert client.get(addresses(work)["answer_by_letter"]).status_code == 200
    other = work.meetings["lärgrupp"].invitees.get()
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        token + "x",
        token[1:],
        "inget",
        str(work.invitee.pk),
        f"{answer_token(other).split(':')[0]}:{token.split(':', 1)[1]}",
    ]
    for wrong in forged:
        url = reverse("projekt:answer_by_letter", args=[wrong])
        assert client.get(url).status_code == 404, wrong
        assert client.post(url, {"answer": "comes"}).status_code == 404, wrong
    assert not Invitee.objects.exclude(answer="").exists()
    work.invitee.delete()  # taken back
    assert client.get(reverse("projekt:answer_by_letter", args=[token])).status_code == 410


def test_a_calendar_address_ends_with_the_next_and_when_it_is_taken_back(
    client: Client, work: Work, people: dict[str, User]
) -> None:
    leader = people[LEADER]
    first = addresses(work)["feed"]
    assert work.meetings[""].title in client.get(first).content.decode()
    second = reverse("projekt:feed", args=[feed.make_address(by=leader)])
    assert [client.get(url).status_code for url in (first, second)] == [404, 200]
    feed.revoke_address(by=leader)
    assert client.get(second).status_code == 404
    third = reverse("projekt:feed", args=[feed.make_address(by=leader)])
    hashed = CalendarFeed.objects.get(user=leader).token_hash
    assert client.get(reverse("projekt:feed", args=[hashed])).status_code == 404
    User.objects.filter(pk=leader.pk).update(is_active=False)
    assert client.get(third).status_code == 404


# --- what a page tells of others -----------------------------------------------------------------
def test_what_a_municipality_makes_of_a_shared_decision_stays_there(
    work: Work, people: dict[str, User]
) -> None:
    shared = worked.decision(work.meetings["lärgrupp"], people[MENTOR], text="Alla provar.")
    worked.task(work.meetings[""], people[LEADER], text="Hemligt hos oss", follows=shared)
    worked.decision(work.meetings[""], people[LEADER], text="Vi avstår", follows=shared)
    again = AgendaItem(activity=work.meetings[""], title="Åter till provet", about=shared)
    minutes.save_item(by=people[LEADER], item=again)
    url = reverse("projekt:outcome", args=[shared.pk])
    secrets = ("Hemligt hos oss", "Vi avstår", "Åter till provet", "Kommunens möte")
    for name in (LEADER, "läsare", OFFICE):
        page = as_person(people[name]).get(url).content.decode()
        assert [one for one in secrets if one in page] == list(secrets), name
    for name in (PEER_LEADER, PEER_MENTOR):
        page = as_person(people[name]).get(url).content.decode()
        assert "Alla provar." in page
        assert [one for one in secrets if one in page] == [], name


def test_a_clash_does_not_name_a_meeting_of_another_municipality(
    work: Work, people: dict[str, User]
) -> None:
    """The leader has a part in the other municipality's project too."""
    peer = work.own.cohort.participations.get(municipality=PEER)
    both = worked.worker(peer, "Gemensam", people[LEADER].email)
    times: dict[str, Any] = {"starts_at": time(9), "ends_at": time(11), "on": work.own.cohort.today}
    foreign = worked.meeting(peer, title="Flens hemliga möte", **times)
    worked.invited(foreign, both, by=people[PEER_LEADER])
    known = worked.meeting(work.own, title="Vårt andra möte", **times)
    mine = worked.meeting(work.own, title="Vårt möte", **times)
    for one in (known, mine):
        worked.invited(one, work.people[Role.PROJECT_LEADER], by=people[LEADER])
    page = as_person(people[LEADER]).get(reverse("projekt:activity", args=[mine.pk]))
    assert "ett annat möte då: ett möte i ett annat projekt" in page.content.decode()
    assert "ett annat möte då: Vårt andra möte" in page.content.decode()
    assert "Flens hemliga möte" not in page.content.decode()


def test_a_group_does_not_choose_among_the_decisions_of_others(
    work: Work, people: dict[str, User]
) -> None:
    page = as_person(people[PEER_MENTOR]).get(addresses(work)["edit_outcome (lärgrupp)"])
    offered = {one.activity for one in page.context["form"].fields["follows"].queryset}
    assert offered == {work.meetings["lärgrupp"], work.meetings["omgången"]}


def test_a_task_is_finished_where_its_owner_works(work: Work, people: dict[str, User]) -> None:
    day = work.own.cohort.today.isoformat()
    for owner in ("lärgrupp", "omgången"):
        url, task = addresses(work)[f"finish ({owner})"], work.tasks[owner]
        refused = as_person(people[PEER_LEADER]).post(url, {"on": day})
        assert refused.status_code == 403
        assert "en annan kommuns" in refused.content.decode()
        assert (
            "Markera som klar"
            not in as_person(people[PEER_LEADER])
            .get(reverse("projekt:outcome", args=[task.pk]))
            .content.decode()
        )
        assert as_person(people["styrgrupp"]).post(url, {"on": day}).status_code == 302
        task.refresh_from_db()
        assert task.done_on == work.own.cohort.today


def test_who_is_invited_without_a_role_there_answers_by_the_letter_alone(
    work: Work, people: dict[str, User]
) -> None:
    """Somebody of another municipality, who has an account and sees no other page of the work."""
    guest = worked.worker(work.own, "Gäst", people["projektledare i kommun utanför"].email)
    worked.invited(work.meetings[""], guest, by=people[LEADER])
    client = as_person(people["projektledare i kommun utanför"])
    page = client.get(addresses(work)["Min lista"]).content.decode()
    assert work.meetings[""].title not in page
    (letter,) = letters(guest.email)
    [url] = re.findall(r"/svar/\S+", letter.text)
    assert client.post(url, {"answer": "remote"}).status_code == 302
    assert work.meetings[""].invitees.get(person=guest).answer == "remote"
    assert client.get(addresses(work)["activity"]).status_code == 404
    mine = as_person(people[LEADER]).get(addresses(work)["Min lista"]).content.decode()
    assert addresses(work)["activity"] in mine


# --- what is not lost ------------------------------------------------------------------------------
def test_what_a_learning_group_did_outlives_the_group(work: Work, people: dict[str, User]) -> None:
    """The last municipality moves to another group."""
    office, cohort = people[OFFICE], work.own.cohort
    task = worked.home_task(work.own, office, learning_group=work.own.learning_group)
    everybody = cohort.participations.filter(status="accepted")
    groups.set_groups(by=office, cohort=cohort, placed=dict.fromkeys(everybody, "Grupp B"))
    assert Activity.objects.filter(pk=work.meetings["lärgrupp"].pk).exists()
    assert HomeTask.objects.filter(pk=task.pk).exists()
    groups.set_groups(by=office, cohort=cohort, placed=dict.fromkeys(everybody, ""))
    assert [group.name for group in LearningGroup.objects.all()] == ["Grupp A"]
    url = addresses(work)["activity (lärgrupp)"]
    assert as_person(people[OFFICE]).get(url).status_code == 200
    for name in (LEADER, PEER_LEADER):  # it is nobody's now
        assert as_person(people[name]).get(url).status_code == 404


def test_an_activity_with_written_minutes_is_not_removed(
    work: Work, people: dict[str, User]
) -> None:
    meeting = work.meetings[""]
    meeting.invitees.all().delete()
    meeting.outcomes.all().delete()
    with pytest.raises(WorkRefused, match="kan inte tas bort"):
        activities.remove(by=people[LEADER], activity=meeting)
    assert work.beside.minutes.versions.count() == 2


def test_a_page_of_all_costs_as_much_with_many(
    work: Work, people: dict[str, User], django_assert_max_num_queries: Any
) -> None:
    client, url = as_person(people[LEADER]), addresses(work)["activity (omgången)"]
    few = queries(client, url, django_assert_max_num_queries(40))
    for own in many(work.own.cohort, 12):
        own.selection_decisions.create(outcome="accepted", reason="Skäl", letter_at=timezone.now())
    assert queries(client, url, django_assert_max_num_queries(40)) == few
