"""Data that lies beside the code as YAML: read, and checked against a schema."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

# libyaml's is the same language, ten times as fast; each process reads some files as it starts.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe loader


def validate(data: Any, schema: Path) -> None:
    """Refuse what does not follow the schema.

    Raises:
        jsonschema.ValidationError: it has the wrong shape.
    """
    _validator(schema).validate(data)


@cache
def _validator(schema: Path) -> jsonschema.Draft202012Validator:
    rules = read(schema)
    jsonschema.Draft202012Validator.check_schema(rules)
    return jsonschema.Draft202012Validator(rules, format_checker=jsonschema.FormatChecker())
