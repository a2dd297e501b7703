"""What the embedded default starts with: municipalities, demo accounts, cohorts and figures."""

from __future__ import annotations

from datetime import datetime

from analys.sample.build import read_areas
from forbattring.cause_bank.demo import load_demo_bank
from forbattring.causes.demo import load_demo_causes
from forbattring.current_state.demo import load_demo_state
from forbattring.improvements.demo import load_demo_effect
from forbattring.mapping.demo import load_demo_mapping
from grund.models import Job
from kolada.models import Feed
from kolada.queries import active_sync, syncs
from kommuner.actions import store_areas
from kommuner.models import Municipality
from konton.demo import DemoAccount, create_demo_accounts, demo_user
from konton.models import Role
from program.demo.load import NETWORK_KEY, PROGRAMME_KEY, load_demo_cohorts
from program.demo.places import LEKEBERG
from program.models import Cohort
from projekt.overview.demo import load_demo_work


def is_missing() -> bool:
    """Whether `prepare` has all to do, which takes a while."""
    return not Cohort.objects.exists()


def prepare() -> list[DemoAccount]:
    """Load names, accounts and cohorts, so that people can look around during the first sync."""
    if not Municipality.objects.exists():
        store_areas(read_areas())
    accounts = create_demo_accounts()
    load_demo_cohorts(demo_user(Role.ADMINISTRATOR), demo_user(Role.MENTOR))
    load_demo_work(PROGRAMME_KEY, LEKEBERG)
    load_demo_causes(PROGRAMME_KEY, LEKEBERG)
    load_demo_state(PROGRAMME_KEY, LEKEBERG)
    load_demo_effect(PROGRAMME_KEY, LEKEBERG)
    load_demo_mapping(NETWORK_KEY)
    load_demo_bank(PROGRAMME_KEY)
    return accounts


def wants_sync(since: datetime) -> bool:
    """Whether the demo lacks figures, or the sample its later edition, which holds revisions.

    A sync that has failed since `since` (the start of this process) is not started again: the
    page already shows what stopped it.
    """
    failed = syncs().filter(state=Job.JobState.FAILED, created_at__gte=since)
    if active_sync() or failed.exists():
        return False
    feed = Feed.objects.first()
    if feed is None or feed.last_success_at is None:
        return True
    has_later_edition = syncs().filter(state=Job.JobState.DONE).count() > 1
    return feed.source_kind == Feed.Kind.SAMPLE and not has_later_edition


def what_is_fetched() -> str:
    """What the sync that is about to start is for."""
    feed = Feed.objects.first()
    if feed is None or feed.last_success_at is None:
        return "Arbetaren hämtar värden. Följ det på sidan Hämtningar."
    return (
        "Arbetaren hämtar exempeldatans andra utgåva, där några värden är reviderade: "
        "då finns det revideringar att visa."
    )


def what_there_is() -> str:
    """Which figures stand there now; '' while they are on their way."""
    feed = Feed.objects.first()
    if active_sync() or feed is None or feed.last_success_at is None:
        return ""
    if feed.source_kind == Feed.Kind.SAMPLE:
        return (
            "Värdena är exempeldata: namn och koder är riktiga, siffrorna påhittade, för Kolada "
            "gick inte att nå. Se ”Where figures come from” i README.md."
        )
    return "Värdena kommer från Kolada."
