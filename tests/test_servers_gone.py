"""What the portal in its production shape does while a server is away, silent or slow, and after.

One web process, so that a limit that it counts for itself is exact, and one worker with beat. It costs some
thirty CPU seconds: only real servers show how long somebody waits and who gives up.
"""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import requests

from kolada.snapshot.server import running
from tests import small
from tests.people import PASSWORD
from tests.services import (
    COMMAND,
    PATIENCE,
    PRODUCTION,
    ROOT,
    Cluster,
    Portal,
    Redis,
    free_port,
    redis_server,
    stop,
    wait_for,
    wait_until_served,
)

pytestmark = pytest.mark.services
PEOPLE = """
from konton.models import Role
from tests import cohorts
from tests.people import person
office = person(Role.ADMINISTRATOR, email="kontor@example.com")
leader = person(Role.PROJECT_LEADER, "1814", email="ledare@example.com")
person(Role.READER, "1814", email="glomsk@example.com")
cohorts.interested(cohorts.make(office))
"""
RECORD = "/program/prov-effektivare-kommun/kommun/lekeberg/"
CONTACT = """
from program.models import Participation
print(json.dumps(Participation.objects.values_list("contact_name", flat=True).get()))
"""
JOB = """
from datetime import timedelta
from grund.models import Job
last = Job.objects.order_by("id").last()
Job.objects.filter(pk=last.pk, state="queued").update(created_at=last.created_at - timedelta(hours=1))
print(json.dumps([last.pk, last.state]))
"""


@dataclass
class Supervised(Portal):
    worker: subprocess.Popen[bytes] | None = None

    def keeps_working(self) -> bool:
        """Start the worker again when it has ended, as docker-compose.yml has it.

        Celery's falls over its own connection when Redis goes away while a message is under way.
        """
        if self.worker is None or self.worker.poll() is not None:
            beat = ["--beat", "--schedule", str(self.folder / "beat"), "--pool", "threads"]
            celery = ["-m", "celery", "--app", "effektiv", "worker", *beat]
            self.worker = self.start(*celery, log="worker.txt")
        return True

    def is_well(self) -> bool:
        return self.keeps_working() and health(self)[1]["status"] == "ok"


@pytest.fixture(scope="module")
def queue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redis]:
    with redis_server(tmp_path_factory.mktemp("gone") / "redis") as server:
        yield server


@pytest.fixture(scope="module")
def portal(
    cluster: Cluster, queue: Redis, static_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Supervised]:
    folder = tmp_path_factory.mktemp("gone")
    own = Supervised(folder / "portal", port=free_port())
    own.folder.mkdir()
    with running(small.make(folder / "api").path) as source:
        own.environment = {
            **PRODUCTION,
            "PORTAL_HOSTS": "127.0.0.1",
            "PORTAL_HTTPS": "false",
            "DATABASE_URL": cluster.migrated(),
            "REDIS_URL": queue.url,
            "WEB_CONCURRENCY": "1",
            "SWEEP_SECONDS": "1",
            "PUBLIC_FIGURES": "true",
            "GUNICORN_BIND": f"127.0.0.1:{own.port}",
            "STATIC_ROOT": str(static_root),
            "KOLADA_URL": source.url,
        }
        done = own.manage("sync_kolada", "--now", "--kpi", ",".join(small.KPIS))
        assert done.returncode == 0, done.stderr
        own.shell(PEOPLE)
        web = own.start("-m", "gunicorn", "effektiv.wsgi", "--config", "effektiv/gunicorn_conf.py")
        try:
            own.keeps_working()
            wait_until_served(own.url)
            wait_for(own.is_well)
            yield own
        finally:
            own.close()
            stop(web)
            if own.worker:
                stop(own.worker)


def health(portal: Supervised, cookie: str = "") -> tuple[int, dict]:
    answer = requests.get(f"{portal.url}/halsa/", headers={"Cookie": cookie}, timeout=PATIENCE)
    return answer.status_code, answer.json()


class Visitor:
    def __init__(self, portal: Supervised, email: str) -> None:
        self.url, self.email, self._session = portal.url, email, requests.Session()

    def get(self, path: str) -> requests.Response:
        return self._session.get(self.url + path, timeout=PATIENCE)

    def post(self, path: str, form: str = "", **fields: str) -> requests.Response:
        """Send the form of a page, which may be another than the one that takes it."""
        page = self.get(form or path).text
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found, page
        return self._session.post(
            self.url + path,
            data=fields | {"csrfmiddlewaretoken": found[1]},
            timeout=PATIENCE,
            allow_redirects=False,
        )

    def logs_in(self, password: str = PASSWORD) -> bool:
        answer = self.post("/konto/login/", login=self.email, password=password)
        assert answer.status_code in (200, 302), answer.text
        return answer.status_code == 302

    @property
    def cookie(self) -> str:
        return f"sessionid={self._session.cookies['sessionid']}"


def works(portal: Supervised, name: str) -> None:
    """Somebody logs in, reads figures and a record, and changes the record."""
    leader = Visitor(portal, "ledare@example.com")
    assert leader.logs_in()
    assert "Lekeberg" in leader.get("/kommuner/lekeberg/").text
    assert leader.get(RECORD).status_code == 200
    fields = {"contact_name": name, "contact_email": "ny@example.com"}
    assert leader.post(RECORD + "kontakt/", **fields).status_code == 302
    assert portal.asked(CONTACT) == name


def test_without_redis_everybody_logs_in_reads_and_writes(portal: Supervised, queue: Redis) -> None:
    works(portal, "Med kö")
    try:
        queue.fall_silent()
        works(portal, "Tyst kö")
        queue.stop()
        works(portal, "Utan kö")
        status, body = health(portal)
        assert (status, body["status"]) == (200, "degraded")
        assert (body["broker"], body["cache"]) == ("svarar inte", "svarar inte")
        check = {**portal.env(), "HEALTH_URL": f"{portal.url}/halsa/"}
        done = subprocess.run(
            [sys.executable, "scripts/healthcheck.py"], cwd=ROOT, env=check, check=False
        )
        assert done.returncode == 0
        # The limit on wrong passwords is still counted: after five not even the right one is let in.
        guessing = Visitor(portal, "glomsk@example.com")
        assert not any(guessing.logs_in("fel lösenord") for _ in range(5))
        assert not guessing.logs_in()
        # What is queued waits for the queue, and the page does not.
        office = Visitor(portal, "kontor@example.com")
        assert office.logs_in()
        assert office.post("/hamtningar/starta/", form="/hamtningar/").status_code == 302
        assert portal.asked(JOB)[1] == "queued"
    finally:
        queue.stop()
        queue.start()
    wait_for(portal.is_well, COMMAND)
    # Swept, for its message is lost, and done.
    wait_for(
        lambda: portal.keeps_working() and portal.asked(JOB)[1] not in ("queued", "running"),
        COMMAND,
        0.5,
    )
    works(portal, "Med kö igen")


@contextmanager
def no_database(cluster: Cluster, portal: Supervised) -> Iterator[None]:
    """Cuts off every connection that the portal has, and lets it make none."""
    name = urlsplit(portal.environment["DATABASE_URL"]).path.strip("/")
    portal.close()
    assert cluster.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    try:
        assert cluster.run(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        )
        yield
    finally:
        assert cluster.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def test_without_its_database_the_portal_says_so(cluster: Cluster, portal: Supervised) -> None:
    leader = Visitor(portal, "ledare@example.com")
    assert leader.logs_in()
    with no_database(cluster, portal):
        # Who is not logged in sees at least what no database is asked for.
        for visitor in (leader, Visitor(portal, "")):
            for path in ("/kommuner/lekeberg/", RECORD, "/"):
                page = visitor.get(path)
                assert "Traceback" not in page.text
                if visitor is leader or path == "/kommuner/lekeberg/":
                    assert (page.status_code, page.headers["Retry-After"]) == (503, "10"), path
                    assert "når inte sin databas" in page.text
                else:
                    assert page.status_code in (200, 503), path
        for cookie in ("", leader.cookie):
            told = health(portal, cookie)
            assert told == (503, {"status": "fel", "database": "svarar inte"})
    wait_for(lambda: health(portal)[0] == 200)
    works(portal, "Databasen är åter")


def test_who_waits_for_a_lock_gets_a_page(portal: Supervised) -> None:
    leader = Visitor(portal, "ledare@example.com")
    assert leader.logs_in()
    before = portal.asked(CONTACT)
    with psycopg.connect(portal.environment["DATABASE_URL"]) as other:
        other.execute("LOCK TABLE program_participation IN SHARE MODE")
        fields = {"contact_name": "Fick vänta", "contact_email": "ny@example.com"}
        page = leader.post(RECORD + "kontakt/", **fields)
        assert page.status_code == 503
        assert "hann inte" in page.text
        assert portal.asked(CONTACT) == before
    assert leader.post(RECORD + "kontakt/", **fields).status_code == 302


def test_what_takes_long_is_cut_off_in_the_web_alone(portal: Supervised) -> None:
    ask = (
        "from django.db import connection\nwith connection.cursor() as cursor:\n"
        "    cursor.execute('SHOW statement_timeout')\n    print(cursor.fetchone()[0])"
    )
    web = subprocess.run(
        [sys.executable, "-c", f"import effektiv.wsgi\n{ask}"],
        cwd=ROOT,
        env=portal.env(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (web.stdout.strip(), portal.shell(ask).strip()) == ("15s", "0"), web.stderr


HANGS = """
import os, threading
def application(environ, start):
    if environ["PATH_INFO"] == "/hang/":
        threading.Event().wait()
    start("200 OK", [])
    return [str(os.getpid()).encode()]
"""


def test_a_process_whose_requests_have_no_end_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "hanging.py").write_text(HANGS)
    server = Portal(tmp_path, port=free_port())
    server.environment = {
        "GUNICORN_BIND": f"127.0.0.1:{server.port}",
        "WEB_CONCURRENCY": "1",
        "REQUEST_SECONDS": "1",
        "PYTHONPATH": str(tmp_path),
    }
    config = str(ROOT / "effektiv" / "gunicorn_conf.py")
    process = server.start(
        "-m", "gunicorn", "hanging", "--config", config, "--graceful-timeout", "1"
    )

    def asked(path: str = "/") -> str:
        try:
            return requests.get(server.url + path, timeout=2).text
        except requests.RequestException:
            return ""

    try:
        first = wait_for(asked)
        threads = [threading.Thread(target=asked, args=["/hang/"], daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        assert wait_for(lambda: (now := asked()) != first and now)
        assert "has taken more than 1.0 s" in server.log()
    finally:
        stop(process)
