"""A page of a verksamhet is read once at its top, and what was read is handed down.

The walk of a reader through the code is recorded while one page is made:

- A *stay* begins where a function of one module of `analys` calls a function of another. Coming back
  when that one returns begins none. Each pair of a calling and a called function counts once, as a
  reader who has followed a call does not follow it again; calls after each other into one module are
  one stay.
- Methods and constructors of values do not count: what was handed over is in hand.
- Leaf modules do not count: those that in the whole walk call no other module (numbers, colours, the
  parts of a picture), as formats in `grund` do not.
- What is kept in memory (lru_cache) is asked anew, or asking for it again would not be seen.
  Definitions are kept, for each is only equal to itself.

A *return* is a stay in a module that was left before: stays less the number of modules. There were 44
returns (65 stays in 21 modules) when every helper fetched panel, areas and results itself.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, fields
from functools import lru_cache
from types import FrameType
from typing import Any

import pytest
from django.db.models import QuerySet

from analys.comparison.area_data import AreaData, area_data
from analys.comparison.groups import comparison
from analys.definitions.areas import service_area
from analys.efficiency.edition import area_source, areas, edition
from analys.efficiency.models import Efficiency
from analys.pages import area as area_module
from kommuner.models import Municipality

pytestmark = [pytest.mark.django_db]

MOST_RETURNS = 15


@dataclass(frozen=True)
class Call:
    """From which function of a module another module's was called."""

    by: tuple[str, str]
    to: tuple[str, str]


def _name(frame: FrameType) -> tuple[str, str]:
    return frame.f_globals.get("__name__", ""), frame.f_code.co_qualname


def _caller(frame: FrameType) -> FrameType | None:
    """The function of analys that made the call, through comprehensions and other libraries."""
    by = frame.f_back
    while by and (by.f_code.co_name.startswith("<") or not _name(by)[0].startswith("analys.")):
        by = by.f_back
    return by


def _walked(run: Callable[[], Any]) -> list[Call]:
    """The calls between modules of analys, each pair of functions once, in their order."""
    found: dict[Call, None] = {}

    def record(frame: FrameType, event: str, _: Any) -> None:
        if event != "call" or not _name(frame)[0].startswith("analys."):
            return
        by = _caller(frame)
        if by is None or _name(by)[0] != _name(frame)[0]:
            found.setdefault(Call(_name(by) if by else ("", ""), _name(frame)))

    sys.setprofile(record)
    try:
        run()
    finally:
        sys.setprofile(None)
    return list(found)


def _is_of_a_value(function: str) -> bool:
    """Whether it is a method of a class, or one that a dataclass is given."""
    return function[:1].isupper() or function.startswith("__create_fn__")


def _stays(calls: list[Call]) -> list[str]:
    callers = {call.by[0] for call in calls}
    stays: list[str] = []
    for call in calls:
        module, function = call.to
        if _is_of_a_value(function) or module not in callers:
            continue
        if not stays or stays[-1] != module:
            stays.append(module)
    return stays


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is made of figures is kept from one call to the next."""
    kept = type(lru_cache(str))
    for name, module in list(sys.modules.items()):
        if name.startswith("analys.") and not name.startswith("analys.definitions"):
            for key, value in list(vars(module).items()):
                if isinstance(value, kept) and "definitions" not in value.__module__:
                    monkeypatch.setattr(module, key, value.__wrapped__)


def _made(year: int = 2022, chosen: str = "") -> AreaData:
    shown, area = edition(), service_area("forskola")
    assert area is not None
    whose = Municipality.objects.get(pk="1814")
    stored = Efficiency.objects.get(municipality=whose, service_area=area.key, year=year)
    with_whom = comparison(chosen, whose, areas(shown))
    return area_data(shown, area, whose, stored, with_whom, area_source(shown, area.key))


def test_a_walk_through_the_page_seldom_returns_to_a_module(synced: Any, forgetful: None) -> None:
    shown, area = edition(), service_area("forskola")
    assert area is not None
    whose = Municipality.objects.get(pk="1814")
    stays = _stays(_walked(lambda: area_module.area_page(shown, whose, area, 2022, "")))
    assert len(set(stays)) > 15  # the walk was seen
    assert len(stays) - len(set(stays)) <= MOST_RETURNS, stays


def test_figures_are_read_before_the_first_word_and_picture(synced: Any, forgetful: None) -> None:
    shown, area = edition(), service_area("forskola")
    assert area is not None
    whose = Municipality.objects.get(pk="1814")
    calls = _walked(lambda: area_module.area_page(shown, whose, area, 2022, ""))
    modules = [call.to[0] for call in calls if not _is_of_a_value(call.to[1])]
    told = [i for i, m in enumerate(modules) if m.startswith(("analys.charts", "analys.sentences"))]
    read = [i for i, m in enumerate(modules) if m == "analys.efficiency.edition"]
    assert read
    assert told
    assert max(read) < min(told)


@pytest.mark.parametrize("chosen", ["", "alla", "riket", "0482,0643"])
def test_what_was_read_survives_a_pickle(synced: Any, chosen: str) -> None:
    data = _made(chosen=chosen)
    again = pickle.loads(pickle.dumps(data))
    assert again is not data
    assert again == data
    assert hash(again) == hash(data)
    assert again.area is data.area  # a definition is the one of its kind
    for field in fields(AreaData):
        assert not isinstance(getattr(data, field.name), QuerySet), field.name


def test_what_was_read_of_another_year_or_group_is_another(synced: Any) -> None:
    assert _made() == _made()
    assert _made() != _made(2021)
    assert _made() != _made(chosen="alla")


def test_one_figure_that_differs_makes_it_another(synced: Any) -> None:
    data = _made()
    other = pickle.loads(pickle.dumps(data))
    other.results.factors["volume"][0, 0] = -1.0
    assert other != data
    assert data == _made()


@pytest.mark.parametrize("field", [field.name for field in fields(AreaData)])
def test_what_was_read_cannot_be_changed(synced: Any, field: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(_made(), field, None)


def test_nor_can_the_figures_in_it(synced: Any) -> None:
    data = _made()
    arrays = [*data.results.indices.values(), *data.results.factors.values()]
    for array in (*arrays, data.panel.cube.block, data.panel.riket.block):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0
