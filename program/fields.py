"""Form fields and widgets that the forms of the programme share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms

from grund import swedish as words
from grund.formats import day
from program.cohorts.models import Cohort


class DateInput(forms.DateInput):
    """A date written as 2026-11-24.

    Not `<input type=date>`: it follows the browser's language (mm/dd/yyyy), and what it cannot
    read it sends as nothing, so that a slip would be lost instead of told.
    """

    def __init__(self) -> None:
        attrs = {"placeholder": "åååå-mm-dd", "inputmode": "numeric", "autocomplete": "off"}
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A date between the years 2000 and 2099, so that a slip such as 0026 for 2026 is refused."""

    widget = DateInput
    years = range(2000, 2100)
    input_formats = ("%Y-%m-%d", "%y%m%d", "%Y%m%d")

    def __init__(self, **more: Any) -> None:
        messages = {"invalid": "Skriv datumet som 2026-11-24.", "required": "Ange ett datum."}
        super().__init__(error_messages=messages, **more)

    def to_python(self, value: Any) -> Any:
        found = super().to_python(value)
        if found and found.year not in self.years:
            raise forms.ValidationError(
                f"Kontrollera årtalet. Det ska ligga mellan {self.years[0]} och {self.years[-1]}."
            )
        return found


NOT_YET = "Dagen har inte varit ännu. Ange en dag till och med i dag."
_BEFORE, _AFTER = timedelta(days=366), timedelta(days=2 * 366)


def check_near(form: Any, cohort: Cohort, *names: str) -> None:
    """Refuse days that lie so far from the cohort that the year must be a slip.

    Work may begin before a cohort and go on after it, so there is room at both ends.
    """
    for name in names:
        day_of = form.cleaned_data.get(name)
        if day_of and not cohort.starts_on - _BEFORE <= day_of <= cohort.ends_on + _AFTER:
            form.add_error(
                name,
                f"Kontrollera årtalet. Omgången pågår {day(cohort.starts_on)} till "
                f"{day(cohort.ends_on)}.",
            )


class AsksAboutPast:
    """A form whose day may have passed, but only when the visitor says that it is meant.

    The box appears only after it has been asked: ticked beforehand it would accept something that
    nobody has seen.
    """

    ACCEPT = "accept_past"

    def show_past(self: Any) -> None:
        asked = forms.BooleanField(label="Registrera i efterhand", required=False)
        self.fields[self.ACCEPT] = asked

    def ask_about_past(self: Any, name: str, today: date, more: str = "") -> None:
        """Put the question on the field, unless it is answered or the day has not passed."""
        day_of = self.cleaned_data.get(name)
        if day_of and day_of < today and not self.cleaned_data.get(self.ACCEPT):
            self.show_past()
            self.add_error(
                name,
                "Datumet har passerat. Ska det registreras i efterhand? Kryssa i rutan för det, "
                f"eller rätta datumet.{more}",
            )


class Lines(forms.Textarea):
    def __init__(self, rows: int = 3) -> None:
        super().__init__({"rows": rows})


def all_valid(parts: Iterable[Any]) -> bool:
    """Validate every form, so that all errors are shown at once; True when none has any."""
    # A list, not a generator: `all` would stop at the first form with an error and leave the
    # rest unvalidated.
    return all([part.is_valid() for part in parts])  # noqa: C419


def name_rows(part: Any) -> None:
    """Give each row of a formset the `legend` that it is called by, '' for an empty one."""
    for form in part.forms:
        given = getattr(form, "instance", None)
        if given is not None and given.pk:
            # Not with its dates, which stand in the fields, and may have been changed there.
            form.legend = getattr(given, "legend", str(given))
        else:
            named = (form.initial.get(key) for key in ("name", "label", "text"))
            other = part.heading if form.initial else ""
            form.legend = next((str(one) for one in named if one), other)


@dataclass(frozen=True)
class Wrong:
    """An error of a page, for its summary on top."""

    field: str  # the id of the field, '' for what no single field is to blame for
    label: str
    text: str


def wrong_in(parts: Iterable[Any]) -> list[Wrong]:
    """Return the errors of forms and of rows (formsets), each with what it is about.

    A row is called by its `legend`, which is set before the row is validated: validation writes
    what was typed into the row's instance.
    """
    wrongs = []
    for part in parts:
        rows = getattr(part, "forms", None)
        if rows is not None:
            wrongs += [Wrong("", part.heading, text) for text in part.non_form_errors()]
        for form in [part] if rows is None else rows:
            named = getattr(form, "legend", "")
            wrongs += [Wrong("", named, text) for text in form.non_field_errors()]
            wrongs += [
                Wrong(
                    f"{bound.auto_id}_set" if bound.use_fieldset else bound.id_for_label,
                    f"{named}, {words.lower(bound.label)}" if named else bound.label,
                    text,
                )
                for bound in form.visible_fields()
                for text in bound.errors
            ]
    return wrongs


class ReasonForm(forms.Form):
    """Nothing but a reason, for acts that ask for one."""

    reason = forms.CharField(
        label="Skäl",
        max_length=300,
        widget=Lines(2),
        error_messages={"required": "Skriv ett skäl, så att andra förstår."},
    )
