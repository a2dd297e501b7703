"""The field that takes Markdown, and its preview."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client

from grund.forms import RichTextField
from konton.models import Role
from tests.people import person


# --- the field -----------------------------------------------------------------------------
class Form(forms.Form):
    text = RichTextField(label="Läget", max_length=1000, level=2, help_text="Skriv kort.")
    more = RichTextField(label="Mer", required=False)


def test_a_text_that_is_too_long_is_kept_and_said_to_be() -> None:
    form = Form({"text": "x" * 2001})
    assert form.errors["text"][0] == (
        "Texten är 1\u00a0001 tecken för lång. Korta den och spara igen. Allt du skrev står kvar."
    )
    assert "x" * 2001 in str(form["text"])
    assert Form({"text": "x", "more": "x" * 20_000}).is_valid()
    assert "Texten är 1 tecken" in Form({"text": "x", "more": "x" * 20_001}).errors["more"][0]


def test_lines_end_alike_and_nulls_are_gone() -> None:
    form = Form({"text": "a\r\nb\rc\x0bd\x00e\x07\tf" + "\r\n" * 600})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"text": "a\nb\nc\nde\tf", "more": ""}


def test_an_empty_text_is_refused_in_swedish() -> None:
    assert Form({"text": " \x00\n"}).errors["text"] == ["Skriv något här."]


def test_the_field_works_without_script() -> None:
    html = render_to_string("_fields.html", {"form": Form({"text": "</textarea><script>"})})
    assert "Skriv kort. En tom rad ger ett nytt stycke." in html
    assert "maxlength" not in html  # it would cut off in silence
    assert 'data-max="1000" data-level="2"' in html
    assert "&lt;/textarea&gt;&lt;script&gt;" in html
    for part in ("markdown-toolbar", 'div class="rich-foot"', "section"):
        assert re.search(rf"<{part}[^>]* hidden>", html), part


# --- the preview ------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_preview_is_for_those_logged_in_and_keeps_nothing(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    url = "/forhandsgranska/"
    assert client.post(url, {"text": "x"})["Location"].startswith("/konto/login/")
    client.force_login(person(Role.ADMINISTRATOR))
    assert client.get(url).status_code == 405
    with django_assert_max_num_queries(2) as asked:
        shown = client.post(url, {"text": "# A <b>", "level": "2"}).content.decode()
    assert shown.strip() == "<h2>A &lt;b&gt;</h2>"
    assert all(q["sql"].startswith("SELECT") for q in asked.captured_queries)
    assert client.post(url, {"text": "# A", "level": "9"}).content.decode().startswith("<h3>")
    assert "Du har inte skrivit" in client.post(url).content.decode()
    assert client.post(url, {"text": "x" * 60_001}).status_code == 413
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = client.cookies
    assert careful.post(url, {"text": "x"}).status_code == 403
