"""What Django, Celery and the rules find by themselves is all that is written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.services import COMMAND, ROOT, Portal

pytestmark = pytest.mark.services

# In a process of its own, for this one has imported what its tests needed.
SCRIPT = """
import json, pkgutil, sys
from importlib import import_module
from django.apps import apps
from effektiv.celery import app
from konton.rules import granted

def known():
    return {
        "models": [model._meta.label for model in apps.get_models(include_auto_created=True)],
        "tasks": [name for name in app.tasks if not name.startswith("celery.")],
        "permissions": [one.name for one in granted()],
    }

app.loader.import_default_modules()
before = known()
walked = 0
for name in sys.argv[1:]:
    package = import_module(name)
    for one in pkgutil.walk_packages(package.__path__, f"{name}."):
        if not any(part in one.name for part in (".__main__", ".migrations.", ".settings.")):
            import_module(one.name)
            walked += 1
print(json.dumps([walked, before, known()]))
"""


def test_every_model_task_and_permission_is_found_without_being_asked_for(tmp_path: Path) -> None:
    apps = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))
    assert len(apps) >= 10
    script = f"import django; django.setup()\n{SCRIPT}"
    done = subprocess.run(
        [sys.executable, "-c", script, *apps],
        cwd=ROOT,
        env={**Portal(tmp_path).env(), "DJANGO_SETTINGS_MODULE": "effektiv.settings"},
        capture_output=True,
        text=True,
        timeout=COMMAND,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    walked, before, after = json.loads(done.stdout)
    assert walked > 400
    for kind, names in after.items():
        assert len(names) >= 10, kind
        assert sorted(names) == sorted(before[kind]), kind
