"""What somebody sent when they no longer were logged in: kept for an hour, and shown to them again.

It is never sent by itself (docs/decisions/0028). Two cookies tell whose it is: one says who was
logged in last in this browser, the other names what this browser has sent.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from secrets import token_urlsafe
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme

from konton.models import Unsent, User

MOST = 200_000  # characters; a whole record with its texts is some fifty thousand
HELD = timedelta(hours=1)
PLACE = "#osparat"  # of the note in the page
AT_ONCE = 5  # forms in tabs beside each other, of one browser
# Of all of somebody's browsers; a borrowed one, left long ago, pushes nothing of theirs out.
IN_ALL = 50
_SECRET = re.compile(r"passw|secret|credential|csrfmiddlewaretoken", re.IGNORECASE)
_SALT = "konton.unsent"
_WHO, _WHICH = (settings.COOKIE_PREFIX + name for name in ("senast", "osparat"))


# --- who was here --------------------------------------------------------------------------
def last_person(request: HttpRequest) -> int | None:
    """The id of whoever was logged in last in this browser, and did not log out."""
    try:
        age = settings.SESSION_LONGEST
        return int(signing.loads(request.COOKIES.get(_WHO, ""), salt=_SALT, max_age=age))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def note_person(response: HttpResponse, user: User) -> None:
    _set(response, _WHO, signing.dumps(user.pk, salt=_SALT), settings.SESSION_LONGEST)


def forget_person(response: HttpResponse) -> None:
    response.delete_cookie(_WHO, samesite="Lax")


def _set(response: HttpResponse, name: str, value: str, seconds: int | float) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(seconds),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


# --- what was sent -------------------------------------------------------------------------
class TooLong(Exception):
    """What was sent takes more room than is kept for it."""


def page_of(request: HttpRequest) -> str:
    """The page of the portal on which the form stood, as path and query."""
    referer = urlsplit(request.headers.get("referer", ""))
    page = referer._replace(scheme="", netloc="", fragment="").geturl()
    # A path may look like a host, and this one is led to.
    is_here = referer.netloc == request.get_host() and url_has_allowed_host_and_scheme(page, None)
    return page if is_here else request.get_full_path()


@transaction.atomic
def keep(request: HttpRequest, user_id: int) -> Unsent | None:
    """Keep the form that was sent, for that person in this browser; files and passwords never.

    Raises:
        TooLong: it is not kept.
    """
    sent = {name: values for name, values in request.POST.lists() if not _SECRET.search(name)}
    if len(json.dumps(sent)) > MOST:
        raise TooLong
    clear()
    if not User.objects.filter(pk=user_id, is_active=True).exists():
        return None
    browser = request.COOKIES.get(_WHICH) or token_urlsafe(32)
    kept, _ = Unsent.objects.update_or_create(
        browser=_hash(browser),
        user_id=user_id,
        page=page_of(request),
        action=request.get_full_path(),
        defaults={"sent": sent, "had_files": bool(request.FILES), "at": timezone.now()},
    )
    _keep_newest(Unsent.objects.filter(user_id=user_id, browser=kept.browser), AT_ONCE)
    _keep_newest(Unsent.objects.filter(user_id=user_id), IN_ALL)
    request.META[_WHICH] = browser  # for the answer
    return kept


def _keep_newest(rows: QuerySet[Unsent], count: int) -> None:
    newest = rows.order_by("-at", "-pk").values_list("pk", flat=True)[:count]
    rows.exclude(pk__in=list(newest)).delete()


def clear() -> None:
    """Remove what has been held for long enough."""
    Unsent.objects.filter(at__lt=timezone.now() - HELD).delete()


def waiting(request: HttpRequest) -> list[Unsent]:
    """What this browser has sent of this person's, newest first."""
    browser = request.META.get(_WHICH) or request.COOKIES.get(_WHICH)
    if not (browser and request.user.is_authenticated):
        return []
    fresh = Unsent.objects.filter(at__gte=timezone.now() - HELD, user=request.user)
    return list(fresh.filter(browser=_hash(browser)).order_by("-at", "-pk"))


def remember_browser(request: HttpRequest, response: HttpResponse) -> None:
    if browser := request.META.get(_WHICH):
        _set(response, _WHICH, browser, HELD.total_seconds())


def is_told(request: HttpRequest) -> bool:
    """Whether the browser says that it has sent something; only then the database is asked."""
    return _WHICH in request.COOKIES


def _hash(browser: str) -> str:
    return salted_hmac(_SALT, browser, algorithm="sha256").hexdigest()
