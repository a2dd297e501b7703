"""What is copied equals what was made, and is made anew where it would not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from grund import files
from grund.models import StoredFile
from konton.models import Membership, Role, User
from tests import recalled as recalling
from tests.people import person
from tests.recalled import recalled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


class Maker:
    """Counts how often it has made what it makes."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, leader: User, content: bytes = b"hej") -> StoredFile:
        self.made += 1
        User.objects.filter(pk=leader.pk).update(name="Kim")
        Membership.objects.filter(user=leader).delete()
        person(Role.READER, "1814").delete()
        upload = SimpleUploadedFile("a.txt", content)
        return files.store(upload=upload, by=leader.pk)


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Maker:
    monkeypatch.setattr(recalling, "_made", {})
    return Maker()


@pytest.fixture
def ask(maker: Maker) -> Any:
    def make(leader: User, content: bytes = b"hej") -> StoredFile:
        return maker(leader, content)

    return recalled(make)


@contextmanager
def in_vain() -> Iterator[User]:
    """Somebody who is there until the end of the block, and then never was."""
    with transaction.atomic():
        yield person(Role.PROJECT_LEADER, "1814")
        for file in StoredFile.objects.all():
            Path(file.content.path).unlink()
        transaction.set_rollback(True)


def test_what_is_copied_is_what_was_made(maker: Maker, ask: Any) -> None:
    with in_vain() as leader:
        first = ask(leader)
    again = person(Role.PROJECT_LEADER, "1814")
    assert (again.pk, again.password != leader.password) == (leader.pk, True)
    second = ask(again)
    assert maker.made == 1
    assert second == first
    assert second is not first
    kept = StoredFile.objects.get()
    assert (kept.pk, kept.sha256, kept.uploaded_by) == (first.pk, first.sha256, leader.pk)
    assert Path(kept.content.path).read_bytes() == b"hej"
    assert not Membership.objects.exists()
    now = User.objects.get()
    # The next person gets the number that they would have got.
    assert person(Role.READER, "1814").pk == now.pk + 2
    assert (now.name, now.password) == ("Kim", again.password)


@pytest.mark.parametrize("what", ["another argument", "another row", "another day"])
def test_what_would_come_out_otherwise_is_made_anew(
    maker: Maker, ask: Any, what: str, time_machine: Any
) -> None:
    with in_vain() as leader:
        ask(leader)
    again = person(Role.PROJECT_LEADER, "1814")
    if what == "another row":
        User.objects.filter(pk=again.pk).update(name="Någon annan")
    if what == "another day":
        time_machine.move_to(timezone.now() + timedelta(days=1))
    ask(again, b"hejsan" if what == "another argument" else b"hej")
    assert maker.made == 2
