"""The addresses of the API, and their description as openapi.json. No Django."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

MAX_LIST = 25
MAX_PAGE = 5000
_PAGING = ("page", "per_page")
_LIST = {"type": "string", "description": f"at most {MAX_LIST} values, separated by commas"}
_SCHEMAS: dict[str, dict[str, Any]] = {
    "page": {"type": "integer", "minimum": 1, "default": 1},
    "per_page": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": MAX_PAGE},
    "from_date": {"type": "string", "format": "date"},
    "title": {"type": "string"},
    "type": {"type": "string", "enum": ["K", "L"]},
    "region_type": {"type": "string", "enum": ["K", "L"]},
}


@dataclass(frozen=True)
class Route:
    path: str  # with its names in braces, as openapi.json writes them
    view: str
    query: tuple[str, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path))

    def parameters(self) -> list[dict[str, Any]]:
        named = list(self.pattern.groupindex)
        return [_parameter(name, "path") for name in named] + [
            _parameter(name, "query") for name in (*self.query, *_PAGING)
        ]


def _both(path: str, view: str, *query: str) -> list[Route]:
    """A catalogue, whole and by ids."""
    return [Route(path, view, query), Route(path + "/{id}", view, query)]


_BY_DATE = ("from_date",)
ROUTES = [
    *_both("/kpi", "kpi", "title"),
    *_both("/municipality", "municipality", "title", "type", "region_type"),
    *_both("/municipality_groups", "groups", "title"),
    Route("/data/kpi/{kpi_id}/municipality/{municipality_id}/year/{year}", "data", _BY_DATE),
    Route("/data/kpi/{kpi_id}/municipality/{municipality_id}", "data", _BY_DATE),
    Route("/data/kpi/{kpi_id}/year/{year}", "data", ("from_date", "region_type")),
    Route("/data/municipality/{municipality_id}/year/{year}", "data", _BY_DATE),
    Route(
        "/data/",
        "data_query",
        ("kpi_id", "municipality_id", "year", "from_date", "region_type"),
    ),
]


def describe(routes: Iterable[Route]) -> dict[str, Any]:
    """What the server answers, in the form of OpenAPI: these addresses and no others."""
    responses = {
        "200": {"description": "values, next_url, previous_url and count (rows on this page)"},
        "422": {"description": "detail: a list of type, loc, msg and input"},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Kolada API v3, saved answers", "version": "3"},
        "servers": [{"url": "/v3"}],
        "paths": {
            route.path: {"get": {"parameters": route.parameters(), "responses": responses}}
            for route in routes
        },
    }


def _parameter(name: str, where: str) -> dict[str, Any]:
    schema = {**_SCHEMAS.get(name, _LIST)}
    return {"name": name, "in": where, "required": where == "path", "schema": schema}
