"""The pictures of README.md, out of the demo: `make screenshots` writes docs/images/*.png.

A portal of its own gets the demo with its invented figures, is served on a free port and looked at
in Chromium as the demo's people.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "images"
PASSWORD = "effektivare-demo"  # noqa: S105 - of konton.demo, known to everybody
_COHORT = "/program/effektivare-kommun-2021"
# name: who looks, where, and the selector of what begins the picture ("" for the top of the page)
SHOTS = {
    "oversikt": ("lasare", "/kommuner/lekeberg/", ""),
    "verksamhet": ("lasare", "/kommuner/lekeberg/grundskola/", "#utveckling"),
    "orsaker": ("projektledare", f"{_COHORT}/kommun/lekeberg/analyser/1/", ""),
    "tavla": ("mentor", f"{_COHORT}/tavla/", ""),
}


def main() -> int:
    binary = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if not binary:
        print("chromium is missing. Install it with: apt-get install chromium", file=sys.stderr)
        return 1
    TARGET.mkdir(exist_ok=True)
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox"])
        for name in SHOTS:
            take(browser, url, name)
        browser.close()
    return 0


@contextmanager
def served() -> Iterator[str]:
    """The address of a portal with the demo, which is gone afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{probe.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VAR_DIR": folder, "LOG_LEVEL": "WARNING"}
        demo = [sys.executable, "manage.py", "load_demo"]
        subprocess.run(demo, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        command = [sys.executable, "-m", "gunicorn", "effektiv.wsgi", "--bind", host]
        web = subprocess.Popen([*command, "--log-level", "warning"], cwd=ROOT, env=environment)
        try:
            while web.poll() is None:
                with suppress(OSError), urllib.request.urlopen(f"http://{host}/halsa/"):
                    break
                time.sleep(0.2)
            yield f"http://{host}"
        finally:
            web.terminate()
            web.wait()


def take(browser: Browser, url: str, name: str) -> None:
    person, path, begins = SHOTS[name]
    page = browser.new_page(viewport={"width": 1100, "height": 780}, locale="sv-SE")
    page.goto(f"{url}/konto/login/")
    page.get_by_label("E-post").fill(f"{person}@demo.example")
    page.get_by_label("Lösenord", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Logga in", exact=True).click()
    page.get_by_text("Logga ut").first.wait_for()
    page.goto(url + path)
    page.wait_for_load_state("networkidle")  # pictures are drawn anew for whoever has scripts
    if begins:
        page.locator(begins).first.evaluate("one => one.scrollIntoView()")
    page.screenshot(path=TARGET / f"{name}.png", animations="disabled")
    page.close()
    print(
        f"docs/images/{name}.png: {(TARGET / f'{name}.png').stat().st_size // 1000} kB", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
