"""*Min lista*, and the page on which a person chooses how to be reminded."""

from __future__ import annotations

from typing import ClassVar, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from konton.models import User
from konton.rules import about_oneself, asks
from oversikt import actions
from oversikt import my_list as reading
from oversikt.models import ReminderWish
from projekt.permissions import ProjektPermission


class WishForm(forms.ModelForm):
    class Meta:
        model = ReminderWish
        fields: ClassVar = ["rhythm", "days_before"]
        labels: ClassVar = {"rhythm": "Skicka ett brev", "days_before": "Hur många dagar före"}
        widgets: ClassVar = {"rhythm": forms.RadioSelect}


@never_cache
@require_safe
@asks(ProjektPermission.OWN_LIST)
def my_list(request: HttpRequest) -> HttpResponse:
    shown = reading.my_list(cast(User, request.user))
    return render(request, "oversikt/my_list.html", {"shown": shown})


@never_cache
@require_http_methods(["GET", "POST"])
@about_oneself
def reminders(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = WishForm(request.POST or None, instance=reading.wish_of(user))
    if request.method == "POST" and form.is_valid():
        actions.wish(by=user, **form.cleaned_data)
        messages.success(request, "Ditt val är sparat.")
        return redirect("oversikt:my_list")
    return render(request, "oversikt/reminders.html", {"form": form})
