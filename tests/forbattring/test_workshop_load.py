"""A room of sixty phones that put up six hundred notes in bursts, over a net that drops answers:
none is lost, none is there twice, and the others see each at their next poll."""

from __future__ import annotations

import random
import re
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import requests

from tests.services import (
    COMMAND,
    PATIENCE,
    ROOT,
    Portal,
    free_port,
    stop,
    wait_until_served,
)

PHONES, ROUNDS, AT_ONCE = 60, 5, 2  # notes of each phone in each burst
NOTES = PHONES * ROUNDS * AT_ONCE
FAULTS = ("none", "twice", "answer", "gone", "half")
START = """
from forbattring.causes import actions as causes
from forbattring.workshop.actions import leader as workshop
from forbattring.models import CauseAnalysis
from konton.models import Role, User
from program.models import Participation
leader = User.objects.filter(memberships__role=Role.PROJECT_LEADER).first()
own = Participation.objects.get(cohort__key="effektivare-kommun-2021", municipality="1814")
made = causes.save_analysis(by=leader, analysis=CauseAnalysis(participation=own, title="Rummet"))
print(workshop.start(by=leader, analysis=made, question="Varför?", votes_each=3).code)
"""
COUNT = """
from collections import Counter
from forbattring.models import Workshop
room = Workshop.objects.get(code={code!r})
texts = Counter(room.notes.values_list("text", flat=True))
print(room.phones.count(), sum(texts.values()), len(texts), room.notes.filter(phone__workshop=room).count())
"""


@pytest.fixture(
    params=[
        pytest.param("sqlite", marks=pytest.mark.portal),
        pytest.param("postgres", marks=pytest.mark.services),
    ]
)
def portal(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """The portal as `make run` starts it, and the same web server on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("real_portal")
        return
    database = request.getfixturevalue("cluster").migrated()
    portal = Portal(tmp_path_factory.mktemp("room"), {"DATABASE_URL": database}, free_port())
    portal.shell("from effektiv import demo; demo.prepare()")
    bind = f"127.0.0.1:{portal.port}"
    process = portal.start("-m", "gunicorn", "effektiv.wsgi", "--threads", "4", "--bind", bind)
    try:
        wait_until_served(portal.url)
        yield portal
    finally:
        portal.close()
        stop(process)


class Confirmed:
    """What the portal has said that it has stored, to anybody."""

    def __init__(self) -> None:
        self._lock, self._texts = threading.Lock(), set[str]()

    def add(self, text: str) -> None:
        with self._lock:
            self._texts.add(text)

    def now(self) -> set[str]:
        with self._lock:
            return set(self._texts)


class Phone:
    """As static/js/workshop.js: it sends a note under its key until the answer has come."""

    def __init__(self, portal: Portal, code: str, number: int, confirmed: Confirmed) -> None:
        self.portal, self.code, self.number, self.confirmed = portal, code, number, confirmed
        self.chance = random.Random(number)
        self.session = requests.Session()
        self.session.trust_env = False
        self.seen: dict[int, str] = {}
        self.version, self.etag, self.idle = 0, "", 0
        self.faults: Counter[str] = Counter()

    def url(self, path: str = "") -> str:
        return f"{self.portal.url}/workshop/{path}"

    def ask(self, method: str, path: str, sent: Any = None, **headers: str) -> requests.Response:
        """Again where the line is gone: the web server closes one that was idle for two seconds."""
        for _ in range(10):
            try:
                return self.session.request(
                    method, self.url(path), data=sent, headers=headers, timeout=PATIENCE
                )
            except requests.ConnectionError:
                self.faults["line"] += 1
        raise AssertionError("the portal is gone")

    def join(self) -> None:
        page = self.ask("GET", "")
        sent = {"kod": self.code, "csrfmiddlewaretoken": self.token_in(page.text)}
        for _ in range(2):  # a double tap on the button
            page = self.ask("POST", "", sent)
        assert page.url == self.url(f"{self.code}/"), (page.status_code, page.url)
        found = re.search(r'data-poll="(\d+)"', page.text)
        assert found
        assert int(found[1]) <= 2000
        self.token = self.token_in(page.text)

    @staticmethod
    def token_in(page: str) -> str:
        found = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found
        return found[1]

    def put_up(self, texts: list[str]) -> None:
        """Over a bad net: the answer, or half of the question, is lost before one gets through."""
        pairs = [pair for text in texts for pair in (("key", str(uuid4())), ("text", text))]
        body = urlencode(pairs)
        fault = self.chance.choice(FAULTS)
        self.faults[fault] += 1
        if fault in ("answer", "gone", "half"):
            self.lose(body, fault)
        for _ in range(2 if fault == "twice" else 1):
            headers = {
                "Accept": "application/json",
                "X-CSRFToken": self.token,
                "Content-Type": "application/x-www-form-urlencoded",
            }
            answer = self.ask("POST", f"{self.code}/lappar/", body, **headers)
            told = answer.json()
            assert set(told["stored"]) == {value for name, value in pairs if name == "key"}, told
        for text in texts:
            self.confirmed.add(text)

    def lose(self, body: str, fault: str) -> None:
        """The question is sent, all of it or half, and the line is gone before the answer is read:
        the portal has stored the notes, or not, and the phone cannot know."""
        cookies = "; ".join(f"{one.name}={one.value}" for one in self.session.cookies)
        head = (
            f"POST /workshop/{self.code}/lappar/ HTTP/1.1\r\nHost: 127.0.0.1:{self.portal.port}\r\n"
            f"Accept: application/json\r\nX-CSRFToken: {self.token}\r\nCookie: {cookies}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", self.portal.port), timeout=PATIENCE) as line:
            line.sendall((head + (body[: len(body) // 2] if fault == "half" else body)).encode())
            if fault == "answer":  # stored for certain
                assert line.recv(12) == b"HTTP/1.1 200"

    def poll(self) -> None:
        """What was confirmed to anybody before the poll began is there when it has answered."""
        due = self.confirmed.now()
        headers = {"If-None-Match": self.etag} if self.etag else {}
        answer = self.ask("GET", f"{self.code}/tavla/?since={self.version}", **headers)
        if answer.status_code == 304:
            self.idle += 1
        else:
            told = answer.json()
            self.seen |= {note["id"]: note["text"] for note in told["notes"]}
            self.version, self.etag = told["version"], answer.headers["ETag"]
        missing = due - set(self.seen.values())
        assert not missing, f"phone {self.number} lacks {len(missing)}"

    def live(self, bursts: threading.Barrier) -> None:
        try:
            self.join()
            for burst in range(ROUNDS):
                bursts.wait(COMMAND)
                self.put_up([f"{self.number}-{burst}-{n}" for n in range(AT_ONCE)])
                self.poll()
            bursts.wait(COMMAND)
            self.poll()
            self.poll()  # nothing is new any more
        except BaseException:
            bursts.abort()  # else the others would wait for it
            raise


def test_sixty_phones_put_up_six_hundred_notes_and_none_is_lost(portal: Portal) -> None:
    code = portal.shell(START).strip()
    confirmed = Confirmed()
    room = [Phone(portal, code, number, confirmed) for number in range(PHONES)]
    bursts = threading.Barrier(PHONES)
    try:
        with ThreadPoolExecutor(PHONES) as threads:
            lives = [threads.submit(phone.live, bursts) for phone in room]
        faults = [life.exception() for life in lives if life.exception()]
        # The one that stopped the rest, and not their broken barriers.
        first = [one for one in faults if not isinstance(one, threading.BrokenBarrierError)]
        assert not faults, first[:3]
    finally:
        for phone in room:
            phone.session.close()
    texts = {f"{p}-{b}-{n}" for p in range(PHONES) for b in range(ROUNDS) for n in range(AT_ONCE)}
    assert len(texts) == NOTES == 600
    for phone in room:
        assert Counter(phone.seen.values()) == Counter(texts), phone.number
        assert phone.idle >= 1
    drawn: Counter[str] = sum((phone.faults for phone in room), Counter())
    assert min(drawn[fault] for fault in FAULTS) >= 20, drawn
    assert portal.shell(COUNT.format(code=code)).split() == ["60", "600", "600", "600"]


def test_the_script_asks_as_often_as_the_page_says() -> None:
    script = (ROOT / "static" / "js" / "workshop.js").read_text(encoding="utf-8")
    assert "const POLL = Number(root.dataset.poll);" in script
    assert "every: POLL," in script  # and that a pause is no longer: tests/js/queue.test.js
