"""Forms for accounts, invitations and the audit log."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.validators import MaxValueValidator, MinValueValidator

from grund.audit_words import NOUNS
from kommuner.models import Municipality
from kommuner.names import sort_key
from konton.audit_log import Wanted
from konton.models import Invitation, Membership, Role, User
from konton.rules import is_administrator
from konton.staffing import candidates


class NameForm(forms.ModelForm):
    name = forms.CharField(
        label="Namn", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )

    class Meta:
        model = User
        fields: ClassVar = ["name"]


class InvitationForm(forms.ModelForm):
    role = forms.ChoiceField(choices=[("", "Välj roll"), *Role.choices], label="Roll")
    municipality = forms.ModelChoiceField(
        Municipality.objects.municipalities(),
        label="Kommun",
        required=False,
        help_text="Välj ”Ingen kommun” bara för en programadministratör.",
        empty_label="Ingen kommun",
    )

    class Meta:
        model = Invitation
        fields: ClassVar = ["email", "role", "municipality"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "role" in data and (data["role"] == Role.ADMINISTRATOR) != (
            data.get("municipality") is None
        ):
            self.add_error(
                "municipality",
                "En programadministratör har ingen kommun. Alla andra roller behöver en.",
            )
        return data


class AcceptForm(forms.Form):
    name = forms.CharField(
        label="Ditt namn",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label="Lösenord",
        required=False,
        help_text="Minst 12 tecken. Lämna tomt om du hellre loggar in med en kod i e-posten.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password


class AddressForm(forms.Form):
    to = forms.EmailField(
        label="Skicka till",
        error_messages={"required": "Ange adressen som brevet ska gå till."},
        help_text="Rätta adressen om den är fel. Den ändras bara för det här brevet.",
    )


class _Day(forms.DateField):
    def __init__(self, label: str, *, required: bool = False) -> None:
        wrong = "Skriv datumet som 2026-11-22."
        super().__init__(
            label=label,
            required=required,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(attrs={"placeholder": "åååå-mm-dd"}, format="%Y-%m-%d"),
            # A field's own words for a limit come before its validators'.
            error_messages={
                "required": "Ange en dag.",
                "invalid": wrong,
                "min_value": wrong,
                "max_value": wrong,
            },
            # Outside these years there is no event, and the last day a calendar knows has no day
            # after.
            validators=[
                MinValueValidator(date(2000, 1, 1), wrong),
                MaxValueValidator(date(2100, 1, 1), wrong),
            ],
        )


class _Receiver(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name} ({obj.email})" if obj.name else obj.email


class HandOverForm(forms.Form):
    """Who is to have a role: somebody near at hand or, for the office, anybody with an account."""

    to = _Receiver(None, label="Ny innehavare", required=False, empty_label="Välj person")
    email = forms.EmailField(
        label="Eller någon annan som har ett konto: e-postadress", required=False
    )

    def __init__(self, *args: Any, membership: Membership, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = candidates(membership)  # type: ignore[attr-defined]
        # Who has an account is not the municipality's to find out.
        if not is_administrator(by):
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen, email = data.get("to"), data.get("email")
        if bool(chosen) == bool(email):
            if not self.errors:
                both = "Välj en person, antingen i listan eller med e-post."
                self.add_error("to", both if email else "Välj vem som ska ha rollen.")
            return data
        receiver = chosen or User.objects.filter(email__iexact=email, is_active=True).first()
        if receiver is None:
            self.add_error("email", "Ingen med öppet konto har adressen. Bjud in personen först.")
        return {**data, "receiver": receiver}


class StandInForm(HandOverForm):
    to = _Receiver(None, label="Ersättare", required=False, empty_label="Välj person")
    starts_on = _Day("Från och med", required=True)
    ends_on = _Day("Till och med", required=True)


class AuditForm(forms.Form):
    """The filter of the audit log; its names stand in the address, so they are Swedish."""

    vem = forms.CharField(
        label="Vem", max_length=200, required=False, help_text="Del av namn eller e-post."
    )
    vad = forms.CharField(
        label="Vad", max_length=60, required=False, help_text="Till exempel ”bjöd in”."
    )
    om = forms.ChoiceField(label="På vad", required=False)
    plats = forms.CharField(
        label="Kommun eller id",
        max_length=60,
        required=False,
        help_text="Till exempel Lekeberg eller 12.",
    )
    fran = _Day("Från och med")
    till = _Day("Till och med")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = sorted(NOUNS.items(), key=lambda noun: sort_key(noun[1]))
        self.fields["om"].choices = [("", "Allt"), *words]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("fran"), data.get("till")
        if first and last and first > last:
            self.add_error("till", "Sista dagen ligger före den första. Byt plats på dem.")
        return data

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(
            person=data["vem"],
            verb=data["vad"],
            noun=data["om"],
            first=data["fran"],
            last=data["till"],
            place=data["plats"],
        )
