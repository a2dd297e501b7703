"""Absolute addresses of the portal's pages, for letters, which are written without a request."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings


def absolute(path: str) -> str:
    return urljoin(settings.PORTAL_URL, path)
