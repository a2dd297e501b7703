"""(c) Speed of the overview, (d) its queries, (e) the weight of a first visit, (h) its time.

On the saved figures in a portal of its own.
"""

from __future__ import annotations

import gzip
import http.client
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from bench.portal import empty_portal

ROUNDS = 5
REQUESTS = 200
BUDGET_KB = 600


def main() -> None:
    with empty_portal() as folder:
        from kolada.actions import run_here

        run_here(kpis=[], full=True)
        people = make_people()
        queries(people)
        notebook()
        with serving(folder) as port:
            speed(port, people["cookie"])
            weight(port)


def make_people() -> dict[str, Any]:
    from django.test import Client
    from django.utils import timezone

    from effektiv import demo
    from grund.models import Job
    from kolada.models import SYNC
    from konton.models import Invitation, Role, User

    demo.prepare()
    client = Client(headers={"host": "localhost"})
    client.force_login(User.objects.get(email="projektledare@demo.example"))
    admin = Client(headers={"host": "localhost"})
    admin.force_login(User.objects.get(email="administrator@demo.example"))
    mentor = User.objects.get(email="mentor@demo.example")
    with_mentor = Client(headers={"host": "localhost"})
    with_mentor.force_login(mentor)

    def grow(upto: int) -> None:
        """So many municipalities of the mentor, people, invitations and syncs."""
        from kommuner.models import Municipality
        from konton.actions import add_membership

        for municipality in Municipality.objects.municipalities()[:upto]:
            add_membership(user=mentor, role=Role.MENTOR, municipality=municipality)
            email = f"{municipality.code}@example.com"
            person, _ = User.objects.get_or_create(email=email)
            add_membership(user=person, role=Role.READER, municipality=municipality)
            Invitation.objects.get_or_create(
                token_hash=municipality.code,
                defaults={
                    "email": email,
                    "role": Role.READER,
                    "municipality": municipality,
                    "expires_at": timezone.now(),
                },
            )
            Job.objects.create(kind=SYNC, state=Job.JobState.DONE)

    cookie = client.cookies["sessionid"].value
    return {"client": client, "admin": admin, "mentor": with_mentor, "grow": grow, "cookie": cookie}


def queries(people: dict[str, Any]) -> None:
    """The largest ratio of all pages: 30 municipalities, people, letters ÷ 1."""
    from kommuner.models import Municipality

    codes = list(Municipality.objects.municipalities().values_list("code", flat=True)[:30])
    pages = {
        "/kommuner/lekeberg/": ("client", "jamfor"),
        "/kommuner/lekeberg/forskola/": ("client", "jamfor"),
        "/kommuner/": ("client", ""),
        "/nyckeltal/": ("client", ""),
        "/": ("mentor", ""),
        "/personer/": ("admin", ""),
        "/inbjudningar/": ("admin", ""),
        "/hamtningar/": ("admin", ""),
    }

    def counted(size: int) -> dict[str, int]:
        people["grow"](size)
        found = {}
        for path, (who, group) in pages.items():
            address = f"{path}?{group}={','.join(codes[:size])}" if group else path
            people[who].get(path)  # what is read once per process
            found[path] = count(partial(people[who].get, address))
        return found

    one, thirty = counted(1), counted(30)
    worst = max(thirty[path] / one[path] for path in pages)
    print(f"bench d queries of overview and lists at 30 / at 1: {worst:.2f}")


def count(ask: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return len(captured)


def notebook() -> None:
    """Pages that nobody has asked for. The portal keeps the figures in memory by data version."""
    from django.conf import settings
    from django.test import Client

    from analys.definitions.areas import service_areas
    from analys.efficiency.edition import edition
    from bench.notebook import AREAS, cell, fresh_cell, read
    from kommuner.models import GroupMember, Municipality

    database = str(settings.DATABASES["default"]["NAME"])
    loaded = read(database)
    themes = dict(zip(AREAS, (area.similar_theme for area in service_areas()), strict=True))
    year = edition().stored.shown_year
    client = Client(headers={"host": "localhost"})
    client.get("/kommuner/lekeberg/")
    ratios, drawn = [], []
    for municipality in Municipality.objects.municipalities()[40:60]:
        similar = {
            area: list(
                GroupMember.objects.filter(
                    group__owner=municipality, group__theme=theme
                ).values_list("municipality_id", flat=True)
            )
            for area, theme in themes.items()
        }
        ours = timed(partial(client.get, f"/kommuner/{municipality.slug}/"))
        who = (municipality.code, municipality.name, year, similar)
        ratios.append(ours / timed(partial(fresh_cell, database, *who)))
        drawn.append(ours / timed(partial(cell, loaded, *who)))
    print(f"bench h overview page / notebook cell: {statistics.median(ratios):.3f}")
    print(
        f"bench h the same with figures that the cell need not read: {statistics.median(drawn):.3f}"
    )


def timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "effektiv.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "4",
        "--log-level",
        "warning",
    ]
    environment = {**os.environ, "VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "bench.settings"}
    server = subprocess.Popen(command, env=environment)
    try:
        for _ in range(200):
            time.sleep(0.1)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port
    finally:
        server.terminate()
        server.wait(20)


def speed(port: int, cookie: str) -> None:
    """One client, kept alive, logged in; both addresses in turn."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(path: str) -> None:
        connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}"})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status)
        assert path == "/tom/" or b"Logga ut" in body

    def per_second(path: str) -> float:
        start = time.perf_counter()
        for _ in range(REQUESTS):
            ask(path)
        return REQUESTS / (time.perf_counter() - start)

    ask("/kommuner/lekeberg/")
    ask("/tom/")
    ratios = [per_second("/kommuner/lekeberg/") / per_second("/tom/") for _ in range(ROUNDS)]
    print(f"bench c overview, logged in, warm / an empty view: {statistics.median(ratios):.3f}")


def weight(port: int) -> None:
    """Everything that a browser without a cache fetches for a verksamhet page, gzipped."""
    from playwright.sync_api import sync_playwright

    sizes: dict[str, int] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()

        def counted(answer: Any) -> None:
            head = sum(len(k) + len(v) + 4 for k, v in answer.headers.items())
            sizes[answer.url] = head + len(gzip.compress(answer.body(), 6))

        page.on("response", counted)
        page.goto(f"http://127.0.0.1:{port}/kommuner/lekeberg/forskola/")
        page.locator("#kvadrant").scroll_into_view_if_needed()  # drawn when it comes near
        page.locator(".canvas.drawn").first.wait_for()
        page.wait_for_load_state("networkidle")
        browser.close()
    total = sum(sizes.values()) / 1000
    print(
        f"bench e kilobytes of a first visit ({total:.0f}) / {BUDGET_KB}: {total / BUDGET_KB:.2f}"
    )


if __name__ == "__main__":
    main()
