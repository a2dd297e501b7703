"""What a page's form would send, and what a visitor is answered."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from grund.models import AuditEvent, Letter, StoredFile
from konton.models import Invitation, Membership, StandIn, User
from tests.access.undone import undone

Fields = dict[str, Any]


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


def answer(client: Client, method: str, url: str) -> str:
    """In a transaction that is undone: what a request does must not colour the next."""
    with undone():
        response = getattr(client, method)(url)
        if hasattr(response, "streaming_content"):
            response.close()
    if response.status_code == 302 and response["Location"].startswith("/konto/login/"):
        return "logga in"
    if response.status_code in (200, 302):
        return "ser" if method == "get" else "gör"
    return {405: "–"}.get(response.status_code, str(response.status_code))


def stored() -> list[Any]:
    """Every row of programme, work and improvement, and how many of what their acts also write."""
    models = [
        m
        for app in ("program", "projekt", "forbattring", "oversikt")
        for m in apps.get_app_config(app).get_models(include_auto_created=True)
    ]
    rows: list[Any] = []
    with connection.cursor() as cursor:  # without models, for it is asked a thousand times over
        for about in (model._meta for model in models):
            cursor.execute(f"SELECT * FROM {about.db_table} ORDER BY {about.pk.column}")
            rows.append(cursor.fetchall())
    others: tuple[Any, ...] = (
        AuditEvent,
        Letter,
        StoredFile,
        Invitation,
        Membership,
        StandIn,
        User,
    )
    return [*rows, *(model.objects.count() for model in others)]


def try_to(client: Client, url: str, fields: Fields) -> tuple[str, list[Any]]:
    """What is answered, and what is stored then; undone."""
    for value in fields.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    with undone():
        response = client.post(url, fields)
        after = stored()
    if response.status_code == 302 and response["Location"].startswith("/konto/login/"):
        return "logga in", after
    return str(response.status_code), after
