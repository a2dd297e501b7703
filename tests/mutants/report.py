"""A plugin of pytest in the processes that `tests.mutants` starts: a line of JSON for each phase of
each test, with the kind of what was raised. A report in XML tells only its text."""

from __future__ import annotations

import json
import os
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import settings

TO = "MUTANTS_REPORT"  # the file, in the environment
ASSERTION = "assertion"
# The same examples each time, and none remembered from another mutant.
settings.register_profile("mutants", derandomize=True, database=None, deadline=None)


def kind_of(error: BaseException) -> str:
    """ASSERTION for what a test finds to be wrong, else the name of what was raised.

    Hypothesis raises several findings of one test as a group.
    """
    if isinstance(error, BaseExceptionGroup):
        kinds = {kind_of(one) for one in error.exceptions}
        return ASSERTION if kinds == {ASSERTION} else ", ".join(sorted(kinds - {ASSERTION}))
    # pytest.fail, and pytest.raises where nothing was raised.
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return ASSERTION
    return type(error).__name__


def _write(**line: Any) -> None:
    with open(os.environ[TO], "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    raised = kind_of(call.excinfo.value) if call.excinfo and report.failed else ""
    _write(test=item.nodeid, phase=report.when, outcome=report.outcome, raised=raised)
    return report


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        last = report.longreprtext.strip().rpartition("\n")[2]
        _write(test=report.nodeid, phase="collect", outcome="failed", raised=last)
