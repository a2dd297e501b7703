"""Forms of own figures and comments."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from forbattring.own_figures.models import FigureComment, OwnFigure
from program.fields import DateField, Lines

CAUTION = "Skriv inget hemligt och inget om enskilda personer."


class NumberField(forms.FloatField):
    """A number as people write it: 1 234,5 with any space, a comma or a point; never nan."""

    widget = forms.TextInput

    def __init__(self, **more: Any) -> None:
        words = {"invalid": "Skriv ett tal, till exempel 12,5.", "required": "Skriv ett tal."}
        super().__init__(**{"error_messages": words, **more})

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = "".join(value.split()).replace("\u2212", "-").replace(",", ".")
            # `float` takes nan, inf and 1e9 as well; nan would spread through every sum and
            # picture.
            if value and (set(value.lower()) - set("0123456789.-+")):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:.12g}".replace(".", ",") if isinstance(value, float) else value


class OwnFigureForm(forms.ModelForm):
    class Meta:
        model = OwnFigure
        fields: ClassVar = ["title", "unit", "good", "definition"]
        widgets: ClassVar = {"good": forms.RadioSelect, "definition": Lines(3)}
        error_messages: ClassVar = {
            "title": {"required": "Skriv vad nyckeltalet heter."},
            "unit": {"required": "Skriv enheten, till exempel procent eller kr per timme."},
            "good": {"required": "Välj vad som är bättre."},
            "definition": {"required": "Skriv hur ni mäter, så att andra kan förstå siffran."},
        }
        help_texts: ClassVar = {
            "title": "Till exempel Vikarietimmar i särskilt boende.",
            "unit": "Till exempel timmar per vecka.",
            "definition": f"Vad räknas, var kommer uppgiften från och hur ofta? {CAUTION}",
        }

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        good: Any = self.fields["good"]
        good.choices = OwnFigure.Good.choices  # without the empty one


class OwnValueForm(forms.Form):
    on = DateField(label="Mätt den")
    value = NumberField(label="Värde")
    note = forms.CharField(label="Anmärkning", required=False, max_length=300)

    def __init__(self, *args: Any, figure: OwnFigure, today: date, **more: Any) -> None:
        super().__init__(*args, **{"initial": {"on": today}, **more})
        self.today = today
        self.fields["value"].label = f"Värde, {figure.unit}"

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("Dagen har inte varit än.")
        return on


class CommentForm(forms.Form):
    text = forms.CharField(
        label="Kommentar",
        max_length=2000,
        widget=Lines(4),
        help_text=CAUTION,
        error_messages={"required": "Skriv din kommentar."},
    )
    year = forms.IntegerField(
        label="Gäller året",
        required=False,
        min_value=1990,
        max_value=2100,
        error_messages={
            "invalid": "Skriv året med fyra siffror.",
            "min_value": "Skriv året med fyra siffror.",
            "max_value": "Skriv året med fyra siffror.",
        },
    )
    signed = forms.CharField(
        label="Din befattning",
        max_length=120,
        help_text="Till exempel verksamhetschef.",
        error_messages={"required": "Skriv din befattning, så att läsaren vet vem som talar."},
    )

    def stored(self, comment: FigureComment) -> FigureComment:
        for name, value in self.cleaned_data.items():
            setattr(comment, name, value)
        return comment
