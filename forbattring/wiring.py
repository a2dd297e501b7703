"""Connects this app to signals and registries of the apps below it."""

from typing import Any

from forbattring.cause_bank.beside import beside_analysis
from forbattring.chain.beside import below_outcome
from forbattring.improvements import beside as improvements_beside
from forbattring.improvements import duties
from forbattring.mapping.actions.template import ship_template
from forbattring.own_figures.beside import beside_figure
from forbattring.proposals import beside as proposals_beside
from grund import beside
from konton.registry import register_duties
from program.models import Cohort
from program.office.actions import cohort_created


def connect() -> None:
    cohort_created.connect(_ship, dispatch_uid="forbattring")
    register_duties("forbattring", teller=duties.told, moved=duties.moved)
    beside.register("analys.kpi", "forbattring", beside_figure)
    beside.register("forbattring.analysis", "cause_bank", beside_analysis)
    # The names are also the order on the page: how it is judged, then what is done.
    beside.register("forbattring.node", "assessment", proposals_beside.beside_node)
    beside.register("forbattring.node", "improvements", improvements_beside.beside_node)
    beside.register("projekt.outcome", "forbattring", below_outcome)


def _ship(cohort: Cohort, **_: Any) -> None:
    """Give a new cohort its template at once, so that reading its pages writes nothing."""
    ship_template(cohort)
