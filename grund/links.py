"""Addresses of the portal's pages in letters, which no request is at hand for."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings


def absolute(path: str) -> str:
    return urljoin(settings.PORTAL_URL, path)
