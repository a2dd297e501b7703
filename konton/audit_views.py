"""The pages of the audit log, for the programme's office."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from grund.downloads import table_file
from grund.formats import day
from konton import audit_log
from konton.forms import AuditForm
from konton.permissions import KontonPermission
from konton.rules import asks

_PER_PAGE = 50


@require_safe
@asks(KontonPermission.VIEW_AUDIT)
def audit(request: HttpRequest) -> HttpResponse:
    form = AuditForm(request.GET)
    context = {"form": form, "most": audit_log.MOST_IN_A_FILE, "query": _query(request)}
    if form.is_valid():
        audit_events = audit_log.events(form.wanted())
        page = Paginator(audit_events, _PER_PAGE).get_page(request.GET.get("sida"))
        context |= {"page": page, "lines": audit_log.lines(page)}
    return render(request, "konton/audit.html", context)


@require_safe
@asks(KontonPermission.VIEW_AUDIT)
def audit_file(request: HttpRequest, kind: str) -> HttpResponse:
    form = AuditForm(request.GET)
    if not form.is_valid():  # the page says what is wrong
        return redirect(f"{reverse('konton:audit')}?{_query(request)}")
    table = audit_log.table(form.wanted())
    return table_file(table=table, name=f"granskningslogg-{day(timezone.now())}", kind=kind)


def _query(request: HttpRequest) -> str:
    """What was asked for, without the number of the page and the fields that were left empty."""
    return urlencode({k: v for k, v in request.GET.items() if v and k in AuditForm.base_fields})
