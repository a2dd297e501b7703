"""Addresses of the improvement work."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from program.models import Participation


def url_of(name: str, participation: Participation, *args: object) -> str:
    return reverse(
        f"forbattring:{name}",
        args=[participation.cohort.key, participation.municipality.slug, *args],
    )


def to(name: str, participation: Participation, *args: object, anchor: str = "") -> HttpResponse:
    return redirect(url_of(name, participation, *args) + (f"#{quote(anchor)}" if anchor else ""))
