"""Texts kept as data, so that someone who does not read code can review them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grund import yaml_files

FOLDER = Path(__file__).parent


def read(name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml_files.read(FOLDER / name)
    return entries
