"""Podman in a folder of its own: nothing of the machine's own is used, replaced or removed."""

from __future__ import annotations

import os
import shlex
import subprocess
from contextlib import suppress
from pathlib import Path

_PROJECT = "portal-drill"
PYTHON = "python:3.11-slim-bookworm"
_BASES = {
    "python": PYTHON,
    "postgres": "postgres:16",
    "redis": "redis:7",
    "caddy": "caddy:2",
}
_STANDINS = Path(__file__).parent / "standins"
# Limits below those of the machine, which not every machine lets podman raise.
_CONFIG = """
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
network_config_dir = "{folder}/networks"
"""
_STORAGE = (
    '[storage]\ndriver = "overlay"\ngraphroot = "{folder}/images"\nrunroot = "{folder}/run"\n'
)


class Failed(Exception):
    """What a command said when it failed, or what was not as it should be."""


def run(*command: str | Path, **more: str) -> str:
    """What a command prints to stdout.

    Raises:
        Failed: with the end of what it said.
    """
    told = [str(part) for part in command]
    done = subprocess.run(
        told, env={**os.environ, **more}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        end = "\n".join((done.stdout + done.stderr).splitlines()[-25:])
        raise Failed(f"{shlex.join(told)[:200]} ended with {done.returncode}:\n{end}")
    return done.stdout


class Podman:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "networks").mkdir()
        files = {
            "CONTAINERS_CONF": _CONFIG,
            "CONTAINERS_STORAGE_CONF": _STORAGE,
            "CONTAINERS_REGISTRIES_CONF": 'unqualified-search-registries = ["docker.io"]\n',
        }
        for name, text in files.items():
            (folder / name.lower()).write_text(text.replace("{folder}", str(folder)))
            os.environ[name] = str(folder / name.lower())

    def __call__(self, *command: str | Path) -> str:
        return run("podman", *command)

    def make_bases(self) -> None:
        """The images that Dockerfile and docker-compose.yml ask for, of localhost/debian."""
        for name, tag in _BASES.items():
            where = ["--file", str(_STANDINS / name), "--tag", f"docker.io/library/{tag}"]
            self("build", "--network", "host", *where, _STANDINS)

    def cannot_run(self, root: Path) -> str:
        """Why a container of a root does not start here; '' when it does."""
        try:
            self("import", root, "localhost/debian")
            self("network", "create", "trial")
            self("run", "--rm", "--network", "trial", "localhost/debian", "true")
            self("network", "rm", "trial")
        except Failed as error:
            return str(error)
        return ""

    def build(self, tree: Path, files: dict[str, Path]) -> str:
        """Build the image of the portal, and return what the steps said."""
        mounts = [f"--volume={path}:{place}:ro" for place, path in files.items()]
        return self(
            "build", "--layers", "--network", "host", *mounts, "--tag", "effektivare-kommun", tree
        )

    def size(self, image: str) -> int:
        return int(self("image", "inspect", "--format", "{{.Size}}", image))

    def own_size(self) -> int:
        return self.size("effektivare-kommun") - self.size(f"docker.io/library/{PYTHON}")

    def compose(self, tree: Path, *command: str) -> str:
        # Values that compose passes on from .env are passed on from the environment by this one.
        lines = (tree / ".env").read_text().splitlines()
        values = {
            name: value.strip("'") for name, _, value in (one.partition("=") for one in lines)
        }
        where = ["-p", _PROJECT, "-f", str(tree / "docker-compose.yml")]
        return run("podman-compose", *where, *command, **values)

    def container(self, service: str) -> str:
        return self("ps", "--all", "--quiet", "--filter", f"name={_PROJECT}_{service}_1").strip()

    def inside(self, service: str, *command: str, **values: str) -> str:
        given = [f"--env={name}={value}" for name, value in values.items()]
        return self("exec", *given, self.container(service), *command)

    def logs(self, service: str) -> str:
        return run("sh", "-c", f"podman logs {self.container(service)} 2>&1")

    def last_words(self) -> str:
        """The ends of the logs of all services."""
        names = self("ps", "--all", "--format", "{{.Names}}").split()
        return "\n".join(
            f"--- {name}\n" + run("sh", "-c", f"podman logs --tail 12 {name} 2>&1")
            for name in names
        )

    def is_healthy(self, service: str) -> bool:
        try:
            self("healthcheck", "run", self.container(service))
        except Failed:
            return False
        return True

    def remove_all(self) -> None:
        """Everything that the drill has made, each by its id."""
        kinds = {
            ("ps", "--all", "--quiet"): ("rm", "--force", "--volumes", "--time", "1"),
            ("volume", "ls", "--quiet"): ("volume", "rm", "--force"),
            ("network", "ls", "--quiet", "--filter", f"name={_PROJECT}"): ("network", "rm"),
            ("images", "--all", "--quiet"): ("rmi", "--force"),
        }
        for listed, removed in kinds.items():
            # An image goes with the one that was made of it, so not every id is there to the end.
            with suppress(Failed):
                if ids := dict.fromkeys(self(*listed).split()):
                    self(*removed, *ids)
