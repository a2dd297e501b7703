"""The portal, asked thousands of times what it answers and not what the answer looks like.

What every request costs and no answer depends on is spared: a refusal is a line instead of a page,
nobody makes pages readable, and a session is read once for as long as nobody writes it. That the
pages of a refusal are drawn for everybody, test_refusals tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.contrib.sessions.backends import db
from django.http import HttpRequest, HttpResponse
from django.test import override_settings

from effektiv import urls

urlpatterns = urls.urlpatterns


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


def plainly() -> override_settings:
    bare = [name for name in settings.MIDDLEWARE if not name.startswith("tests.")]
    return override_settings(ROOT_URLCONF=__name__, SESSION_ENGINE=__name__, MIDDLEWARE=bare)


@pytest.fixture
def asked_plainly() -> Iterator[None]:
    with plainly():
        yield


class SessionStore(db.SessionStore):
    """The database's; what was read is kept until it is written."""

    _read: ClassVar[dict[str, dict[str, Any]]] = {}

    @classmethod
    def get_model_class(cls) -> Any:
        return db.SessionStore.get_model_class()

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        if key not in self._read:
            self._read[key] = super().load()
        return dict(self._read[key])

    def save(self, must_create: bool = False) -> None:
        self._read.pop(self.session_key or "", None)
        super().save(must_create)

    def delete(self, session_key: str | None = None) -> None:
        self._read.pop(session_key or self.session_key or "", None)
        super().delete(session_key)
