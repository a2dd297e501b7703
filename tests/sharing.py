"""Which tests stay together when they run in processes beside each other, and which come first.

By file, and files that stand on the same thing in one group. What all have together (the portal, the
PostgreSQL, folders to begin with) is made once a run by once.py.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from xdist.scheduler import LoadScopeScheduling

# In the browser, on the one running portal; the others' half begins with "test_browser" as well.
_WORK = tuple(
    f"test_browser_{part}" for part in ("causes", "effect", "mapping", "text", "work", "workshop")
)
# On its real figures.
_FIGURES = {
    "test_both_databases",
    "test_every_page",
    "test_facts",
    "test_real_figures",
    "test_workshop_load",
}
_MATRIX = {
    "test_access",
    "test_effect_access",
    "test_former",
    "test_refusals",
    "test_work_access",
    "test_work_refusals",
}
# The longest first, so that no process is left alone at the end.
_FIRST = ("portal", "work", "matrix", "figures", "test_production", "test_sample")
# What takes long to be there. A file begins with the tests that do without.
_DEAR = {"cluster", "matrix", "real_portal", "sample", "tables"}


def group_of(nodeid: str) -> str:
    """`nodeid` is pytest's: tests/test_formats.py::test_days_are_swedish_days."""
    name = PurePath(nodeid.partition("::")[0]).stem
    if name.startswith(_WORK) or name == "test_oidc_in_browser":
        return "work"
    if name.startswith("test_browser"):
        return "portal"
    if name in _FIGURES:
        return "figures"
    return "matrix" if name in _MATRIX else name


def rank(item: Any) -> tuple[int, bool]:
    """Where a test stands among the others; those with servers of their own come early."""
    group = group_of(item.nodeid)
    dear = not _DEAR.isdisjoint(getattr(item, "fixturenames", ()))
    if group in _FIRST:
        return _FIRST.index(group), dear
    return len(_FIRST) + (item.get_closest_marker("services") is None), dear


class Scheduler(LoadScopeScheduling):
    """Hands out group by group. (xdist's own marks for groups do not reach pytest 9.2.)"""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid)
