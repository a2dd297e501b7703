"""Comparison groups: from the address to members, and back."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from analys.comparison.frame import Group
from analys.definitions.areas import service_areas
from analys.efficiency.edition import Areas
from analys.efficiency.rows import NothingToShow
from grund import swedish as words
from grund.formats import number
from kommuner.models import GroupMember, Municipality, MunicipalityGroup
from kommuner.queries import find_municipality

MOST = 60  # municipalities that somebody may list; for more there are groups
_STANDARD = "liknande"
_GENERAL = "övergripande"  # the theme of the group that is similar as a whole
_KINDS = MunicipalityGroup.Kind
# What every municipality's list may offer. Anything else somebody has put together.
LISTED = (_STANDARD, "lan", "kommungrupp", "alla", "riket")


@dataclass(frozen=True)
class Choice:
    """One entry in the list of groups to choose from."""

    key: str
    title: str


@dataclass(frozen=True)
class Comparison:
    """A chosen group for each verksamhet; only 'liknande' differs between them."""

    key: str
    title: str
    choices: tuple[Choice, ...]
    by_area: dict[str, Group]
    general: Group

    def for_area(self, key: str) -> Group:
        return self.by_area.get(key, self.general)


def comparison(text: str, municipality: Municipality, known: Areas) -> Comparison:
    """The comparison that `jamfor` in an address asks for.

    It takes five queries at most, however many members the groups have.

    Raises:
        NothingToShow: there is no such group; the sentence says what can be chosen.
    """
    key = (text or _STANDARD).strip()
    own_groups = list(municipality.groups.filter(kind=_KINDS.CATEGORY).only("id", "title"))
    choices = _choices(municipality, own_groups, known)
    if key == _STANDARD:
        by_area, general = similar_groups([municipality.code])[municipality.code]
        return Comparison(key, "Liknande kommuner", choices, by_area, general)
    group = _one(key, municipality, own_groups, known)
    if group.key not in {choice.key for choice in choices}:
        choices = (*choices, Choice(group.key, group.title))
    return Comparison(group.key, group.title, choices, {}, group)


def _choices(
    municipality: Municipality, own_groups: list[MunicipalityGroup], known: Areas
) -> tuple[Choice, ...]:
    category = [Choice("kommungrupp", f"Kommungrupp: {_plain(g.title)}") for g in own_groups[:1]]
    name = known.counties.get(municipality.code, "")
    # In a county of one there is nobody to compare with.
    alone = sum(county == name for county in known.counties.values()) < 2
    county = [] if alone else [Choice("lan", name)]
    return (
        Choice(_STANDARD, "Liknande kommuner"),
        *county,
        *category,
        Choice("alla", "Alla kommuner (ovägt medel)"),
        Choice("riket", "Riket (vägt medel)"),
    )


def _plain(title: str) -> str:
    return title.removesuffix("(ovägt medel)").strip()


Similar = tuple[dict[str, Group], Group]  # by service area, and the general one


def similar_groups(codes: Collection[str]) -> dict[str, Similar]:
    """The newest similar groups of each municipality, in two queries however many they are."""
    themes = {area.similar_theme for area in service_areas()} | {_GENERAL}
    newest: dict[tuple[str, str], tuple[str, int]] = {}
    # In the order of the years, so that the newest group of each theme is the one that is kept.
    groups = MunicipalityGroup.objects.filter(owner__in=codes, theme__in=themes).order_by("year")
    for pk, owner, theme, year in groups.values_list("pk", "owner_id", "theme", "year"):
        newest[owner or "", theme] = (pk, year or 0)
    members: dict[str, list[str]] = {}
    rows = GroupMember.objects.filter(group__in=[pk for pk, _ in newest.values()])
    for group_id, code in rows.order_by("municipality_id").values_list(
        "group_id", "municipality_id"
    ):
        members.setdefault(group_id, []).append(code)

    def told(owner: str, theme: str) -> Group:
        pk, year = newest.get((owner, theme), ("", 0))
        return _similar(theme, year, members.get(pk, []))

    return {
        code: (
            {area.key: told(code, area.similar_theme) for area in service_areas()},
            told(code, _GENERAL),
        )
        for code in codes
    }


def _similar(theme: str, year: int, members: list[str]) -> Group:
    """A similar group for pictures; a year of 0 means that Kolada has none."""
    what = "" if theme == _GENERAL else f" {theme}"
    note = (
        f"Gruppen är från {year}."
        if year
        else "Kolada har ingen grupp av liknande kommuner för det här."
    )
    return Group(
        key=_STANDARD,
        title=f"Liknande kommuner{what}, {year}" if year else "Liknande kommuner",
        among="liknande kommuner",
        others="liknande kommuner",
        codes=tuple(members),
        note=note,
    )


def _one(
    key: str, municipality: Municipality, own_groups: list[MunicipalityGroup], known: Areas
) -> Group:
    if key == "lan":
        county = known.counties.get(municipality.code, "länet")
        codes = tuple(c for c in known.codes if known.counties[c] == county)
        if len(codes) < 2:
            raise NothingToShow(
                f"{county} har bara en kommun, så där finns ingen att jämföra med. Välj en annan "
                "grupp."
            )
        return Group(
            key, f"Kommunerna i {county}", "länets kommuner", "andra kommuner i länet", codes
        )
    if key == "kommungrupp" and own_groups:
        return _stored(own_groups[0], key, "kommungruppen", "andra i kommungruppen")
    if key == "alla":
        return Group(key, "Alla kommuner", "landets kommuner", "andra kommuner", known.codes)
    if key == "riket":
        return Group(
            key, "Riket", "riket", "riket", (), "Riket är vägt efter storlek.", is_riket=True
        )
    if re.fullmatch(r"[Gg]\d{1,10}", key):
        group = MunicipalityGroup.objects.filter(pk=key.upper()).first()
        if group:
            name = f"gruppen {_plain(group.title)}"
            return _stored(group, group.pk, name, f"andra i {name}")
    if re.fullmatch(r"\d{4}(,\d{4})*", key):
        return _selected(key.split(","), municipality, known)
    raise NothingToShow(
        f"Jämförelsegruppen ”{key[:40]}” finns inte. Välj en i listan, eller välj egna kommuner."
    )


def _stored(group: MunicipalityGroup, key: str, among: str, others: str) -> Group:
    members = group.members.filter(type="K").order_by("code").values_list("code", flat=True)
    codes = tuple(members)
    if not codes:
        raise NothingToShow(f"Gruppen ”{group.title}” har inga kommuner. Välj en annan.")
    return Group(key, _plain(group.title), among, others, codes)


def _selected(codes: list[str], municipality: Municipality, known: Areas) -> Group:
    unique = list(dict.fromkeys(codes))
    if len(unique) > MOST:
        raise NothingToShow(
            f"Du har valt {number(len(unique))} kommuner. Välj högst {MOST}, eller en färdig grupp."
        )
    unknown = [code for code in unique if code not in known.names]
    if unknown:
        raise NothingToShow(f"Ingen kommun har koden {', '.join(unknown[:5])}.")
    # The municipality is not compared with itself.
    others = tuple(code for code in unique if code != municipality.code)
    if not others:
        raise NothingToShow("Välj minst en annan kommun att jämföra med.")
    names = [known.names[code] for code in others]
    title = ", ".join(names) if len(names) <= 4 else f"{len(names)} valda kommuner"
    among = words.listed(names) if len(names) <= 2 else "de valda kommunerna"
    return Group(",".join(others), title, among, "valda kommuner", others)


def codes_of(text: str) -> str:
    """The codes for an address, out of names or codes between commas as people type them.

    Raises:
        NothingToShow: with the names that are no municipality.
    """
    wanted = [part.strip() for part in re.split(r"[,;\n]", text[:4000]) if part.strip()]
    if len(wanted) > MOST:
        raise NothingToShow(f"Välj högst {MOST} kommuner.")
    texts, unknown = [], []
    for name in wanted:
        municipality = find_municipality(name)
        if municipality:
            texts.append(municipality.code)
        else:
            unknown.append(name)
    if unknown:
        raise NothingToShow(
            f"Ingen kommun heter {', '.join(f'”{name[:40]}”' for name in unknown[:5])}. "
            "Skriv namnen med komma emellan, till exempel Lund, Flen."
        )
    if not texts:
        raise NothingToShow("Skriv minst en kommun att jämföra med.")
    return ",".join(dict.fromkeys(texts))
