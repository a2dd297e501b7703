"""The first-run tour: five short pages, each with one thing to try."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from kommuner.models import Municipality
from konton.models import User
from oversikt.queries import first_own_municipality
from oversikt.yaml_data import read

FIRST_AREA = "forskola"
EXAMPLE = "1814"  # Lekeberg, for those who have no municipality of their own


@dataclass(frozen=True)
class Step:
    number: int
    count: int
    title: str
    text: tuple[str, ...]
    try_text: str
    try_url: str

    @property
    def previous(self) -> int | None:
        return self.number - 1 or None

    @property
    def following(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


def step(text: str | None, user: User) -> Step | None:
    """The step that was asked for, the first where none was; None for one that does not exist."""
    raw = read("tour.yaml")
    numbers = {str(n): n for n in range(1, len(raw) + 1)}
    number = numbers.get(text or "1")
    if number is None:
        return None
    entry = raw[number - 1]
    target = first_own_municipality(user) or Municipality.objects.filter(code=EXAMPLE).first()
    name = target.name if target else "en kommun"
    paragraphs = tuple(t.strip().replace("{kommun}", name) for t in entry["text"])
    try_text = entry["try"]["text"].replace("{kommun}", name)
    return Step(
        number, len(raw), entry["title"], paragraphs, try_text, _url(entry["try"]["view"], target)
    )


def _url(view: str, target: Municipality | None) -> str:
    """The address of what the step lets one try.

    Views below a municipality need one; before any is known, the list of them stands in.
    """
    if not view.startswith("analys:"):
        return reverse(view)
    if target is None:
        return reverse("analys:municipalities")
    area = [FIRST_AREA] if view == "analys:service_area" else []
    return reverse(view, args=[target.slug, *area])
