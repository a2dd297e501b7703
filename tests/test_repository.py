"""The repository itself: documents that must stay true, files that must stay out."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.template import Context, Origin, Template, engines

from effektiv.schedule import BEAT_SCHEDULE
from konton.demo import ACCOUNTS, PASSWORD
from tests.services import ROOT
from tests.undefined import OURS

TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    if name and (ROOT / name).is_file()
]
TEXTS = {p: p.read_text(encoding="utf-8") for p in TRACKED if p.suffix not in (".png", ".gz")}


def test_files_stay_short() -> None:
    long = {
        str(p.relative_to(ROOT)): text.count("\n")
        for p, text in TEXTS.items()
        if p.suffix == ".py" and "migrations" not in p.parts and text.count("\n") > 400
    }
    assert long == {}


def test_the_lines_of_the_templates_stay_short() -> None:
    lines = {
        f"{p.relative_to(ROOT)}:{number}": len(line)
        for p, text in TEXTS.items()
        if p.suffix == ".html"
        for number, line in enumerate(text.splitlines(), 1)
    }
    # A tag of Django's cannot go on on the next line: one line in a hundred may be longer.
    long = {place: length for place, length in lines.items() if length >= 120}
    assert len(long) <= 0.01 * len(lines), long


def rendered(source: str, folder: Path) -> str:
    django: Any = engines["django"]
    engine = django.engine
    return Template(source, Origin(str(folder / "some/page.html")), engine=engine).render(Context())


@pytest.mark.parametrize(
    "source",
    [
        "{{ nothing }}",
        "{{ nothing.at.all }}",
        "{{ nothing|default:'something' }}",
        "{{ nothing|length }}",
        "{% with one=nothing %}{{ one }}{% endwith %}",
        "{% if not nothing %}{% for one in '12' %}{{ nothing }}{% endfor %}{% endif %}",
    ],
)
def test_a_name_that_nobody_handed_over_fails(source: str) -> None:
    with pytest.raises(AssertionError, match=r"^some/page\.html: nothing.* is not defined$"):
        rendered(source, OURS)


def test_a_template_may_ask_whether_a_name_is_there() -> None:
    asked = "{% if nothing %}yes{% elif nothing|length %}some{% else %}no{% endif %}"
    assert rendered(asked, OURS) == "no"
    assert rendered("{% for one in nothing %}one{% empty %}none{% endfor %}", OURS) == "none"


def test_the_templates_of_others_may_print_what_is_not_there() -> None:
    assert rendered("({{ nothing }}{{ nothing|default:'x' }})", ROOT / ".venv") == "(x)"


def test_the_formatter_is_switched_off_nowhere() -> None:
    switch = re.compile(r"#\s*fmt:\s*(?:skip|off)")
    assert [str(p) for p, text in TEXTS.items() if p.suffix == ".py" and switch.search(text)] == []


def test_every_template_is_used() -> None:
    code = "\n".join(t for p, t in TEXTS.items() if p.suffix in (".py", ".html", ".txt"))
    templates = [
        p.relative_to(ROOT / "templates") for p in TRACKED if p.is_relative_to(ROOT / "templates")
    ]
    # Django and allauth look these up by name.
    known = {"400.html", "403.html", "404.html", "429.html", "500.html"}
    unused = [
        str(t)
        for t in templates
        if str(t) not in known
        and t.parts[0] not in ("allauth", "account", "mfa", "socialaccount")
        and f'"{t}"' not in code
    ]
    assert unused == []


def test_templates_hold_no_inline_scripts_or_styles() -> None:
    bad = re.compile(
        r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|\sstyle=|\son[a-z]+=\"",
        re.IGNORECASE,
    )
    assert [str(p) for p, text in TEXTS.items() if p.suffix == ".html" and bad.search(text)] == []


def test_no_form_that_writes_lets_the_browser_speak() -> None:
    """Its messages are in its own language, hide the page's summary, and follow no style of ours."""
    tag = re.compile(r"<form\b(?:{%.*?%}|{{.*?}}|[^>])*>", re.DOTALL)
    forms = [
        (str(p.relative_to(ROOT)), found)
        for p, text in TEXTS.items()
        if p.suffix == ".html"
        for found in tag.findall(text)
        # One that only asks (a search, a choice) may do so where it has no fields of a form's.
        if 'method="post"' in found or '{% include "_fields.html" %}' in text
    ]
    assert len(forms) > 100
    assert [form for form in forms if "novalidate" not in form[1]] == []


def test_the_documented_schedule_is_the_real_one() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([a-z-]+)` \|", readme, re.MULTILINE)
    assert set(BEAT_SCHEDULE) <= set(documented)


def test_documented_commands_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)
    assert set(re.findall(r"^\| `make ([a-z-]+)`", readme, re.MULTILINE)) == {*targets} - {"help"}
    assert set(re.findall(r"`make ([a-z-]+)`", readme)) <= set(targets)
    commands = {p.stem for p in TRACKED if "commands" in p.parts and p.stem != "__init__"} - {
        "commands"
    }
    section = readme.split("## Commands")[1].split("## Settings")[0]
    assert commands == set(re.findall(r"^\| `([a-z_]+)", section, re.MULTILINE))


def test_the_documented_settings_are_the_real_ones() -> None:
    """One table: what is read anywhere, what containers get from .env, and what they must get."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## Settings")[1].split("###")[0]
    row = re.compile(r"^\| `([A-Z_]+)` \| .+ \| (.+) \| (.+) \|$", re.MULTILINE)
    documented = {name: (alone, contained) for name, alone, contained in row.findall(section)}
    read = {
        name
        for path, text in TEXTS.items()
        if path.relative_to(ROOT).parts[0] in (*APPS, "effektiv") or path.name == "healthcheck.py"
        for name in re.findall(
            r"(?:env\.\w+\(|_required\(|os\.environ(?:\.get)?[(\[])\s*\"([A-Z_]+)\"", text
        )
    }
    assert set(documented) == read
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    # All that any process of the portal is given: migrate is given more than the others.
    given: dict[str, str | None] = yaml.safe_load(compose)["services"]["migrate"]["environment"]
    asked = {name for name, value in given.items() if value is None or f"${{{name}" in value}
    must = set(re.findall(r"\$\{([A-Z_]+):\?", compose))
    image = re.findall(r"([A-Z_]+)=", (ROOT / "Dockerfile").read_text(encoding="utf-8"))

    def told(*words: str) -> set[str]:
        return {name for name, (_, contained) in documented.items() if contained in words}

    assert told("**needed**") == must
    assert told("*set*") == {*image, *given} - asked - {"PYTHONUNBUFFERED"}
    assert set(documented) - told("—", "*set*") == asked
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^([A-Z_]+)=''$", example, re.MULTILINE)) == must
    assert set(re.findall(r"^#?([A-Z_]+)='", example, re.MULTILINE)) == asked


def test_the_documented_accounts_are_those_of_the_demo() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\S+@\S+)` \|", readme, re.MULTILINE) == [a.email for a in ACCOUNTS]
    assert f"the password `{PASSWORD}`" in readme


def test_pictures_are_few_and_small() -> None:
    pictures = [path for path in TRACKED if path.parent == ROOT / "docs" / "images"]
    assert 3 <= len(pictures) <= 5
    assert [p.name for p in pictures if p.stat().st_size > 150_000] == []
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"](docs/images/{path.name})" in readme for path in pictures)


def test_no_layer_of_tests_is_documented_twice() -> None:
    table = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")
    layers = re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)
    assert len(layers) > 20
    assert [one for one in set(layers) if layers.count(one) > 1] == []


def test_no_predicate_is_there_for_tests_alone() -> None:
    code = {
        path: text
        for path, text in TEXTS.items()
        if path.suffix == ".py" and path.relative_to(ROOT).parts[0] not in ("tests", "bench")
    }
    used = Counter(re.findall(r"\w+", "\n".join(code.values())))
    named = [
        name
        for path, text in code.items()
        if path.name == "rules.py"
        for name in re.findall(r"^@rules\.predicate\ndef (\w+)", text, re.MULTILINE)
    ]
    assert len(named) > 10
    assert [one for one in named if used[one] < 2] == []


def test_the_contract_of_the_one_client_forgets_nobody() -> None:
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]
    [contract] = [one for one in linter["contracts"] if one["name"] == "Only the client knows HTTP"]
    inside = {
        path.relative_to(ROOT / "kolada").parts[0].removesuffix(".py")
        for path in TRACKED
        if path.suffix == ".py" and path.is_relative_to(ROOT / "kolada")
    } - {"__init__", "client"}
    apps = set(linter["root_packages"]) - {"kolada"}
    assert set(contract["source_modules"]) == apps | {f"kolada.{name}" for name in inside}


def test_settings_come_from_no_app() -> None:
    taken = {
        f"{path.name}: {name}"
        for path in TRACKED
        if path.suffix == ".py" and path.parent == ROOT / "effektiv" / "settings"
        for name in taken_from_the_portal(ast.parse(TEXTS[path]))
        if name.split(".")[0] in APPS
    }
    assert taken == set()


def test_no_lock_holds_the_address_of_a_registry() -> None:
    for path in TRACKED:
        if path.name.startswith("requirements") or path.name in (
            "package-lock.json",
            "package.json",
        ):
            assert "://" not in TEXTS[path], path
            assert '"resolved"' not in TEXTS[path], path
    assert not [p for p in TRACKED if p.name in ("uv.lock", "poetry.lock")]


def test_requirements_are_pinned_with_hashes() -> None:
    for path in ROOT.glob("requirements*.txt"):
        pins = re.findall(
            r"^[a-z0-9][^ =]*==\S+.*$", path.read_text(), re.MULTILINE | re.IGNORECASE
        )
        assert pins
        assert all(pin.endswith("\\") for pin in pins), path


def test_no_saved_figures_are_committed(snapshot: Path) -> None:
    sizes = {p.stat().st_size for p in snapshot.rglob("*") if p.is_file()}
    suspects = [p for p in TRACKED if p.stat().st_size in sizes and p.stat().st_size > 500]
    saved = {
        p.read_bytes()
        for p in snapshot.rglob("*")
        if p.stat().st_size in {s.stat().st_size for s in suspects}
    }
    assert [p for p in suspects if p.read_bytes() in saved] == []


# Named in a migration, and therefore never to be renamed, moved or changed in what it gives.
FROZEN_BY_A_MIGRATION = {"grund.models": {"random_place"}}


APPS = (
    "oversikt",
    "forbattring",
    "projekt",
    "program",
    "analys",
    "kolada",
    "konton",
    "kommuner",
    "grund",
)


def taken_from_the_portal(tree: ast.Module) -> set[str]:
    """What a module takes from neither Django nor Python, as dotted names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found |= {f"{module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Attribute):
            found |= {
                text
                for module in FROZEN_BY_A_MIGRATION
                if (text := ast.unparse(node)).startswith(f"{module}.")
            }
    known = {"django", *sys.stdlib_module_names}
    return {name for name in found if name.split(".")[0] not in known}


@pytest.mark.parametrize("app", APPS)
def test_no_class_is_named_as_another_of_its_app(app: str) -> None:
    """Whoever reads its name knows which it is; but what Django asks for by name."""
    named = Counter(
        node.name
        for path in TRACKED
        if path.relative_to(ROOT).parts[0] == app and path.suffix == ".py"
        if path.parent.name != "migrations"
        for node in ast.walk(ast.parse(TEXTS[path]))
        if isinstance(node, ast.ClassDef) and node.name not in ("Meta", "Command")
    )
    assert [name for name, count in named.items() if count > 1] == []


def test_a_migration_knows_no_code_of_later_days() -> None:
    """What it takes from the portal could be renamed, and then no new database could be built."""
    allowed = {
        *FROZEN_BY_A_MIGRATION,
        *(f"{module}.{name}" for module, names in FROZEN_BY_A_MIGRATION.items() for name in names),
    }
    found = {
        str(path.relative_to(ROOT)): taken - allowed
        for path in TRACKED
        if path.suffix == ".py" and path.parent.name == "migrations"
        if (taken := taken_from_the_portal(ast.parse(TEXTS[path]))) - allowed
    }
    assert found == {}


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs/ordlista.md"]
)
def test_links_between_documents_hold(name: str) -> None:
    path = ROOT / name
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
