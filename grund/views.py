"""The preview of a text while it is being written."""

from __future__ import annotations

from allauth.decorators import rate_limit
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from grund.richtext import to_html

PREVIEW_LIMIT = 60_000
_LEVELS = {str(level): level for level in range(2, 7)}


@never_cache
@require_POST
@rate_limit(action="preview")
def preview(request: HttpRequest) -> HttpResponse:
    """The text as it will be shown, as a fragment of HTML. Nothing is kept."""
    text = request.POST.get("text", "")
    if len(text) > PREVIEW_LIMIT:
        return HttpResponse("<p>Texten är för lång för att visas här.</p>", status=413)
    html = to_html(text, _LEVELS.get(request.POST.get("level", ""), 3))
    return HttpResponse(html or "<p>Du har inte skrivit något än.</p>")
