"""What apps above tell the feed: which key figures they need, and how a sample is made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.dispatch import Signal

# Sent with `version` after the figures have changed and the change is committed.
data_version_raised = Signal()

_wanted: list[Callable[[], set[str]]] = []
_sample_builder: list[Callable[[Path], None]] = []


def register_wanted(provider: Callable[[], set[str]]) -> None:
    """`provider()` returns ids of key figures that the app computes from."""
    _wanted.append(provider)


def wanted_kpis() -> list[str]:
    return sorted(set().union(*(provider() for provider in _wanted)))


def register_sample(builder: Callable[[Path], None]) -> None:
    """`builder(folder)` writes a snapshot folder with invented values."""
    _sample_builder[:] = [builder]


def build_sample(folder: Path) -> None:
    _sample_builder[0](folder)
