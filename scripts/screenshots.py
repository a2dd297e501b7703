"""The pictures of README.md, out of the demo: `make screenshots` writes docs/images/*.png.

A portal of its own is filled with the demo and its invented figures, served on a free port, and looked at
in Chromium as the demo's people. Needs Chromium.
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
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "images"
LARGEST = 150_000  # bytes
PASSWORD = "effektivare-demo"  # noqa: S105 - as in konton.demo, which everybody knows
_WORK = "/program/{programme}/kommuner/lekeberg"
# name: who looks, where, at what height of the window, and what is scrolled to
SHOTS = {
    "oversikt": ("lasare", "/kommuner/lekeberg/", 860, ""),
    "verksamhet": ("lasare", "/kommuner/lekeberg/forskola/", 860, "figure"),
    "orsaker": ("projektledare", "", 860, ""),
    "min-lista": ("projektledare", "/min-lista/", 860, ""),
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
