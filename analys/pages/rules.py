"""Who may see figures."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import rules
from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from analys.permissions import AnalysPermission
from konton.rules import Person, grant, is_logged_in

View = Callable[..., HttpResponse]


@rules.predicate
def sees_figures(user: Person) -> bool:
    """Kolada is open data, so figures are public where PUBLIC_FIGURES is on."""
    return settings.PUBLIC_FIGURES or is_logged_in(user)


grant(
    AnalysPermission.VIEW_FIGURES,
    sees_figures,
    does="Se siffrorna",
    why="De är öppna data. Portalens ägare väljer om de visas utan inloggning.",
)


def figures_open(view: View) -> View:
    """Show a page of figures to everybody where they are public; else only after a login.

    Whoever has not logged in may ask for so many a minute, where ACCOUNT_RATE_LIMITS says how many.
    """

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.has_perm(AnalysPermission.VIEW_FIGURES):
            if not request.user.is_authenticated:
                refused = ratelimit.consume_or_429(request, action="public_figures", limit_get=True)
                if refused:
                    return refused
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path())

    return guarded
