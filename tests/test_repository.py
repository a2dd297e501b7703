"""The repository itself: documents that must stay true, files that must stay out."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from django.template import Context, Origin, Template, engines

from effektiv.schedule import BEAT_SCHEDULE
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
    engine = engines["django"].engine
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


def test_the_documented_schedule_is_the_real_one() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    documented = re.findall(r"^\| `([a-z-]+)` \|", readme, re.MULTILINE)
    assert set(BEAT_SCHEDULE) <= set(documented)


def test_documented_commands_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z]+)`", readme):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    commands = {p.stem for p in TRACKED if "commands" in p.parts and p.stem != "__init__"} - {
        "commands"
    }
    section = readme.split("## Commands")[1].split("## Settings")[0]
    assert commands == set(re.findall(r"^\| `([a-z_]+)", section, re.MULTILINE))


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


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "docs/ordlista.md"])
def test_links_between_documents_hold(name: str) -> None:
    path = ROOT / name
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target
