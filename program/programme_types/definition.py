"""The definition of a programme type: its schema, its rules, and the types that ship."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from grund import yaml_files
from grund.errors import PortalError

FOLDER = Path(__file__).parent
Definition = dict[str, Any]


# As pages call them; the models' words, which this file lies below.
_KINDS = {
    "interest": "intresseanmälan",
    "application": "ansökan",
    "decision": "slutlig ansökan",
}


class BadDefinition(PortalError):
    """The programme type contradicts itself; the text says where."""


def shipped() -> list[Definition]:
    """Read and check the programme types that the project ships."""
    paths = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "schema.yaml")
    return [check(yaml_files.read(path)) for path in paths]


def check(definition: Definition) -> Definition:
    """Return the definition when it is sound.

    Raises:
        jsonschema.ValidationError: it has the wrong shape.
        BadDefinition: it has the right shape but contradicts itself.
    """
    yaml_files.validate(definition, FOLDER / "schema.yaml")
    _check_fee(definition["fee"])
    stages = definition["stages"]
    _check_spans("skedet", [(_KINDS[s["kind"]], s["opens"], s["closes"]) for s in stages])
    _check_spans("steget", [(s["name"], s["starts"], s["ends"]) for s in definition["steps"]])
    for part, key in (
        ("stages", "kind"),
        ("questions", "key"),
        ("commitments", "key"),
        ("criteria", "key"),
    ):
        _check_unique([one[key] for one in definition[part]])
    _check_stages(definition)
    least, most = definition.get("participants_min"), definition.get("participants_max")
    if least and most and most < least:
        raise BadDefinition("Högst antal deltagare kan inte vara lägre än minst.")
    return definition


def _check_fee(fee: Definition) -> None:
    if fee["rule"] == "shares" and sum(fee["shares"]) != 100:
        raise BadDefinition("Avgiftens andelar ska bli 100 procent tillsammans.")


def _check_spans(what: str, spans: list[tuple[str, int, int]]) -> None:
    for name, first, last in spans:
        if last < first:
            raise BadDefinition(f"I {what} ”{name}” ligger slutet före början.")


def _check_unique(keys: list[str]) -> None:
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise BadDefinition(f"”{sorted(twice)[0]}” finns två gånger. Behåll en av dem.")


def _check_stages(definition: Definition) -> None:
    kinds = {stage["kind"] for stage in definition["stages"]}
    # Without either a cohort has no way in: nobody outside the office could make a record.
    if not kinds & {"interest", "application"}:
        raise BadDefinition("Det behövs minst en intresseanmälan eller en ansökan.")
    for question in definition["questions"]:
        if question["stage"] not in kinds:
            raise BadDefinition(
                f"Frågan ”{question['label']}” hör till ett skede som programmet inte har."
            )
