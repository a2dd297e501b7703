"""Pages of own figures, their values and release, and comments on figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forbattring.links import to, url_of
from forbattring.own_figures import actions
from forbattring.own_figures.access import of_own_figure
from forbattring.own_figures.forms import CommentForm, OwnFigureForm, OwnValueForm
from forbattring.own_figures.models import FigureComment, OwnFigure, OwnValue
from forbattring.own_figures.queries import (
    comments_on,
    figures_of,
    measure_of_own,
    picture_of_own,
    released_in,
)
from forbattring.permissions import ForbattringPermission
from grund.errors import PortalError
from grund.forms import saved
from kolada.models import Kpi
from konton.models import User
from program.models import Cohort, Participation
from program.participations.access import of_cohort, takes_part
from projekt.work.access import of_work
from projekt.work.pages import form_page, of_own

_TAB = "egna"


def _may(request: HttpRequest, participation: Participation) -> dict[str, bool]:
    user, place = request.user, participation.municipality
    return {
        f"may_{name}": user.has_perm(permission, place)
        for name, permission in (
            ("keep", ForbattringPermission.KEEP_FIGURES),
            ("release", ForbattringPermission.RELEASE_FIGURE),
            ("comment", ForbattringPermission.COMMENT_FIGURE),
            ("analyse", ForbattringPermission.ANALYSE),
        )
    }


@require_safe
@of_work(ForbattringPermission.SEE_ANALYSIS)
def own_figures(request: HttpRequest, participation: Participation) -> HttpResponse:
    context = {
        **of_own(participation, _TAB).context,
        **_may(request, participation),
        "found": figures_of(participation, request.user),
    }
    return render(request, "forbattring/own_figures/list.html", context)


@require_safe
@of_own_figure(ForbattringPermission.SEE_ANALYSIS)
def own_figure(request: HttpRequest, figure: OwnFigure) -> HttpResponse:
    participation = figure.participation
    comments = list(comments_on(participation, figure=figure))
    rows = list(figure.values.select_related("by").order_by("-on", "-pk"))
    measure = measure_of_own(figure, rows)
    context = {
        **of_own(participation, _TAB).context,
        **_may(request, participation),
        "figure": figure,
        "history": [(row, measure.told(row.value)) for row in rows],
        "comments": comments,
        "picture": picture_of_own(figure, comments),
        "releases": _releases(figure),
    }
    return render(request, "forbattring/own_figures/page.html", context)


def _releases(figure: OwnFigure) -> Sequence[tuple[str, str]]:
    """Return what the figure may be released to next, or taken back to, as (value, button)."""
    release = OwnFigure.Release
    return {
        release.OWN: [(release.MENTOR, "Dela med mentorn och programkontoret")],
        release.MENTOR: [(release.COHORT, "Dela med hela omgången"), (release.OWN, "Sluta dela")],
        release.COHORT: [
            (release.MENTOR, "Sluta dela med omgången"),
            (release.OWN, "Sluta dela helt"),
        ],
    }[release(figure.release)]


@require_http_methods(["GET", "POST"])
@of_work(ForbattringPermission.KEEP_FIGURES)
def new_own_figure(request: HttpRequest, participation: Participation) -> HttpResponse:
    return _figure(request, OwnFigure(participation=participation))


@require_http_methods(["GET", "POST"])
@of_own_figure(ForbattringPermission.KEEP_FIGURES)
def edit_own_figure(request: HttpRequest, figure: OwnFigure) -> HttpResponse:
    return _figure(request, figure)


def _figure(request: HttpRequest, figure: OwnFigure) -> HttpResponse:
    participation = figure.participation
    back = (
        url_of("own_figure", participation, figure.pk)
        if figure.pk
        else url_of("own_figures", participation)
    )
    heading = "Ändra det egna nyckeltalet" if figure.pk else "Lägg upp ett eget nyckeltal"
    form = OwnFigureForm(request.POST or None, instance=figure)
    draft = f"{request.user.pk}:eget-{participation.pk}-{figure.pk or 'nytt'}"
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_figure(by=cast(User, request.user), figure=form.instance)
        except PortalError as error:
            form.add_error("title", str(error))
        else:
            saved(request, f"{made} är sparat.", draft=draft)
            return to("own_figure", participation, made.pk)
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=heading,
        button="Spara",
        back=back,
        draft=draft,
        lead="Ett eget nyckeltal är kommunens och blandas aldrig med Koladas. Först ser bara ni "
        "det. Sedan kan projektledaren dela det med mentorn, och därefter med omgången.",
    )


@require_http_methods(["GET", "POST"])
@of_own_figure(ForbattringPermission.KEEP_FIGURES)
def remove_own_figure(request: HttpRequest, figure: OwnFigure) -> HttpResponse:
    """Ask first, and say what goes with the figure."""
    participation, pk = figure.participation, figure.pk
    if request.method != "POST":
        context = {
            **of_own(participation, _TAB).context,
            "figure": figure,
            "values": figure.values.count(),
            "comments": figure.comments.count(),
        }
        return render(request, "forbattring/own_figures/remove.html", context)
    try:
        actions.remove_figure(by=cast(User, request.user), figure=figure)
    except PortalError as error:
        messages.error(request, str(error))
        return to("own_figure", participation, pk)
    messages.success(request, "Det egna nyckeltalet är borttaget.")
    return to("own_figures", participation)


@require_http_methods(["GET", "POST"])
@of_own_figure(ForbattringPermission.KEEP_FIGURES)
def put_own_value(request: HttpRequest, figure: OwnFigure) -> HttpResponse:
    participation = figure.participation
    form = OwnValueForm(request.POST or None, figure=figure, today=participation.cohort.today)
    if request.method == "POST" and form.is_valid():
        actions.put_value(by=cast(User, request.user), figure=figure, **form.cleaned_data)
        messages.success(request, "Värdet är sparat.")
        return to("own_figure", participation, figure.pk)
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=f"Nytt värde: {figure}",
        button="Spara värdet",
        back=url_of("own_figure", participation, figure.pk),
        lead="Finns redan ett värde för dagen rättas det. Det gamla står kvar i historiken.",
    )


@require_POST
@of_own_figure(ForbattringPermission.KEEP_FIGURES)
def withdraw_own_value(request: HttpRequest, figure: OwnFigure, value: int) -> HttpResponse:
    own_value = get_object_or_404(OwnValue, pk=value, figure=figure)
    own_value.figure = figure
    actions.withdraw_value(by=cast(User, request.user), value=own_value)
    messages.success(request, "Värdet räknas inte längre. Det står kvar i historiken.")
    return to("own_figure", figure.participation, figure.pk)


@require_POST
@of_own_figure(ForbattringPermission.RELEASE_FIGURE)
def release_own_figure(request: HttpRequest, figure: OwnFigure) -> HttpResponse:
    wanted = request.POST.get("to", "")
    if wanted not in OwnFigure.Release.values:
        messages.error(request, "Välj vilka som ska få se nyckeltalet.")
        return to("own_figure", figure.participation, figure.pk)
    try:
        made = actions.release(by=cast(User, request.user), figure=figure, wanted=wanted)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Nu ser {made.get_release_display()} nyckeltalet.")
    return to("own_figure", figure.participation, figure.pk)


@require_safe
@of_cohort(ForbattringPermission.SEE_ANALYSIS, also=takes_part)
def released(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Show what the municipalities of the cohort show each other."""
    context = {"cohort": cohort, "own": None, "found": released_in(cohort)}
    return render(request, "forbattring/own_figures/released.html", context)


# --- comments ------------------------------------------------------------------------------------
@require_http_methods(["GET", "POST"])
@of_work(ForbattringPermission.COMMENT_FIGURE)
def comment_kpi(request: HttpRequest, participation: Participation, kpi: str) -> HttpResponse:
    found = get_object_or_404(Kpi, pk=kpi)
    back = reverse("analys:kpi", args=[found.pk]) + f"?kommun={participation.municipality.slug}"
    about = FigureComment(participation=participation, kpi=found)
    return _comment(request, about, f"Kommentera {found.title}", back)


@require_http_methods(["GET", "POST"])
@of_own_figure(ForbattringPermission.COMMENT_FIGURE)
def comment_own_figure(request: HttpRequest, figure: OwnFigure) -> HttpResponse:
    participation = figure.participation
    about = FigureComment(participation=participation, own_figure=figure)
    back = url_of("own_figure", participation, figure.pk)
    return _comment(request, about, f"Kommentera {figure}", back)


def _comment(request: HttpRequest, about: FigureComment, heading: str, back: str) -> HttpResponse:
    participation, year = about.participation, request.GET.get("ar", "")
    initial: dict[str, Any] = {"year": year if year.isdecimal() else None}
    form = CommentForm(request.POST or None, initial=initial)
    draft = f"{request.user.pk}:kommentar-{participation.pk}-{about.kpi_id or about.own_figure_id}"
    if request.method == "POST" and form.is_valid():
        actions.comment(by=cast(User, request.user), comment=form.stored(about))
        saved(request, "Kommentaren står bredvid siffran.", draft=draft)
        return redirect(back)
    return form_page(
        request,
        of_own(participation, _TAB),
        form,
        heading=heading,
        button="Skriv under och spara",
        back=back,
        draft=draft,
        lead="Kommentaren visas med din befattning, ditt namn och dagens datum för alla som har "
        "en roll i kommunen, för mentorn och för programkontoret.",
    )


@require_POST
@of_work(ForbattringPermission.COMMENT_FIGURE)
def withdraw_comment(request: HttpRequest, participation: Participation, pk: int) -> HttpResponse:
    figure_comment = get_object_or_404(
        FigureComment.objects.select_related(
            "own_figure", "participation__cohort", "participation__municipality"
        ),
        pk=pk,
        participation__municipality=participation.municipality_id,
    )
    try:
        actions.withdraw_comment(by=cast(User, request.user), comment=figure_comment)
    except PortalError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Kommentaren visas inte längre.")
    if figure_comment.own_figure_id:
        return to("own_figure", participation, figure_comment.own_figure_id)
    if figure_comment.kpi_id is None:
        raise Http404
    return redirect(
        reverse("analys:kpi", args=[figure_comment.kpi_id])
        + f"?kommun={participation.municipality.slug}"
    )
