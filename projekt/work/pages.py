"""What the pages of the project work share: their frame, addresses, and the page of one form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from program.models import Cohort, Participation


@dataclass(frozen=True)
class Frame:
    """Where a page stands: in a municipality's work, or in the cohort's."""

    cohort: Cohort
    own: Participation | None
    tab: str = ""
    about: Model | None = None  # the activity that the page is about, for the way back to it

    @property
    def context(self) -> dict[str, Any]:
        return {
            "cohort": self.cohort,
            "own": self.own,
            "work_tab": self.tab,
            "about": self.about,
        }


def of_own(participation: Participation, tab: str) -> Frame:
    return Frame(participation.cohort, participation, tab)


def to_work(name: str, participation: Participation, anchor: str = "") -> HttpResponse:
    answer = redirect(f"projekt:{name}", participation.cohort.key, participation.municipality.slug)
    if anchor:
        answer["Location"] += f"#{anchor}"
    return answer


def cohort_url(name: str, cohort: Cohort) -> str:
    return reverse(f"projekt:{name}", args=[cohort.key])


def work_url(name: str, participation: Participation, *args: object) -> str:
    return reverse(
        f"projekt:{name}", args=[participation.cohort.key, participation.municipality.slug, *args]
    )


def form_page(
    request: HttpRequest,
    frame: Frame,
    form: Any,
    *,
    draft: str = "",
    base: int = 0,
    notes: Sequence[str] = (),
    **words: str,
) -> HttpResponse:
    """Render a page with one form and nothing else.

    `words` are heading, button, back (an address) and perhaps lead. `draft` is the name under
    which a browser keeps what is written, `base` the version that it is written upon.
    """
    context = {
        **frame.context,
        "lead": "",
        **words,
        "form": form,
        "draft": draft,
        "base": base,
        "notes": notes,
    }
    return render(request, "projekt/form.html", context)
