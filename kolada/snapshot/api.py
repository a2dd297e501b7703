"""API v3 over a store: a path and a query in, status and body out. No Django, no sockets."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

import orjson

from kolada.snapshot.faults import Faults
from kolada.snapshot.folder import BrokenFolder
from kolada.snapshot.store import Store

MAX_LIST = 25
MAX_PAGE = 5000
V2_BODY = {"error": "This endpoint is deprecated. Please use /v3 instead."}


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


class Invalid(Exception):
    """Becomes a 422 in the shape that FastAPI gives."""

    def __init__(self, where: str, message: str, value: object) -> None:
        super().__init__(message)
        self.detail = [
            {"type": "value_error", "loc": ["query", where], "msg": message, "input": value}
        ]


def _json(status: int, body: object) -> Answer:
    return Answer(status, orjson.dumps(body))


class Api:
    def __init__(self, store: Store, faults: Faults) -> None:
        self.store = store
        self.faults = faults
        one = r"([^/]+)"
        self._routes: list[tuple[re.Pattern[str], Callable[..., Answer]]] = [
            (re.compile(pattern), view)
            for pattern, view in (
                (rf"/kpi(?:/{one})?", self._kpi),
                (rf"/municipality(?:/{one})?", self._municipality),
                (rf"/municipality_groups(?:/{one})?", self._groups),
                (rf"/data/kpi/{one}/municipality/{one}/year/{one}", self._data_kmy),
                (rf"/data/kpi/{one}/municipality/{one}", self._data_kmy),
                (rf"/data/kpi/{one}/year/{one}", self._data_ky),
                (rf"/data/municipality/{one}/year/{one}", self._data_my),
                (r"/data/", self._data_query),
                # A snapshot holds no units and no groups of key figures.
                (rf"/(?:kpi_groups|ou)(?:/{one})?", self._nothing),
                (r"/oudata/.+", self._nothing),
            )
        ]

    def answer(self, path: str, query_string: str, origin: str) -> Answer:
        """Answer a path and query; `origin`, the caller's scheme and host, goes into next_url."""
        if path.startswith("/v2/"):
            return _json(410, V2_BODY)
        spoiled = self.faults.answer(f"{path}?{query_string}")
        if spoiled in _SPOILED:
            return _SPOILED[spoiled]
        query = {name: ",".join(v) for name, v in parse_qs(query_string).items()}
        request = _Request(origin, path, query)
        try:
            answer = self._route(path, request)
        except Invalid as error:
            return _json(422, {"detail": error.detail})
        except BrokenFolder as error:
            return _json(422, {"detail": str(error)})
        return _DAMAGE[spoiled](answer) if spoiled else answer

    def _route(self, path: str, request: _Request) -> Answer:
        for pattern, view in self._routes:
            if path.startswith("/v3/") and (found := pattern.fullmatch(path[3:])):
                return view(request, *found.groups())
        return _json(404, {"detail": "Not Found"})

    # --- metadata -----------------------------------------------------------
    def _kpi(self, request: _Request, ids: str | None) -> Answer:
        return request.page(self._metadata(request, self.store.kpi_list(), ids))

    def _municipality(self, request: _Request, ids: str | None) -> Answer:
        areas = self._metadata(request, self.store.municipalities, ids)
        wanted = {request.query.get(name) for name in ("type", "region_type")} - {None}
        return request.page([a for a in areas if wanted <= {a["type"]}])

    def _groups(self, request: _Request, ids: str | None) -> Answer:
        return request.page(self._metadata(request, self.store.groups, ids))

    def _nothing(self, request: _Request, *ids: str | None) -> Answer:
        return request.page([])

    def _metadata(
        self, request: _Request, items: list[dict[str, Any]], ids: str | None
    ) -> list[dict[str, Any]]:
        if ids:
            wanted = set(_listed(ids, "ids"))
            items = [item for item in items if item["id"] in wanted]
        title = request.query.get("title", "").lower()
        return [item for item in items if title in item["title"].lower()]

    # --- data ---------------------------------------------------------------
    def _data_kmy(
        self, request: _Request, kpis: str, areas: str, years: str | None = None
    ) -> Answer:
        return self._data(request, kpis, areas, years)

    def _data_ky(self, request: _Request, kpis: str, years: str) -> Answer:
        return self._data(request, kpis, None, years)

    def _data_my(self, request: _Request, areas: str, years: str) -> Answer:
        return self._data(request, None, areas, years)

    def _data_query(self, request: _Request) -> Answer:
        # Like the API, ignore unknown names without a word: `municipality=` asks for nothing.
        given = [request.query.get(n) for n in ("kpi_id", "municipality_id", "year")]
        if sum(value is not None for value in given) < 2:
            return request.page([])
        return self._data(request, *given)

    def _data(
        self, request: _Request, kpis: str | None, areas: str | None, years: str | None
    ) -> Answer:
        kpi_ids = _listed(kpis, "kpi_id") if kpis else self.store.kpi_ids()
        area_ids = _listed(areas, "municipality_id") if areas else self.store.all_areas()
        kind = request.query.get("region_type")
        if not areas and kind in ("K", "L"):
            area_ids = [a for a in area_ids if self.store.kind(a) == kind]
        since = _date(request.query.get("from_date", ""))
        periods = {_year(text) for text in _listed(years, "year")} if years else None
        bodies = []
        for kpi in sorted(set(kpi_ids)):
            rows = self.store.rows(kpi, dict.fromkeys(area_ids), periods, since)
            rows.sort(key=lambda row: (row.period, row.area))
            bodies += [self._told(kpi, row.body) for row in rows]
        return request.page_of_bodies(bodies)

    def _told(self, kpi: str, body: bytes) -> bytes:
        """The row as the switches for faults change it."""
        for fault in self.faults.faults:
            if fault.kind in _RETOLD and fault.target.partition("/")[0] == kpi:
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


@dataclass(frozen=True)
class _Request:
    origin: str
    path: str
    query: dict[str, str]

    def page(self, items: list[dict[str, Any]]) -> Answer:
        return self.page_of_bodies([orjson.dumps(item) for item in items])

    def page_of_bodies(self, bodies: list[bytes]) -> Answer:
        size = _bounded(self.query.get("per_page", str(MAX_PAGE)), "per_page", MAX_PAGE)
        page = _bounded(self.query.get("page", "1"), "page", 10**6)
        start = (page - 1) * size
        shown = bodies[start : start + size]
        after = self._url(page + 1) if start + size < len(bodies) else None
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
        raise Invalid(name, f"Input should be between 1 and {most}", text)
    return int(text)


def _listed(text: str, name: str) -> list[str]:
    items = [item.strip() for item in text.split(",") if item.strip()]
    if len(items) > MAX_LIST:
        raise Invalid(name, f"List should have at most {MAX_LIST} items", text)
    return items


def _year(text: str) -> int:
    if not text.isdecimal():
        raise Invalid("year", "Input should be a valid integer", text)
    return int(text)


def _date(text: str) -> str:
    if text:
        try:
            datetime.date.fromisoformat(text)
        except ValueError:
            raise Invalid("from_date", "Input should be a valid date", text) from None
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
    return _json(answer.status, {**body, "values": body["values"][:-1]})


_DAMAGE = {"truncated": _truncated, "malformed": _malformed, "short": _short}
