"""Forms of consequences, ranking and the steering group's word."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from forbattring.frozen.forms import FigureField
from forbattring.own_figures.forms import CAUTION
from forbattring.proposals.models import MOST, Assessment, Consequence, Verdict
from kolada.models import Kpi
from program.fields import Lines
from program.models import Participation
from projekt.activities.queries import concerning
from projekt.meetings.decisions import outcomes_of
from projekt.models import Activity, Outcome

Aspect = Consequence.Aspect


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
        kpi = Kpi.objects.filter(pk=text.upper()).first() if len(text) == 6 else None
        return kpi or text


def balance_of(found: Kpi | str) -> tuple[Kpi | None, str]:
    """Return what a balance field gave as it is stored: (Kolada's, '') or (None, words)."""
    return (found, "") if isinstance(found, Kpi) else (None, found)


class AssessmentForm(forms.ModelForm):
    """The consequences of a proposal, its balancing measure, and how it is ranked."""

    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    balancing = BalanceField(required=False)

    class Meta:
        model = Assessment
        fields: ClassVar = [
            "resources",
            "organisation",
            "groups",
            "is_saving",
            "effect",
            "effort",
            "reason",
        ]
        widgets: ClassVar = {
            "resources": Lines(2),
            "organisation": Lines(2),
            "groups": Lines(2),
            "reason": Lines(2),
        }
        help_texts: ClassVar = {"reason": CAUTION}

    def __init__(self, *args: Any, **more: Any) -> None:
        instance: Assessment = more["instance"]
        stored = instance.consequences.all() if instance.pk else ()
        said = {
            consequence.aspect: (consequence.if_done, consequence.if_nothing)
            for consequence in stored
        }
        more["initial"] = {
            "based_on": instance.version,
            "balancing": instance.balance_kpi or instance.balance,
        }
        super().__init__(*args, **more)
        for name, label in (("effect", "Effekt"), ("effort", "Insats")):
            ends = {1: "1, liten", MOST: f"{MOST}, stor"}
            steps = [(n, ends.get(n, str(n))) for n in range(1, MOST + 1)]
            self.fields[name] = forms.TypedChoiceField(
                label=label,
                required=False,
                coerce=int,
                empty_value=None,
                choices=[("", "Inte bedömt"), *steps],
            )
        for aspect in Aspect:
            for side, label, place in (
                ("done", "om vi gör det", 0),
                ("nothing", "om inget görs", 1),
            ):
                self.fields[f"{aspect}_{side}"] = forms.CharField(
                    label=f"{aspect.label.capitalize()}: {label}",
                    required=False,
                    max_length=2000,
                    widget=Lines(2),
                    initial=said.get(aspect, ("", ""))[place],
                )
        sides = [f"{aspect}_{side}" for aspect in Aspect for side in ("done", "nothing")]
        self.order_fields(
            [
                *sides,
                "resources",
                "organisation",
                "groups",
                "is_saving",
                "balancing",
                "effect",
                "effort",
                "reason",
            ]
        )

    @property
    def consequences(self) -> dict[str, tuple[str, str]]:
        data = self.cleaned_data
        return {str(a): (data[f"{a}_done"], data[f"{a}_nothing"]) for a in Aspect}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("is_saving") and "balancing" in data and not data["balancing"]:
            self.add_error(
                "balancing", "En besparing behöver ett mått på det som inte får bli sämre."
            )
        return data

    def _post_clean(self) -> None:
        """Set the balancing measure before Django validates the row, whose constraint asks
        for it."""
        data = self.cleaned_data
        self.instance.balance_kpi, self.instance.balance = balance_of(data.get("balancing") or "")
        super()._post_clean()  # type: ignore[misc]


class DecideForm(forms.Form):
    word = forms.ChoiceField(
        label="Styrgruppens beslut",
        choices=Verdict.Word.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Välj vad styrgruppen beslutade."},
    )
    meeting: Any = forms.ModelChoiceField(
        None,
        label="Mötet där det beslutades",
        required=False,
        empty_label="Välj möte",
        help_text="Beslutet skrivs in i mötets protokoll.",
    )
    text = forms.CharField(
        label="Beslutet",
        required=False,
        max_length=1000,
        widget=Lines(3),
        help_text="Som det ska stå i protokollet, till exempel: Styrgruppen beslutar att …",
    )
    decision: Any = forms.ModelChoiceField(
        None,
        label="Eller ett beslut som redan är infört",
        required=False,
        empty_label="Inget",
    )

    def __init__(self, *args: Any, participation: Participation, **more: Any) -> None:
        super().__init__(*args, **more)
        meetings = concerning(participation).filter(
            participation=participation,
            on__lte=participation.cohort.today,
            state=Activity.ActivityState.PLANNED,
        )
        self.fields["meeting"].queryset = meetings.order_by("-on")  # type: ignore[attr-defined]
        for name in ("meeting", "text"):  # asked for, unless a decision is chosen instead
            self.fields[name].is_asked = True  # type: ignore[attr-defined]
        self.fields["decision"].queryset = outcomes_of(participation, Outcome.OutcomeKind.DECISION)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.errors or data.get("decision"):
            return data
        if not data.get("meeting"):
            self.add_error("meeting", "Välj mötet, eller ett beslut som redan är infört.")
        elif not data.get("text"):
            self.add_error("text", "Skriv beslutet som det ska stå i protokollet.")
        return data
