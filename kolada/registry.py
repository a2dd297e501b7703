"""What apps above give the feed: the key figures that they need, and a way to make a sample."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.dispatch import Signal

# Sent with `version` after the figures have changed and the change is committed.
data_version_raised = Signal()

_wanted: list[Callable[[], set[str]]] = []
_sample_builder: list[Callable[[Path], None]] = []


def register_wanted(provider: Callable[[], set[str]]) -> None:
    """Register a function that returns the ids of the key figures that an app needs."""
    _wanted.append(provider)


def wanted_kpis() -> list[str]:
    return sorted(set().union(*(provider() for provider in _wanted)))


def register_sample(builder: Callable[[Path], None]) -> None:
    """Register the function that writes a snapshot folder with invented values."""
    _sample_builder[:] = [builder]


def build_sample(folder: Path) -> None:
    _sample_builder[0](folder)
