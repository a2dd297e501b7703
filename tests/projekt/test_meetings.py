"""What comes of a meeting: nobody's words are lost, and decisions lead on to tasks and meetings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from konton.models import Role, User
from program.models import Participation
from projekt.meetings import actions as minutes
from projekt.meetings.decisions import decision_of, outcomes_of
from projekt.meetings.queries import meeting_of
from projekt.models import Activity, AgendaItem, Minutes, MinutesVersion, Outcome
from projekt.work.actions import WorkRefused
from tests.cohorts import accepted, make
from tests.people import person
from tests.recalled import recalled
from tests.work import planned, recorded, someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
DAY = timedelta(days=1)


@pytest.fixture
def office() -> User:
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def leader() -> User:
    return person(Role.PROJECT_LEADER, "1814", name="Lea Ledare")


@pytest.fixture
def member() -> User:
    return person(Role.PROJECT_MEMBER, "1814", name="Max Medlem")


@pytest.fixture
@recalled
def own(office: User, leader: User) -> Participation:
    return accepted(make(office), office, leader)


@pytest.fixture
def meeting(own: Participation, leader: User) -> Activity:
    return planned(own, leader, own.cohort.today - DAY, title="Styrgruppen")


# --- the running text ----------------------------------------------------------------------------
def test_two_who_write_at_once_both_keep_their_words(
    meeting: Activity, leader: User, member: User, client: Client
) -> None:
    write = reverse("projekt:write_minutes", args=[meeting.pk])
    page = reverse("projekt:activity", args=[meeting.pk])
    client.force_login(leader)
    client.post(write, {"based_on": 0, "text": "Första raden."})
    client.post(write, {"based_on": 1, "text": "Första raden. Leas mening."})
    client.force_login(member)
    told = client.post(write, {"based_on": 1, "text": "Första raden. Max mening."}, follow=True)
    html = told.content.decode()
    assert "Någon annan sparade medan du skrev. Båda texterna är sparade" in html
    assert "Leas mening." in html
    assert "Max mening." in html
    assert "Max Medlem</b> sparade en annan text samtidigt" in html
    stored = Minutes.objects.get()
    assert (stored.version, stored.text) == (2, "Första raden. Leas mening.")
    [beside] = meeting_of(meeting).beside
    assert (beside.text, beside.number, beside.by) == ("Första raden. Max mening.", 1, member)

    settle = reverse("projekt:settle_minutes", args=[meeting.pk, beside.pk])
    html = client.get(settle).content.decode()
    assert "Texten från Max Medlem" in html
    client.post(settle, {"based_on": 2, "text": "Första raden. Leas mening. Max mening."})
    assert meeting_of(meeting).beside == ()
    stored.refresh_from_db()
    assert (stored.version, stored.text) == (3, "Första raden. Leas mening. Max mening.")
    assert "sparade en annan text samtidigt" not in client.get(page).content.decode()
    assert client.get(settle).status_code == 404
    history = client.get(reverse("projekt:minutes_history", args=[meeting.pk])).content.decode()
    assert history.index("Version 3") < history.index("Bredvid version 1")
    assert history.index("Bredvid version 1") < history.index("Version 2</h2>")
    assert history.count("Första raden.") == 4
    assert "ihopförd" in history


def test_who_saves_while_two_texts_are_brought_together_is_kept_too(
    meeting: Activity, leader: User, member: User, client: Client
) -> None:
    for by, text, base in ((leader, "A", 0), (member, "B", 0)):
        minutes.write(by=by, activity=meeting, text=text, based_on=base)
    [first] = meeting_of(meeting).beside
    minutes.write(by=leader, activity=meeting, text="A och mer", based_on=1)
    client.force_login(member)
    settle = reverse("projekt:settle_minutes", args=[meeting.pk, first.pk])
    told = client.post(settle, {"based_on": 1, "text": "A och B"}, follow=True).content.decode()
    assert "Din text är sparad bredvid" in told
    assert [version.text for version in meeting_of(meeting).beside] == ["A och B"]
    assert Minutes.objects.get().text == "A och mer"
    texts = MinutesVersion.objects.values_list("text", flat=True)
    assert set(texts) == {"A", "B", "A och mer", "A och B"}


def test_the_same_text_twice_is_no_quarrel_and_an_emptied_one_is_history(
    meeting: Activity, leader: User, member: User
) -> None:
    for by in (leader, member):
        assert not minutes.write(by=by, activity=meeting, text="Samma", based_on=0).beside
    minutes.write(by=leader, activity=meeting, text="", based_on=2)
    assert (Minutes.objects.get().text, Minutes.objects.get().version) == ("", 3)
    assert list(MinutesVersion.objects.values_list("text", "beside")) == [
        ("", False),
        ("Samma", False),
        ("Samma", False),
    ]
    # Somebody who had the text open does not write over the emptying.
    assert minutes.write(by=member, activity=meeting, text="Samma igen", based_on=2).beside


# --- decisions, and what follows -----------------------------------------------------------------
def test_a_decision_tells_where_it_was_discussed_and_what_it_gave(
    meeting: Activity, own: Participation, leader: User, client: Client
) -> None:
    today = own.cohort.today
    earlier = planned(own, leader, today - 30 * DAY, title="Förmötet")
    later = planned(own, leader, today + 30 * DAY, title="Nästa styrgrupp")
    root = recorded(earlier, leader, "decision", "Vi utreder skolan")
    point = minutes.save_item(
        by=leader, item=AgendaItem(activity=meeting, title="Skolan", about=root)
    )
    own_decision = recorded(meeting, leader, "decision", "Vi slår ihop enheterna", item=point)
    kim = someone(own, leader, "Kim")
    client.force_login(leader)
    client.post(
        reverse("projekt:new_outcome", args=[meeting.pk]),
        {
            "kind": "task",
            "text": "Räkna på det",
            "follows": own_decision.pk,
            "owner": kim.pk,
            "due_on": (today + 5 * DAY).isoformat(),
        },
    )
    minutes.save_item(
        by=leader, item=AgendaItem(activity=later, title="Enheterna igen", about=own_decision)
    )
    recorded(later, leader, "decision", "Vi väntar ett år", follows=own_decision)
    shown = decision_of(Outcome.objects.get(pk=own_decision.pk), lambda _: True)
    assert [(str(one.activity), one.word) for one in shown.discussed] == [
        ("Förmötet", "hade beslutats tidigare"),
        ("Styrgruppen", "beslutades"),
        ("Nästa styrgrupp", "togs upp igen"),
        ("Nästa styrgrupp", "ledde till beslut"),
    ]
    [task] = shown.tasks
    assert (task.text, task.owner, task.follows) == ("Räkna på det", kim, own_decision)
    html = client.get(reverse("projekt:outcome", args=[own_decision.pk])).content.decode()
    for words in ("1 uppgift följer av beslutet", "Räkna på det", "Nästa styrgrupp", "Förmötet"):
        assert words in html
    again = decision_of(Outcome.objects.get(text="Vi väntar ett år"), lambda _: True)
    assert [one.word for one in again.discussed] == ["ledde hit", "beslutades"]
    found = outcomes_of(own, "decision")
    assert [str(one) for one in found] == [
        "Vi väntar ett år",
        "Vi slår ihop enheterna",
        "Vi utreder skolan",
    ]
    assert [str(one) for one in outcomes_of(own, "decision", "ENHETERNA")] == [
        "Vi slår ihop enheterna"
    ]


def test_what_others_build_on_is_not_removed(
    meeting: Activity, own: Participation, leader: User, client: Client
) -> None:
    followed, taken, free = (
        recorded(meeting, leader, "decision", text) for text in ("Följt", "Upptaget", "Fritt")
    )
    task = recorded(meeting, leader, "task", "Gör det", follows=followed, due_on=own.cohort.today)
    item = AgendaItem(activity=planned(own, leader, own.cohort.today), title="Igen", about=taken)
    minutes.save_item(by=leader, item=item)
    for one in (followed, taken):
        with pytest.raises(WorkRefused, match="bygger på det här"):
            minutes.remove_outcome(by=leader, outcome=one)
    client.force_login(leader)
    told = client.post(reverse("projekt:remove_outcome", args=[followed.pk]), follow=True)
    assert "Ändra texten i stället" in told.content.decode()
    for one in (free, task, followed):
        minutes.remove_outcome(by=leader, outcome=one)
    assert list(Outcome.objects.all()) == [taken]


def test_only_a_task_has_an_owner_and_is_finished(
    meeting: Activity, own: Participation, leader: User
) -> None:
    today = own.cohort.today
    kim = someone(own, leader, "Kim")
    task = recorded(meeting, leader, "task", "Gör det", owner=kim, due_on=today)
    minutes.finish(by=leader, outcome=task, on=today, remark=" Gick bra ")
    assert (task.done_on, task.done_note) == (today, "Gick bra")
    minutes.finish(by=leader, outcome=task, on=None, remark="")
    task.refresh_from_db()
    assert (task.done_on, task.done_note) == (None, "")
    task.kind = Outcome.OutcomeKind.INFORMATION
    minutes.save_outcome(by=leader, outcome=task)
    task.refresh_from_db()
    assert (task.owner, task.due_on) == (None, None)
    with pytest.raises(WorkRefused, match="Bara en uppgift"):
        minutes.finish(by=leader, outcome=task, on=today, remark="")
    task.follows = task
    with pytest.raises(WorkRefused, match="följa av sig självt"):
        minutes.save_outcome(by=leader, outcome=task)


def test_a_task_is_given_to_ones_own_people_who_are_still_there(
    meeting: Activity, own: Participation, office: User, leader: User, client: Client
) -> None:
    gone = someone(own, leader, "Gon", left_on=own.cohort.today - DAY)
    kim = someone(own, leader, "Kim")
    client.force_login(leader)
    path = reverse("projekt:new_outcome", args=[meeting.pk])
    sent = {"kind": "task", "text": "Gör det", "due_on": own.cohort.today.isoformat()}
    assert client.post(path, {**sent, "owner": gone.pk}).status_code == 200
    assert client.post(path, {**sent, "owner": kim.pk, "due_on": ""}).status_code == 200
    assert not Outcome.objects.exists()
    assert client.post(path, {**sent, "owner": kim.pk}).status_code == 302
    assert Outcome.objects.get().owner == kim
