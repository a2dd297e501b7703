"""Forms of the office: reviews, the selection, extra costs and learning groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from grund.formats import day
from grund.forms import AmountField, RichTextField
from konton.models import Role, User
from program.forms.fields import DateField, Lines
from program.forms.record import InterestForm
from program.method.selection import HIGHEST_MARK
from program.models import Cohort, Criterion, Participation, SelectionDecision
from program.queries.applicants import Applicant
from program.queries.reviews import last_day_to_apply


class OfficeInterestForm(InterestForm):
    """Interest that the office puts in for somebody who wrote or phoned; answers may come
    later."""

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(cohort, *args, **kwargs)
        for name in ("title", *(question.key for question in self.questions)):
            self.fields[name].required = False
        del self.fields["website"]
        self.fields["name"].label = "Kontaktperson"


def office_people() -> Any:
    """Return administrators and mentors with an open account, sorted by name."""
    # A superuser runs the portal without a membership. `distinct` below, since a mentor of
    # several municipalities joins once for each.
    is_one = Q(memberships__role__in=[Role.ADMINISTRATOR, Role.MENTOR]) | Q(is_superuser=True)
    found = User.objects.filter(is_one, is_active=True).distinct().order_by("name", "email")
    return found.prefetch_related("memberships")


class ReviewersForm(forms.Form):
    users: Any = forms.ModelMultipleChoiceField(
        None,
        label="Granskare",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Välj minst en granskare."},
    )
    last_day = DateField(
        label="Granska senast",
        help_text="Granskarna får ett brev med dagen, och den står i deras lista.",
    )

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort
        self.fields["users"].queryset = office_people()  # type: ignore[attr-defined]

    def clean_last_day(self) -> date:
        last_day: date = self.cleaned_data["last_day"]
        if last_day == self.cohort.reviews_by:
            return last_day
        if last_day < self.cohort.today:
            raise forms.ValidationError(
                "Dagen har passerat. Välj en dag som granskarna hinner till."
            )
        if last_day < (closes := last_day_to_apply(self.cohort)):
            raise forms.ValidationError(
                f"Kommunerna kan ansöka till och med {day(closes)}. Välj en senare dag."
            )
        return last_day


class ReviewForm(forms.Form):
    """A mark of 0–4 for each criterion that reviewers judge, and a note."""

    def __init__(self, criteria: Sequence[Criterion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        marks = [(str(mark), str(mark)) for mark in range(HIGHEST_MARK + 1)]
        for criterion in criteria:
            self.fields[criterion.key] = forms.ChoiceField(
                label=criterion.name,
                help_text=criterion.help,
                choices=marks,
                widget=forms.RadioSelect,
                error_messages={"required": f"Ge 0–{HIGHEST_MARK} poäng."},
            )
        self.fields["note"] = RichTextField(label="Motivering", max_length=3000, required=False)

    @property
    def marks(self) -> dict[str, int]:
        return {c.key: int(self.cleaned_data[c.key]) for c in self.criteria}


class ChoiceForm(forms.Form):
    """The outcome of one applicant; the prefix is the record's id."""

    no_optional = True  # what must be filled in depends on the outcome

    outcome = forms.ChoiceField(
        label="Utfall",
        required=False,
        choices=[("", "inget beslut nu"), *SelectionDecision.Outcome.choices],
    )
    reserve_place = forms.IntegerField(label="Reservplats", required=False, min_value=1)
    reason = forms.CharField(label="Skäl", required=False, max_length=1000, widget=Lines(2))

    def __init__(self, applicant: Applicant, data: Any, **more: Any) -> None:
        self.applicant = applicant
        self.legend = str(applicant.participation.municipality)
        super().__init__(data, prefix=str(applicant.participation.pk), **more)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") and not data.get("reason", "").strip():
            self.add_error("reason", "Skriv ett skäl.")
        if data.get("outcome") == SelectionDecision.Outcome.RESERVE and not data.get(
            "reserve_place"
        ):
            self.add_error("reserve_place", "Ange platsen på reservlistan: 1, 2, 3 …")
        return data


class ExtraForm(forms.Form):
    participation: Any = forms.ModelChoiceField(None, label="Kommun", empty_label="Välj kommun")
    year = forms.IntegerField(label="År", min_value=2000, max_value=2100)
    text = forms.CharField(label="Vad det gäller", max_length=200)
    amount = AmountField(label="Belopp, kr exkl. moms", min_value=1)

    def __init__(self, cohort: Cohort, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accepted = cohort.participations.filter(status=Participation.Status.ACCEPTED)
        field = self.fields["participation"]
        field.queryset = accepted.select_related("municipality")  # type: ignore[attr-defined]
        field.label_from_instance = lambda own: own.municipality.name  # type: ignore[attr-defined]


class GroupForm(forms.Form):
    """The learning group and mentor of one municipality; the prefix is the record's id."""

    group = forms.CharField(label="Lärgrupp", required=False, max_length=80)
    mentor = forms.TypedChoiceField(label="Mentor", required=False, empty_value=None)

    def __init__(self, own: Participation, mentors: Sequence[User], data: Any, **more: Any) -> None:
        self.own = own
        self.legend = str(own.municipality)
        super().__init__(data, prefix=str(own.pk), **more)
        # Choices from a list that is read once for the page. A ModelChoiceField would ask the
        # database for the same people in every row.
        people = {str(mentor.pk): mentor for mentor in mentors}
        field = self.fields["mentor"]
        field.choices = [("", "ingen"), *((pk, str(m)) for pk, m in people.items())]  # type: ignore[attr-defined]
        field.coerce = people.__getitem__  # type: ignore[attr-defined]
