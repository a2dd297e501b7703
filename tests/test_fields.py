"""Fields that several apps share: sums and paragraphs as people write them, and the portal's words."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.urls import get_resolver

from grund.forms import AmountField, ParagraphField, RichTextField
from program.models import Cohort
from program.office.forms import CohortForm
from program.programme_types.forms import TypeForm


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("60000", "60000"),
        ("60 000", "60000"),
        ("60\u00a0000", "60000"),
        ("60\u202f000", "60000"),
        ("60000.00", "60000"),
        ("1 234,50", "1234.50"),
        ("1234.5", "1234.5"),
        (" 15 000,00 kr ", "15000"),
        ("\u2212500", "-500"),
    ],
)
def test_a_sum_is_taken_as_it_is_written(typed: str, meant: str) -> None:
    assert AmountField().clean(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["sextio", "1.234,50", "1e5", "12,", "½", "٣", "nan"])
def test_what_is_no_sum_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="60 000 eller 1 234,50"):
        AmountField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0,5", "Beloppet ska vara minst 1 kr."),
        ("1,234", "Skriv högst 2 decimaler."),
        ("123456789012", "Beloppet är för stort."),
        ("", "Fyll i fältet."),
    ],
)
def test_a_sum_that_does_not_fit_is_told_in_swedish(typed: str, said: str) -> None:
    with pytest.raises(forms.ValidationError, match=re.escape(said)):
        AmountField(min_value=1).clean(typed)


def test_a_sum_stands_in_its_field_as_the_portal_writes_it() -> None:
    class Form(forms.Form):
        amount = AmountField(required=False)

    def shown(**more: object) -> str:
        found = re.search(r'value="([^"]*)"', str(Form(**more)["amount"]))  # type: ignore[arg-type]
        return found[1] if found else ""

    assert shown(initial={"amount": Decimal("60000.00")}) == "60\u00a0000"
    assert shown(initial={"amount": Decimal("1234.50")}) == "1\u00a0234,50"
    assert shown(data={"amount": "12 kronor"}) == "12 kronor"  # as it was typed
    assert shown() == ""
    # What stands there and is sent untouched is no change.
    assert not Form(
        {"amount": "60\u00a0000"}, initial={"amount": Decimal("60000.00")}
    ).has_changed()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("112", "112"), ("§ 112", "112"), ("§112", "112"), ("§§ 112–113", "112–113"), ("§ § 5", "5")],
)
def test_a_paragraph_is_kept_without_its_sign(typed: str, meant: str) -> None:
    assert ParagraphField().clean(typed) == meant


# --- the portal's own words ----------------------------------------------------------------------
def of_ours() -> list[Any]:
    """Every form of the portal; those of allauth and Django are not ours to shape."""
    get_resolver().url_patterns  # noqa: B018 - reading the addresses imports every view and form
    found: list[Any] = []
    left: list[Any] = [forms.BaseForm]
    while left:
        more = left.pop().__subclasses__()
        left += more
        found += more
    apps = ("grund", "konton", "kolada", "program", "projekt", "forbattring", "oversikt")
    return [one for one in found if one.__module__.startswith(apps)]


def test_no_field_lets_the_browser_choose_how_a_day_is_written() -> None:
    """Its own inputs follow its language, and send what they cannot read as nothing."""
    assert len(of_ours()) > 40
    native = {"date", "time", "month", "week", "datetime-local"}
    for form in of_ours():
        for name, field in form.base_fields.items():
            kind = field.widget.attrs.get("type", getattr(field.widget, "input_type", ""))
            assert kind not in native, (form, name)


def test_a_limit_is_told_in_the_portals_words() -> None:
    form = CohortForm({"cap": "0", "vat_percent": "101", "name": "x" * 121}, instance=Cohort())
    form.is_valid()
    assert form.errors["cap"] == ["Ange 1 eller mer."]
    assert form.errors["vat_percent"] == ["Ange högst 100."]
    assert form.errors["name"] == ["Texten är 121 tecken. Högst 120 får plats."]
    assert form.errors["arranger"] == ["Fyll i fältet."]


def test_every_fee_is_a_sum() -> None:
    assert isinstance(CohortForm.base_fields["fee"], AmountField)
    assert isinstance(TypeForm.base_fields["fee_total"], AmountField)


def test_help_that_somebody_wrote_is_text_and_the_portals_own_has_markup() -> None:
    class Form(forms.Form):
        asked = forms.CharField(help_text='<a href="https://ond.example/">Logga in</a>')
        text = RichTextField(help_text="<b>Så</b> här.")
        plain = RichTextField()

    for template in ("_fields.html", "program/_field.html"):
        form = Form()
        parts = [{"form": form}] if template == "_fields.html" else [{"field": f} for f in form]
        page = "".join(render_to_string(template, {"form": form, **one}) for one in parts)
        assert "&lt;a href=" in page
        assert "<a href=" not in page
        assert "&lt;b&gt;Så&lt;/b&gt; här. En tom rad" in page
        assert page.count("<code>**ord**</code>") == 2
