"""Build the image and start docker-compose.yml as an operator does: `make drill-containers`.

As root on Debian. No registry of images is asked: the base images are stand-ins of the same names,
made with debootstrap and apt (standins/). How pip and npm reach their registries is the machine's
own matter, and is lent to the building without staying in the image. `--keep` leaves all there.

Exit code 0: all is as it should be. 1: it is not. 3: containers do not start on this machine; then
the steps of the image are taken in a chroot instead.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from podman import Failed, Podman, run
from roots import build_in, debian, outside
from visitor import Visitor

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = [
    "podman",
    "buildah",
    "podman-compose",
    "runc",
    "netavark",
    "aardvark-dns",
    "iptables",
    "debootstrap",
]
LARGEST = 350_000_000
PATIENCE = 300  # seconds
ADMINISTRATOR, PASSWORD = "admin@portal.example", "Sju sorters kakor 7"
# Two hosts without a space, and a password of all that means something in an address or a shell.
VALUES = {
    "SECRET_KEY": "drill-" * 10,
    "PORTAL_HOSTS": "localhost,portal.localhost",
    "PORTAL_FROM_EMAIL": "portal@portal.example",
    "POSTGRES_PASSWORD": "a/b@c#d%e$f g:h?i",
    "POSTGRES_OWNER_PASSWORD": "j/k@l#m%n$o p:q?r",
    "EMAIL_URL": "none",
    "KOLADA_SNAPSHOT": "/var/lib/portal/kolada",
    "PUBLIC_FIGURES": "true",
    "WEB_CONCURRENCY": "2",
}
# Looked at from within, by the user that the portal runs as.
LOOK = """
test "$(id -u)" = 1000
for name in .env .git tests bench docs node_modules scripts/drill; do test ! -e "$name"; done
for name in node npm make pip; do if command -v "$name"; then exit 1; fi; done
test ! -w /app
test ! -w .venv
test -w "$VAR_DIR"
test -z "$(find . ! -type l ! -perm -004 | head -1)"
"""


def main() -> int:
    if wanted := lacking():
        print(f"drill: {wanted}")
        return 3
    folder = Path(tempfile.mkdtemp(prefix="portal-drill-", dir="/var/tmp"))
    podman = Podman(folder)
    try:
        with told("a minimal Debian"):
            debian(folder / "debian")
            run("tar", "-C", folder / "debian", "-cf", folder / "debian.tar", ".")
        tree, files = the_tree(folder), outside(folder)
        if reason := podman.cannot_run(folder / "debian.tar"):
            print(f"drill: containers do not start here: {reason}")
            with told("the steps of the image in a chroot"):
                print(build_in(folder / "debian", tree, files))
            return 3
        drill(podman, tree, files)
    except Failed as error:
        print(f"drill: FAILED: {error}")
        with suppress(Failed):
            print(podman.last_words())
        return 1
    finally:
        if "--keep" not in sys.argv:
            podman.remove_all()
            shutil.rmtree(folder, ignore_errors=True)
    print("drill: all is as it should be.")
    return 0


def lacking() -> str:
    """What keeps the drill from beginning, after installing what can be installed."""
    if os.getuid() != 0:
        return "it needs root, for debootstrap and for the network of the containers."
    missing = [name for name in PACKAGES if not installed(name)]
    if missing:
        print(f"drill: installing {' '.join(missing)} …", flush=True)
        with suppress(Failed, OSError):
            run("apt-get", "update", "-qq")
            quietly = ("-y", "-qq", "--no-install-recommends")
            run("apt-get", "install", *quietly, *missing, DEBIAN_FRONTEND="noninteractive")
    if missing := [name for name in PACKAGES if not installed(name)]:
        return f"it needs the packages {' '.join(missing)}, which could not be installed."
    taken = [str(port) for port in (80, 443) if listens(port)]
    return (
        f"something listens on port {' and '.join(taken)}, which the proxy needs." if taken else ""
    )


def installed(package: str) -> bool:
    with suppress(Failed):
        return bool(run("dpkg", "-s", package))
    return False


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def told(what: str) -> Iterator[None]:
    """A line when something is done, with the time it took."""
    start = time.monotonic()
    yield
    print(f"drill: {what}: {time.monotonic() - start:.0f} s", flush=True)


def be_sure(holds: object, what: str) -> None:
    if not holds:
        raise Failed(f"not so: {what}")
    print(f"drill: {what}", flush=True)


def wait_for(what: Callable[[], object], named: str) -> None:
    with told(named):
        until = time.monotonic() + PATIENCE
        while not what():
            if time.monotonic() > until:
                raise Failed(f"{named}: waited {PATIENCE} s in vain")
            time.sleep(1)


def the_tree(folder: Path) -> Path:
    """What git knows, with a .env beside it, a dump that somebody forgot, and a strict umask."""
    tree = folder / "tree"
    listed = run("git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tree / name)
    (tree / ".env").write_text("".join(f"{name}='{value}'\n" for name, value in VALUES.items()))
    (tree / "backup.dump").write_text("a dump")
    run("chmod", "-R", "go-rwx", tree)
    (tree / "Caddyfile").chmod(0o644)  # mounted as it is
    return tree


def drill(podman: Podman, tree: Path, files: dict[str, Path]) -> None:
    with told("stand-ins for the four base images"):
        podman.make_bases()
    try_the_image(podman, tree, files)
    start(podman, tree)
    podman.inside(
        "web",
        *(
            ".venv/bin/python",
            "manage.py",
            "createsuperuser",
            "--noinput",
            "--email",
            ADMINISTRATOR,
        ),
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    be_sure(logs_in(), "the first administrator logs in without a mail server")
    fetch_figures(podman, tree.parent)
    for service in ("db", "redis", "web", "worker", "beat", "proxy"):
        wait_for(lambda service=service: podman.is_healthy(service), f"healthy: {service}")  # type: ignore[misc]
    look_at_logs(podman)
    with told("all stopped"):
        podman.compose(tree, "stop")
    start(podman, tree)
    be_sure(logs_in(), "the administrator logs in after stop and start")
    be_sure(figures(), "the figures are there after stop and start")


def try_the_image(podman: Podman, tree: Path, files: dict[str, Path]) -> None:
    with told("the image is built"):
        podman.build(tree, files)
    own = podman.own_size()
    be_sure(own < LARGEST, f"the image without its base: {own / 1e6:.0f} MB")
    podman("run", "--rm", "effektivare-kommun", "sh", "-euc", LOOK)
    held = podman("run", "--rm", "effektivare-kommun", "ls", "-A", "/app").split()
    be_sure("backup.dump" not in held, f"the image holds {' '.join(held)}")
    with (tree / "effektiv" / "views.py").open("a") as module:
        module.write("# changed\n")
    with told("the image is built again after a change of a file"):
        said = podman.build(tree, files)
    step = re.search(r"RUN sh scripts/image.sh packages\n(.*)\n", said)
    be_sure(step and "Using cache" in step[1], "which installs nothing anew")


def start(podman: Podman, tree: Path) -> None:
    """As `docker compose up -d` does. Debian's podman-compose does not wait as depends_on says."""

    def up(*services: str) -> None:
        podman.compose(tree, "up", "-d", "--no-build", "--no-deps", *services)

    with told("all started"):
        up("db", "redis")
        wait_for(lambda: podman.is_healthy("db") and podman.is_healthy("redis"), "db and redis")
        up("migrate")
        code = podman("wait", podman.container("migrate")).strip()
        if code != "0":
            raise Failed(f"migrate: {podman('logs', podman.container('migrate'))}")
        up("web", "worker", "beat")
        wait_for(lambda: podman.is_healthy("web"), "healthy: web")
        up("proxy")
        wait_for(lambda: Visitor("localhost").health(), "served by the proxy")


def logs_in() -> bool:
    return all(
        Visitor(host).logs_in(ADMINISTRATOR, PASSWORD) for host in VALUES["PORTAL_HOSTS"].split(",")
    )


def figures() -> str:
    """When they were last fetched to the end."""
    return str(Visitor("localhost").health()["figures"].get("last_success") or "")


def fetch_figures(podman: Podman, folder: Path) -> None:
    """Give the worker a job: a sync of a tiny snapshot."""
    code = "import pathlib, sys, tests.small; tests.small.make(pathlib.Path(sys.argv[1]))"
    subprocess.run([ROOT / ".venv/bin/python", "-c", code, folder / "kolada"], cwd=ROOT, check=True)
    run("chmod", "-R", "a+rX", folder / "kolada")
    podman("cp", folder / "kolada", f"{podman.container('web')}:/var/lib/portal/kolada")
    podman.inside("web", ".venv/bin/python", "manage.py", "sync_kolada")
    wait_for(figures, "the worker has done a job: figures")
    wait_for(
        lambda: Visitor("localhost").health()["worker"]["state"] == "ok", "beat: the worker's pulse"
    )


def look_at_logs(podman: Podman) -> None:
    for service in ("worker", "beat"):
        said = podman.logs(service)
        be_sure(
            "grund.tasks.pulse[" not in said and "due task worker-pulse" not in said,
            f"{service} logs {len(said.splitlines())} lines and no pulse",
        )
    seen = re.search(r"^(\S+) .*\"GET /konto/", podman.logs("web"), re.MULTILINE)
    proxy = podman(
        "inspect",
        "--format",
        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
        podman.container("proxy"),
    ).strip()
    be_sure(
        seen and seen[1] != proxy, f"the web's log names {seen and seen[1]}, the proxy is {proxy}"
    )


if __name__ == "__main__":
    sys.exit(main())
