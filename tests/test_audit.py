"""The audit log: events that stay as they were written, their words, and the page that lists them."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from grund import audit
from grund.errors import Unchangeable
from grund.models import AuditEvent
from konton.models import User
from tests.test_repository import TEXTS, TRACKED

pytestmark = pytest.mark.django_db


def event(**fields: Any) -> AuditEvent:
    usual = {"by": 1, "verb": "öppnade", "noun": "User", "noun_id": "7"}
    return AuditEvent.objects.create(**{**usual, **fields})


# --- events stay --------------------------------------------------------------------------
REWRITES: dict[str, Callable[[AuditEvent], Any]] = {
    "save": lambda e: e.save(),
    "save one field": lambda e: e.save(update_fields=["by"]),
    "save forced": lambda e: e.save(force_update=True),
    "save in the place of": lambda e: AuditEvent(pk=e.pk, by=2, verb="x", noun="x").save(),
    "save a copy": lambda e: AuditEvent.objects.defer("details").get(pk=e.pk).save(),
    "delete": lambda e: e.delete(),
    "update": lambda e: AuditEvent.objects.update(by=2),
    "update some": lambda e: AuditEvent.objects.filter(pk=e.pk).update(by=2),
    "update by the base manager": lambda e: AuditEvent._base_manager.update(by=2),
    "delete some": lambda e: AuditEvent.objects.filter(pk=e.pk).delete(),
    "bulk update": lambda e: AuditEvent.objects.bulk_update([e], ["by"]),
    "bulk upsert": lambda e: AuditEvent.objects.bulk_create(
        [AuditEvent(pk=e.pk, by=2)], update_conflicts=True, update_fields=["by"], unique_fields=["id"]
    ),
    "update or create": lambda e: AuditEvent.objects.update_or_create({"by": 2}, pk=e.pk),
}  # fmt: skip


@pytest.mark.parametrize("how", REWRITES)
def test_an_event_is_never_rewritten_or_removed(how: str) -> None:
    written = event()
    before = AuditEvent.objects.values().get()
    written.by = 2
    with pytest.raises(Unchangeable, match="kan inte ändras"):
        REWRITES[how](written)
    assert AuditEvent.objects.values().get() == before


def test_events_are_added_one_by_one_and_together() -> None:
    audit.record(by=None, verb="startade", noun="Job", noun_id=3, full=True)
    AuditEvent.objects.bulk_create([AuditEvent(verb="a", noun="b", noun_id="c")])
    assert AuditEvent.objects.count() == 2
    assert AuditEvent.objects.last().details == {"full": True}  # type: ignore[union-attr]


def test_erasing_an_account_from_the_database_leaves_its_events() -> None:
    user = User.objects.create_user("a@example.com")
    event(by=user.pk, noun_id=str(user.pk))
    user.delete()
    assert AuditEvent.objects.count() == 1


def test_what_the_list_is_filtered_by_is_indexed() -> None:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, AuditEvent._meta.db_table)
    first = {found["columns"][0] for found in constraints.values() if found["index"]}
    assert {"at", "by", "noun"} <= first


# --- what the code writes -------------------------------------------------------------------
def recorded() -> list[ast.Call]:
    """Every call of audit.record in the apps."""
    calls = []
    for path in TRACKED:
        if path.suffix == ".py" and "tests" not in path.parts:
            calls += [
                node for node in ast.walk(ast.parse(TEXTS[path]))
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record"
            ]  # fmt: skip
    return calls


def test_no_event_holds_a_name_or_an_address() -> None:
    """Events outlive those they are about. A person is an id, a municipality its code."""
    personal = re.compile(r"\b(e?mail|name|address|to|addresses|user|person)$|str\(\w*user")
    calls = recorded()
    assert len(calls) >= 10
    for call in calls:
        for argument in call.keywords:
            if argument.arg not in ("by", "verb"):
                assert not personal.search(ast.unparse(argument.value)), ast.unparse(call)
