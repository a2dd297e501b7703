"""Learning groups and mentors of a cohort, with suggestions and their reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from analys.definitions.areas import service_areas
from konton.models import Role, User
from program.cohorts.models import Cohort
from program.facts.queries import KnownFacts, facts
from program.learning_groups.method import (
    Member,
    Mentor,
    Suggested,
    suggest_groups,
    suggest_mentors,
)
from program.participations.models import Participation


@dataclass(frozen=True)
class Placing:
    """One accepted municipality: where it is placed, and what is suggested."""

    own: Participation
    suggested_group: str
    suggested_mentor: User | None
    mentor_reason: str


@dataclass(frozen=True)
class Groups:
    placings: tuple[Placing, ...]
    suggested: tuple[tuple[str, Suggested], ...]
    source: str


def groups_of(cohort: Cohort, mentors: list[User]) -> Groups:
    """Return placings and suggestions, in a fixed number of queries."""
    participations = list(
        cohort.participations.filter(status=Participation.Status.ACCEPTED)
        .select_related("municipality__county", "learning_group", "mentor", "cohort")
        .order_by("municipality__sort_key")
    )
    known = facts([p.municipality for p in participations])
    suggested = _suggested(participations, known)
    by_code = {m.code: name for name, group in suggested for m in group.members}
    # Where each municipality is, or would be if the suggestion is taken: a mentor is suggested who
    # already has a municipality in that group.
    places = {
        p.municipality_id: p.learning_group.name if p.learning_group else by_code[p.municipality_id]
        for p in participations
    }
    empty = {
        p.municipality_id: places[p.municipality_id] for p in participations if not p.mentor_id
    }
    chosen = suggest_mentors(empty, _mentors(participations, mentors, places))
    people = {mentor.pk: mentor for mentor in mentors}
    placings = tuple(
        Placing(
            p,
            by_code.get(p.municipality_id, ""),
            people[c.person] if c else None,
            c.reason if c else "",
        )
        for p in participations
        for c in [chosen.get(p.municipality_id)]
    )
    return Groups(placings, suggested, known.own_source)


def _suggested(
    participations: list[Participation], known: KnownFacts
) -> tuple[tuple[str, Suggested], ...]:
    """Suggest new groups for those that have none; what the office has placed stays."""
    names = {area.key: area.name for area in service_areas()}
    members = [
        Member(
            p.municipality_id,
            p.municipality.name,
            known.of(p.municipality).indices,
            frozenset(names[key] for key in p.areas if key in names),
            known.of(p.municipality).size,
        )
        for p in participations
        if not p.learning_group_id
    ]
    if not members:
        return ()
    taken = {p.learning_group.name for p in participations if p.learning_group}
    # A suggested name that is taken would put the new group's members into the old group.
    free = (name for n in count(1) if (name := f"Lärgrupp {n}") not in taken)
    return tuple(zip(free, suggest_groups(members), strict=False))


def _mentors(
    participations: list[Participation], mentors: list[User], places: Mapping[str, str]
) -> list[Mentor]:
    """Return the mentors to suggest from: only people who have the role. Others can be chosen."""
    return [
        Mentor(
            mentor.pk,
            str(mentor),
            frozenset(
                places[p.municipality_id] for p in participations if p.mentor_id == mentor.pk
            ),
            sum(p.mentor_id == mentor.pk for p in participations),
        )
        for mentor in mentors
        if any(held.role == Role.MENTOR for held in mentor.memberships.all())
    ]
