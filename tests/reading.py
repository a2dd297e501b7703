"""Pages as a browser reads them, so that a test finds a sentence however its template is laid out."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Where white space is content.
_KEPT = re.compile(r"(<(textarea|pre|script)\b.*?</\2>)", re.DOTALL | re.IGNORECASE)
# No-break spaces are no white space to HTML, but they are to Python's \s.
_RUN = re.compile(r"[ \t\r\n\f]+")
_BLOCKS = "table|thead|tbody|tr|td|th|ul|ol|li|p|h[1-6]|dl|dt|dd|div|section|form|main|nav|summary"
_EDGED = f"{_BLOCKS}|button|caption|option|legend|figcaption|label|a"
_EDGE = re.compile(rf"(<(?:{_EDGED})\b[^>]*>) | (</(?:{_EDGED})>)")
_BETWEEN = re.compile(rf"(</?(?:{_BLOCKS})\b[^>]*>) (?=</?(?:{_BLOCKS})\b)")


class AsRead:
    """Middleware of the tests: runs of white space are one blank, and none at a block's edge."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            response.content = as_read(response.content.decode())
        return response


def as_read(html: str) -> str:
    # Of each three parts: what lies between, an element that is kept, and the element's name.
    parts = _KEPT.split(html)
    parts[::3] = map(_collapsed, parts[::3])
    del parts[2::3]
    return "".join(parts)


def _collapsed(html: str) -> str:
    return _BETWEEN.sub(r"\1", _EDGE.sub(r"\1\2", _RUN.sub(" ", html)))
