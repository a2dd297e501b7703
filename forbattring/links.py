"""Addresses of the improvement work."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from program.models import Participation


def url_of(name: str, own: Participation, *args: object) -> str:
    return reverse(f"forbattring:{name}", args=[own.cohort.key, own.municipality.slug, *args])


def to(name: str, own: Participation, *args: object, anchor: str = "") -> HttpResponse:
    return redirect(url_of(name, own, *args) + (f"#{quote(anchor)}" if anchor else ""))
