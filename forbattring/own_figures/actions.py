"""Actions on own figures, their values and release, and on comments on figures."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.utils import timezone

from forbattring.own_figures.models import FigureComment, OwnFigure, OwnValue
from grund.errors import PortalError
from grund.unique import named_once
from grund.verbs import Verb
from konton.models import User
from program.participations.actions import locked, log_event

Release = OwnFigure.Release


class FigureRefused(PortalError):
    """The act is not possible with this figure; the text says why and what to do."""


@transaction.atomic
def save_figure(*, by: User | None, figure: OwnFigure) -> OwnFigure:
    participation = figure.participation
    if figure.pk:
        _check_same_measure(figure)
    locked(participation)
    others = OwnFigure.objects.filter(participation=participation).exclude(pk=figure.pk)
    taken = FigureRefused(f"Ni har redan ett eget nyckeltal som heter {figure.title}.")
    verb = Verb.CHANGED_OWN_FIGURE if figure.pk else Verb.ADDED_OWN_FIGURE
    with named_once(figure.title, others.values_list("title", flat=True), taken):
        if figure.pk is None:
            figure.created_by = by
            figure.save()
        else:
            # Not the whole row: the leader may have taken back the sharing meanwhile.
            figure.save(update_fields=["title", "unit", "good", "definition"])
    log_event(by, verb, participation, own_figure=figure.pk)
    return figure


def _check_same_measure(figure: OwnFigure) -> None:
    """Refuse another unit or direction once there are values: they came with these."""
    before = OwnFigure.objects.select_for_update().get(pk=figure.pk)
    is_same = (before.unit, before.good) == (figure.unit, figure.good)
    if not is_same and before.values.exists():
        raise FigureRefused(
            "Det finns värden, så enhet och riktning kan inte ändras. Lägg upp ett nytt nyckeltal "
            "i stället."
        )


@transaction.atomic
def remove_figure(*, by: User, figure: OwnFigure) -> None:
    """Delete the figure with its values and comments.

    Raises FigureRefused when an analysis or an åtgärd builds upon it.
    """
    pk = figure.pk
    try:
        with transaction.atomic():
            figure.delete()
    except RestrictedError:
        raise FigureRefused(
            "En iakttagelse, analys eller åtgärd bygger på nyckeltalet, så det kan inte tas bort."
        ) from None
    log_event(by, Verb.REMOVED_OWN_FIGURE, figure.participation, own_figure=pk)


@transaction.atomic
def put_value(
    *, by: User | None, figure: OwnFigure, on: date, value: float, note: str = ""
) -> OwnValue:
    """Store the value of a day. Another of the same day is replaced, and kept in the history."""
    OwnFigure.objects.select_for_update().get(pk=figure.pk)
    before = OwnValue.objects.filter(figure=figure, on=on, replaced_at=None).first()
    if before and (before.value, before.note) == (value, note):
        return before
    if before:
        before.replaced_at = timezone.now()
        before.save(update_fields=["replaced_at"])
    made = OwnValue.objects.create(figure=figure, on=on, value=value, note=note, by=by)
    verb = Verb.CORRECTED_VALUE if before else Verb.WROTE_VALUE
    log_event(by, verb, figure.participation, own_figure=figure.pk)
    return made


@transaction.atomic
def withdraw_value(*, by: User, value: OwnValue) -> None:
    """Mark a value as no longer counting; the history keeps it."""
    if value.replaced_at is None:
        value.replaced_at = timezone.now()
        value.save(update_fields=["replaced_at"])
        log_event(by, Verb.WITHDREW_VALUE, value.figure.participation, own_figure=value.figure_id)


@transaction.atomic
def release(*, by: User, figure: OwnFigure, wanted: str) -> OwnFigure:
    """Show the figure to more people, or to fewer, at once.

    Raises FigureRefused when it would reach the cohort before the mentor.
    """
    order = list(Release)
    figure = OwnFigure.objects.select_for_update().get(pk=figure.pk)
    if order.index(Release(wanted)) > order.index(Release(figure.release)) + 1:
        raise FigureRefused("Dela först med mentorn. Sedan kan ni dela med hela omgången.")
    if wanted != figure.release:
        figure.release, figure.released_at, figure.released_by = wanted, timezone.now(), by
        figure.save(update_fields=["release", "released_at", "released_by"])
        log_event(
            by,
            Verb.SHARED_OWN_FIGURE,
            figure.participation,
            own_figure=figure.pk,
            shared_with=wanted,
        )
    return figure


# --- comments ------------------------------------------------------------------------------------
@transaction.atomic
def comment(*, by: User, comment: FigureComment) -> FigureComment:
    comment.by = by
    try:
        with transaction.atomic():
            comment.save()
    except IntegrityError:
        raise FigureRefused("Kommentaren gäller inget nyckeltal.") from None
    log_event(
        by,
        Verb.COMMENTED_KPI,
        comment.participation,
        comment=comment.pk,
        **({"kpi": comment.kpi_id} if comment.kpi_id else {"own_figure": comment.own_figure_id}),
    )
    return comment


@transaction.atomic
def withdraw_comment(*, by: User, comment: FigureComment) -> None:
    """Stop showing a comment of one's own. Raises FigureRefused for somebody else's."""
    if comment.by_id != by.pk:
        raise FigureRefused("Bara den som skrev kommentaren kan ta tillbaka den.")
    if comment.withdrawn_at is None:
        comment.withdrawn_at = timezone.now()
        comment.save(update_fields=["withdrawn_at"])
        log_event(by, Verb.WITHDREW_COMMENT, comment.participation, comment=comment.pk)
