"""Every view that writes, sent what it would take: who may not changes nothing, who may does."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from konton.models import Role, User
from projekt.actions import fees, participation, selection
from projekt.models import Cohort, FeeItem, Participation, ProgrammeType
from tests import test_access as asked
from tests.cohorts import applied, choice
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
people, own = asked.people, asked.own  # the same persons and record
stored = asked.stored
Fields = dict[str, Any]
LEADER, OFFICE, REVIEWER = "projektledare", "administratör", "granskare"
READING_ONLY = {
    "programmes",
    "rule",
    "types",
    "invitation",
    "thanks",
    "office",
    "export",
    "applicants",
    "applicants_file",
    "reviews",
    "review_file",
    "letter_file",
    "basis_file",
    "record",
    "versions",
    "attachment",
    "extract",
    "tavla",
    "tavla, fil",
}


# --- what is sent ------------------------------------------------------------------------------
def _counts(given: dict[str, str | None]) -> bool:
    kind = given.get("type")
    return kind != "file" and (kind not in ("checkbox", "radio") or "checked" in given)


class _Form(HTMLParser):
    """What the largest form of a page would send if nobody touched it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = [{}]
        self._select = self._area = ""

    @property
    def fields(self) -> dict[str, list[str]]:
        return self.forms[-1]

    @property
    def largest(self) -> dict[str, list[str]]:
        return max(self.forms, key=len)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self.forms.append({})
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            self.fields[name] = [""]
        elif tag == "option" and self._select and "selected" in given:
            self.fields.setdefault(self._select, []).append(value)
        elif tag == "input" and name and _counts(given):
            ticked = given.get("type") == "checkbox" and "value" not in given
            self.fields.setdefault(name, []).append("on" if ticked else value)

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area][0] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""


def form_on(client: Client, url: str, changed: Fields) -> Fields:
    page = _Form()
    page.feed(client.get(url).content.decode())
    return {**page.largest, **changed}


def sent(view: str, record: Participation, people: dict[str, User]) -> Fields:
    """What differs from the untouched form, or where a view has no page, all that it takes."""
    day = record.cohort.today.isoformat()
    pk, step = record.pk, record.cohort.steps.all()[0].pk
    waiting = record.cohort.participations.filter(status="applied").first()
    fields: dict[str, Fields] = {
        "edit_type": {"name": "Nytt namn"},
        "edit": {"name": "Nytt namn"},
        "edit_plan": {"steg-0-name": "Nytt steg"},
        "edit_questions": {"fragor-0-label": "Ny fråga?"},
        "create": {
            "type": ProgrammeType.objects.get(key="natverk").pk,
            "key": "nya",
            "name": "Ny",
            "arranger": "SKR",
            "starts_on": day,
        },
        "express": {
            "municipality": "1281",
            "name": "Ida",
            "title": "Chef",
            "email": "i@example.com",
        },
        "register": {"municipality": "1281", "name": "Ida", "email": "i@example.com"},
        "reviewers": {"users": [people[OFFICE].pk]},
        "review": {"beskrivning": "3", "forutsattningar": "2"},
        "step_aside": {"reason": "Släkt."},
        "choose": {f"{waiting.pk}-outcome": "declined", f"{waiting.pk}-reason": "Skäl."}
        if waiting
        else {},
        "fees": {"participation": pk, "year": "2030", "text": "Resa", "amount": "100"},
        "make_basis": {"year": str(record.fee_items.filter(basis=None)[0].year)},
        "change_item": {"reason": "Fel."},
        "withdraw": {"reason": "Annat."},
        "groups": {f"{pk}-group": "Grupp A", f"{pk}-mentor": people["mentor"].pk},
        "themes": {"propose": "", "title": "Ett nytt tema"},
        "application": {"problem": "Något annat.", "save": ""},
        "attach": {"file": SimpleUploadedFile("ny.txt", b"hej")},
        "comment": {"kommentar-text": "Hej."},
        "decision": {"decided_by": "Fullmäktige"},
        "fulfil": {"on": day},
        "set_step": {"steg-step": step, "steg-on": day},
        "contact": {"contact_name": "En annan"},
        "give_time": {"tid-stage": "decision", "tid-until": day, "tid-reason": "Skäl."},
    }
    return fields.get(view, {})


WITHOUT_PAGE = {
    "copy_type",
    "publish",
    "unpublish",
    "step_aside",
    "make_basis",
    "put_back",
    "letters",
    "attach",
    "detach",
    "comment",
    "set_step",
    "take_back",
    "give_time",
    "invite",
    "themes",
}


def _reopen(record: Participation, people: dict[str, User]) -> None:
    Participation.objects.filter(pk=record.pk).update(submitted_at=None)


def _under_review(record: Participation, people: dict[str, User]) -> None:
    Participation.objects.filter(pk=record.pk).update(status="applied")


def _one_waits(record: Participation, people: dict[str, User]) -> None:
    applied(record.cohort, people[LEADER], "0643")


def _one_letter_waits(record: Participation, people: dict[str, User]) -> None:
    waiting = applied(record.cohort, people[LEADER], "0643")
    selection.decide(by=people[OFFICE], cohort=record.cohort, choices=[choice(waiting)])


def _strike(record: Participation, people: dict[str, User]) -> None:
    item = FeeItem.objects.filter(participation=record).order_by("-year")[0]
    fees.strike(by=people[OFFICE], item=item, reason="Fel.")


def _leave(record: Participation, people: dict[str, User]) -> None:
    participation.withdraw(by=people[LEADER], participation=record, reason="Annat.")


def _hide(record: Participation, people: dict[str, User]) -> None:
    Cohort.objects.update(state="draft")


# Where the act is not possible on the record as it is.
BEFORE: dict[str, Callable[[Participation, dict[str, User]], None]] = {
    "application": _reopen,
    "attach": _reopen,
    "detach": _reopen,
    "review": _under_review,
    "step_aside": _under_review,
    "choose": _one_waits,
    "letters": _one_letter_waits,
    "put_back": _strike,
    "take_back": _leave,
    "publish": _hide,
}


# --- what is documented ----------------------------------------------------------------------------
def documented(document: Path = asked.DOCUMENT) -> dict[str, dict[str, bool]]:
    """docs/access.md: view → relation → whether what is sent is taken."""
    lines = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in document.read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
    ]
    heads = lines[0][1:]
    return {
        view: {name: "gör" in cell for name, cell in zip(heads, cells, strict=True)}
        for view, *cells in lines[2:]
    }


def test_who_may_not_changes_nothing_and_who_may_does(
    own: Participation, people: dict[str, User]
) -> None:
    clients = dict(asked.clients(people))
    writing = {v: url for v, url in asked.addresses(own).items() if v not in READING_ONLY}
    del writing["delete_draft"]  # it takes a cohort without records: below
    assert len(writing) >= 30
    told = documented()
    for view, url in writing.items():
        with transaction.atomic():
            if view in BEFORE:
                BEFORE[view](own, people)
            may = asked_of(view)
            fields = sent(view, own, people)
            if view not in WITHOUT_PAGE:
                fields = form_on(clients[may], url, fields)
            before = stored()
            for name, client in clients.items():
                check(view, name, may, told[view][name], try_to(client, url, fields), before)
            transaction.set_rollback(True)


def asked_of(view: str) -> str:
    """Whose act it is above all."""
    pattern = next(p for p in asked.named("projekt") if p.name == view)
    if pattern.callback.asks == "projekt.manage":
        return OFFICE
    return REVIEWER if pattern.callback.asks == "projekt.review" else LEADER


def try_to(client: Client, url: str, fields: Fields) -> tuple[str, list[Any]]:
    """What is answered, and what is stored then; undone."""
    for value in fields.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    with transaction.atomic():
        response = client.post(url, fields)
        after = stored()
        transaction.set_rollback(True)
    if response.status_code == 302 and response["Location"].startswith("/konto/login/"):
        return "logga in", after
    return str(response.status_code), after


def check(
    view: str, name: str, may: str, is_taken: bool, tried: tuple[str, list[Any]], before: list[Any]
) -> None:
    answer, after = tried
    if name == may:
        assert answer == "302", (view, name, answer)
        assert after != before, (view, name)
    elif not is_taken:
        assert answer in ("403", "404", "logga in"), (view, name, answer)
        assert after == before, (view, name)


def test_a_draft_is_deleted_by_the_office_alone(
    own: Participation, people: dict[str, User]
) -> None:
    draft = Cohort.objects.create(
        key="utkast",
        name="Utkast",
        type=own.cohort.type,
        arranger="SKR",
        starts_on=own.cohort.starts_on,
        ends_on=own.cohort.ends_on,
        fee_rule="months",
    )
    url = reverse("projekt:delete_draft", args=[draft.key])
    before = stored()
    for name, client in asked.clients(people):
        if name != OFFICE:
            assert try_to(client, url, {}) == (
                "logga in" if name == asked.NOBODY else "404",
                before,
            )
    client = Client()
    client.force_login(people[OFFICE])
    assert client.post(url).status_code == 302
    assert not Cohort.objects.filter(key="utkast").exists()


def test_a_closed_account_does_nothing_more(own: Participation, people: dict[str, User]) -> None:
    """Logged in when the account was closed."""
    client = Client()
    client.force_login(people[LEADER])
    User.objects.filter(pk=people[LEADER].pk).update(is_active=False)
    before = stored()
    for url in asked.records(own).values():
        answer = client.post(url, {"reason": "Annat."})
        assert answer.status_code in (302, 405)
        assert answer.status_code == 405 or answer["Location"].startswith("/konto/login/")
    assert stored() == before


def test_a_role_that_has_ended_opens_nothing(own: Participation) -> None:
    user = person(Role.PROJECT_LEADER, "1814", email="slutar@example.com")
    client = Client()
    client.force_login(user)
    url = reverse("projekt:record", args=[own.cohort.key, "lekeberg"])
    assert client.get(url).status_code == 200
    user.memberships.all().delete()
    assert {client.get(u).status_code for u in asked.records(own).values()} <= {404, 405}
