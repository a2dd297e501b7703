"""The production shape with real PostgreSQL, Redis, gunicorn, Celery and reverse proxy, and
what a `kill -9` in the middle of a sync leaves behind; the embedded shape too."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kolada.snapshot.faults import Fault, Faults
from kolada.snapshot.server import SnapshotServer, running
from tests import small
from tests.mail_server import mail_server
from tests.services import (
    COMMAND,
    PATIENCE,
    PRODUCTION,
    ROOT,
    Cluster,
    Portal,
    _binary,
    free_port,
    half_sent,
    of_caddy,
    redis_server,
    stop,
    wait_for,
)

pytestmark = pytest.mark.services
KPIS = [*small.KPIS, *(f"N{90001 + i}" for i in range(60))]
SECRET = "x" * 60


@pytest.fixture(scope="module")
def servers(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with redis_server(tmp_path_factory.mktemp("servers") / "redis") as queue:
        yield {
            **PRODUCTION,
            "DATABASE_URL": cluster.migrated(),
            "REDIS_URL": queue.url,
            "WEB_CONCURRENCY": "2",
            "SWEEP_SECONDS": "1",
            "PUBLIC_FIGURES": "true",
        }


class Held(Faults):
    """Answers that concern the second of the three batches wait while the gate is shut, so that
    a sync stands still in its middle however slow the machine is."""

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()
        self.gate.set()

    def answer(self, path: str) -> str | None:
        if KPIS[35] in path:
            self.gate.wait(COMMAND)
        return super().answer(path)


HELD = Held()


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SnapshotServer]:
    folder = small.make(tmp_path_factory.mktemp("api"), more=60)
    with running(folder.path, HELD) as server:
        yield server


STATE = """
from grund.models import Job
from kolada.models import Value
from collections import Counter
jobs = [[j.state, j.attempt, j.done] for j in Job.objects.order_by("id")]
sums = {}
for kpi, value in Value.objects.values_list("kpi_id", "value"):
    sums[kpi] = sums.get(kpi, 0) + value
print(json.dumps({"jobs": jobs, "sums": sums}))
"""
# Looked at in one process, for a command takes a second to start.
WATCH = """
import time
from grund.models import Job
until = time.monotonic() + {patience}
while True:
    job = Job.objects.order_by("id").last()
    if {seen} or time.monotonic() > until:
        break
    time.sleep(0.1)
print(json.dumps([job.state, job.attempt, job.done]))
"""
HALF_WAY = 'job.state not in ("queued", "running") or (job.state == "running" and job.done >= 25)'


def worker_of(portal: Portal, production: bool) -> subprocess.Popen[bytes]:
    if production:
        extra = ["--concurrency", "2"]
    else:
        schedule = str(portal.folder / "beat")
        extra = ["--beat", "--schedule", schedule, "--pool", "threads", "--concurrency", "2"]
    command = ["-m", "celery", "--quiet", "--app", "effektiv", "worker", "--loglevel", "WARNING"]
    with (portal.folder / "worker.txt").open("ab") as out:
        return subprocess.Popen(
            [sys.executable, *command, *extra],
            cwd=ROOT,
            env=portal.env(),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )


def beat_of(portal: Portal) -> subprocess.Popen[bytes]:
    schedule = str(portal.folder / "beat")
    return portal.start(
        "-m", "celery", "--app", "effektiv", "beat", "--schedule", schedule, log="beat.txt"
    )


def kill_outright(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def half_way(portal: Portal) -> None:
    state, _, done = portal.asked(WATCH.format(seen=HALF_WAY, patience=PATIENCE))
    assert state in ("queued", "running"), "the sync was over before it could be killed"
    assert state == "running", "the sync did not begin"
    assert done >= 25


@pytest.mark.parametrize("shape", ["embedded", "production"])
def test_a_worker_killed_in_the_middle_of_a_sync(
    shape: str, servers: dict[str, str], source: SnapshotServer, tables: Path, tmp_path: Path
) -> None:
    production = shape == "production"
    portal = Portal(tmp_path, {"KOLADA_URL": source.url, "SWEEP_SECONDS": "1"})
    if production:
        portal.environment |= servers
    else:
        portal.begin_with(tables)
    first = portal.command("sync_kolada", "--now", "--kpi", ",".join(KPIS))
    assert first.returncode == 0, first.stderr
    before = portal.asked(STATE)["sums"]
    # From now on every row of every figure is one higher.
    source.faults.faults += [Fault.parse(f"revised={kpi}") for kpi in KPIS]
    HELD.gate.clear()
    processes = [worker_of(portal, production)]
    try:
        queued = portal.command("sync_kolada", "--full", "--kpi", ",".join(KPIS))
        assert "väntar på arbetaren" in queued.stdout, queued.stderr
        half_way(portal)
        kill_outright(processes[0])
        killed = portal.asked(STATE)
        changed = {kpi for kpi in before if killed["sums"][kpi] != before[kpi]}
        assert len(changed) == 25
        for kpi in KPIS:  # each key figure whole, old or new
            assert killed["sums"][kpi] in (before[kpi], before[kpi] + 18)
        HELD.gate.set()
        processes[0] = worker_of(portal, production)
        if production:
            processes.append(beat_of(portal))
        assert portal.asked(WATCH.format(seen='job.state == "done"', patience=COMMAND))[0] == "done"
        after = portal.asked(STATE)
        told = [(state, attempt) for state, attempt, _ in after["jobs"][-2:]]
        assert told == [("lost", 1), ("done", 2)]
        assert after["sums"] == {kpi: before[kpi] + 18 for kpi in KPIS}
        stale = "from analys.efficiency.actions import is_stale\nprint(json.dumps(is_stale()))"
        assert portal.asked(stale) is False
    finally:
        source.faults.faults.clear()
        HELD.gate.set()
        portal.close()
        for process in processes:
            stop(process)


POST = """
from grund import outbox, tasks
for number in range({begin}, {end}):
    to = f"person{{number}}@portal.example"
    outbox.post_secret(to=to, subject="Kod", text="ABCD-EFGH", key=str(number))
for _ in range({rounds}):
    tasks.send_letters.delay()
"""


def test_two_workers_send_at_once_what_somebody_waits_for(
    servers: dict[str, str], cluster: Cluster, tmp_path: Path
) -> None:
    """Without beat, so that nothing but the message of the letter itself has it sent; and then
    rounds of both workers for the same letters, on PostgreSQL."""
    with mail_server() as server:
        environment = {"EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}
        portal = Portal(tmp_path, {**servers, **environment, "DATABASE_URL": cluster.migrated()})
        workers = [worker_of(portal, True) for _ in range(2)]
        try:
            portal.shell(POST.format(begin=0, end=1, rounds=0))
            wait_for(lambda: server.letters)
            portal.shell(POST.format(begin=1, end=21, rounds=4))
            wait_for(lambda: len(server.letters) >= 21)
        finally:
            portal.close()
            for process in workers:
                stop(process)  # when it has ended what it does
    addresses = [str(letter["To"]) for letter in server.letters]
    assert sorted(addresses) == sorted(f"person{number}@portal.example" for number in range(21))


def test_the_portal_behind_its_proxy(
    servers: dict[str, str], source: SnapshotServer, static_root: Path, tmp_path: Path
) -> None:
    """web, worker and beat by hand, as docker-compose.yml starts them, and Caddy before them."""
    web_port, proxy_port = free_port(), free_port()
    portal = Portal(tmp_path, {**servers, "KOLADA_URL": source.url})
    portal.environment |= {
        "GUNICORN_BIND": f"127.0.0.1:{web_port}",
        "STATIC_ROOT": str(static_root),
    }
    assert portal.manage("migrate", "--verbosity", "0").returncode == 0
    caddy_env = {
        **os.environ,
        **of_caddy(),
        "PORTAL_ADDRESS": f"http://portal.example:{proxy_port}",
        "PORTAL_UPSTREAM": f"127.0.0.1:{web_port}",
        "HOME": str(tmp_path),
    }
    config = ["--config", str(ROOT / "Caddyfile"), "--adapter", "caddyfile"]
    valid = subprocess.run(
        [_binary("caddy"), "validate", *config], env=caddy_env, capture_output=True, check=False
    )
    assert valid.returncode == 0, valid.stderr
    processes = [
        portal.start("-m", "gunicorn", "effektiv.wsgi", "--config", "effektiv/gunicorn_conf.py"),
        worker_of(portal, True),
        beat_of(portal),
    ]
    # On loopback only, and without the admin port, of which a machine has one.
    caddyfile = tmp_path / "Caddyfile"
    own = "{\n\tadmin off\n\tdefault_bind 127.0.0.1\n"
    # And what drips is never let go, so that only what is not held by it is answered.
    shipped = (ROOT / "Caddyfile").read_text().replace("read_body 60s", "read_body 1h")
    caddyfile.write_text(shipped.replace("{\n", own, 1))
    processes.append(
        subprocess.Popen(
            [_binary("caddy"), "run", "--config", str(caddyfile), "--adapter", "caddyfile"],
            env=caddy_env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    )

    def ask(path: str, port: int = proxy_port, **headers: Any) -> tuple[int, Any, str]:
        # As the compose file's own proxy would say it after ending TLS.
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}{path}", headers={"Host": "portal.example", **headers}
        )
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.headers, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode(errors="replace")
        except OSError as error:
            return 0, {}, str(error)

    try:
        wait_for(lambda: ask("/halsa/")[0] == 200, COMMAND)

        def healthy() -> Any:
            body = json.loads(ask("/halsa/")[2])
            return body if body["worker"]["state"] == "ok" else None

        body = wait_for(healthy, pause=0.5)
        assert (body["database"], body["broker"]) == ("ok", "ok")
        # Plain HTTP is sent to HTTPS; what the proxy vouches for is served.
        plain = ask("/")
        assert (plain[0], plain[1]["Location"]) == (301, "https://portal.example/")
        secure: dict[str, Any] = {"X-Forwarded-Proto": "https"}
        status, headers, page = ask("/", web_port, **secure)
        assert status == 200
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert int(headers["Strict-Transport-Security"].split("=")[1]) > 10**7
        assert headers["X-Frame-Options"] == "DENY"
        sheet = re.search(r'href="(/static/css/portal\.[0-9a-f]+\.css)"', page)
        assert sheet
        status, headers, _ = ask(sheet[1], web_port, **secure | {"Accept-Encoding": "br"})
        assert (status, headers["Content-Encoding"]) == (200, "br")
        assert "immutable" in headers["Cache-Control"]
        assert ask("/", web_port, Host="evil.example", **secure)[0] == 400
        # What opens a door stands in no log, and a line is found by the answer's id.
        status, headers, _ = ask("/inbjudan/hemligt-4711/", web_port, **secure)
        assert status == 410
        wait_for(lambda: f'"GET /inbjudan/***/" 410 {headers["Content-Length"]} ' in portal.log())
        assert headers["X-Request-ID"] in portal.log()
        assert "hemligt-4711" not in portal.log()
        cookie = ask("/konto/login/", web_port, **secure)[1]["Set-Cookie"]
        assert cookie.startswith("__Host-csrftoken=")
        assert "; Secure" in cookie
        # A visitor who claims HTTPS to the proxy is not believed.
        assert ask("/", **secure)[0] == 301
        # However many send a form drop by drop, whoever asks meanwhile is answered: there are eight
        # threads.
        with half_sent(proxy_port, 30):
            assert [ask("/halsa/")[0] for _ in range(20)] == [200] * 20
        environment = {**portal.env(), "HEALTH_URL": f"http://127.0.0.1:{web_port}/halsa/"}
        check = [sys.executable, "scripts/healthcheck.py"]
        assert subprocess.run(check, cwd=ROOT, env=environment, check=False).returncode == 0
    finally:
        for process in processes:
            stop(process)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def test_commands_in_production_without_tables_say_so(
    servers: dict[str, str], cluster: Cluster, tmp_path: Path
) -> None:
    portal = Portal(tmp_path, {**servers, "DATABASE_URL": cluster.empty()})
    done = portal.manage("efficiency", "--municipality", "1814")
    assert (done.returncode, "manage.py migrate" in done.stderr) == (1, True)
    refused = portal.manage("load_demo", DATABASE_URL=cluster.migrated())
    assert (refused.returncode, "aldrig in i produktion" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ("SECRET_KEY", "SECRET_KEY saknas"),
        ("PORTAL_HOSTS", "PORTAL_HOSTS=portal"),
        ("DATABASE_URL", "postgres://"),
        ("REDIS_URL", "redis://"),
        ("PORTAL_FROM_EMAIL", "avsändaren"),
        ("EMAIL_URL", "EMAIL_URL=none"),
    ],
)
def test_a_missing_setting_tells_the_remedy(tmp_path: Path, without: str, said: str) -> None:
    settings = {
        "EFFEKTIV_ENV": "production",
        "SECRET_KEY": SECRET,
        "PORTAL_HOSTS": "a.example",
        "DATABASE_URL": "postgres://a@b/c",
        "REDIS_URL": "redis://r",
        "PORTAL_FROM_EMAIL": "a@b.c",
        "EMAIL_URL": "none",
    }
    del settings[without]
    done = Portal(tmp_path, settings).manage("check")
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_unknown_environments_and_unsafe_settings_are_refused(tmp_path: Path) -> None:
    assert (
        "'embedded' eller 'production'"
        in Portal(tmp_path, {"EFFEKTIV_ENV": "prod"}).manage("check").stderr
    )
    short = {"EFFEKTIV_ENV": "production", "SECRET_KEY": "short"}
    assert "minst 50 tecken" in Portal(tmp_path, short).manage("check").stderr
    for wrong, said in (({"PORT": "abc"}, "heltal"), ({"DATABASE_URL": "foo://x"}, "postgres://")):
        done = Portal(tmp_path, wrong).manage("efficiency", "--municipality", "1814")
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
        assert "Traceback" not in done.stderr
