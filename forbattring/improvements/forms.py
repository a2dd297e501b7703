"""Forms of åtgärder."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms

from analys.comparison.measures import measure_of
from forbattring.causes.models import CauseNode
from forbattring.frozen.forms import FigureField, known
from forbattring.improvements.models import FollowUp, Improvement
from forbattring.own_figures.forms import CAUTION, NumberField
from forbattring.own_figures.models import OwnFigure
from forbattring.proposals.forms import BalanceField, balance_of
from kolada.models import Kpi
from program.fields import DateField, Lines
from program.models import Participation
from projekt.meetings.decisions import outcomes_of
from projekt.models import Outcome, ProjectPerson

Money = Improvement.Money


class ImprovementForm(forms.ModelForm):
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    goal = FigureField(
        label="Nyckeltal som effekten ska synas i",
        help_text="Utgångsläget är det senaste värdet, och det står kvar som det är nu. Id i "
        "Kolada eller namnet på ett eget nyckeltal.",
    )
    target = NumberField(label="Mål", help_text="I samma enhet som nyckeltalet.")
    balancing = BalanceField()
    starts_on = DateField(label="Börjar", required=False)
    ends_on = DateField(label="Klar senast", required=False)

    class Meta:
        model = Improvement
        fields: ClassVar = [
            "name",
            "text",
            "node",
            "decision",
            "owner",
            "starts_on",
            "ends_on",
            "status",
            "money",
            "cost",
            "goal",
            "good",
            "target",
            "target_year",
            "balancing",
        ]
        widgets: ClassVar = {
            "text": Lines(3),
            "good": forms.RadioSelect,
            "money": forms.RadioSelect,
        }
        error_messages: ClassVar = {
            "name": {"required": "Skriv vad som ska göras."},
            "cost": {"invalid": "Skriv kostnaden i hela kronor."},
            "target_year": {"invalid": "Skriv året med fyra siffror."},
        }
        help_texts: ClassVar = {
            "text": CAUTION,
            "owner": "Utan ansvarig hamnar åtgärden i projektledarens lista.",
            "cost": "Hela kronor, utöver det som görs ändå. Bara om den kostar extra.",
            "good": "Behövs bara där portalen inte vet det. Annars läses det ur nyckeltalet.",
        }

    def __init__(self, *args: Any, participation: Participation, **more: Any) -> None:
        instance: Improvement = more["instance"]
        more["initial"] = {
            "based_on": instance.version if instance.pk else 0,
            "goal": instance.kpi or instance.own_figure,
            "balancing": instance.balance_kpi or instance.balance,
            **more.get("initial", {}),
        }
        super().__init__(*args, **more)
        known(self, participation)
        fields: Any = self.fields
        fields["node"].queryset = CauseNode.objects.filter(
            analysis__participation=participation, kind=CauseNode.NodeKind.PROPOSAL
        )
        fields["decision"].queryset = outcomes_of(participation, Outcome.OutcomeKind.DECISION)
        fields["owner"].queryset = ProjectPerson.objects.filter(
            participation=participation, left_on=None
        )
        for name, words in (
            ("node", "Inget förslag"),
            ("decision", "Inget beslut"),
            ("owner", "Ingen än"),
        ):
            fields[name].empty_label = words
        for name in ("good", "money"):
            fields[name].choices = [c for c in fields[name].choices if c[0]]
        fields["good"].required = False
        fields["target_year"].required = True
        fields["target_year"].error_messages["required"] = "Skriv året då effekten väntas."

    def clean_target_year(self) -> int:
        year: int = self.cleaned_data["target_year"]
        if not 2000 <= year <= 2100:
            raise forms.ValidationError("Skriv året med fyra siffror.")
        return year

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("money") == Money.COSTS and data.get("cost") is None and "cost" in data:
            self.add_error("cost", "Skriv vad den kostar i kronor.")
        if data.get("money") in (Money.NONE, Money.UNKNOWN):
            data["cost"] = None
        if goal := data.get("goal"):
            # What is known is not asked: a direction is decided in one place.
            data["good"] = _known_direction(goal) or data.get("good")
            if not data["good"]:
                self.add_error("good", "Välj vad som är bättre. Kolada säger det inte.")
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "Åtgärden kan inte vara klar innan den börjar.")
        return data

    def _post_clean(self) -> None:
        """Set the balancing measure before Django validates the row, whose constraint asks
        for it."""
        found = self.cleaned_data.get("balancing") or ""
        self.instance.balance_kpi, self.instance.balance = balance_of(found)
        super()._post_clean()  # type: ignore[misc]


def _known_direction(figure: Kpi | OwnFigure) -> str:
    """Return 'high' or 'low' as the portal shows the figure; '' where that is not known."""
    if isinstance(figure, OwnFigure):
        return figure.good
    known = measure_of(figure).good
    return "" if known == "none" else known


class FollowUpForm(forms.Form):
    on = DateField(label="Datum")
    text = forms.CharField(
        label="Vad har hänt?",
        max_length=2000,
        widget=Lines(3),
        help_text=CAUTION,
        error_messages={"required": "Skriv vad som har hänt."},
    )
    status = forms.ChoiceField(
        label="Läge", required=False, choices=[("", "Som förut"), *Improvement.Status.choices]
    )

    def __init__(self, *args: Any, improvement: Improvement, today: date, **more: Any) -> None:
        super().__init__(*args, **{"initial": {"on": today}, **more})
        self.improvement, self.today = improvement, today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("Dagen har inte varit än.")
        return on

    @property
    def note(self) -> FollowUp:
        data = self.cleaned_data
        return FollowUp(improvement=self.improvement, on=data["on"], text=data["text"])
