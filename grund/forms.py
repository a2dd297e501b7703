"""Fields that several apps share."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from grund.formats import MINUS, number

HOW = mark_safe(
    "En tom rad ger ett nytt stycke. Börja raden med <code>-&nbsp;</code> för en lista. "
    "Skriv <code>**ord**</code> för fet stil."
)
MAX_LENGTH = 20_000
# Of a formset. Without it, one that says it has a million rows is made with two thousand.
MOST_ROWS = 100
_AMOUNT = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
# Control characters, which databases and files refuse. Word's line break (0x0b) is one too, but
# is left out here, because `to_python` makes it a line feed.
_CONTROL = re.compile(r"[\x00-\x08\x0c\x0e-\x1f\x7f]")


class RichText(forms.Textarea):
    """A textarea that works alone; with script it gets a toolbar, clean pasting and a preview.

    A page that shows one includes grund/_form_head.html in its head.
    """

    template_name = "grund/richtext.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "richtext", "rows": 8, **(attrs or {})})


class RichTextField(forms.CharField):
    """Text in Markdown for grund.richtext. `level` is that of its topmost headings when shown."""

    widget = RichText
    default_error_messages: ClassVar = {"required": "Skriv något här."}

    def __init__(
        self, *, max_length: int = MAX_LENGTH, level: int = 3, help_text: str = "", **more: Any
    ) -> None:
        self.level = level
        help_text = format_html("{} {}", help_text, HOW) if help_text else HOW
        super().__init__(max_length=max_length, help_text=help_text, **more)

    def to_python(self, value: Any) -> Any:
        """The text with line feeds only, so that its length is the one that the reader counts."""
        text = "" if value is None else str(value)
        lines = re.sub(r"\r\n?|\x0b|\u2028|\u2029", "\n", text)
        return super().to_python(_CONTROL.sub("", lines))

    def validate(self, value: str) -> None:
        super().validate(value)
        over = len(value) - (self.max_length or MAX_LENGTH)
        if over > 0:
            raise ValidationError(
                f"Texten är {number(over)} tecken för lång. Korta den och spara igen. "
                "Allt du skrev står kvar.",
                code="max_length",
            )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """The limits as data. A maxlength would let the browser cut pasted text in silence."""
        return {"data-max": self.max_length, "data-level": self.level}


class AmountField(forms.DecimalField):
    """A sum in kronor, taken as the portal writes it: 60 000, or 1 234,50."""

    widget = forms.TextInput
    default_error_messages: ClassVar = {
        "invalid": "Skriv beloppet med siffror, till exempel 60 000 eller 1 234,50.",
        "min_value": "Beloppet ska vara minst %(limit_value)s kr.",
        "max_decimal_places": "Skriv högst %(max)s decimaler.",
        "max_digits": "Beloppet är för stort.",
        "max_whole_digits": "Beloppet är för stort.",
    }

    def __init__(self, *, decimal_places: int = 2, max_digits: int = 10, **more: Any) -> None:
        super().__init__(decimal_places=decimal_places, max_digits=max_digits, **more)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        # `\s` is also the no-break spaces with which the portal, Word and Excel group digits.
        plain = re.sub(r"\s|kr\.?$", "", value.strip()).replace(MINUS, "-").replace(",", ".")
        if not _AMOUNT.fullmatch(plain):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(plain)

    def prepare_value(self, value: Any) -> Any:
        """A stored sum as the portal writes it; what was typed stands as it was typed."""
        if not isinstance(value, int | Decimal):
            return value
        return number(value, 0 if value == int(value) else 2)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal"}


class ParagraphField(forms.CharField):
    """The number of a paragraph, without its sign: the pages write the sign before it."""

    def to_python(self, value: Any) -> Any:
        return re.sub(r"^[§\s]+", "", super().to_python(value) or "")


def saved(request: HttpRequest, text: str, *, draft: str = "") -> None:
    """Tell the visitor that it was saved, and the browser to forget the draft of that name."""
    messages.success(request, text, extra_tags=draft)
