"""The files that make the image and its containers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from django.conf import settings

from tests.services import ROOT, _binary, of_caddy
from tests.test_production import SECRET

pytestmark = pytest.mark.services
# What means something in an address, in a shell or to compose itself.
PASSWORD = "a/b@c#d%e$f g:h?i"
VALUES = {
    "SECRET_KEY": SECRET,
    "PORTAL_HOSTS": "p.example",
    "PORTAL_FROM_EMAIL": "a@b.c",
    "POSTGRES_PASSWORD": PASSWORD,
    "POSTGRES_OWNER_PASSWORD": "another",
    "EMAIL_URL": "none",
}


def composed(values: dict[str, str]) -> subprocess.CompletedProcess[str]:
    plain = {k: v for k, v in os.environ.items() if k not in VALUES}
    return subprocess.run(
        [_binary("docker-compose"), "-f", str(ROOT / "docker-compose.yml"), "config"],
        env={**plain, **values},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    good = composed(VALUES)
    assert good.returncode == 0, good.stderr
    return dict(yaml.safe_load(good.stdout)["services"])


def test_the_compose_file_fits_its_schema(services: dict[str, Any]) -> None:
    assert set(services) == {"db", "redis", "migrate", "web", "worker", "beat", "proxy"}
    own = [services[name]["image"] for name in ("migrate", "web", "worker", "beat")]
    assert set(own) == {"effektivare-kommun"}


@pytest.mark.parametrize("name", VALUES)
def test_the_compose_file_tells_what_is_missing(name: str) -> None:
    bad = composed({key: value for key, value in VALUES.items() if key != name})
    assert bad.returncode != 0
    assert re.search(rf"Sätt {name} i \.env", bad.stderr)


def test_every_service_is_looked_after(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}, name
        # What runs once is waited for instead.
        assert ("healthcheck" in service) == (name != "migrate"), name
    assert services["web"]["depends_on"]["redis"]["condition"] == "service_healthy"
    assert {"db", "web", "worker"} <= {n for n, s in services.items() if "stop_grace_period" in s}


def test_a_password_of_any_signs_is_passed_on_beside_the_address(services: dict[str, Any]) -> None:
    for name in ("migrate", "web", "worker", "beat"):
        given = services[name]["environment"]
        # Written as compose would read it again.
        assert given["POSTGRES_PASSWORD"].replace("$$", "$") == PASSWORD
        assert "a/b" not in given["DATABASE_URL"]


def test_only_migrate_knows_who_owns_the_tables(services: dict[str, Any]) -> None:
    knows = {n for n, s in services.items() if "DATABASE_OWNER_URL" in s.get("environment", {})}
    told = {n for n, s in services.items() if "another" in s.get("environment", {}).values()}
    assert (knows, told) == ({"migrate"}, {"migrate", "db"})
    owner = urlsplit(services["migrate"]["environment"]["DATABASE_OWNER_URL"]).username
    assert owner == services["db"]["environment"]["POSTGRES_USER"]
    assert owner != urlsplit(services["web"]["environment"]["DATABASE_URL"]).username


@pytest.mark.parametrize("hosts", ["a.se,b.se", "a.se, b.se", "a.se , b.se", "a.se"])
def test_the_proxy_takes_names_however_they_are_listed(
    hosts: str, services: dict[str, Any], tmp_path: Path
) -> None:
    shell, option, command = services["proxy"]["command"]
    script = command.replace("$$", "$").replace("caddy run", f"{_binary('caddy')} adapt")
    script = script.replace("/etc/caddy/Caddyfile", str(ROOT / "Caddyfile"))
    environment = {**os.environ, **of_caddy(), "PORTAL_HOSTS": hosts, "HOME": str(tmp_path)}
    done = subprocess.run(
        [shell, option, script], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    # Both where it serves pages and where it tells of a fault.
    assert set(re.findall(r'"([ab]\.se)"', done.stdout)) == set(re.findall(r"[ab]\.se", hosts))


def test_the_image_is_built_in_two_stages_of_a_slim_base() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    bases = [line for line in lines if line.startswith("FROM")]
    assert len(bases) == 2
    assert all("python:3.11-slim-bookworm" in base for base in bases)
    # What is downloaded depends on lists alone, so that another change installs nothing anew.
    packages = lines.index("RUN sh scripts/image.sh packages")
    before = " ".join(line for line in lines[:packages] if line.startswith("COPY"))
    assert set(re.findall(r"[\w./-]+", before)) == {
        "COPY",
        "requirements.txt",
        "requirements-node.txt",
        "package.json",
        "package-lock.json",
        "scripts/image.sh",
        "scripts/npm.sh",
        "scripts/",
        "./",
    }


def test_the_image_is_sent_nothing_but_what_the_portal_runs_on() -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = {line[1:] for line in rules if line.startswith("!")}
    assert all((ROOT / name).exists() for name in let_in)
    folders = {name for name in let_in if (ROOT / name).is_dir()}
    apps = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    assert folders == apps | {"static", "templates"}
    names = [".env", "staticfiles/x"]
    ignored = subprocess.run(
        ["git", "check-ignore", *names], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ignored.stdout.split() == names


def test_the_images_steps_work_in_empty_folders(tmp_path: Path) -> None:
    """Both steps, on a clean copy of the files whose owner lets nobody else read them: a broken one
    would be told of only where somebody builds the image."""
    app, code = tmp_path / "app", tmp_path / "code"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        target = code / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
        target.chmod(0o600)
    shutil.copytree(code / "scripts", app / "scripts")
    for name in ("requirements.txt", "requirements-node.txt", "package.json", "package-lock.json"):
        shutil.copy(code / name, app)
    plain = {k: v for k, v in os.environ.items() if k not in ("VAR_DIR", "KOLADA_URL")}
    # What is used once is compiled then.
    environment = {**plain, "CODE": str(code), "PIP_NO_COMPILE": "1"}
    for step in ("packages", "files"):
        command = ["sh", "scripts/image.sh", step]
        done = subprocess.run(
            command, cwd=app, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    static = list((code / "staticfiles").rglob("*"))
    names = {path.name for path in static}
    assert "staticfiles.json" in names
    assert any(re.fullmatch(r"htmx\.min\.[0-9a-f]+\.js\.br", name) for name in names)
    # By whoever the portal runs as, who is not who built it.
    assert [p for p in code.rglob("*") if not p.stat().st_mode & 0o004] == []
    assert not (app / ".venv" / "bin" / "pip").exists()
    assert not (code / "node_modules").exists()
    shutil.rmtree(app)  # tens of thousands of files, which some later run would have to remove
