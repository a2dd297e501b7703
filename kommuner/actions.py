"""Storing Kolada's municipalities and groups."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.db import transaction

from kommuner.models import County, GroupMember, Municipality, MunicipalityGroup
from kommuner.names import COUNTIES, fold, slugs, sort_key

# SKR's kommungrupper 2023, recognised by how the titles of their groups begin.
_CATEGORIES = (
    "Storstäder",
    "Pendlingskommun nära storstad",
    "Större stad",
    "Pendlingskommun nära större stad",
    "Lågpendlingskommun",
    "Mindre stad",
    "Pendlingskommun nära mindre",
    "Landsbygdskommun",
)
# Kolada has no field for whom and for what a similar group was made, only this form of its title.
_SIMILAR = re.compile(r"^Liknande kommuner,? ?(?P<theme>.*), (?P<owner>[^,]+), (?P<year>\d{4})$")


def store_areas(areas: Sequence[tuple[str, str, str]]) -> None:
    """Insert or update every (code, name, type 'K' or 'L'). Nothing is removed."""
    County.objects.bulk_create(
        [County(code=code, name=name) for code, name in COUNTIES.items()], ignore_conflicts=True
    )
    own_slug = _slugs(areas)
    rows = [
        Municipality(
            code=code,
            name=name,
            type=kind,
            slug=own_slug[code],
            sort_key=sort_key(name),
            county_id=code[:2] if kind == "K" else None,
        )
        for code, name, kind in areas
    ]
    Municipality.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "type", "slug", "sort_key", "county"],
    )


def store_invented(names: Mapping[str, str], counties: Mapping[str, str]) -> None:
    """Store the invented municipalities of a demo.

    `names` is {code: name} with codes from 9001, `counties` {code: the county's code}.
    """
    County.objects.bulk_create(
        [County(code=code, name=name) for code, name in COUNTIES.items()], ignore_conflicts=True
    )
    rows = [
        Municipality(
            code=code,
            name=name,
            type=Municipality.Type.INVENTED,
            slug=f"demo-{fold(name)}",
            sort_key=sort_key(name),
            county_id=counties.get(code),
        )
        for code, name in names.items()
    ]
    Municipality.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "slug", "sort_key", "county"],
    )


def _slugs(areas: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """{code: slug}: known areas keep theirs, new ones get one that nobody has.

    Slugs are parts of addresses, so a new name must neither break a link nor take another's.
    """
    kept = dict(Municipality.objects.values_list("code", "slug"))
    new = slugs((code, name) for code, name, kind in areas if kind == "K" and code not in kept)
    taken = set(kept.values())
    fresh = {code: f"{slug}-{code}" if slug in taken else slug for code, slug in new.items()}
    regions = {code: f"region-{code}" for code, _, kind in areas if kind != "K"}
    return regions | fresh | kept


def _described(group_id: str, title: str, by_name: Mapping[str, str]) -> MunicipalityGroup:
    group = MunicipalityGroup(id=group_id, title=title, kind=MunicipalityGroup.Kind.OTHER)
    similar = _SIMILAR.match(title)
    if similar and similar["owner"] in by_name:
        group.kind = MunicipalityGroup.Kind.SIMILAR
        group.theme = similar["theme"]
        group.owner_id = by_name[similar["owner"]]
        group.year = int(similar["year"])
    elif "läns kommuner" in title:
        group.kind = MunicipalityGroup.Kind.COUNTY
    elif title.startswith(_CATEGORIES):
        group.kind = MunicipalityGroup.Kind.CATEGORY
    return group


@transaction.atomic
def store_groups(groups: Mapping[str, tuple[str, Sequence[str]]]) -> None:
    """Replace all groups by `groups`, {id: (title, codes of members)}.

    Members that the portal has no row for are left out.
    """
    known = set(Municipality.objects.in_kolada().values_list("code", flat=True))
    by_name = {m.name: m.code for m in Municipality.objects.municipalities().only("name", "code")}
    rows = [_described(group_id, title, by_name) for group_id, (title, _) in groups.items()]
    MunicipalityGroup.objects.exclude(id__in=list(groups)).delete()
    MunicipalityGroup.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["title", "kind", "theme", "owner", "year"],
        batch_size=500,
    )
    # Replaced whole, so that a municipality that has left a group does not stay in it.
    GroupMember.objects.all().delete()
    GroupMember.objects.bulk_create(
        [
            GroupMember(group_id=group_id, municipality_id=code)
            for group_id, (_, members) in groups.items()
            for code in dict.fromkeys(members)
            if code in known
        ],
        batch_size=2000,
    )
