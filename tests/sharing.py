"""Which tests stay together when they run in processes beside each other, and which come first.

By file, for what is dear (a portal, a PostgreSQL, the access matrix) is then made once; the longest
first, so that no process is left alone at the end.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from xdist.scheduler import LoadScopeScheduling

# On the one running portal, as every test_browser….
_PORTAL = {
    "test_both_databases",
    "test_every_page",
    "test_programme_facts",
    "test_real_figures",
    "test_workshop_load",
}
_POSTGRES = {
    "test_migrations",
    "test_names_at_once",
    "test_production",
    "test_programme_at_once",
    "test_work_at_once",
}
_MATRIX = {
    "test_access",
    "test_effect_access",
    "test_refusals",
    "test_work_access",
    "test_work_refusals",
}
_FIRST = ("portal", "postgres", "matrix")


def group_of(nodeid: str) -> str:
    """`nodeid` is pytest's: tests/test_formats.py::test_days_are_swedish_days."""
    file, _, test = nodeid.partition("::")
    name = PurePath(file).stem
    if name in _POSTGRES or "[postgres" in test:
        return "postgres"
    if name in _PORTAL or name.startswith("test_browser"):
        return "portal"
    return "matrix" if name in _MATRIX else name


def rank(item: Any) -> int:
    """Where a test stands among the others; those with servers of their own come early."""
    group = group_of(item.nodeid)
    if group in _FIRST:
        return _FIRST.index(group)
    return len(_FIRST) + (item.get_closest_marker("services") is None)


class Scheduler(LoadScopeScheduling):
    """Hands out group by group. (xdist's own marks for groups do not reach pytest 9.2.)"""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
