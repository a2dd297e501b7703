"""How many verksamheter there are, as a text says it: the definitions decide, not the template."""

from __future__ import annotations

from django import template

from analys.definitions.areas import service_areas
from grund import swedish as words

register = template.Library()


@register.simple_tag
def antal_verksamheter() -> str:
    """'sex', for the number of verksamheter that are defined."""
    return words.count(len(service_areas()))
