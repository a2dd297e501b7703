"""API v3 over a store: a path and a query in, status and body out. No Django, no sockets."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote, urlencode

import orjson

from kolada.snapshot.faults import Faults
from kolada.snapshot.folder import BrokenFolder
from kolada.snapshot.openapi import MAX_LIST, MAX_PAGE, ROUTES, Route, describe
from kolada.snapshot.rows import Row
from kolada.snapshot.store import Store

V2_BODY = {"error": "This endpoint is deprecated. Please use /v3 instead."}
# An empty list would tell a client that Kolada has none of these.
_NOT_SAVED = ("kpi_groups", "ou", "oudata")
_NOT_SAVED_BODY = {
    "detail": "Sparade svar innehåller varken grupper av nyckeltal eller enheter. Fråga Kolada."
}


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class Invalid(Exception):
    """Becomes a 422 in the shape that FastAPI gives; `where` is path or query."""

    def __init__(self, where: str, name: str, message: str, value: object) -> None:
        super().__init__(message)
        self.detail = [
            {"type": "value_error", "loc": [where, name], "msg": message, "input": value}
        ]


def _json(status: int, body: object) -> Answer:
    return Answer(status, orjson.dumps(body))


class Api:
    def __init__(self, store: Store, faults: Faults) -> None:
        self.store = store
        self.faults = faults
        self._views: dict[str, Callable[[_Request], Answer]] = {
            "kpi": self._kpi,
            "municipality": self._municipality,
            "groups": self._groups,
            "data": self._data_path,
            "data_query": self._data_query,
        }

    def answer(self, path: str, query_string: str, origin: str) -> Answer:
        """Answer a path and query; `origin`, the caller's scheme and host, goes into next_url."""
        if path.startswith("/v2/"):
            return _json(410, V2_BODY)
        if elsewhere := _redirect(path):
            location = origin + quote(elsewhere, safe="/,") + (query_string and f"?{query_string}")
            return Answer(307, b"", "text/plain", (("Location", location),))
        spoiled = self.faults.answer(f"{path}?{query_string}")
        if spoiled in _SPOILED:
            return _SPOILED[spoiled]
        query = {name: ",".join(v) for name, v in parse_qs(query_string).items()}
        try:
            answer = self._route(path, query, origin)
        except Invalid as error:
            return _json(422, {"detail": error.detail})
        except BrokenFolder as error:
            return _json(422, {"detail": str(error)})
        return _DAMAGE[spoiled](answer) if spoiled else answer

    def _route(self, path: str, query: dict[str, str], origin: str) -> Answer:
        if path == "/v3/openapi.json":
            return _json(200, describe(ROUTES))
        if path.startswith("/v3/") and path.split("/")[2] in _NOT_SAVED:
            return _json(404, _NOT_SAVED_BODY)
        if found := _route_of(path):
            route, named = found
            return self._views[route.view](_Request(origin, path, query, named))
        return _json(404, {"detail": "Not Found"})

    # --- metadata -----------------------------------------------------------
    def _kpi(self, request: _Request) -> Answer:
        return request.page(self._metadata(request, self.store.kpi_list()))

    def _municipality(self, request: _Request) -> Answer:
        areas = self._metadata(request, self.store.municipalities)
        wanted = {request.query.get(name) for name in ("type", "region_type")} - {None}
        return request.page([a for a in areas if wanted <= {a["type"]}])

    def _groups(self, request: _Request) -> Answer:
        return request.page(self._metadata(request, self.store.groups))

    def _metadata(self, request: _Request, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if "id" in request.named:
            wanted = set(_listed(request.named["id"], "path", "id"))
            items = [item for item in items if item["id"] in wanted]
        title = request.query.get("title", "").lower()
        return [item for item in items if title in item["title"].lower()]

    # --- data ---------------------------------------------------------------
    def _data_path(self, request: _Request) -> Answer:
        return self._data(request, "path", request.named)

    def _data_query(self, request: _Request) -> Answer:
        # Like the API, ignore unknown names without a word: `municipality=` asks for nothing.
        if len({"kpi_id", "municipality_id", "year"} & request.query.keys()) < 2:
            return request.page([])
        return self._data(request, "query", request.query)

    def _data(self, request: _Request, where: str, given: dict[str, str]) -> Answer:
        listed = {
            name: list(dict.fromkeys(_listed(given[name], where, name)))
            for name in ("kpi_id", "municipality_id", "year")
            if name in given
        }
        since = _date(request.query.get("from_date", ""))
        years = {_year(text, where) for text in listed["year"]} if "year" in listed else None
        rows: list[Row] = []
        if "kpi_id" in listed:
            has_areas = "municipality_id" in listed
            areas = listed["municipality_id"] if has_areas else self._areas_of(request)
            for kpi in listed["kpi_id"]:
                rows += self.store.rows(kpi, areas, years, since)
        elif years:
            rows = self.store.rows_of_all(listed["municipality_id"], years, since)
        rows.sort(key=lambda row: (row.kpi, row.period, row.area))
        return request.page_of(rows, self._told)

    def _areas_of(self, request: _Request) -> list[str]:
        kind = request.query.get("region_type")
        areas = self.store.all_areas()
        return [a for a in areas if self.store.kind(a) == kind] if kind in ("K", "L") else areas

    def _told(self, row: Row) -> bytes:
        """The row as the switches for faults change it."""
        body = self.store.body(row)
        for fault in self.faults.faults:
            if fault.kind in _RETOLD and fault.target.partition("/")[0] == row.kpi:
                body = self._retell(fault.kind, fault.target, body)
        return body

    def _retell(self, kind: str, target: str, body: bytes) -> bytes:
        row = orjson.loads(body)
        _, _, area = target.partition("/")  # `revised=U11901/1814` for one municipality
        if row["municipality"][:1] == "G" or (area and area != row["municipality"]):
            return body
        for value in row["values"]:
            _RETOLD[kind](value, self.faults)
        return orjson.dumps(row)


def _route_of(path: str) -> tuple[Route, dict[str, str]] | None:
    """The address that the path fits, with what stands for its names."""
    if path.startswith("/v3/"):
        for route in ROUTES:
            if found := route.pattern.fullmatch(path[3:]):
                return route, found.groupdict()
    return None


def _redirect(path: str) -> str | None:
    """The path with or without a slash at its end where only that one exists, as FastAPI does."""
    other = path.rstrip("/") if path.endswith("/") else path + "/"
    return other if not _route_of(path) and _route_of(other) else None


@dataclass(frozen=True)
class _Request:
    origin: str
    path: str
    query: dict[str, str]
    named: dict[str, str]  # in the path

    def page(self, items: Sequence[dict[str, Any]]) -> Answer:
        return self.page_of(items, orjson.dumps)

    def page_of(self, items: Sequence[Any], tell: Callable[[Any], bytes]) -> Answer:
        """One page of the items; only those on it are told."""
        size = _bounded(self.query.get("per_page", str(MAX_PAGE)), "per_page", MAX_PAGE)
        page = _bounded(self.query.get("page", "1"), "page", 10**6)
        start = (page - 1) * size
        shown = [tell(item) for item in items[start : start + size]]
        after = self._url(page + 1) if start + size < len(items) else None
        before = self._url(page - 1) if page > 1 else None
        body = b'{"values":[%b],"next_url":%b,"previous_url":%b,"count":%d}' % (
            b",".join(shown),
            orjson.dumps(after),
            orjson.dumps(before),
            len(shown),
        )
        return Answer(200, body)

    def _url(self, page: int) -> str:
        return f"{self.origin}{self.path}?{urlencode({**self.query, 'page': page}, safe=',')}"


def _bounded(text: str, name: str, most: int) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise Invalid("query", name, f"Input should be between 1 and {most}", text)
    return int(text)


def _listed(text: str, where: str, name: str) -> list[str]:
    items = [item.strip() for item in text.split(",") if item.strip()]
    if len(items) > MAX_LIST:
        raise Invalid(where, name, f"List should have at most {MAX_LIST} items", text)
    return items


def _year(text: str, where: str) -> int:
    if not text.isdecimal():
        raise Invalid(where, "year", "Input should be a valid integer", text)
    return int(text)


def _date(text: str) -> str:
    if text:
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            raise Invalid("query", "from_date", "Input should be a valid date", text) from None
    return text


def _null(value: dict[str, Any], faults: Faults) -> None:
    value |= {"value": None, "count": 0, "status": faults.null_status}


def _deleted(value: dict[str, Any], faults: Faults) -> None:
    value |= {"value": None, "count": 0, "isdeleted": True}


def _revised(value: dict[str, Any], faults: Faults) -> None:
    if value["value"] is not None:
        value["value"] += 1


_RETOLD = {"null": _null, "deleted": _deleted, "revised": _revised}
_SPOILED = {
    "429": Answer(429, b'{"detail":"Too Many Requests"}', headers=(("Retry-After", "1"),)),
    "500": Answer(500, b"Internal Server Error", "text/plain"),
    "410": _json(410, V2_BODY),
    "422": _json(422, {"detail": [{"type": "value_error", "loc": [], "msg": "no", "input": 1}]}),
    "html": Answer(200, b"<!doctype html><title>Underh\xc3\xa5ll</title>", "text/html"),
}


def _truncated(answer: Answer) -> Answer:
    return Answer(answer.status, answer.body[: len(answer.body) // 2])


def _malformed(answer: Answer) -> Answer:
    """The name that version 2 used: a client that trusts it reads the first page only."""
    return Answer(answer.status, answer.body.replace(b'"next_url"', b'"next_page"'))


def _short(answer: Answer) -> Answer:
    """Valid JSON that has lost its last row."""
    body = orjson.loads(answer.body)
    if "values" not in body:
        return answer
    return _json(answer.status, {**body, "values": body["values"][:-1]})


_DAMAGE = {"truncated": _truncated, "malformed": _malformed, "short": _short}
