"""The settings of production and the logs, in this process and without a server."""

from __future__ import annotations

import logging
import runpy
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils.module_loading import import_string
from gunicorn.config import Config

NEEDED = {
    "SECRET_KEY": "x" * 60,
    "PORTAL_HOSTS": "a.se",
    "PORTAL_FROM_EMAIL": "portal@a.se",
    "DATABASE_URL": "postgres://portal@db:5432/portal",
    "REDIS_URL": "redis://r",
    "EMAIL_URL": "none",
}


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> Any:
    def read(**values: str) -> dict[str, Any]:
        for name, value in {**NEEDED, **values}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_module("effektiv.settings.production")

    for name in ("POSTGRES_PASSWORD", "POSTGRES_OWNER_PASSWORD", "DATABASE_OWNER_URL"):
        monkeypatch.delenv(name, raising=False)
    return read


@pytest.mark.parametrize("password", ["a/b@c#d%e$f g:h?i", "$HOME", "%2F", "åäö"])
def test_a_password_is_taken_as_it_stands(production: Any, password: str) -> None:
    database = production(POSTGRES_PASSWORD=password)["DATABASES"]["default"]
    assert (database["PASSWORD"], database["HOST"]) == (password, "db")


def test_the_owner_of_the_tables_has_a_password_of_its_own(production: Any) -> None:
    read = production(
        POSTGRES_PASSWORD="a/b",
        POSTGRES_OWNER_PASSWORD="c/d",
        DATABASE_OWNER_URL="postgres://owner@db/portal",
    )
    told = [(one["USER"], one["PASSWORD"]) for one in read["DATABASES"].values()]
    assert told == [("portal", "a/b"), ("owner", "c/d")]


def test_without_one_the_address_has_it(production: Any) -> None:
    read = production(DATABASE_URL="postgres://portal:a%2Fb@db/portal")
    assert read["DATABASES"]["default"]["PASSWORD"] == "a/b"


@pytest.mark.parametrize("hosts", ["a.se,b.se", "a.se, b.se", " a.se , b.se,"])
def test_hosts_are_listed_with_or_without_spaces(production: Any, hosts: str) -> None:
    read = production(PORTAL_HOSTS=hosts)
    assert read["ALLOWED_HOSTS"] == ["a.se", "b.se"]
    assert read["PORTAL_URL"] == "https://a.se/"


def test_what_is_collected_can_be_read_by_another_user(production: Any, tmp_path: Path) -> None:
    static = production()["STORAGES"]["staticfiles"]
    storage = import_string(static["BACKEND"])(location=tmp_path, **static["OPTIONS"])
    storage.save("css/one.css", ContentFile(b"a {}"))
    assert (tmp_path / "css").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "css" / "one.css").stat().st_mode & 0o777 == 0o644


def test_a_mail_server_is_one(production: Any) -> None:
    read = production(EMAIL_URL="smtp+tls://n%40a.se:p@smtp.a.se:587")
    assert (read["EMAIL_HOST"], read["EMAIL_HOST_USER"]) == ("smtp.a.se", "n@a.se")
    assert read["EMAIL_USE_TLS"]


# As Celery writes them: when beat sends, when the worker takes and when it has done.
def said(task: str, level: int = logging.INFO) -> list[logging.LogRecord]:
    sent: tuple[Any, ...] = ("worker-pulse", task)
    done = {"name": task, "id": "1", "runtime": 0.1}
    made = [
        ("celery.beat", "Scheduler: Sending due task %s (%s)", sent),
        ("celery.worker.strategy", "Task %(name)s[%(id)s] received", (done,)),
        ("celery.app.trace", "Task %(name)s[%(id)s] succeeded in %(runtime)ss", (done,)),
    ]
    return [logging.LogRecord(n, level, "", 0, text, args, None) for n, text, args in made]


def test_the_log_is_not_filled_with_pulses(settings: Any) -> None:
    name = settings.LOGGING["filters"]["not_every_pulse"]["()"]
    assert "not_every_pulse" in settings.LOGGING["handlers"]["stderr"]["filters"]
    kept = import_string(name)()
    assert not any(kept.filter(record) for record in said("grund.tasks.pulse"))
    assert all(kept.filter(record) for record in said("kolada.tasks.nightly_sync"))
    assert all(kept.filter(r) for r in said("grund.tasks.pulse", logging.ERROR))
    own = logging.LogRecord("kolada.fetch", logging.INFO, "", 0, "%s", ("x",), None)
    assert kept.filter(own)


def test_the_web_logs_visitors_and_not_its_own_health(caplog: pytest.LogCaptureFixture) -> None:
    read = runpy.run_path("effektiv/gunicorn_conf.py")
    config = Config()
    for name in ("accesslog", "access_log_format", "logger_class"):
        config.set(name, read[name])
    log = config.logger_class(config)
    log.access_log.addHandler(caplog.handler)
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    asked = SimpleNamespace(headers=[("X-FORWARDED-FOR", "192.0.2.7")])
    for path in ("/halsa/", "/kommuner/"):
        environ = {"REMOTE_ADDR": "172.16.0.2", "PATH_INFO": path, "RAW_URI": path}
        environ |= {"REQUEST_METHOD": "GET", "SERVER_PROTOCOL": "HTTP/1.1"}
        log.access(answer, asked, environ, timedelta(0))
    [line] = caplog.messages
    assert line.startswith("192.0.2.7 ")
    assert "/kommuner/" in line
