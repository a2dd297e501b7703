"""The health check, and the pages for errors."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from effektiv import backups, faults
from effektiv.cache import answers
from grund.errors import PortalError
from grund.formats import moment
from kolada import queries
from oversikt.feed import worker

_OK, _AWAY, _NONE_YET = "ok", "svarar inte", "ingen än"
# Nights are a day apart, and one may be missed.
_BACKUP_EVERY = timedelta(days=2)


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 while pages can be served, else 503, with the state of every part in the body.

    Anybody may ask, so the body says what is away and never why. A part without which pages are
    still served makes the answer "degraded": for whoever watches, not for what restarts.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        figures, worker_state = queries.health(), _worker()
    except DatabaseError:
        return _json({"status": "fel", "database": _AWAY}, 503)
    parts = {"broker": _broker(), "cache": _cache(), "disk": _disk(), "backup": _backup()}
    is_whole = set(parts.values()) <= {_OK, _NONE_YET} and worker_state["state"] == _OK
    body = {
        "status": _OK if is_whole else "degraded",
        "database": _OK,
        **parts,
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
    return {"state": "tyst" if found.is_silent else _OK, "last_seen": moment(found.last_seen)}


def _broker() -> str:
    if not settings.REDIS_URL:
        folder = Path(str(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]))
        return _OK if folder.is_dir() else "mappen saknas"
    return _OK if answers(settings.REDIS_URL) else _AWAY


def _cache() -> str:
    return _OK if not settings.CACHE_URL or answers(settings.CACHE_URL) else _AWAY


def _disk() -> str:
    """Of the disk that uploaded files are kept on; the database's may be another."""
    free = shutil.disk_usage(settings.VAR_DIR).free
    return _OK if free >= settings.DISK_WARNING_MB * 1_000_000 else "nästan full"


def _backup() -> str:
    made = backups.newest()
    if made is None:
        return _NONE_YET
    age = timezone.localtime().replace(tzinfo=None) - made
    return _OK if age < _BACKUP_EVERY else f"senast {made:%Y-%m-%d}"


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


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault that nobody mended. Neither page asks the database, which may be what is away."""
    reason = faults.sentence(sys.exception())
    name, status = ("503.html", 503) if reason else ("500.html", 500)
    response = HttpResponse(get_template(name).render({"reason": reason}), status=status)
    if reason:
        response["Retry-After"] = "10"
    add_never_cache_headers(response)
    return response
