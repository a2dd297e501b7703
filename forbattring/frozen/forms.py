"""The field that names a figure to freeze: Kolada's or the municipality's own."""

from __future__ import annotations

from typing import Any

from django import forms

from forbattring.own_figures.models import OwnFigure
from kolada.models import Kpi
from program.models import Participation

HELP = (
    "Nyckeltalets id i Kolada, till exempel N11008, eller namnet på ett eget nyckeltal. "
    "Sök id under Nyckeltal i menyn."
)


class FigureField(forms.CharField):
    """A figure of Kolada by its id, or one of the municipality's own by its name.

    The form sets `own`, whose own figures may be named.
    """

    own: Participation | None = None

    def __init__(self, **more: Any) -> None:
        missing = {"required": "Skriv nyckeltalets id eller namn."}
        super().__init__(
            **{
                "label": "Nyckeltal",
                "help_text": HELP,
                "max_length": 150,
                "error_messages": missing,
                **more,
            }
        )

    def clean(self, value: Any) -> Kpi | OwnFigure | None:
        text = super().clean(value).strip()
        if not text:
            return None
        kpi = Kpi.objects.filter(pk=text.upper()).first() if len(text) == 6 else None
        if kpi:
            return kpi
        figure = OwnFigure.objects.filter(participation=self.own, title__iexact=text).first()
        if figure is None:
            raise forms.ValidationError(
                f"”{text[:60]}” är varken ett nyckeltal i Kolada eller ett eget nyckeltal."
            )
        return figure

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Kpi):
            return value.pk
        return value.title if isinstance(value, OwnFigure) else value


class FigureForm(forms.Form):
    figure = FigureField()

    def __init__(self, *args: Any, participation: Participation, **more: Any) -> None:
        super().__init__(*args, **more)
        known(self, participation)


def known(form: Any, participation: Participation) -> None:
    """Set on the form's figure fields whose own figures may be named."""
    for field in form.fields.values():
        if isinstance(field, FigureField):
            field.own = participation
