"""What the embedded default starts with: all municipalities, an account a role, figures."""

from __future__ import annotations

from analys.sample.build import read_areas
from kolada.models import Feed, Revision
from kolada.queries import active_sync, syncs
from kommuner.actions import store_areas
from kommuner.models import Municipality
from konton.demo import DemoAccount, create_demo_accounts


def prepare() -> list[DemoAccount]:
    """Names and accounts, so that people can log in and search while the first sync runs."""
    if not Municipality.objects.exists():
        store_areas(read_areas())
    return create_demo_accounts()


def wants_sync() -> bool:
    """Whether the demo lacks figures, or the sample its later edition with revisions.

    A sync that failed is not tried again here: what stopped it stands on the page.
    """
    feed = Feed.objects.first()
    if active_sync():
        return False
    if feed is None or feed.last_success_at is None:
        return not syncs().exists()
    return feed.source_kind == Feed.Kind.SAMPLE and (
        syncs().count() == 1 and not Revision.objects.exists()
    )
