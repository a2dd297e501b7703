"""The mapping of administration before the letter, and rows of others. Who sees, who writes and who
shares is asked in test_effect_access."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forbattring.mapping.actions import mappings as actions
from forbattring.mapping.actions.template import ship_template
from forbattring.mapping.queries import template_of
from forbattring.models import Mapping, MappingProposal, MappingRow
from konton.models import User
from program.models import Cohort, Participation, SelectionDecision
from tests.access.improvement import address, make_row, sent_of_mapping
from tests.access.people import PEER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places", "fresh_rate_limits")]
ROW = {"level": "unit", "task": "Ny", "per": "year", "based_on": "1"}


@pytest.fixture
def row(own: Participation, people: dict[str, User]) -> MappingRow:
    return make_row(own, people)


def test_a_draft_and_what_is_not_told_are_not_there(
    row: MappingRow, people: dict[str, User], client: Client
) -> None:
    """Who takes part is known when the letter has gone, also here."""
    own = row.mapping.participation
    SelectionDecision.objects.update(letter_at=None)
    client.force_login(people["projektledare"])
    one = [row.mapping_id]
    read: dict[str, list[Any]] = {
        "mappings": [],
        "mapping": one,
        "mapping_file": [*one, "csv"],
        "compare_mappings": [],
        "compare_file": ["csv"],
    }
    written = {view: args for view, (args, _) in sent_of_mapping(row).items()}
    for view, args in (read | written).items():
        assert client.get(address(view, own, args)).status_code in (404, 405), view
    template = reverse("forbattring:mapping_template", args=[own.cohort.key])
    assert client.get(template).status_code == 403


def test_rows_of_others_are_not_reached_through_ones_own_mapping(
    row: MappingRow, people: dict[str, User], client: Client
) -> None:
    own = row.mapping.participation
    by = people["projektledare"]
    peer = own.cohort.participations.get(municipality=PEER)
    theirs = actions.save_mapping(by=by, mapping=Mapping(participation=peer, title="Deras"))
    hidden = MappingRow(mapping=theirs, level="unit", task="Hemlig")
    actions.save_row(by=by, row=hidden, based_on=1)
    client.force_login(by)
    where = [own.cohort.key, own.municipality.slug]
    for args in ([*where, row.mapping_id, hidden.pk], [*where, theirs.pk, hidden.pk]):
        for name in ("edit_row", "remove_row"):
            path = reverse(f"forbattring:{name}", args=args)
            assert client.get(path).status_code == 404
            assert client.post(path, ROW).status_code == 404
    hidden.refresh_from_db()
    assert hidden.task == "Hemlig"


def test_a_value_or_proposal_of_another_cohort_is_not_taken(
    row: MappingRow, people: dict[str, User], client: Client
) -> None:
    own = row.mapping.participation
    cohort = Cohort.objects.get(pk=own.cohort_id)
    cohort.pk, cohort.key, cohort.name = None, "annan", "Annan"
    cohort.save()
    ship_template(cohort)  # as the act that makes one has it done
    foreign = template_of(cohort)
    proposal = MappingProposal.objects.create(
        template=foreign, participation=own, role="project_leader", text="X"
    )
    client.force_login(people["projektledare"])
    edit = address("edit_row", own, [row.mapping_id, row.pk])
    sent = {**ROW, "value": foreign.values.all()[0].pk}
    assert client.post(edit, sent).status_code == 200  # refused, shown again
    row.refresh_from_db()
    assert row.value is None
    client.force_login(people["administratör"])
    path = reverse("forbattring:answer_proposal", args=[own.cohort.key, proposal.pk])
    assert client.post(path, {"answer": "done"}).status_code == 404
