"""docs/ordlista.md maps words of the pages to names of the code, and both are there."""

from __future__ import annotations

import re
from importlib import import_module
from operator import attrgetter

from django.apps import apps

from tests.services import ROOT
from tests.test_repository import APPS, TEXTS, TRACKED

GLOSSARY = (ROOT / "docs" / "ordlista.md").read_text(encoding="utf-8")
TOLD = re.findall(r"`([^`]+)`", GLOSSARY)


def test_every_model_has_its_swedish_word() -> None:
    ours = {m.__name__ for m in apps.get_models() if m.__module__.partition(".")[0] in APPS}
    assert len(ours) > 70
    assert ours - {one.partition(".")[0] for one in TOLD} == set()


def test_every_name_is_one_of_the_code() -> None:
    classes = {
        name
        for path in TRACKED
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in APPS
        for name in re.findall(r"^ *class (\w+)", TEXTS[path], re.MULTILINE)
    }
    models = {model.__name__: model for model in apps.get_models()}
    for told in TOLD:
        name, _, rest = told.partition(".")
        if name[:1].isupper():
            assert name in classes, told
            if rest and name in models:
                attrgetter(rest)(models[name])
        elif name in APPS and rest:
            import_module(told)
