"""Actions on the themes of a cohort, which municipalities and the office propose."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from grund import audit
from grund.unique import named_once
from grund.verbs import Verb
from konton.models import User
from program.cohorts.models import Cohort
from program.participations.actions import RecordRefused, locked, locked_cohort, log_event
from program.participations.models import Participation
from program.themes.models import Theme


@transaction.atomic
def propose(*, by: User, cohort: Cohort, title: str, participation: Participation | None) -> Theme:
    """Propose a theme for a municipality, or for the office when `own` is None.

    Raises RecordRefused when the cohort has the theme already.
    """
    locked_cohort(cohort)
    taken = RecordRefused(f"Temat ”{title}” finns redan. Rösta på det i stället.")
    with named_once(title, cohort.themes.values_list("title", flat=True), taken):
        made = Theme.objects.create(cohort=cohort, title=title, proposed_by=participation)
    if participation:
        log_event(by, Verb.PROPOSED_THEME, locked(participation), theme=made.pk)
    else:
        audit.log_event(
            by=by.pk,
            verb=Verb.PROPOSED_THEME,
            noun="Cohort",
            noun_id=cohort.pk,
            cohort=cohort.key,
            theme=made.pk,
        )
    return made


@transaction.atomic
def vote(*, by: User, participation: Participation, themes: Collection[Theme]) -> None:
    """Replace the municipality's votes by these themes, one vote a theme.

    Raises RecordRefused when the municipality does not take part.
    """
    participation = locked(participation)
    if not participation.is_accepted:
        raise RecordRefused(
            f"{participation.municipality} {participation.get_status_display()} och röstar inte."
        )
    # The form offers this cohort's themes only; the action does not trust that, since a vote is
    # counted by theme alone.
    participation.themes.set(
        theme for theme in themes if theme.cohort_id == participation.cohort_id
    )
    log_event(by, Verb.VOTED_ON_THEMES, participation, themes=[theme.pk for theme in themes])
