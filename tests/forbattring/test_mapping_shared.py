"""The template of a cohort's mappings, and sharing and comparing what they add up to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forbattring.mapping.actions import mappings as actions
from forbattring.mapping.actions import template as templates
from forbattring.mapping.queries import comparison_of, page_of, template_of
from forbattring.models import (
    Mapping,
    MappingColumn,
    MappingProposal,
    MappingRow,
    MappingTemplate,
    MappingValue,
)
from konton.models import User
from program.models import Participation
from tests.forbattring import test_mapping as written
from tests.forbattring.test_mapping import SENT, task, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
office, leader, both, own = written.office, written.leader, written.both, written.own
mapping, visitor = written.mapping, written.visitor


# --- the template --------------------------------------------------------------------------------
def test_the_scale_is_there_when_the_template_is_first_opened(own: Participation) -> None:
    for _ in range(2):
        template = template_of(own.cohort)
    assert [one.label for one in template.values.all()] == ["Ta bort", "Förenkla", "Behåll"]
    assert "aldrig vem" in template.intro
    assert MappingTemplate.objects.count() == 1


def changed(template: MappingTemplate, **more: Any) -> templates.Changes:
    given = {"values": list(template.values.all()), "columns": list(template.columns.all())}
    return templates.Changes(**{**given, **more})


def test_what_is_used_gets_another_name_and_nothing_else(
    office: User, mapping: Mapping, own: Participation, leader: User
) -> None:
    template = template_of(own.cohort)
    column = MappingColumn(label="Varför", kind="choice", choices=["Lag", "Vana"])
    templates.save_template(
        by=office, template=template, based_on=1, changes=changed(template, columns=[column])
    )
    task(mapping, leader, 1, "Ta bort", answers={str(column.pk): "Lag"})
    removed, simplify, keep = template.values.all()
    refused = (
        changed(template, values=[simplify, keep], without_values=[removed]),
        changed(template, columns=[], without_columns=[column]),
        changed(template, columns=[MappingColumn(pk=column.pk, label="X", kind="text")]),
        changed(
            template,
            columns=[
                MappingColumn(pk=column.pk, label="X", kind="choice", choices=["Vana", "Annat"])
            ],
        ),
        changed(template, values=[]),
        changed(template, values=[removed, simplify, keep, MappingValue(label="behåll")]),
        changed(
            template,
            values=[MappingValue(pk=removed.pk, label="Bort", meaning="keep"), simplify, keep],
        ),
    )
    for one in refused:
        with pytest.raises(templates.TemplateRefused):
            templates.save_template(by=office, template=template, based_on=2, changes=one)
    renamed = MappingValue.objects.get(pk=removed.pk)
    renamed.label = "Sluta med"
    unused = changed(template, values=[renamed, simplify], without_values=[keep])
    templates.save_template(by=office, template=template, based_on=2, changes=unused)
    assert [one.label for one in template.values.all()] == ["Sluta med", "Förenkla"]
    assert MappingRow.objects.get().value == renamed


def test_the_template_is_not_written_over(office: User, own: Participation) -> None:
    template = template_of(own.cohort)
    templates.save_template(by=office, template=template, based_on=1, changes=changed(template))
    with pytest.raises(templates.TemplateRefused, match="Någon annan"):
        templates.save_template(by=office, template=template, based_on=1, changes=changed(template))


def test_the_office_sets_the_template_on_its_page(
    client: Client, office: User, own: Participation
) -> None:
    client.force_login(office)
    template = template_of(own.cohort)
    path = reverse("forbattring:edit_template", args=[own.cohort.key])
    first, second, third = template.values.all()
    sent: dict[str, Any] = {
        "intro": "Skriv så här.",
        "weeks": "40",
        "based_on": "1",
        "values-TOTAL_FORMS": "4",
        "values-INITIAL_FORMS": "3",
        "columns-TOTAL_FORMS": "1",
        "columns-INITIAL_FORMS": "0",
        "columns-0-label": "Varför",
        "columns-0-kind": "choice",
        "columns-0-order": "",
        "columns-0-choices_text": "Lag\nVana\n",
    }
    for place, one, order in ((0, first, 2), (1, second, 1), (2, third, 3)):
        sent |= {
            f"values-{place}-id": one.pk,
            f"values-{place}-label": one.label,
            f"values-{place}-meaning": one.meaning,
            f"values-{place}-order": order,
        }
    sent |= {"values-2-DELETE": "on", "values-3-label": "Avvakta", "values-3-meaning": "keep"}
    assert client.post(path, sent).status_code == 302
    template.refresh_from_db()
    assert (template.weeks, template.version) == (40, 2)
    assert [v.label for v in template.values.all()] == ["Förenkla", "Ta bort", "Avvakta"]
    assert template.columns.get().choices == ["Lag", "Vana"]
    # An old window changes nothing, and what was written in it stands there.
    stale = client.post(path, {**sent, "intro": "Mitt eget"}).content.decode()
    assert "Mitt eget" in stale
    template.refresh_from_db()
    assert template.intro == "Skriv så här."


def test_a_columns_answers_are_asked_and_checked(
    visitor: Client, mapping: Mapping, own: Participation
) -> None:
    template = template_of(own.cohort)
    choice = MappingColumn.objects.create(
        template=template, label="Varför", kind="choice", choices=["Lag", "Vana"]
    )
    amount = MappingColumn.objects.create(template=template, label="Ärenden", kind="number")
    path = url("new_row", own, mapping.pk)
    sent = {**SENT, f"extra_{choice.pk}": "Lag", f"extra_{amount.pk}": "många"}
    assert "är inget tal" in visitor.post(path, sent).content.decode()
    visitor.post(path, {**sent, f"extra_{amount.pk}": "1 200"})
    row = MappingRow.objects.get()
    assert row.answers == {str(choice.pk): "Lag", str(amount.pk): "1 200"}
    page = visitor.get(url("mapping", own, mapping.pk)).content.decode()
    assert "1 200" in page
    assert dict(page_of(mapping, template).rows[0].answers) == {"Varför": "Lag", "Ärenden": "1 200"}


def test_municipalities_propose_and_the_office_answers(
    visitor: Client, own: Participation, office: User
) -> None:
    page = visitor.post(url("propose_mapping", own), {"text": "En kolumn till"}, follow=True)
    assert "Projektledare i Lekeberg" in page.content.decode()
    proposal = MappingProposal.objects.get()
    path = reverse("forbattring:answer_proposal", args=[own.cohort.key, proposal.pk])
    assert visitor.post(path, {"answer": "done"}).status_code == 403
    visitor.force_login(office)
    visitor.post(path, {"answer": "nonsense"})
    assert not MappingProposal.objects.get().answer
    visitor.post(path, {"answer": "declined"})
    visitor.force_login(User.objects.get(email="project_leader@example.com"))
    text = visitor.get(reverse("forbattring:mapping_template", args=[own.cohort.key]))
    assert "inte infört" in text.content.decode()


# --- sharing and comparing -----------------------------------------------------------------------
@pytest.fixture
def theirs(both: list[Participation], leader: User) -> Mapping:
    """Flen's, with 100 hours of which 25 can go."""
    made = actions.save_mapping(
        by=leader, mapping=Mapping(participation=both[1], title="Hemligt namn")
    )
    task(made, leader, 25, "Ta bort", task="Hemlig uppgift")
    task(made, leader, 75, "Behåll", task="Två")
    return made


def test_others_see_the_sums_while_they_are_shared_and_nothing_else(
    visitor: Client, mapping: Mapping, theirs: Mapping, own: Participation, leader: User
) -> None:
    task(mapping, leader, 10, "Ta bort")
    paths = [url("compare_mappings", own), url("mappings", own), url("compare_file", own, "csv")]

    def seen() -> str:
        return "".join(visitor.get(path).content.decode() for path in paths)

    assert "Flen" not in seen()
    actions.share_mapping(by=leader, mapping=theirs)
    text = seen()
    assert "Flen" in text
    assert "100\u00a0% av de kartlagda timmarna kan tas bort eller förenklas, mot 25\u00a0%" in text
    assert "Hemlig" not in text
    assert visitor.get(url("mapping", own, theirs.pk)).status_code == 404
    other = url("mapping", theirs.participation, theirs.pk)
    assert visitor.get(other).status_code == 404
    actions.take_back_mapping(by=leader, mapping=theirs)
    assert "Flen" not in seen()


def test_who_shared_and_when_is_told_at_home(
    visitor: Client, mapping: Mapping, own: Participation, leader: User
) -> None:
    with pytest.raises(actions.MappingRefused):
        actions.share_mapping(by=leader, mapping=mapping)  # nothing in it yet
    task(mapping, leader, 10, "Ta bort")
    reminder = visitor.get(url("share_mapping", own, mapping.pk)).content.decode()
    assert "registrator avgör" in reminder
    visitor.post(url("share_mapping", own, mapping.pk))
    assert Mapping.objects.get().shared_by == leader
    assert f"av {leader}" in visitor.get(url("mapping", own, mapping.pk)).content.decode()


def test_a_municipality_that_left_is_not_compared(
    mapping: Mapping, theirs: Mapping, own: Participation, leader: User
) -> None:
    actions.share_mapping(by=leader, mapping=theirs)
    assert len(comparison_of(own).others) == 1
    Participation.objects.filter(pk=theirs.participation_id).update(status="withdrawn")
    assert comparison_of(own).others == ()


def test_shares_of_several_mappings_are_of_their_hours_together(
    own: Participation, mapping: Mapping, leader: User
) -> None:
    """Not the mean of shares: 10 of 10 and 0 of 90 hours are 10 per cent."""
    task(mapping, leader, 10, "Ta bort")
    second = actions.save_mapping(by=leader, mapping=Mapping(participation=own, title="Två"))
    task(second, leader, 90, "Behåll")
    task(second, leader, None, "Behåll", task="Vet ej")
    found = comparison_of(own).own
    assert found is not None
    assert (found.sums.less, found.sums.hours, found.sums.unknown) == (10.0, Decimal(100), 1)
