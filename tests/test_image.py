"""The files that make the image and its containers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest
import yaml

from tests.services import ROOT, _binary
from tests.test_production import SECRET

pytestmark = pytest.mark.services


def test_the_compose_file_fits_its_schema_and_tells_what_is_missing() -> None:
    command = [_binary("docker-compose"), "-f", str(ROOT / "docker-compose.yml"), "config"]
    values = {
        "SECRET_KEY": SECRET,
        "PORTAL_HOSTS": "p.example",
        "PORTAL_FROM_EMAIL": "a@b.c",
        "POSTGRES_PASSWORD": "p",
    }
    plain = {k: v for k, v in os.environ.items() if k not in values}
    good = subprocess.run(
        command, env={**plain, **values}, capture_output=True, text=True, check=False
    )
    assert good.returncode == 0, good.stderr
    services = yaml.safe_load(good.stdout)["services"]
    assert set(services) == {"db", "redis", "migrate", "web", "worker", "beat", "proxy"}
    own = [services[name]["image"] for name in ("migrate", "web", "worker", "beat")]
    assert set(own) == {"effektivare-kommun"}
    bad = subprocess.run(command, env=plain, capture_output=True, text=True, check=False)
    assert bad.returncode != 0
    assert "i .env" in bad.stderr


def test_the_image_is_built_by_make_alone() -> None:
    runs = [
        line for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("RUN")
    ]
    assert runs
    assert all(re.fullmatch(r"RUN make [a-z -]+", line) for line in runs)


def test_the_images_targets_work_in_an_empty_folder(tmp_path: Path) -> None:
    """What `make image` does after its packages are in place, on a clean copy of the files."""
    copy = tmp_path / "app"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        target = copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    plain = {k: v for k, v in os.environ.items() if k not in ("VAR_DIR", "KOLADA_URL")}
    static = tmp_path / "static"
    environment = {**plain, "VAR_DIR": str(tmp_path / "lib"), "STATIC_ROOT": str(static)}
    environment["PIP_NO_COMPILE"] = "1"  # what is used once is compiled then
    start = time.monotonic()
    done = subprocess.run(
        ["make", "image-python", "image-static"],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stderr, time.monotonic() - start)
    names = {path.name for path in static.rglob("*")}
    assert "staticfiles.json" in names
    assert any(re.fullmatch(r"htmx\.min\.[0-9a-f]+\.js\.br", name) for name in names)
    shutil.rmtree(copy)  # tens of thousands of files, which some later run would have to remove
