"""The form for a table that somebody pastes or uploads."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from grund import grids
from grund.files import MAX_BYTES
from program.fields import Lines


class TableForm(forms.Form):
    """A table, pasted or as a file; `pasted_help` says which columns it has."""

    pasted_help: ClassVar[str] = ""
    no_optional = True  # one of the two must be filled in

    pasted = forms.CharField(
        label="Klistra in tabellen", required=False, max_length=1_000_000, widget=Lines(10)
    )
    upload = forms.FileField(
        label="Eller välj en fil",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt,.docx"}),
        help_text="Excel, CSV, text eller Word.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pasted"].help_text = self.pasted_help

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("upload") and not (data.get("pasted") or "").strip():
            self.add_error("pasted", "Klistra in en tabell eller välj en fil.")
        return data

    def source(self) -> str:
        """Return the table as text, so that the confirming step can send what the preview read.

        A file cannot be sent again by a page, a text can.

        Raises:
            GridRefused: the file cannot be read.
        """
        upload = self.cleaned_data["upload"]
        if not upload:
            return str(self.cleaned_data["pasted"])
        # One byte more than is allowed tells that the file is too large, without reading the rest
        # of it into memory.
        return grids.as_text(grids.from_file(upload.name, upload.read(MAX_BYTES + 1)))
