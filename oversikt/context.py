"""Values from this app for the frame of every page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from oversikt import guide


def help_for_view(request: HttpRequest) -> dict[str, Any]:
    """`view_help`: the help section of the view that is shown, None where there is none."""

    def view_help() -> guide.HelpSection | None:
        match = request.resolver_match  # None where no address fitted
        return guide.for_view(match.view_name) if match else None

    return {"view_help": view_help}
