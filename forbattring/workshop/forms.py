"""Forms of a workshop: the leader's, and those that a phone sends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms

from forbattring.causes.method.tree import Branch
from forbattring.causes.models import CauseAnalysis, CauseNode
from forbattring.causes.queries import forest_of
from forbattring.workshop.actions.leader import BECOMES
from forbattring.workshop.models import CODE_LENGTH, NOTE_LENGTH
from grund.formats import number
from program.fields import Lines

SECRECY = "Skriv inget som är hemligt och inget om enskilda personer."
# Control characters, which databases refuse, and signs that turn the direction of a text around.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


class StartForm(forms.Form):
    question = forms.CharField(
        label="Fråga",
        max_length=200,
        help_text="Det som alla svarar på, till exempel: Varför har vi så många vikarier? "
        f"{SECRECY}",
        error_messages={"required": "Skriv frågan som alla ska svara på."},
    )
    votes_each = forms.IntegerField(
        label="Röster per telefon",
        min_value=1,
        max_value=10,
        initial=3,
        error_messages={"required": "Skriv hur många röster var och en får, till exempel 3."},
    )


class CodeForm(forms.Form):
    """The code as somebody types it: small letters, spaces and hyphens do no harm."""

    kod = forms.CharField(
        label="Kod",
        max_length=40,
        help_text="Sex bokstäver. De står på väggen.",
        widget=forms.TextInput(
            {
                "autocapitalize": "characters",
                "autocomplete": "off",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": "Skriv koden som står på väggen."},
    )

    @property
    def code(self) -> str:
        """The code in capitals without spaces and hyphens; empty where it cannot be a code."""
        code = re.sub(r"[\s-]", "", self.cleaned_data["kod"]).upper()
        return code if len(code) == CODE_LENGTH else ""


class NoteForm(forms.Form):
    """One note. Its key is made where it is written, so that a repeated note is recognised."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    # No maxlength in the page: it would cut off what is pasted without a word.
    text = forms.CharField(
        label="Din lapp",
        widget=Lines(3),
        help_text=f"Högst {NOTE_LENGTH} tecken. {SECRECY}",
        error_messages={"required": "Skriv något på lappen."},
    )

    def clean_text(self) -> str:
        text = " ".join(_UNSEEN.sub("", self.cleaned_data["text"]).split())
        if not text:
            raise forms.ValidationError("Skriv något på lappen.")
        if (over := len(text) - NOTE_LENGTH) > 0:
            raise forms.ValidationError(
                f"Lappen är {number(over)} tecken för lång. Korta den, eller gör två av den."
            )
        return text


class CausesForm(forms.Form):
    """The chosen notes, and the row of the tree that they are put under."""

    parent = forms.TypedChoiceField(
        label="Lägg de valda lapparna under",
        coerce=int,
        help_text="Under ett område blir en lapp ett problem. Under ett problem eller en orsak "
        "blir den en orsak.",
        error_messages={
            "required": "Välj var lapparna ska ligga.",
            "invalid_choice": "Raden som du valde finns inte längre i analysen.",
        },
    )

    def __init__(self, *args: Any, analysis: CauseAnalysis, **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["parent"]
        field.choices = [
            ("", "Välj"),
            *(one for area in forest_of(analysis) for one in _places(area, 0)),
        ]

    @property
    def has_places(self) -> bool:
        field: Any = self.fields["parent"]
        return len(field.choices) > 1

    @property
    def notes(self) -> list[int]:
        data: Any = self.data
        # At most fifteen digits: a larger number overflows the database's integer and would be an
        # error 500.
        return [int(pk) for pk in data.getlist("notes") if re.fullmatch(r"[0-9]{1,15}", pk)]


def _places(branch: Branch, level: int) -> Iterator[tuple[int, str]]:
    """Yield the rows where a note can be put, each indented as in the tree."""
    node = branch.node
    if node.kind not in BECOMES:
        return
    word = str(CauseNode.NodeKind(node.kind).label).capitalize()
    yield node.id, f"{'– ' * level}{word}: {node.text[:70]}"
    for child in branch.children:
        yield from _places(child, level + 1)
