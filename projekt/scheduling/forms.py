"""Forms of an activity: planned, changed, cancelled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.db.models import Q

from grund.forms import RichTextField
from program.fields import AsksAboutPast, DateField, Lines, check_near
from projekt.activities.models import Activity, ActivityKind
from projekt.scheduling.method import EVERY, MOST

_TIME_ERRORS = {"invalid": "Skriv klockslaget som 13:30."}


class TimeField(forms.TimeField):
    # Not `<input type=time>`, for the reason of `program.fields.DateInput`.
    widget = forms.TimeInput({"placeholder": "tt:mm", "autocomplete": "off"}, format="%H:%M")

    def __init__(self, **more: Any) -> None:
        # People write 13.30 and 13; some browsers send seconds.
        formats = ("%H:%M", "%H.%M", "%H:%M:%S", "%H")
        super().__init__(required=False, input_formats=formats, error_messages=_TIME_ERRORS, **more)


class LinesField(forms.CharField):
    """One value a line; gives a list without empty or repeated lines."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, widget=Lines(3), max_length=3000, **more)

    def to_python(self, value: Any) -> Any:
        lines = (" ".join(line.split()) for line in str(value or "").splitlines())
        return [line[:200] for line in dict.fromkeys(lines) if line]

    def validate(self, value: Any) -> None:
        if len(value) > 40:
            raise forms.ValidationError("Högst 40 rader.")

    # The inherited validators measure a text; here the value is a list.
    def run_validators(self, value: Any) -> None:
        return

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class ActivityForm(AsksAboutPast, forms.ModelForm):
    """A new or changed activity. `groups` are the names of the project's own groups."""

    on = DateField(label="Datum")
    starts_at = TimeField(label="Börjar klockan")
    ends_at = TimeField(label="Slutar klockan")
    groups = forms.MultipleChoiceField(
        label="Målgrupper i projektet",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="De som är med i grupperna den dagen kan bjudas in.",
    )
    others = LinesField(
        label="Andra målgrupper", help_text="En på varje rad, till exempel Socialnämnden."
    )
    deliverables = LinesField(
        label="Leveranser", help_text="En på varje rad, till exempel Muntlig rapport."
    )
    text = RichTextField(label="Beskrivning", required=False, max_length=5000)
    link = forms.URLField(
        label="Länk till mötet",
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Länken ska börja med https:// eller http://."},
    )
    every = forms.ChoiceField(label="Upprepas", choices=list(EVERY.items()), required=False)
    until = DateField(label="Till och med", required=False)
    reason = forms.CharField(
        label="Skäl, om tiden ändras",
        required=False,
        max_length=300,
        help_text="De som är inbjudna får läsa det.",
    )
    accept_clash = forms.BooleanField(label="Spara trots krocken", required=False)
    # `Activity.stamp` as it was when the form was opened: tells whether somebody saved meanwhile.
    based_on = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    class Meta:
        model = Activity
        fields: ClassVar = [
            "kind",
            "title",
            "step",
            "on",
            "starts_at",
            "ends_at",
            "place",
            "link",
            "text",
            "deliverables",
        ]
        error_messages: ClassVar = {
            "title": {"required": "Skriv vad det är."},
        }

    field_order = (
        "kind",
        "title",
        "step",
        "on",
        "starts_at",
        "ends_at",
        "every",
        "until",
        "place",
        "link",
        "groups",
        "others",
        "deliverables",
        "text",
        "reason",
        "accept_clash",
    )

    def __init__(self, *args: Any, groups: list[str], shows_clash: bool = False, **more: Any):
        super().__init__(*args, **more)
        activity = self.instance
        self.fields["kind"].queryset = ActivityKind.objects.filter(  # type: ignore[attr-defined]
            Q(participation=None) | Q(participation=activity.participation_id or 0)
        )
        self.fields["kind"].empty_label = "Välj slag"  # type: ignore[attr-defined]
        self.fields["step"].queryset = activity.cohort.steps.all()  # type: ignore[attr-defined]
        self.fields["step"].empty_label = "Inget steg"  # type: ignore[attr-defined]
        self.fields["groups"].choices = [(g, g) for g in groups]  # type: ignore[attr-defined]
        chosen = activity.target_groups
        self.initial["based_on"] = activity.stamp if activity.pk else ""
        self.initial["groups"] = [g for g in groups if g in chosen]
        self.initial["others"] = [g for g in chosen if g not in groups]
        if not groups:
            del self.fields["groups"]
        for name in ("every", "until") if activity.pk else ("reason", "based_on"):
            del self.fields[name]
        # The box appears only after a clash has been shown: ticked beforehand it would accept
        # something that nobody has seen.
        if not shows_clash:
            del self.fields["accept_clash"]
        if self.ACCEPT in self.data:
            self.show_past()
        self._stood_on = activity.on if activity.pk else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if ends and not starts:
            self.add_error("starts_at", "Ange när det börjar.")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "Mötet kan inte sluta innan det börjar.")
        cohort = self.instance.cohort
        check_near(self, cohort, "on", "until")
        if data.get("on") != self._stood_on:  # what has been may be corrected without a question
            self.ask_about_past("on", cohort.today, " Inga brev skickas om möten som har varit.")
        self._clean_series(data)
        return data

    def _clean_series(self, data: dict[str, Any]) -> None:
        first, until = data.get("on"), data.get("until")
        if not data.get("every") or not first:
            return
        if until is None:
            self.add_error("until", "Ange till och med vilken dag det upprepas.")
        elif until < first:
            self.add_error("until", "Det kan inte sluta upprepas före den första dagen.")
        elif until > first + timedelta(days=3 * 366):
            self.add_error("until", f"Högst tre år framåt, och högst {MOST} gånger.")

    def show_clash(self) -> None:
        """Add the question whether the clash is accepted."""
        asked = forms.BooleanField(label="Spara trots krocken", required=False)
        self.fields["accept_clash"] = asked

    @property
    def target_groups(self) -> list[str]:
        data = self.cleaned_data
        return list(dict.fromkeys([*data.get("groups", []), *data["others"]]))


class WiderActivityForm(ActivityForm):
    """An activity of the cohort, of a learning group, or of a mentor's municipalities."""

    receiver = forms.ChoiceField(label="För")

    def __init__(self, *args: Any, receivers: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["receiver"].choices = receivers  # type: ignore[attr-defined]
        self.order_fields(["receiver", *self.fields])

    def receive(self, mentor: Any) -> None:
        """Set the owner of the activity from the chosen receiver; `mentor` is the visitor."""
        kind, _, pk = self.cleaned_data["receiver"].partition("-")
        self.instance.learning_group_id = int(pk) if kind == "group" else None
        self.instance.mentor = mentor if kind == "mine" else None


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Skäl",
        max_length=300,
        widget=Lines(2),
        help_text="De som är inbjudna får läsa det.",
        error_messages={"required": "Skriv ett skäl, så att andra förstår."},
    )
    later_too = forms.BooleanField(label="Ställ in även de senare i serien", required=False)

    def __init__(self, *args: Any, has_later: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if not has_later:
            del self.fields["later_too"]
