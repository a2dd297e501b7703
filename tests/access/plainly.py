"""The portal, asked thousands of times what it answers and not what the answer looks like.

What every request costs and no answer depends on is spared: a refusal is a line instead of a page,
nobody makes pages readable, no header is added that only browsers read, no line of the log is
written, and who asks is read once for as long as nobody writes anything: session, user and roles. That
the pages of a refusal are drawn for everybody, test_access tells.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.backends import db
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.utils.functional import SimpleLazyObject

from effektiv import urls
from konton.rules import Person, roles_of
from tests.access.undone import kept

urlpatterns = urls.urlpatterns
_AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"
# Files that lie beside the portal, and headers that tell a browser what it may do.
_OF_BROWSERS = {
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
}


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(status=404)


@contextmanager
def plainly() -> Iterator[None]:
    bare = [
        f"{__name__}.WhoAsks" if name == _AUTHENTICATION else name
        for name in settings.MIDDLEWARE
        if not name.startswith("tests.") and name not in _OF_BROWSERS
    ]
    with override_settings(ROOT_URLCONF=__name__, SESSION_ENGINE=__name__, MIDDLEWARE=bare):
        logging.disable(logging.INFO)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


@pytest.fixture
def asked_plainly() -> Iterator[None]:
    with plainly():
        yield


class WhoAsks(AuthenticationMiddleware):
    """Django's; the user and the roles that were read are kept until anything is written.

    Each request gets a copy, for a form may change its user and then not store it.
    """

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if SESSION_KEY in request.session:
            key = ("user", request.session.session_key, request.session[SESSION_KEY])
            known = kept(key, lambda: _with_roles(request))
            request.user = SimpleLazyObject(lambda: copy(known))  # type: ignore[assignment]
            # On the lazy object, where the portal keeps and forgets them.
            request.user.__dict__["roles"] = roles_of(known)


def _with_roles(request: HttpRequest) -> Person:
    user: Any = get_user(request)
    roles_of(user)
    return user


class SessionStore(db.SessionStore):
    """The database's; what was read is kept until anything is written."""

    @classmethod
    def get_model_class(cls) -> Any:
        return db.SessionStore.get_model_class()

    def load(self) -> dict[str, Any]:
        return dict(kept(("session", self.session_key), super().load))
