"""Connects this app to the feed below it."""

from typing import Any

from analys.definitions import areas
from analys.efficiency import actions
from analys.sample.build import build
from kolada import registry


def connect() -> None:
    registry.register_wanted(areas.wanted_kpis)
    registry.register_sample(build)
    registry.data_version_raised.connect(_recompute, dispatch_uid="analys")


def _recompute(**_: Any) -> None:
    # A sync that changed nothing sends the signal too.
    if actions.is_stale():
        actions.compute_all()
