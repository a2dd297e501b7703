"""Roles: the predicates, the table of them all, and that every view that writes asks."""

from __future__ import annotations

import ast
import io
import re
from enum import StrEnum
from importlib import import_module
from typing import Any

import pytest
import rules
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kommuner.models import Municipality
from konton import role_table
from konton.actions import add_membership
from konton.management.commands.roles import text
from konton.models import Role, User
from konton.people import end_membership
from konton.rules import (
    granted,
    is_administrator,
    is_mentor,
    leads_project,
    reads,
    roles_of,
    works_in_project,
)
from program.rules import decides_or_works
from tests.people import person
from tests.services import ROOT
from tests.test_pages import ARGS
from tests.test_repository import TEXTS, TRACKED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_rate_limits")]
PREDICATES = {
    is_administrator: {Role.ADMINISTRATOR},
    is_mentor: {Role.MENTOR},
    leads_project: {Role.PROJECT_LEADER},
    works_in_project: {Role.PROJECT_LEADER, Role.PROJECT_MEMBER},
    decides_or_works: {Role.PROJECT_LEADER, Role.PROJECT_MEMBER, Role.STEERING_GROUP},
    reads: set(Role),
}


def test_each_role_is_told_from_the_others_and_by_its_municipality(synced: Any) -> None:
    lekeberg, flen = Municipality.objects.get(pk="1814"), Municipality.objects.get(pk="0482")
    for role in Role:
        user = person(role, None if role == Role.ADMINISTRATOR else "1814")
        for predicate, roles in PREDICATES.items():
            assert predicate.test(user) == (role in roles), (role, predicate)
            assert predicate.test(user, lekeberg) == (role in roles), (role, predicate)
            everywhere = role in roles and role == Role.ADMINISTRATOR
            assert predicate.test(user, flen) == everywhere, (role, predicate)
    for predicate in PREDICATES:
        assert not predicate.test(AnonymousUser())
        assert not predicate.test(AnonymousUser(), lekeberg)


def test_roles_are_read_once_and_anew_after_a_change(
    synced: Any, django_assert_num_queries: Any
) -> None:
    admin, user = person(Role.ADMINISTRATOR), person(Role.READER, "1814")
    user = User.objects.get(pk=user.pk)
    with django_assert_num_queries(1):
        for predicate in PREDICATES:
            predicate.test(user)
    add_membership(user=user, role=Role.MENTOR, municipality=Municipality.objects.get(pk="0482"))
    assert roles_of(user) == {(Role.READER, "1814"), (Role.MENTOR, "0482")}
    end_membership(by=admin, membership=user.memberships.get(role=Role.MENTOR))
    assert roles_of(User.objects.get(pk=user.pk)) == {(Role.READER, "1814")}


def test_asking_for_permissions_reads_the_roles_and_nothing_else(
    synced: Any, django_assert_num_queries: Any
) -> None:
    user = User.objects.get(pk=person(Role.READER, "1814").pk)
    with django_assert_num_queries(1):
        assert [user.has_perm(one.name) for one in granted()].count(True) >= 3


def test_a_closed_account_has_no_roles(synced: Any) -> None:
    user = person(Role.ADMINISTRATOR, is_active=False)
    assert roles_of(user) == frozenset()
    assert not user.has_perm("konton.invite")


def test_a_superuser_is_an_administrator() -> None:
    user = User.objects.create_superuser("super@example.com", "ett långt lösenord")
    assert is_administrator.test(user)


# --- the table ------------------------------------------------------------------------------
def test_the_documented_table_is_what_the_predicates_answer(tmp_path: Any) -> None:
    target = tmp_path / "roles.md"
    call_command("roles", to=target, stdout=io.StringIO())
    assert target.read_text(encoding="utf-8") == text()
    documented = (ROOT / "docs" / "roles.md").read_text(encoding="utf-8")
    assert documented == text(), "run: .venv/bin/python manage.py roles"


def test_every_permission_gives_its_reason() -> None:
    for one in granted():
        reason = (one.predicate.__doc__ or "").strip()
        assert reason, one.name
        assert "\n" not in reason, one.name


def test_the_table_tells_ones_own_municipality_from_all(settings: Any) -> None:
    @rules.predicate
    def helps(user: Any, municipality: Any = None) -> bool:
        """For this test."""
        return is_administrator(user) or is_mentor(user, municipality)

    rules.add_perm("konton.for_this_test", helps)
    try:
        row = next(
            r for r in role_table.table().rows if r.permission.name == "konton.for_this_test"
        )
        cells = dict(row.cells)
    finally:
        rules.remove_perm("konton.for_this_test")
    assert cells["programadministratör"] == "alla kommuner"
    assert cells["mentor"] == "egen kommun"
    assert {cells["läsare"], cells["ej inloggad"]} == {"nej"}


def test_the_table_is_shown_to_those_logged_in(client: Client, synced: Any) -> None:
    assert client.get("/roller/").status_code == 302
    client.force_login(person(Role.READER, "1814"))
    page = client.get("/roller/").content.decode()
    for one in granted():
        assert one.does in page
    assert "Programmets kansli vet vilka som är med." in page


# --- every view that writes asks --------------------------------------------------------------
def own_views(patterns: Any, prefix: str = "") -> list[tuple[str, Any]]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else prefix
            found += own_views(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append((prefix + pattern.name, pattern.callback))
    # allauth's are about one's own account, all of them, and its own to test.
    return [
        (name, view) for name, view in found if not name.startswith(("account_", "mfa_", "openid_"))
    ]


# They answer what was sent to them, and write it nowhere.
KEEP_NOTHING = {"gallery", "grund:preview"}
# Phones in a workshop have no account: the code on the wall lets them in, the cookie that they get
# then is the key to one board, and test_workshop asks what happens without it.
BY_THE_CODE = {"forbattring:join", "forbattring:phone_notes", "forbattring:phone_vote"}


def post(client: Client, name: str) -> int:
    return client.post(reverse(name, args=ARGS.get(name, []))).status_code


def test_permissions_are_named_by_their_enumeration() -> None:
    """A name that is spelt wrong would be a silent no."""
    names = {one.name for one in granted()}
    enumerated = {
        str(one)
        for module in {path.parent.name for path in ROOT.glob("*/permissions.py")}
        for kind in vars(import_module(f"{module}.permissions")).values()
        if isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum
        for one in kind
    }
    assert enumerated == names
    for path in TRACKED:
        text = TEXTS.get(path, "")
        if path.suffix == ".html":
            assert {n.removeprefix("perms.") for n in re.findall(r"perms\.\w+\.\w+", text)} <= names
        elif path.suffix == ".py" and path.name != "permissions.py" and "tests" not in path.parts:
            for node in ast.walk(ast.parse(text)):
                assert not (isinstance(node, ast.Constant) and node.value in names), path
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("has_perm"):
                    assert not isinstance(node.args[0], ast.Constant | ast.JoinedStr), path


def test_every_view_that_writes_asks_for_a_permission_or_is_about_oneself(
    client: Client, synced: Any
) -> None:
    client.force_login(person(Role.ADMINISTRATOR))
    names = {one.name for one in granted()}
    writing = []
    for name, view in own_views(get_resolver().url_patterns):
        asked = getattr(view, "asks", None)
        assert asked is None or asked in names, name
        is_last = name == "konton:leave_everywhere"  # would end this test's session
        if is_last or post(client, name) != 405:
            writing.append((name, view))
    assert {"konton:invitations", "kolada:start", "konton:end_role"} <= {
        name for name, _ in writing
    }
    silent = [
        name
        for name, view in writing
        if not hasattr(view, "asks")
        and not hasattr(view, "about_oneself")
        and name not in KEEP_NOTHING | BY_THE_CODE
    ]
    assert silent == []
