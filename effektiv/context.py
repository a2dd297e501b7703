"""Values that the frame of every page needs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from kolada.queries import SAMPLE_TEXT, feed_state


def portal(request: HttpRequest) -> dict[str, Any]:
    """The frame's values; the text is a function, so that files and fragments cost no query."""

    def sample_text() -> str:
        feed = feed_state()
        return SAMPLE_TEXT if feed and feed.is_sample else ""

    return {
        "sample_text": sample_text,
        "EMBEDDED": settings.EMBEDDED,
        "SENDS_MAIL": settings.SENDS_MAIL,
        "PUBLIC_FIGURES": settings.PUBLIC_FIGURES,
    }
