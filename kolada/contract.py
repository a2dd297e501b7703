"""What the portal relies on in Kolada's API, and how an answer differs from it. Pure functions.

A field, an address or a parameter that is new differs in nothing here: the portal does not use it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import NoneType
from typing import Any

from grund.formats import number

MUNICIPALITIES, REGIONS = 290, 22  # Riket counts as a region
PAGE = 5000  # rows

_WORDS = {
    str: "text",
    int: "heltal",
    float: "tal",
    bool: "ja eller nej",
    NoneType: "tomt",
    list: "lista",
    dict: "objekt",
}
_TEXT_OR_NOTHING = (str, NoneType)


@dataclass(frozen=True)
class Shape:
    """The fields of the entries of one list, with the types that each may have."""

    name: str
    fields: Mapping[str, tuple[type, ...]]
    forms: Mapping[str, str] = field(default_factory=dict)  # regular expressions


KPI = Shape(
    "kpi",
    {
        "id": (str,),
        "title": (str,),
        "description": _TEXT_OR_NOTHING,
        "is_divided_by_gender": (bool,),
        "municipality_type": _TEXT_OR_NOTHING,
        "auspice": _TEXT_OR_NOTHING,
        "operating_area": _TEXT_OR_NOTHING,
        "perspective": _TEXT_OR_NOTHING,
        "prel_publication_date": _TEXT_OR_NOTHING,
        "publication_date": _TEXT_OR_NOTHING,
        "publ_period": _TEXT_OR_NOTHING,
        "has_ou_data": (bool,),
    },
    {
        "id": r"[NU]\d{5}",
        "prel_publication_date": r"\d{4}-\d\d-\d\d.*",
        "publication_date": r"\d{4}-\d\d-\d\d.*",
        "publ_period": r"\d{4}",
    },
)
MUNICIPALITY = Shape(
    "municipality",
    {"id": (str,), "title": (str,), "type": (str,)},
    {"id": r"\d{4}", "type": "[KL]"},
)
GROUP = Shape(
    "municipality_groups", {"id": (str,), "title": (str,), "members": (list,)}, {"id": r"G\d+"}
)
MEMBER = Shape(
    "municipality_groups, members",
    {"member_id": (str,), "member_title": (str,)},
    {"member_id": r"\d{4}"},
)
ROW = Shape("data", {"kpi": (str,), "municipality": (str,), "period": (int,), "values": (list,)})
VALUE = Shape(
    "data, values",
    {
        "gender": (str,),
        "count": (int,),
        "status": _TEXT_OR_NOTHING,
        "value": (float, int, NoneType),
        "isdeleted": (bool,),
    },
    {"gender": "[TKM]"},
)

# What the portal asks for, with the parameters that it or the paging uses.
_PAGING = frozenset({"page", "per_page"})
ADDRESSES = {
    "/kpi": _PAGING,
    "/municipality": _PAGING,
    "/municipality_groups": _PAGING,
    "/data/kpi/{}/municipality/{}": _PAGING | {"from_date"},
}


def of_shape(shape: Shape, entries: Sequence[Any]) -> Iterator[str]:
    """A sentence for each field that is missing, of another type or of another form."""
    told = [entry for entry in entries if isinstance(entry, dict)]
    if len(told) < len(entries):
        yield f"{shape.name}: {_of(len(entries) - len(told), entries)} är inga objekt."
    for name, types in shape.fields.items():
        lacking = [entry for entry in told if name not in entry]
        if lacking:
            yield f"{shape.name}: fältet {name} saknas i {_such(lacking, entries)}."
        # `type` and not isinstance, because True is an int to Python.
        other = [entry for entry in told if name in entry and type(entry[name]) not in types]
        if other:
            expected = " eller ".join(_WORDS[one] for one in types)
            has = _WORDS.get(type(other[0][name]), "något annat")
            yield (
                f"{shape.name}: fältet {name} är {has} i {_such(other, entries)}. "
                f"Vi väntade {expected}."
            )
    for name, form in shape.forms.items():
        odd = [
            entry
            for entry in told
            if isinstance(entry.get(name), str) and not re.fullmatch(form, entry[name])
        ]
        if odd:
            yield (
                f"{shape.name}: fältet {name} har en annan form i {_such(odd, entries)}: "
                f"”{odd[0][name]}”."
            )


def _of(count: int, entries: Sequence[Any]) -> str:
    return f"{number(count)} av {number(len(entries))} poster"


def _such(some: Sequence[dict[str, Any]], entries: Sequence[Any]) -> str:
    example = some[0].get("id") or some[0]
    return f"{_of(len(some), entries)} (till exempel {str(example)[:80]})"


def of_page(name: str, page: Mapping[str, Any]) -> Iterator[str]:
    """Compare the size of the first page of a list that may need several."""
    count = len(page["values"])
    if count > PAGE or (page["next_url"] and count < PAGE):
        yield f"{name}: första sidan har {number(count)} rader. Vi väntade {number(PAGE)}."


def of_areas(areas: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for kind, name, expected in (("K", "kommuner", MUNICIPALITIES), ("L", "regioner", REGIONS)):
        count = sum(area.get("type") == kind for area in areas)
        if count != expected:
            yield f"municipality: {count} {name}. Vi väntade {expected}."


def of_description(told: Mapping[str, Any], prefix: str) -> Iterator[str]:
    """Compare openapi.json, whose addresses may begin with the path of the API or not."""
    paths = told.get("paths")
    if not isinstance(paths, dict):
        yield "openapi.json: förteckningen paths saknas."
        return
    known = {_plain(path, prefix): methods for path, methods in paths.items()}
    for address, names in ADDRESSES.items():
        methods = known.get(address)
        if not isinstance(methods, dict) or not isinstance(methods.get("get"), dict):
            yield f"openapi.json: adressen {address} saknas."
            continue
        yield from _of_parameters(address, names, _parameters(methods))


def _of_parameters(
    address: str, names: frozenset[str], told: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    for name in sorted(names - told.keys()):
        yield f"openapi.json: {address} saknar parametern {name}."
    for name in sorted(told.keys() - names):
        if told[name].get("required"):
            yield f"openapi.json: {address} kräver parametern {name}, som vi inte skickar."
    schema = told.get("per_page", {}).get("schema")
    largest = schema.get("maximum", PAGE) if isinstance(schema, dict) else PAGE
    if largest != PAGE:
        yield f"openapi.json: {address} ger högst {largest} rader på en sida. Vi väntade {PAGE}."


def _parameters(methods: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Those of the query by name, whether they stand at the address or at its method."""
    both = [*(methods.get("parameters") or []), *(methods["get"].get("parameters") or [])]
    return {
        one["name"]: one
        for one in both
        if isinstance(one, dict) and one.get("in") == "query" and "name" in one
    }


def _plain(path: str, prefix: str) -> str:
    """/v3/data/kpi/{kpi_id}/ → /data/kpi/{}"""
    return re.sub(r"\{[^}]*\}", "{}", path.removeprefix(prefix)).rstrip("/")
