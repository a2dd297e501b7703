"""Pages of the minutes: writing, bringing two texts together, and every earlier text."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from grund.forms import saved
from grund.richtext import differences
from konton.models import User
from projekt.activities.access import of_activity
from projekt.activities.models import Activity
from projekt.activities.pages import activity_url, of_meeting, to_activity
from projekt.meetings import actions
from projekt.meetings.forms import MinutesForm
from projekt.meetings.models import Minutes, MinutesVersion
from projekt.permissions import ProjektPermission
from projekt.work.pages import form_page


@require_http_methods(["GET", "POST"])
@of_activity(ProjektPermission.WRITE_MINUTES)
def write_minutes(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Write the minutes. Two who write at once both keep their words."""
    stored = Minutes.objects.filter(activity=activity).first()
    version = stored.version if stored else 0
    form = MinutesForm(
        request.POST or None, initial={"based_on": version, "text": stored.text if stored else ""}
    )
    if request.method == "POST" and form.is_valid():
        made = actions.write(by=cast(User, request.user), activity=activity, **form.cleaned_data)
        draft = f"{request.user.pk}:anteckningar-{activity.pk}"
        if made.beside:
            saved(
                request,
                "Någon annan sparade medan du skrev. Båda texterna är sparade och "
                "visas här, så att ni kan föra ihop dem.",
                draft=draft,
            )
            return to_activity(activity, "bada-texterna")
        saved(request, "Anteckningarna är sparade.", draft=draft)
        return to_activity(activity, "anteckningar")
    return form_page(
        request,
        of_meeting(activity),
        form,
        heading=f"Anteckningar från {activity.title}",
        button="Spara anteckningarna",
        back=activity_url(activity),
        draft=f"{request.user.pk}:anteckningar-{activity.pk}",
        base=version,
        lead="Löpande text. Beslut, information och uppgifter lägger du till var för sig på mötets "
        "sida, så att de går att hitta.",
    )


@require_http_methods(["GET", "POST"])
@of_activity(ProjektPermission.WRITE_MINUTES)
def settle_minutes(request: HttpRequest, activity: Activity, version: int) -> HttpResponse:
    """Show both texts with what differs, and one form to bring them together."""
    beside = get_object_or_404(
        MinutesVersion.objects.select_related("by", "minutes"),
        pk=version,
        minutes__activity=activity,
        beside=True,
        settled_at=None,
    )
    beside.minutes.activity = activity
    minutes = beside.minutes
    form = MinutesForm(
        request.POST or None, initial={"based_on": minutes.version, "text": minutes.text}
    )
    if request.method == "POST" and form.is_valid():
        by = cast(User, request.user)
        made = actions.write(by=by, activity=activity, **form.cleaned_data)
        actions.settle(by=by, version=beside)
        saved(
            request,
            "Texterna är ihopförda."
            if not made.beside
            else "Någon annan sparade igen medan du skrev. Din text är sparad bredvid.",
        )
        return to_activity(activity, "anteckningar")
    context = {
        **of_meeting(activity).context,
        "activity": activity,
        "beside": beside,
        "form": form,
        "parts": differences(minutes.text, beside.text),
    }
    return render(request, "projekt/meetings/settle.html", context)


@require_safe
@of_activity(ProjektPermission.SEE_WORK)
def minutes_history(request: HttpRequest, activity: Activity) -> HttpResponse:
    """Show every text as it was saved, the newest first."""
    versions = MinutesVersion.objects.filter(minutes__activity=activity).select_related("by")
    context = {**of_meeting(activity).context, "activity": activity, "versions": versions}
    return render(request, "projekt/meetings/history.html", context)


# --- outcomes ------------------------------------------------------------------------------------


# --- lists ---------------------------------------------------------------------------------------
