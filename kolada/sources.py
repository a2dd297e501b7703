"""Where figures come from: a saved folder, the API, or the sample, tried in that order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from kolada import client as http
from kolada import folder_client
from kolada.errors import SourceMixed, SourceUnavailable
from kolada.fetch import Client
from kolada.models import Feed
from kolada.registry import build_sample
from kolada.snapshot.folder import BrokenFolder, SnapshotFolder

REAL, SAMPLE = Feed.Kind.REAL, Feed.Kind.SAMPLE
SAMPLE_MARK = "Exempeldata"  # the operating area of the sample's key figures


@dataclass(frozen=True)
class Source:
    kind: str
    label: str
    folder: Path | None = None
    url: str = ""
    # The sample's later edition, which revises the first, is held back at the first sync.
    with_changes: bool = True


def choose() -> Source:
    """The source that this database may use now.

    Raises:
        SourceMixed: the only source at hand is of another kind than the figures stored.
        SourceUnavailable: the folder that was named cannot be used.
    """
    feed = Feed.objects.first()
    kept = feed.source_kind if feed else None
    if settings.KOLADA_SNAPSHOT:
        return _allowed(_folder(Path(settings.KOLADA_SNAPSHOT)), kept)
    # A database reads the sample's first edition to its end before it gets the later one, so that
    # there are revisions to show.
    is_first = feed is None or feed.last_success_at is None
    if kept == SAMPLE and not settings.KOLADA_URL:
        return _sample(is_first=is_first)
    url = api_url()
    real = Source(REAL, url, url=url)
    if kept == REAL or not settings.EMBEDDED:
        return real  # the client tries several times, and its error says what is wrong
    return _allowed(real, kept) if http.answers(url) else _sample(is_first=is_first)


def api_url() -> str:
    """KOLADA_URL, else the live API; version 3 where no path is given."""
    url: str = settings.KOLADA_URL or settings.KOLADA_LIVE_URL
    return url.rstrip("/") + ("" if urlsplit(url).path.strip("/") else "/v3")


def _folder(path: Path) -> Source:
    try:
        SnapshotFolder(path).check()
    except BrokenFolder as error:
        raise SourceUnavailable(f"KOLADA_SNAPSHOT kan inte användas. {error}") from None
    kind = kind_of(SnapshotFolder(path).metadata("kpi"))
    return Source(kind, f"mappen {path}", folder=path)


def _sample(*, is_first: bool) -> Source:
    folder = settings.VAR_DIR / "sample"
    if not (folder / "complete").exists():
        build_sample(folder)
        (folder / "complete").touch()
    return Source(SAMPLE, "exempeldata", folder=folder, with_changes=not is_first)


def kind_of(kpis: list[dict[str, Any]]) -> str:
    """Real figures, or the sample, which says so itself however it was copied and is served."""
    marked = any(kpi.get("operating_area") == SAMPLE_MARK for kpi in kpis)
    return SAMPLE if marked else REAL


def check_kind(kind: str, kept: str | None) -> None:
    """Check that figures of this kind may go into this database.

    Raises:
        SourceMixed: they may not.
    """
    if kind == SAMPLE and (kept == REAL or not settings.EMBEDDED):
        raise SourceMixed(
            "Källan innehåller exempeldata. De får bara läggas i en egen databas för prov, "
            "aldrig bland riktiga värden. Inget har ändrats."
        )
    if kind == REAL and kept == SAMPLE:
        raise SourceMixed(
            "Databasen innehåller exempeldata och kan inte ta emot riktiga värden. "
            "Börja om med en tom databas: flytta undan filen eller ange en annan i DATABASE_URL."
        )


def _allowed(source: Source, kept: str | None) -> Source:
    check_kind(source.kind, kept)
    return source


@contextmanager
def opened(source: Source) -> Iterator[Client]:
    """What reads the source: over HTTP, or a folder of this machine as it lies there."""
    if source.folder is None:
        pace = settings.KOLADA_REQUESTS_PER_SECOND
        with http.connected(source.url, requests_per_second=pace) as client:
            yield client
        return
    with folder_client.reading(source.folder, with_changes=source.with_changes) as client:
        yield client
