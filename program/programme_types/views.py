"""The office's pages of programme types."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grund.forms import saved
from konton.models import User
from konton.rules import asks
from program.cohorts.models import ProgrammeType
from program.fields import all_valid, wrong_in
from program.permissions import ProgramPermission
from program.programme_types import actions, forms
from program.programme_types.definition import BadDefinition


@require_safe
@asks(ProgramPermission.MANAGE)
def types(request: HttpRequest) -> HttpResponse:
    rows = ProgrammeType.objects.prefetch_related("cohorts")
    return render(request, "program/programme_types/list.html", {"types": rows})


@require_http_methods(["GET", "POST"])
@asks(ProgramPermission.MANAGE)
def edit_type(request: HttpRequest, key: str) -> HttpResponse:
    programme_type = get_object_or_404(ProgrammeType, key=key)
    form, parts = forms.type_forms(programme_type, request.POST or None)
    if request.method == "POST" and all_valid([form, *parts]):
        try:
            actions.change_type(
                by=cast(User, request.user),
                programme_type=programme_type,
                definition=forms.definition_of(programme_type, form, parts),
            )
        except BadDefinition as error:
            form.add_error(None, str(error))
        else:
            saved(
                request,
                f"{programme_type.name} är sparad. Omgångar som finns ändras inte.",
                draft=f"{request.user.pk}:typ-{programme_type.pk}",
            )
            return redirect("program:types")
    wrong = wrong_in([form, *parts])
    context = {"type": programme_type, "form": form, "parts": parts, "wrong": wrong}
    return render(request, "program/programme_types/edit.html", context)


@require_POST
@asks(ProgramPermission.MANAGE)
def copy_type(request: HttpRequest, key: str) -> HttpResponse:
    original = get_object_or_404(ProgrammeType, key=key)
    number = 2
    while ProgrammeType.objects.filter(key=f"{original.key}-{number}").exists():
        number += 1
    made = actions.copy_type(
        by=cast(User, request.user),
        programme_type=original,
        key=f"{original.key}-{number}",
        name=f"{original.name} ({number})",
    )
    messages.success(request, f"{made.name} är en kopia av {original.name}. Ändra det som skiljer.")
    return redirect("program:edit_type", made.key)
