"""Serve the portal on this machine: web server and worker, started and stopped together."""

from __future__ import annotations

import ctypes
import fcntl
import http.client
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import IO, Any

from django.conf import settings
from django.utils import timezone

from effektiv import demo, port
from grund.commands import PortalCommand
from grund.errors import PortalError
from grund.jobs import AlreadyRunning
from kolada import actions
from konton.demo import PASSWORD, DemoAccount

_PR_SET_PDEATHSIG = 1
_STARTED_WITHIN = 180  # seconds, on a machine that does much else
# A running sync takes longer to end than anybody waits. Beat's sweep starts it again next time.
_STOPPED_WITHIN = 3
_MOST_RESTARTS = 5


class Command(PortalCommand):
    help = "Startar portalen med arbetare på den här datorn (Ctrl+C stoppar båda)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise PortalError(
                "Det här kommandot är för en ensam dator. I produktion startas webb och arbetare "
                "var för sig, se docker-compose.yml."
            )
        lock = _lock()
        if sentence := port.obstacle(settings.PORT):
            raise PortalError(sentence)
        self._say("Startar portalen …")
        # Set by hand, because what a shell script starts in the background inherits SIGINT as
        # ignored.
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, _interrupt)
        if demo.is_missing():
            self._say("Lägger in kommuner, demokonton och två påhittade omgångar …")
        accounts = demo.prepare()
        children: list[subprocess.Popen[bytes]] = []
        try:
            self._say("Startar arbetaren och webbservern …")
            children += [_start(_WORKER), _start(_web())]
            _wait_until_served(children)
            self._welcome(accounts)
            self._watch(children)
        except KeyboardInterrupt:
            self.stdout.write("Stoppar portalen …")
        finally:
            _stop(children)
            lock.close()

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()  # what comes next takes long, and stdout may be a pipe

    def _welcome(self, accounts: list[DemoAccount]) -> None:
        self.stdout.write(f"\n  Portalen finns på http://localhost:{settings.PORT}\n")
        self.stdout.write(f"  Till exempel http://localhost:{settings.PORT}/kommuner/lekeberg/\n")
        self.stdout.write("  Demokonton (koden vid inloggning med kod visas här):")
        for account in accounts:
            self.stdout.write(f"    {account.email:32} {PASSWORD:18} {account.role.label}")
        self.stdout.write("\n  Ctrl+C stoppar.\n")
        self.stdout.flush()

    def _watch(self, children: list[subprocess.Popen[bytes]]) -> None:
        """Keep the worker alive until the web dies, and fetch the figures that the demo lacks."""
        started = timezone.now()
        restarts = 0
        is_told = False
        while True:
            if demo.wants_sync(started):
                self._say(demo.what_is_fetched())
                with suppress(AlreadyRunning):  # the sweep was first to start a killed one again
                    actions.start_sync(by=None)
            elif not is_told and (sentence := demo.what_there_is()):
                self._say(sentence)
                is_told = True
            for _ in range(10):
                restarts = self._keep_alive(children, restarts)
                time.sleep(0.3)

    def _keep_alive(self, children: list[subprocess.Popen[bytes]], restarts: int) -> int:
        """Start a worker that has died again, and return how often that has been done.

        Beat sweeps up the job that the worker had.

        Raises:
            PortalError: the web server has stopped, or the worker does so again and again.
        """
        worker, web = children
        if web.poll() is not None:
            raise PortalError(f"Webbservern stannade (status {web.returncode}).")
        if worker.poll() is None:
            return restarts
        if restarts == _MOST_RESTARTS:
            raise PortalError(f"Arbetaren stannar gång på gång (status {worker.returncode}).")
        self.stdout.write("Arbetaren stannade och startas igen.")
        children[0] = _start(_WORKER)
        return restarts + 1


# One process is enough for one machine: beat runs inside the worker, and threads share its
# memory. Gossip and mingle are for workers that find each other, and here is only one.
_WORKER = [
    sys.executable,
    "-m",
    "celery",
    "--quiet",
    "--app",
    "effektiv",
    "worker",
    "--beat",
    "--schedule",
    str(settings.VAR_DIR / "beat-schedule"),
    "--pool",
    "threads",
    "--concurrency",
    "2",
    "--loglevel",
    "WARNING",
    "--without-gossip",
    "--without-mingle",
]


def _web() -> list[str]:
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "effektiv.wsgi",
        "--bind",
        f"127.0.0.1:{settings.PORT}",
        "--threads",
        "4",
        "--log-level",
        "warning",
        # As in gunicorn_conf.py: an address that is too long gets a page of ours.
        "--limit-request-line",
        "0",
    ]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # Celery warns for a whole page when it runs as root. That is meant for servers; here
    # everything is bound to loopback.
    environment = {**os.environ, "PYTHONWARNINGS": "ignore:You're running the worker"}
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        start_new_session=True,  # a group of its own, so that all of it can be stopped
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - before any thread
    )


def _die_with_parent() -> None:
    """Have Linux stop this child when its parent is killed outright: it leaves no orphan."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _lock() -> IO[str]:
    """Hold a lock for as long as the portal runs from this folder.

    Two workers on one broker folder and one beat schedule would do everything twice.

    Raises:
        PortalError: the portal runs from here already.
    """
    lock = (settings.VAR_DIR / "portal.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise PortalError("Portalen körs redan från den här mappen. Stoppa den först.") from None
    return lock


def _wait_until_served(children: list[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + _STARTED_WITHIN
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        connection = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=5)
        try:
            connection.request("GET", "/halsa/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise PortalError("Webbservern kom inte igång. Orsaken står ovan.")


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        with suppress(subprocess.TimeoutExpired):
            child.wait(_STOPPED_WITHIN)
        # What a child started may outlive it and would keep the port.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
