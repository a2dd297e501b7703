"""The health check, and the pages for errors."""

from __future__ import annotations

from datetime import UTC, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grund.errors import PortalError
from grund.formats import moment
from kolada import queries
from oversikt.feed import worker


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when pages can be served, else 503, with the state of every part in the body."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        figures, worker_state = queries.health(), _worker()
    except DatabaseError as error:
        body: dict[str, Any] = {"status": "fel", "database": type(error).__name__}
        return _json(body, 503)
    body = {
        "status": "ok",
        "database": "ok",
        "broker": _broker(),
        "worker": worker_state,
        "figures": figures,
    }
    return _json(body, 200)


def _json(body: dict[str, Any], status: int) -> JsonResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def _worker() -> dict[str, Any]:
    found = worker()
    if found.last_seen is None:
        return {"state": "har inte hörts av"}
    return {"state": "tyst" if found.is_silent else "ok", "last_seen": moment(found.last_seen)}


def _broker() -> str:
    if not settings.REDIS_URL:
        folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]))
        return "ok" if folder.is_dir() else "mappen saknas"
    # A second at most: the question is asked most when something hangs.
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        client.ping()
    except redis.RedisError as error:
        return f"svarar inte ({type(error).__name__})"
    finally:
        client.close()
    return "ok"


@login_not_required
@never_cache
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116)."""
    until = (timezone.now() + timedelta(days=180)).replace(microsecond=0)
    page = urljoin(settings.PORTAL_URL, reverse("oversikt:accessibility"))
    contact = settings.PORTAL_CONTACT_EMAIL
    lines = [
        f"Contact: {f'mailto:{contact}' if contact else page}",
        f"Expires: {until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: sv, en",
        f"Canonical: {urljoin(settings.PORTAL_URL, request.path)}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    reason = str(exception) if exception else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = "Sidan var för gammal. Gå tillbaka, ladda om den och skicka igen."
    context = {"reason": text, "heading": "Sidan behöver laddas om"}
    return render(request, "403.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    # Django's own reasons are in English; a PortalError's sentence says what is gone.
    reason = str(exception) if isinstance(exception, PortalError) else ""
    return render(request, "404.html", {"reason": reason}, status=404)
