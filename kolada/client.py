"""The one module that knows HTTP: Kolada's API v3 as pages of plain values.

Source of every rule here: Kolada's API documentation v3 and what well-behaved
clients keep to (25 ids a list, `next_url`, 3 to 5 requests a second).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import orjson
import requests
import tenacity

from kolada.errors import Gone, KoladaError, Malformed, Refused, SourceUnavailable

MAX_LIST = 25
TIMEOUT = (5, 60)  # seconds to connect, and between two bytes
TRIES = 5
LONGEST_WAIT = 30.0  # seconds; also the cap on what a Retry-After may ask for

Json = dict[str, Any]


class _Retry(Exception):
    """A try that may be repeated: the network, 429 or 5xx."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


class KoladaClient:
    """Reads pages of the API. The session is handed in, so that its owner closes it."""

    def __init__(
        self,
        base_url: str,
        session: requests.Session,
        *,
        requests_per_second: float = 4.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        parts = urlsplit(self.base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._session = session
        is_local = parts.hostname in ("127.0.0.1", "localhost", "::1")
        self._gap = 0.0 if is_local or requests_per_second <= 0 else 1 / requests_per_second
        # The pauses are politeness to a service that many share. A server on this machine, as in
        # tests and for snapshots, needs a tenth of them.
        self._patience = 0.1 if is_local else 1.0
        self._sleep = sleep
        self._last = 0.0

    # --- what the API offers -----------------------------------------------
    def municipalities(self) -> list[Json]:
        return list(self._items("/municipality"))

    def municipality_groups(self) -> list[Json]:
        return list(self._items("/municipality_groups"))

    def kpis(self) -> list[Json]:
        return list(self._items("/kpi"))

    def data_pages(
        self, kpis: Sequence[str], areas: Sequence[str], from_date: str = ""
    ) -> Iterator[list[Json]]:
        """Yield pages of data rows for at most 25 key figures, of all years.

        Without a year in the path one question answers for all years, so 13 of them, with 25
        areas each, read all 312 areas.
        """
        for start in range(0, len(areas), MAX_LIST):
            some = ",".join(areas[start : start + MAX_LIST])
            path = f"/data/kpi/{','.join(kpis)}/municipality/{some}"
            yield from self._pages(path, f"?from_date={from_date}" if from_date else "")

    def first_page(self, path: str) -> Json:
        """The first page of a list, with its envelope."""
        return self._get(self.base_url + path)

    def description(self) -> Json:
        """openapi.json, the API's description of itself."""
        return self._get(f"{self.base_url}/openapi.json", _object)

    def is_version_2_closed(self) -> bool:
        """Whether the version before ours answers 410, as it has since it was closed."""
        try:
            self._get(f"{self.base_url.removesuffix('/v3')}/v2/kpi", _object)
        except Gone:
            return True
        except KoladaError:
            pass
        return False

    # --- pages -----------------------------------------------------------------
    def _items(self, path: str) -> Iterator[Json]:
        for page in self._pages(path, ""):
            yield from page

    def _pages(self, path: str, query: str) -> Iterator[list[Json]]:
        """Follow next_url until it is null or empty."""
        url: str | None = self.base_url + path + query
        # A loop in the pages would otherwise be read for ever, and look like a slow source.
        seen = set()
        while url:
            if url in seen:
                raise Malformed("Sidorna i svaret går runt: next_url pekar på en sida som lästs.")
            seen.add(url)
            body = self._get(url)
            yield body["values"]
            url = self._own(body["next_url"])

    def _own(self, next_url: object) -> str | None:
        """The address of the next page, always on the host that was asked.

        No answer can send the client elsewhere, and a proxy that tells the wrong scheme does no
        harm.
        """
        if not next_url:
            return None
        if not isinstance(next_url, str):
            raise Malformed("Svaret har en next_url som inte är en adress.")
        parts = urlsplit(next_url)
        return self._origin + parts.path + (f"?{parts.query}" if parts.query else "")

    def _get(self, url: str, read: Callable[[bytes], Json] | None = None) -> Json:
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Retry),
            stop=tenacity.stop_after_attempt(TRIES),
            wait=self._wait,
            sleep=self._sleep,
            reraise=True,
        )
        try:
            return (read or _envelope)(retrying(self._try, url))
        except _Retry as error:
            raise SourceUnavailable(
                f"Källan {self._origin} svarar inte som den ska ({error}). "
                "Försök igen senare. Sparade värden är orörda."
            ) from error

    def _wait(self, state: tenacity.RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.wait if isinstance(error, _Retry) else 0.0
        jitter = tenacity.wait_exponential_jitter(initial=1, max=LONGEST_WAIT, jitter=1)(state)
        return min(max(asked, jitter) * self._patience, LONGEST_WAIT)

    def _try(self, url: str) -> bytes:
        self._keep_pace()
        try:
            answer = self._session.get(url, timeout=TIMEOUT)
        except requests.RequestException as error:
            raise _Retry(f"nätverksfel: {type(error).__name__}") from error
        status = answer.status_code
        # Only these, and the network's own faults, may pass by themselves. Asking again after
        # another 4xx would only repeat a wrong question.
        if status == 429 or status >= 500:
            raise _Retry(f"HTTP {status}", _seconds(answer.headers.get("Retry-After", "")))
        # Version 2 ended so: every call answers 410, and no later try will get another answer.
        if status == 410:
            raise Gone("Källan svarar att API-versionen är stängd (410). Portalen behöver ändras.")
        if status != 200:
            raise Refused(f"Källan nekar frågan (HTTP {status}): {_detail(answer.content)}")
        return answer.content

    def _keep_pace(self) -> None:
        wait = self._last + self._gap - time.monotonic()
        if self._gap and wait > 0:
            self._sleep(wait)
        self._last = time.monotonic()


# Retry-After may also be a date; then the usual pause has to do.
def _seconds(retry_after: str) -> float:
    return float(retry_after) if retry_after.isdecimal() else 0.0


def _detail(content: bytes) -> str:
    """The source's own explanation of a refusal, of FastAPI's lists only the messages."""
    try:
        detail = orjson.loads(content)["detail"]
    except (ValueError, KeyError, TypeError):
        return "utan förklaring"
    if isinstance(detail, list):
        told = (item.get("msg", item) if isinstance(item, dict) else item for item in detail)
        return "; ".join(map(str, told))[:300]
    return str(detail)[:300]


def _object(content: bytes) -> Json:
    try:
        body = orjson.loads(content)
    except ValueError:
        what = "HTML" if content.lstrip()[:1] == b"<" else "avhuggen eller trasig JSON"
        raise Malformed(f"Källan svarade med {what} i stället för data.") from None
    if not isinstance(body, dict):
        raise Malformed("Svaret är inget objekt.")
    return body


def _envelope(content: bytes) -> Json:
    body = _object(content)
    if not isinstance(body.get("values"), list):
        raise Malformed("Svaret saknar listan values.")
    # A missing next_url is a fault and not the last page: version 2 called it next_page, and
    # whoever looked for the wrong name read the first page only.
    if "next_url" not in body:
        raise Malformed("Svaret saknar next_url: det går inte att veta om fler sidor finns.")
    # `count` is the number of rows on this page, so a difference means that rows were lost.
    if body.get("count") != len(body["values"]):
        raise Malformed(
            f"Svaret säger {body.get('count')} rader men innehåller {len(body['values'])}."
        )
    return body


@contextmanager
def connected(base_url: str, *, requests_per_second: float) -> Iterator[KoladaClient]:
    """A client on that address, with a session that is closed at the end."""
    with requests.Session() as session:
        yield KoladaClient(base_url, session, requests_per_second=requests_per_second)


def answers(base_url: str, seconds: float = 2.0) -> bool:
    """Whether an API is there, known within so many seconds whatever the network does."""
    found: list[bool] = []

    def ask() -> None:
        with requests.Session() as session:
            client = KoladaClient(base_url, session, sleep=_give_up)
            try:
                _envelope(client._try(f"{client.base_url}/municipality?per_page=1"))
                found.append(True)
            except (_Retry, KoladaError):
                pass

    # A thread, because a name server that does not answer knows no timeout.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    return bool(found)


def _give_up(seconds: float) -> None:
    raise SourceUnavailable("Källan svarade inte i tid.")
