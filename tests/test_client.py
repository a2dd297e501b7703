"""Every trap of the API that a client has fallen into, against the snapshot server."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import requests

from kolada.client import KoladaClient, answers
from kolada.errors import Gone, Malformed, Refused, SourceUnavailable
from kolada.snapshot.faults import Fault, Faults
from kolada.snapshot.folder import SnapshotFolder
from kolada.snapshot.server import SnapshotServer, running
from tests import small
from tests.services import PATIENCE


class Asked:
    """A client on a server with faults; keeps what it slept instead of sleeping."""

    def __init__(self, server: SnapshotServer, session: requests.Session, **more: Any) -> None:
        self.server = server
        self.slept: list[float] = []
        self.client = KoladaClient(server.url, session, sleep=self.slept.append, **more)

    def rows(self, *kpis: str, from_date: str = "") -> list[dict[str, Any]]:
        pages = self.client.data_pages(list(kpis), small.CODES, from_date)
        return [row for page in pages for row in page]


class Silent(Faults):
    """Says nothing before the gate is open."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def answer(self, path: str) -> str | None:
        self.gate.wait(PATIENCE)
        return super().answer(path)


@pytest.fixture
def client(folder: SnapshotFolder) -> Any:
    with running(folder.path) as server, requests.Session() as session:
        yield Asked(server, session)


def spoil(client: Asked, *faults: str) -> None:
    client.server.faults.faults = [Fault.parse(text) for text in faults]


def test_all_pages_are_read(snapshot: Any) -> None:
    with running(snapshot) as server, requests.Session() as session:
        assert len(KoladaClient(server.url, session).kpis()) == 6099
        assert list(server.requests) == ["/v3/kpi", "/v3/kpi?page=2"]


def test_areas_go_in_lists_of_25(snapshot: Any) -> None:
    with running(snapshot) as server, requests.Session() as session:
        client = KoladaClient(server.url, session)
        areas = [m["id"] for m in client.municipalities()]
        rows = [row for page in client.data_pages(["U11901"], areas) for row in page]
        lists = [
            path.split("/municipality/")[1].split(",") for path in server.requests if "data" in path
        ]
    assert [len(one) for one in lists] == [25] * 12 + [12]
    assert len(rows) == len({(r["municipality"], r["period"]) for r in rows}) > 1500


@pytest.mark.parametrize("fault", ["429", "500"])
def test_passing_trouble_is_tried_again(client: Asked, fault: str) -> None:
    spoil(client, f"{fault}=/data*2")
    assert len(client.rows("U11901")) == 18
    assert len(client.slept) == 2
    assert all(wait > 0 for wait in client.slept)


def test_lasting_trouble_ends_after_a_few_tries(client: Asked) -> None:
    spoil(client, "500=/data")
    with pytest.raises(SourceUnavailable, match="HTTP 500"):
        client.rows("U11901")
    assert len([path for path in client.server.requests if "/data" in path]) == 5


def test_retry_after_is_kept_but_capped(folder: SnapshotFolder) -> None:
    """On a shared host the wait is at least what was asked, and never without end."""
    with (
        running(folder.path, Faults([Fault.parse("429*2")])) as server,
        requests.Session() as session,
    ):
        asked = Asked(server, session)
        asked.client._patience = 1.0
        asked.client.municipalities()
    assert len(asked.slept) == 2
    assert all(1.0 <= wait <= 30 for wait in asked.slept)


def test_waits_are_jittered(folder: SnapshotFolder) -> None:
    waits = set()
    for _ in range(4):
        with (
            running(folder.path, Faults([Fault.parse("500*1")])) as server,
            requests.Session() as s,
        ):
            asked = Asked(server, s)
            asked.client.municipalities()
            waits.add(asked.slept[0])
    assert len(waits) > 1


@pytest.mark.parametrize(("fault", "error"), [("422", Refused), ("410", Gone)])
def test_a_no_is_not_tried_again_and_not_read_as_empty(
    client: Asked, fault: str, error: type[Exception]
) -> None:
    spoil(client, f"{fault}=/data")
    with pytest.raises(error):
        client.rows("U11901")
    assert len([path for path in client.server.requests if "/data" in path]) == 1


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("html", "HTML"),
        ("truncated", "trasig JSON"),
        ("malformed", "next_url"),  # a client that reads v2's next_page sees the first page only
        ("short", "rader"),  # count is of the page, and tells that a row was lost
    ],
)
def test_answers_of_another_shape_are_malformed(client: Asked, fault: str, said: str) -> None:
    spoil(client, f"{fault}=/data")
    with pytest.raises(Malformed, match=said):
        client.rows("U11901")


def test_the_next_page_is_asked_of_the_same_host(client: Asked) -> None:
    assert client.client._own("https://elsewhere.example/v3/kpi?page=2") == (
        client.server.url.removesuffix("/v3") + "/v3/kpi?page=2"
    )


def test_nobody_there(folder: SnapshotFolder) -> None:
    with requests.Session() as session:
        client = KoladaClient("http://127.0.0.1:9/v3", session, sleep=lambda _: None)
        with pytest.raises(SourceUnavailable, match="nätverksfel"):
            client.municipalities()
    assert answers("http://127.0.0.1:9/v3") is False
    with running(folder.path) as server:
        assert answers(server.url, seconds=PATIENCE) is True
    silent = Silent()
    with running(folder.path, silent) as server:
        assert answers(server.url, seconds=0.2) is False
        silent.gate.set()


def test_pace_is_kept_except_on_loopback(folder: SnapshotFolder) -> None:
    with running(folder.path) as server, requests.Session() as session:
        local = Asked(server, session, requests_per_second=4)
        local.client.municipalities()
        local.client.kpis()
        assert local.slept == []
        shared = Asked(server, session, requests_per_second=4)
        shared.client._gap = 0.25  # what the constructor sets for any other host
        shared.client.municipalities()
        shared.client.kpis()
        shared.client.kpis()
    assert 0 < sum(shared.slept) <= 0.75
    with requests.Session() as session:
        assert KoladaClient("https://api.example/v3", session)._gap == 0.25
        assert KoladaClient("http://127.0.0.1:1/v3", session)._gap == 0
