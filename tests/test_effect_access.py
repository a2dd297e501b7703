"""Every view from a deviation to an effect × every relation: who sees, who writes, and that others
change nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from arbete.models import Outcome
from forbattring.actions import own_figures
from forbattring.models import OwnFigure, OwnValue
from grund.models import AuditEvent, StoredFile
from konton.models import User
from projekt.models import Participation
from tests import improving
from tests import test_access as asked
from tests.improving import KPI, Whole
from tests.test_causes_access import SEES, WRITES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("synced", "fresh_rate_limits")]
people, own = asked.people, asked.own
TALKS = WRITES | {"styrgrupp"}
KEEPS = {"projektledare", "projektmedlem"}
READING = {
    "node",
    "evidence_file",
    "ranking",
    "ranking_file",
    "deviations",
    "deviation",
    "own_figures",
    "own_figure",
    "improvements",
    "improvements_file",
    "improvement",
    "chain",
}


@pytest.fixture
def whole(own: Participation, people: dict[str, User]) -> Whole:
    made = improving.whole(own, people["projektledare"])
    kept = StoredFile.objects.filter(name="bilaga.txt").first()
    made.evidence.file = kept
    made.evidence.save(update_fields=["file"])
    return made


def sent(whole: Whole) -> dict[str, tuple[list[Any], dict[str, Any], set[str]]]:
    """By view: what stands in its address, what it takes, and who may."""
    node = [whole.cause.analysis_id, whole.cause.pk]
    proposal = [whole.proposal.analysis_id, whole.proposal.pk]
    figure, made = [whole.own_figure.pk], [whole.improvement.pk]
    value = OwnValue.objects.filter(figure=whole.own_figure).latest("pk").pk
    today = whole.own.cohort.today.isoformat()
    goal = {
        "based_on": whole.improvement.version,
        "name": "Ny",
        "goal": KPI,
        "target": "1",
        "target_year": "2030",
        "good": "low",
        "balancing": "Nöjda",
        "status": "planned",
        "money": "none",
    }
    step = {"text": "Klart.", "based_on": "1"}
    return {
        "add_evidence": (
            [*node, "statistics"],
            {"text": "", "upload": SimpleUploadedFile("a.txt", b"hej")},
            WRITES,
        ),
        "remove_evidence": ([*node, whole.evidence.pk], {}, WRITES),
        "judge": (node, {"standing": "proven"}, WRITES),
        "assess": (proposal, {"effect": "5", "effort": "1", "based_on": "1"}, WRITES),
        "put": ([whole.proposal.analysis_id, whole.proposal.pk], {"undo": ""}, set()),
        "decide": (proposal, {"word": "later", "decision": str(whole.verdict.decision_id)}, TALKS),
        "new_deviation": ([], {"name": "Varför?", "figure": KPI}, WRITES),
        "deviation_step": ([whole.deviation.pk, 1], step, WRITES),
        "open_causes": ([whole.deviation.pk], {}, set()),
        "remove_deviation": ([whole.deviation.pk], {}, set()),
        "new_own_figure": (
            [],
            {"title": "Nytt", "unit": "kr", "good": "low", "definition": "Så."},
            KEEPS,
        ),
        "edit_own_figure": (
            figure,
            {"title": "Nytt", "unit": "timmar", "good": "low", "definition": "Så."},
            KEEPS,
        ),
        "remove_own_figure": (figure, {}, KEEPS),
        "put_own_value": (figure, {"on": today, "value": "12,5"}, KEEPS),
        "withdraw_own_value": ([*figure, value], {}, KEEPS),
        "release_own_figure": (figure, {"to": "cohort"}, {"projektledare"}),
        "comment_own_figure": (figure, {"text": "Hej", "signed": "Chef"}, TALKS),
        "comment_kpi": ([KPI], {"text": "Hej", "signed": "Chef"}, TALKS),
        "withdraw_comment": ([whole.comment.pk], {}, {"projektledare"}),
        "new_improvement": ([], {**goal, "based_on": "0"}, WRITES),
        "edit_improvement": (made, goal, WRITES),
        "follow_up": (made, {"on": today, "text": "Börjat.", "status": "ongoing"}, WRITES),
        "remove_improvement": (made, {}, WRITES),
    }


# Who may ask, though nothing changes: what is decided stands, what is opened is open.
ANSWERED = {
    "put": WRITES,
    "open_causes": WRITES,
    "remove_deviation": WRITES,
    "withdraw_comment": TALKS,
}


def read(whole: Whole) -> dict[str, list[Any]]:
    node = [whole.cause.analysis_id, whole.cause.pk]
    return {
        "node": node,
        "evidence_file": [*node, whole.evidence.pk],
        "ranking": [],
        "ranking_file": ["csv"],
        "deviations": [],
        "deviation": [whole.deviation.pk],
        "own_figures": [],
        "own_figure": [whole.own_figure.pk],
        "improvements": [],
        "improvements_file": ["xlsx"],
        "improvement": [whole.improvement.pk],
        "chain": ["cause", whole.cause.pk],
    }


def url(view: str, own: Participation, args: list[Any]) -> str:
    return reverse(f"forbattring:{view}", args=[own.cohort.key, own.municipality.slug, *args])


def stored() -> list[Any]:
    models: list[Any] = [*apps.get_app_config("forbattring").get_models(), Outcome]
    rows: list[Any] = [list(model.objects.order_by("pk").values_list()) for model in models]
    return [*rows, AuditEvent.objects.count(), StoredFile.objects.count()]


def tried(client: Client, path: str, fields: dict[str, Any]) -> tuple[int | str, list[Any]]:
    """What is answered, and what is stored then; undone."""
    with transaction.atomic():
        for value in fields.values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        answer = client.post(path, fields)
        after = stored()
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer["Location"].startswith("/konto/login/"):
        return "login", after
    return answer.status_code, after


def refused(name: str) -> int | str:
    return "login" if name == asked.NOBODY else 403 if name in SEES else 404


def test_every_view_is_asked(whole: Whole) -> None:
    here = {"nodes", "proposals", "deviations", "own_figures", "improvements", "chain"}
    inner: Any = next(
        p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "forbattring"
    )
    views = {p.name for p in inner.url_patterns if p.callback.__module__.rpartition(".")[2] in here}
    assert views == READING | set(sent(whole)) | {"released"}


def test_who_sees(whole: Whole, people: dict[str, User]) -> None:
    for name, client in asked.clients(people):
        for view, args in read(whole).items():
            answer = client.get(url(view, whole.own, args))
            expected = 302 if name == asked.NOBODY else 200 if name in SEES else 404
            assert answer.status_code == expected, (name, view)
            answer.close()


def test_who_writes_and_that_others_change_nothing(whole: Whole, people: dict[str, User]) -> None:
    before = stored()
    for name, client in asked.clients(people):
        for view, (args, fields, may) in sent(whole).items():
            answer, after = tried(client, url(view, whole.own, args), fields)
            allowed = name in (may | ANSWERED.get(view, set()))
            assert answer == (302 if allowed else refused(name)), (name, view)
            assert (after != before) == (name in may), (name, view)


def test_what_has_no_page_of_its_own_is_not_opened_by_reading(
    whole: Whole, people: dict[str, User], client: Client
) -> None:
    client.force_login(people["projektledare"])
    before = stored()
    for view, (args, _, _) in sent(whole).items():
        assert client.get(url(view, whole.own, args)).status_code in (200, 302, 405), view
    assert stored() == before


def test_rows_of_another_municipality_are_not_found(
    whole: Whole, people: dict[str, User], client: Client
) -> None:
    """The same ids under the address of a municipality where the person leads."""
    peer = Participation.objects.get(cohort=whole.own.cohort, municipality=asked.PEER)
    client.force_login(people["projektledare i annan deltagande kommun"])
    for view, args in read(whole).items():
        if args and view not in ("ranking_file", "improvements_file"):
            assert client.get(url(view, peer, args)).status_code == 404, view
    before = stored()
    for view, (args, fields, _) in sent(whole).items():
        if args and view != "comment_kpi":
            assert tried(client, url(view, peer, args), fields) == (404, before), view


# --- the release rule ----------------------------------------------------------------------------
def test_own_figures_are_seen_by_those_they_are_released_to(
    own: Participation, people: dict[str, User]
) -> None:
    leader = people["projektledare"]
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 12345.5)
    insiders = {"läsare", "styrgrupp", "projektmedlem", "projektledare"}
    office = {"mentor", "administratör"}
    for to, seen in (
        ("own", insiders),
        ("mentor", insiders | office),
        ("cohort", insiders | office),
        ("own", insiders),
    ):
        own_figures.release(by=leader, figure=figure, wanted=to)
        for name, client in asked.clients(people):
            answer = client.get(url("own_figure", own, [figure.pk]))
            assert (answer.status_code == 200) == (name in seen), (to, name)
            if name in SEES:
                listed = "Vikarietimmar" in client.get(url("own_figures", own, [])).content.decode()
                assert listed == (name in seen), (to, name)
            answer = client.get(reverse("forbattring:released", args=[own.cohort.key]))
            said = answer.status_code == 200 and b"12\xc2\xa0345,5" in answer.content
            peers = {
                "projektledare i annan deltagande kommun",
                "mentor för annan deltagande kommun",
            }
            assert said == (to == "cohort" and name in insiders | office | peers), (to, name)


def test_the_mentor_sees_it_before_the_cohort_does(
    own: Participation, people: dict[str, User], client: Client
) -> None:
    figure = improving.own_figure(own, people["projektledare"])
    client.force_login(people["projektledare"])
    answer = client.post(url("release_own_figure", own, [figure.pk]), {"to": "cohort"}, follow=True)
    assert "Dela först med mentorn" in answer.content.decode()
    assert OwnFigure.objects.get().release == "own"


def test_what_the_mentor_may_not_see_is_not_built_upon(
    own: Participation, people: dict[str, User], client: Client
) -> None:
    """An analysis is read by the mentor: a figure kept from the mentor may not slip into it."""
    leader = people["projektledare"]
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 10)
    client.force_login(leader)
    answer = client.post(url("new_deviation", own, []), {"name": "X", "figure": "vikarietimmar"})
    assert "Dela det egna nyckeltalet med mentorn" in answer.content.decode()
    improving.shared(figure, leader)
    answer = client.post(url("new_deviation", own, []), {"name": "X", "figure": "vikarietimmar"})
    assert answer.status_code == 302


def test_a_figure_that_is_taken_back_leaves_only_what_was_frozen(
    own: Participation, people: dict[str, User], client: Client
) -> None:
    leader = people["projektledare"]
    figure = improving.own_figure(own, leader)
    improving.measured(figure, leader, 400)
    made = improving.improvement(own, leader, improving.shared(figure, leader), 300)
    improving.measured(figure, leader, 388.25, first=own.cohort.today.replace(day=1))
    own_figures.release(by=leader, figure=figure, wanted="own")
    path = url("improvement", own, [made.pk])
    for name, seen in (("projektledare", True), ("mentor", False), ("administratör", False)):
        client.force_login(people[name])
        page = client.get(path).content.decode()
        assert ("388,25" in page) == seen, name
        assert "400" in page, name
        chain = client.get(url("chain", own, ["improvement", made.pk])).content.decode()
        assert "388" not in chain, name
