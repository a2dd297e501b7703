"""Minimal roots of Debian, and what this machine lends to them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from podman import PYTHON, Failed, run


def debian(folder: Path) -> None:
    """A minimal root of the release that the image is made of, from the machine's own mirror."""
    release = re.search(r"-slim-(\w+)", PYTHON)
    mirrors = run("apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian").split()
    if not release or not mirrors:
        raise Failed("apt-get knows no mirror of Debian's")
    mirror = next((one for one in mirrors if "security" not in one), mirrors[0])
    run("debootstrap", "--variant=minbase", release[1], folder, mirror)


def outside(folder: Path) -> dict[str, Path]:
    """Files that say how pip and npm of this machine reach their registries, by their place."""
    found = {}
    settings = run("python3", "-m", "pip", "config", "list")
    pairs = re.findall(r"^\S+\.([a-z-]+)='(.*)'$", settings, re.MULTILINE)
    wanted = ("index-url", "extra-index-url", "trusted-host", "proxy", "cert", "timeout")
    lines = [f"{key} = {value}" for key, value in pairs if key in wanted and "file:" not in value]
    found["/etc/pip.conf"] = folder / "pip.conf"
    found["/etc/pip.conf"].write_text("\n".join(["[global]", *dict.fromkeys(lines)]) + "\n")
    certificates = next((value for key, value in pairs if key == "cert"), "")
    try:
        registry = run("npm", "config", "get", "registry").strip()
    except (Failed, OSError):
        registry = ""
    npm = [f"registry={registry}"] if registry else []
    if certificates:
        found[certificates] = Path(certificates)
        npm.append(f"cafile={certificates}")
    found["/root/.npmrc"] = folder / "npmrc"
    found["/root/.npmrc"].write_text("\n".join(npm) + "\n")
    return found


def build_in(root: Path, tree: Path, files: dict[str, Path]) -> str:
    """Take the steps of the Dockerfile in a root by chroot, and return what it weighs."""
    for place, path in files.items():
        target = root / place.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    shutil.copy("/etc/resolv.conf", root / "etc" / "resolv.conf")
    shutil.copytree(tree, root / "code", ignore=shutil.ignore_patterns("tests", "docs", "bench"))
    (root / "app").mkdir()
    wanted = ("requirements*.txt", "package*.json", "scripts")
    copies = " ".join(f"/code/{name}" for name in wanted)
    return run(
        "chroot",
        root,
        "sh",
        "-euc",
        "apt-get update -qq; "
        "apt-get install -y -qq --no-install-recommends python3-venv ca-certificates >/dev/null; "
        f"cd /app; cp -r {copies} .; sh scripts/image.sh packages; sh scripts/image.sh files; "
        "du -sm /app/.venv /code; setpriv --reuid 1000 --regid 1000 --clear-groups "
        "cat /code/staticfiles/staticfiles.json >/dev/null && echo readable",
    )
