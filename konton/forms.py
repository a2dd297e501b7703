from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import validate_password

from kommuner.models import Municipality
from konton.models import Invitation, Role, User


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
