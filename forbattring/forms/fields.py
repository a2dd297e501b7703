"""Form fields that the forms of the improvement work share."""

from __future__ import annotations

from typing import Any

from django import forms

from forbattring.models import OwnFigure
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

    def __init__(self, *args: Any, own: Participation, **more: Any) -> None:
        super().__init__(*args, **more)
        known(self, own)


def known(form: Any, own: Participation) -> None:
    """Set on the form's figure fields whose own figures may be named."""
    for field in form.fields.values():
        if isinstance(field, FigureField):
            field.own = own


class BalanceField(FigureField):
    """A balancing measure (balanserande mått): Kolada's id, or words where Kolada has none."""

    def __init__(self, **more: Any) -> None:
        super().__init__(
            **{
                "label": "Balanserande mått",
                "max_length": 200,
                "help_text": "Det som inte får bli sämre. Ett nyckeltals id i Kolada, eller egna "
                "ord, till exempel Nöjda brukare i vår egen mätning.",
                "error_messages": {"required": "Skriv vad som inte får bli sämre."},
                **more,
            }
        )

    def clean(self, value: Any) -> Any:
        text = forms.CharField.clean(self, value).strip()
        found = Kpi.objects.filter(pk=text.upper()).first() if len(text) == 6 else None
        return found or text


def balance_of(found: Kpi | str) -> tuple[Kpi | None, str]:
    """Return what a balance field gave as it is stored: (Kolada's, '') or (None, words)."""
    return (found, "") if isinstance(found, Kpi) else (None, found)
