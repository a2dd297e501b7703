"""Reads what the address of a figure page asks for, and answers what cannot be shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from analys.comparison.groups import codes_of
from analys.efficiency.edition import Edition, edition
from analys.efficiency.rows import NoFiguresYet, NothingToShow, checked_year
from kolada.queries import active_sync
from kommuner.models import Municipality
from kommuner.queries import find_municipality

View = Callable[..., HttpResponse]


class Moved(Exception):
    """The page has another, canonical address."""

    def __init__(self, url: str, *, permanent: bool = True) -> None:
        super().__init__(url)
        self.url = url
        self.permanent = permanent


@dataclass(frozen=True)
class Asked:
    """A page of figures that can be shown."""

    municipality: Municipality
    edition: Edition
    year: int
    group: str

    @property
    def query(self) -> str:
        """The part of the address behind the question mark that shows exactly this."""
        group = f"&jamfor={self.group}" if self.group else ""
        return f"ar={self.year}{group}"


def asked(request: HttpRequest, slug: str, name: str, *args: str) -> Asked:
    """What the address asks for.

    `name` and `args` are the view's, to build the canonical address from.

    Raises:
        Http404: there is no such municipality.
        Moved: the page has another address.
        NothingToShow: the year or the typed names do not exist.
    """
    found = find_municipality(slug)
    if found is None:
        raise Http404
    own = reverse(name, args=[found.slug, *args])
    if found.slug != slug:
        query = request.GET.urlencode()
        raise Moved(f"{own}?{query}" if query else own)
    shown = edition()
    year = checked_year(request.GET.get("ar"), shown.stored) or shown.stored.shown_year
    # What was typed becomes codes in an address that can be kept and sent. The redirect is not
    # permanent, because the next visitor types something else.
    if typed := request.GET.get("egna", "").strip():
        raise Moved(f"{own}?ar={year}&jamfor={codes_of(typed)}", permanent=False)
    return Asked(found, shown, year, request.GET.get("jamfor", "").strip())


def figure_page(view: View) -> View:
    """Turn the refusals of an address into a redirect, or a page that helps."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Moved as moved:
            return redirect(moved.url, permanent=moved.permanent)
        except NoFiguresYet:
            return render(request, "analys/pages/not_yet.html", {"active": active_sync()})
        except NothingToShow as error:
            told = {"reason": str(error), "back": request.path}
            return render(request, "analys/pages/nothing.html", told, status=404)

    return answered
