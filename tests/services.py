"""Real servers and processes for tests: started on free ports, stopped by their id."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# A loopback port that nothing listens on: the live API is never asked by a test.
NOWHERE = "http://127.0.0.1:9/v3"
# What is waited for comes at once, or late on a machine that does much else. These say only when
# a broken test gives up: in seconds, one thing; and a command or a server that starts, of which
# a sync is the longest.
PATIENCE = 180
COMMAND = 1200
# What production asks for before it starts; whoever starts servers says where they are.
PRODUCTION = {
    "EFFEKTIV_ENV": "production",
    "SECRET_KEY": "x" * 60,
    "PORTAL_HOSTS": "portal.example",
    "PORTAL_FROM_EMAIL": "portal@portal.example",
    "EMAIL_URL": "none",
    "DATABASE_URL": "postgres://portal@127.0.0.1:9/portal",
    "REDIS_URL": "redis://127.0.0.1:9/0",
}
# The database of a cluster that others are copies of.
_MIGRATED = "migrated"
_OF_THIS_PROCESS = (
    "DATABASE_URL",
    "REDIS_URL",
    "KOLADA_SNAPSHOT",
    "KOLADA_URL",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
)


# Runs scripts that come as lines of JSON, and tells of each what it printed and why it failed.
_DESK = """
import contextlib, io, json, sys, traceback
from django.db import connections
for line in sys.stdin:
    said, fault = io.StringIO(), ""
    with contextlib.redirect_stdout(said):
        try:
            exec(json.loads(line), {})
        except Exception:
            fault = traceback.format_exc()
    connections.close_all()
    print(json.dumps([said.getvalue(), fault]), flush=True)
"""

# Hands a command line to Django as manage.py does, and tells its status and what it printed.
_COMMAND = """
import contextlib, io, json
from django.core.management import execute_from_command_line
said, faults, status = io.StringIO(), io.StringIO(), 0
with contextlib.redirect_stdout(said), contextlib.redirect_stderr(faults):
    try:
        execute_from_command_line({line!r})
    except SystemExit as end:
        status = end.code or 0
print(json.dumps([status, said.getvalue(), faults.getvalue()]))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(what: Callable[[], Any], seconds: float = PATIENCE, pause: float = 0.1) -> Any:
    """The first true answer; fails the test when the time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(pause)
    raise AssertionError(f"waited {seconds} seconds in vain")


def stop(process: subprocess.Popen[Any], seconds: float = PATIENCE) -> int:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""


def wait_until_served(url: str) -> None:
    """By a portal that is starting, and may have its tables to make first."""
    wait_for(lambda: get(f"{url}/halsa/")[0] == 200, COMMAND)


def _compiled_once() -> dict[str, str]:
    """Where nothing compiled is wanted in the tree, each command would compile all of the portal
    anew; they share the place that environment.py has found for it."""
    if sys.dont_write_bytecode or not sys.pycache_prefix:
        return {}
    return {"PYTHONPYCACHEPREFIX": sys.pycache_prefix, "PYTHONDONTWRITEBYTECODE": ""}


@dataclass
class Portal:
    """A portal in a folder of its own, used through manage.py like a person would."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    _desk: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def env(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if name not in _OF_THIS_PROCESS}
        own = {"VAR_DIR": str(self.folder), "KOLADA_URL": NOWHERE, "LOG_LEVEL": "WARNING"}
        return {**plain, **own, **_compiled_once(), **self.environment}

    def manage(self, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *args],
            cwd=ROOT,
            env={**self.env(), **more},
            capture_output=True,
            text=True,
            timeout=COMMAND,
            check=False,
        )

    def command(self, *args: str) -> subprocess.CompletedProcess[str]:
        """The same in the process of `shell`, where another test sees to a start of its own."""
        line = ["manage.py", *args]
        status, said, faults = json.loads(self.shell(_COMMAND.format(line=line)))
        return subprocess.CompletedProcess(line, status, said, faults)

    def json(self, *args: str) -> Any:
        done = self.manage(*args)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def shell(self, code: str) -> str:
        """What a script prints that sees the portal's own rows; they share one process, for a
        command takes a second to start. Whoever made the portal closes it."""
        with (self.folder / "desk.txt").open("ab") as faults:
            self._desk = self._desk or subprocess.Popen(
                [sys.executable, "manage.py", "shell", "--no-imports", "--command", _DESK],
                cwd=ROOT,
                env=self.env(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=faults,
                text=True,
            )
        assert self._desk.stdin
        assert self._desk.stdout
        self._desk.stdin.write(json.dumps(code) + "\n")
        self._desk.stdin.flush()
        answer = self._desk.stdout.readline()
        assert answer, self.log("desk.txt")
        said, fault = json.loads(answer)
        assert not fault, fault
        return str(said)

    def asked(self, script: str) -> Any:
        """The same of a script that prints JSON."""
        return json.loads(self.shell(f"import json\n{script}"))

    def close(self) -> None:
        if self._desk:
            self._desk.communicate(timeout=PATIENCE)  # it ends with its input
            self._desk = None

    def start(self, *command: str, log: str = "log.txt") -> subprocess.Popen[bytes]:
        with (self.folder / log).open("ab") as out:
            return subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=self.env(), stdout=out, stderr=out
            )

    def log(self, name: str = "log.txt") -> str:
        return (self.folder / name).read_text(errors="replace")

    def begin_with(self, folder: Path) -> None:
        """Everything that another portal, which is not running, has in its folder."""
        shutil.copytree(folder, self.folder, dirs_exist_ok=True)


def _as_user(user: str, folder: Path) -> list[str]:
    """A prefix that runs a command as an unprivileged user where we are root."""
    if os.getuid() != 0:
        return []
    shutil.chown(folder, user)
    folder.chmod(0o700)
    return ["runuser", "-u", user, "--"]


def _binary(name: str) -> str:
    found = shutil.which(name) or next(
        (str(p) for p in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))), None
    )
    assert found, f"{name} is missing: run `make test`, which installs it or names the package"
    return found


def of_caddy() -> dict[str, str]:
    """What the Caddyfile must be told for an older Caddy, as Debian's is: another name."""
    told = subprocess.run(
        [_binary("caddy"), "version"], capture_output=True, text=True, check=True
    ).stdout
    number = [int(part) for part in re.findall(r"\d+", told)[:3]]
    return {"PORTAL_BUFFERS": "buffer_requests"} if number < [2, 6, 3] else {}


@dataclass
class Cluster:
    """A running PostgreSQL, in which each test gets a database of its own."""

    port: int
    _made: int = 0

    def run(self, sql: str) -> bool:
        where = ["-h", "127.0.0.1", "-p", str(self.port), "-U", "portal", "-d", "postgres"]
        done = subprocess.run(
            [_binary("psql"), *where, "-c", sql], capture_output=True, check=False
        )
        return done.returncode == 0

    def empty(self, like: str = "template1") -> str:
        """The DATABASE_URL of a new database."""
        self._made += 1
        name = f"portal{os.getpid()}_{self._made}"
        assert self.run(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.url(name)

    def migrated(self) -> str:
        """The DATABASE_URL of a new database with the portal's tables."""
        return self.empty(_MIGRATED)

    def url(self, name: str) -> str:
        return f"postgres://portal@127.0.0.1:{self.port}/{name}"

    def make_template(self) -> None:
        assert self.run(f"CREATE DATABASE {_MIGRATED}")
        with tempfile.TemporaryDirectory() as folder:
            portal = Portal(Path(folder), {"DATABASE_URL": self.url(_MIGRATED)})
            done = portal.manage("migrate", "--verbosity", "0")
            assert done.returncode == 0, done.stderr


@contextmanager
def postgres() -> Iterator[dict[str, Any]]:
    """What a Cluster is made of. Outside home folders, which PostgreSQL's user may not enter."""
    base = Path(tempfile.mkdtemp(prefix="portal-postgres-", dir="/tmp"))
    prefix = _as_user("postgres", base)
    cluster = Cluster(free_port())
    initdb = [_binary("initdb"), "-D", str(base / "data"), "-U", "portal", "-A", "trust"]
    subprocess.run(
        [*prefix, *initdb, "-E", "UTF8", "--no-sync"], check=True, capture_output=True, cwd="/"
    )
    options = ["-p", str(cluster.port), "-k", str(base), "-c", "listen_addresses=127.0.0.1"]
    server = subprocess.Popen(
        [*prefix, _binary("postgres"), "-D", str(base / "data"), *options, "-c", "fsync=off"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )
    try:
        wait_for(lambda: cluster.run("SELECT 1"))
        cluster.make_template()
        yield {"port": cluster.port}
    finally:
        # runuser passes the signal on; SIGINT is PostgreSQL's fast shutdown.
        server.send_signal(signal.SIGINT if not prefix else signal.SIGTERM)
        try:
            server.wait(PATIENCE)
        finally:
            server.kill()
            shutil.rmtree(base, ignore_errors=True)


@dataclass
class Redis:
    """A Redis that may go away and come back at the same address."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen(
            [_binary("redis-server"), *where, "--save", ""],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_for(lambda: _listens(self.port))

    def fall_silent(self) -> None:
        """It takes connections, as the system does for it, and never answers."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)
        stop(self.process)


@contextmanager
def redis_server(folder: Path) -> Iterator[Redis]:
    server = Redis(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def half_sent(port: int, count: int) -> Iterator[None]:
    """So many forms on their way, each sent a byte a second, to the address that plain HTTP may ask."""
    kind = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
    is_over = threading.Event()
    with ExitStack() as lines:
        senders = []
        for number in range(count):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port)))
            head = (
                f"POST /halsa/ HTTP/1.1\r\nHost: portal.example\r\nContent-Type: {kind[number % 2]}"
            )
            line.sendall(f"{head}\r\nContent-Length: 2000\r\n\r\nlogin=".encode())
            senders.append(line)

        def drip() -> None:
            while not is_over.wait(1):
                for line in senders:
                    with suppress(OSError):
                        line.sendall(b"a")

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()
