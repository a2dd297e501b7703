"""The scripts of the pages: their own tests, run by node, and how they are served."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from tests.services import ROOT

TAG = re.compile(r"<script\b[^>]*\{% static 'js/[^>]*>")


def _node() -> str:
    """The machine's, or the one that scripts/npm.sh has put inside .venv."""
    path = f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{ROOT / '.venv' / 'bin'}"
    found = shutil.which("node", path=path)
    assert found, "no node: `make test` installs one where the machine has none"
    return found


def test_the_scripts_own_tests_pass() -> None:
    # Files, for what a folder means differs between versions of node.
    files = sorted(map(str, (ROOT / "tests" / "js").glob("*.test.js")))
    assert files
    done = subprocess.run(
        [_node(), "--test", *files], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.fail(done.stdout + done.stderr, pytrace=False)


def test_every_script_of_ours_is_a_module() -> None:
    """In a classic script each name at the top is one of the whole page's."""
    tags = [tag for p in (ROOT / "templates").rglob("*.html") for tag in TAG.findall(p.read_text())]
    assert tags
    assert [tag for tag in tags if 'type="module"' not in tag] == []


def test_an_import_is_named_by_its_content_in_production(tmp_path: Path) -> None:
    """Our own scripts only; that those of the packages can be collected is for test_production."""
    storages = {"staticfiles": {"BACKEND": "effektiv.storage.StaticFiles"}}
    own = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(
        STATIC_ROOT=tmp_path,
        STORAGES=storages,
        STATICFILES_DIRS=[ROOT / "static"],
        STATICFILES_FINDERS=own,
    ):
        call_command("collectstatic", "--noinput", verbosity=0)
    for importer, imported in (("workshop", "queue"), ("richtext", "paste")):
        [script] = (tmp_path / "js").glob(f"{importer}.????????????.js")
        [name] = re.findall(rf'from "\./({imported}\.[0-9a-f]{{12}}\.js)";', script.read_text())
        assert (tmp_path / "js" / name).is_file()
