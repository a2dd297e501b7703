"""What a test makes of a name that a template prints and nobody handed over."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.template.base import FilterExpression, Node

from tests.services import ROOT

OURS = ROOT / "templates"


class Undefined(str):
    """`string_if_invalid` that fails the test, naming variable and template.

    Empty, as it is in production, for all that Django reads into it: what `{% if %}` asks may be
    undefined, and a relation that is empty is not an unknown name. Only when Django is about to
    print the name, or to hand it on to a tag, does it ask whether there is such a string at all.
    """

    def __bool__(self) -> bool:
        asking = sys._getframe(1)
        if asking.f_code is FilterExpression.resolve.__code__:
            origin = _origin(asking)
            # Those of Django and allauth print names that they leave undefined.
            if origin.is_relative_to(OURS):
                name = asking.f_locals["self"].token
                raise AssertionError(f"{origin.relative_to(OURS)}: {name} is not defined")
        return False


def _origin(frame: Any) -> Path:
    """The template in which the tag or variable stands that is rendered in the frame.

    The context knows only the outermost one, or the one that another extends.
    """
    while frame.f_code is not Node.render_annotated.__code__:
        frame = frame.f_back
    return Path(frame.f_locals["self"].origin.name)
