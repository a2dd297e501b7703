"""The log: which request a line is of, what it keeps to itself, and what has a line of its own."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from gunicorn.config import Config

from effektiv import gunicorn_conf
from effektiv.logs import AccessLog, OfRequest, masked, request_id
from konton.models import Role
from tests.people import person

SECRET = "hemligt-4711"
# Of our own addresses, and of allauth's below /konto/ (a key elsewhere is a cohort's).
_SECRETS = re.compile(r"<\w+:(token|code)>|/konto/.*<key>")


def doors(resolver: URLResolver, before: str = "/") -> list[str]:
    """An address of every view that lets in whoever knows its path."""
    found = []
    for one in resolver.url_patterns:
        here = before + str(one.pattern).lstrip("^").rstrip("$")
        if isinstance(one, URLResolver):
            found += doors(one, here)
        elif isinstance(one, URLPattern) and _SECRETS.search(here):
            plain = re.sub(r"\(\?P<(\w+)>.*?\)(?=[-/])|<(?:\w+:)?(\w+)>", SECRET, here)
            found.append(plain)
    return found


def test_no_line_holds_an_address_that_opens_a_door() -> None:
    found = doors(get_resolver())
    assert len(found) >= 7
    assert [one for one in found if SECRET not in one] == []
    assert [one for one in found if SECRET in masked(one)] == []
    assert masked("/kommuner/lekeberg/arbete/") == "/kommuner/lekeberg/arbete/"


def test_gunicorns_lines_have_neither_secrets_nor_questions() -> None:
    config = Config()
    config.set("access_log_format", gunicorn_conf.access_log_format)
    path = f"/inbjudan/{SECRET}/"
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "RAW_URI": f"{path}?sok=anna",
        "QUERY_STRING": "sok=anna",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"http://a{path}",
    }
    answer = SimpleNamespace(status="200 OK", sent=5, headers=[("X-Request-ID", "abc")])
    logger = AccessLog(config)
    atoms = logger.atoms(
        answer,
        SimpleNamespace(headers=[]),
        environ,
        SimpleNamespace(seconds=0, microseconds=1000, days=0),
    )
    line = gunicorn_conf.access_log_format % logger.atoms_wrapper_class(atoms)
    assert line.endswith('"GET /inbjudan/***/" 200 5 1ms abc')
    assert not any(SECRET in str(atom) for atom in atoms.values())


def test_a_line_says_of_which_request_it_is() -> None:
    filtering = OfRequest()
    record = logging.LogRecord("a", 20, "f", 1, "%s", (f"/svar/{SECRET}/",), None)
    token = request_id.set("abc")
    assert filtering.filter(record)
    request_id.reset(token)
    logging_of: Any = project.LOGGING
    line = logging_of["formatters"]["line"]["format"]
    assert "abc a: /svar/***/" in logging.Formatter(line).format(record)


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_refusals_and_files_are_noted_without_what_stands_there(caplog: Any) -> None:
    admin, reader = person(Role.ADMINISTRATOR), person(Role.READER, "1814")
    caplog.set_level(logging.INFO, "effektiv.middleware")
    client = Client()
    first, second = client.get("/inbjudningar/"), client.get("/inbjudningar/")
    assert first["X-Request-ID"] != second["X-Request-ID"]
    assert "camera=()" in first["Permissions-Policy"]
    client.force_login(reader)
    assert client.get("/inbjudningar/").status_code == 403
    client.force_login(admin)
    client.get("/konto/")
    assert client.get("/granskningslogg/fil/csv/?person=anna").status_code == 200
    assert [one.getMessage() for one in caplog.records] == [
        f"403 to user {reader.pk}: /inbjudningar/",
        f"File to user {admin.pk}: /granskningslogg/fil/csv/",
    ]


def test_who_finds_a_weakness_is_told_where_to_turn(client: Client, settings: Any) -> None:
    settings.PORTAL_URL = "https://portal.example/"
    settings.PORTAL_CONTACT_EMAIL = "kansli@example.com"
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:kansli@example.com\n" in text
    assert "Canonical: https://portal.example/.well-known/security.txt\n" in text
    until = re.search(r"Expires: (\S+)Z", text)
    assert until
    ahead = datetime.fromisoformat(until[1]).replace(tzinfo=UTC) - datetime.now(UTC)
    assert timedelta(days=30) < ahead < timedelta(days=365)  # as the standard has it
    settings.PORTAL_CONTACT_EMAIL = ""
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: https://portal.example/tillganglighet/\n" in text
