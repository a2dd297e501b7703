"""Pages in this process: access, refusals, query counts, redirects."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from effektiv import demo
from grund.models import AuditEvent, Job
from grund.verbs import Verb
from kolada.models import SYNC
from kommuner.models import Municipality
from konton.models import Invitation, Role
from tests.people import person, queries
from tests.recalled import recalled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_rate_limits")]

OPEN = {
    "start",
    "health",
    "security_txt",
    "oversikt:glossary",
    "oversikt:help",
    "oversikt:method",
    "oversikt:accessibility",
    "program:programmes",
    "program:rule",
}
# Open too, but of a cohort that is not there; test_access asks of one that is.
ABSENT = {"program:invitation", "program:express", "program:thanks"}
# The token is the key: of a letter, of a calendar.
ABSENT |= {"projekt:answer_by_letter", "projekt:feed"}
# A phone in a workshop holds its key in a cookie; without one it is sent to the door.
OPEN |= {"forbattring:join"}
ABSENT |= {"forbattring:phone_board"}
# and allauth's own doors
ARGS: dict[str, list[Any]] = {
    "analys:municipality": ["lekeberg"],
    "analys:service_area": ["lekeberg", "forskola"],
    "analys:area_file": ["lekeberg", "forskola", "kvadrant", "csv"],
    "analys:kpi": ["U11901"],
    "analys:kpi_file": ["U11901", "karta", "csv"],
    "konton:accept": ["nothing"],
    "konton:withdraw": [1],
    "konton:resend": [1],
    "konton:end_role": [1],
    "konton:hand_over": [1],
    "konton:stand_in": [1],
    "konton:end_stand_in": [1],
    "konton:roles_in": ["lekeberg"],
    "konton:close": [1],
    "konton:reopen": [1],
    "konton:erase": [1],
    "konton:audit_file": ["csv"],
    "konton:send_again": [1],
    "mfa_edit_webauthn": [1],
    "mfa_remove_webauthn": [1],
}


def _of(app: str) -> dict[str, list[Any]]:
    """Of cohorts and records that do not exist: a word for a slug or a token, a number for an id."""
    own: Any = next(p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == app)
    found = {}
    for pattern in own.url_patterns:
        kinds = re.findall(r"<(slug|int|str):", str(pattern.pattern))
        found[f"{app}:{pattern.name}"] = [1 if kind == "int" else "inget" for kind in kinds]
    return found


ARGS |= {
    **_of("program"),
    **_of("projekt"),
    **_of("forbattring"),
    "program:rule": ["behov"],
    "oversikt:board": ["ingen"],
    "oversikt:board_file": ["ingen", "csv"],
}


def names(patterns: Any, prefix: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else prefix
            found += names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append(prefix + pattern.name)
    return found


def test_login_is_required_everywhere_but_at_the_doors(client: Client, settings: Any) -> None:
    settings.PUBLIC_FIGURES = False
    own = [
        n for n in names(get_resolver().url_patterns) if not n.startswith(("account_", "openid_"))
    ]
    assert "analys:municipality" in own
    for name in own:
        args = ARGS.get(name, [])
        answer = client.get(reverse(name, args=args))
        if name in OPEN:
            assert answer.status_code == 200, name
        elif name in ABSENT:
            assert answer.status_code == 404, name
        elif name == "forbattring:phone":
            assert (answer.status_code, answer["Location"]) == (302, "/workshop/?kod=INGET")
        elif name == "konton:accept":
            assert answer.status_code == 410  # the link itself is the key
        else:
            assert answer.status_code in (302, 405), name
            if answer.status_code == 302:
                assert answer["Location"].startswith("/konto/login/"), name


def test_figures_are_open_where_the_setting_says_so(client: Client, synced: Any) -> None:
    assert client.get("/kommuner/lekeberg/").status_code == 200
    assert client.get("/kommuner/").status_code == 200
    assert client.get("/hamtningar/").status_code == 302


def test_codes_and_names_redirect_to_the_one_address(client: Client, synced: Any) -> None:
    answer = client.get("/kommuner/1814/?ar=2021")
    assert (answer.status_code, answer["Location"]) == (301, "/kommuner/lekeberg/?ar=2021")
    assert client.get("/kommuner/H%C3%A5bo/")["Location"] == "/kommuner/habo-0305/"
    assert client.get("/kommuner/0000/").status_code == 404  # Riket has a page of its own later


@pytest.mark.parametrize(
    "path",
    [
        "/kommuner/ingen/",
        "/kommuner/<script>/",
        "/kommuner/lekeberg/?ar=1066",
        "/kommuner/lekeberg/?ar=<script>alert(1)</script>",
        "/finns-inte/",
        "/kommuner/lekeberg/?ar=²²²²",
        "/kommuner/%00/",
    ],
)
def test_hand_made_addresses_get_a_swedish_page(client: Client, synced: Any, path: str) -> None:
    answer = client.get(path)
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "finns" in page
    assert "<script>alert" not in page


def test_before_the_first_sync_the_page_says_what_will_be_here(
    client: Client, settings: Any
) -> None:
    settings.PUBLIC_FIGURES = True
    recalled(demo.prepare)()
    page = client.get("/kommuner/lekeberg/")
    assert page.status_code == 200
    assert "Här visas snart" in page.content.decode()


def test_search_forgives_and_opens_the_only_hit(client: Client, synced: Any) -> None:
    assert client.get("/kommuner/?q=lekebrg")["Location"] == "/kommuner/lekeberg/"
    assert client.get("/kommuner/?q=Habo")["Location"] == "/kommuner/habo/"
    assert "Ingen kommun liknar" in client.get("/kommuner/?q=xyzxyz").content.decode()
    many = client.get("/kommuner/?q=l").content.decode()
    assert "Lekeberg" in many
    assert "Lund" in many
    assert client.get("/kommuner/?q=" + "a" * 5000).status_code == 200
    for nothing in ("???", "%00"):
        assert "Ingen kommun liknar" in client.get(f"/kommuner/?q={nothing}").content.decode()


def test_the_start_page_leads_to_ones_own_municipality(client: Client, synced: Any) -> None:
    client.force_login(person(Role.PROJECT_LEADER, "0482"))
    assert 'href="/kommuner/flen/"' in client.get("/").content.decode()


# --- queries ------------------------------------------------------------------------
def test_lists_cost_the_same_queries_at_any_size(
    client: Client, synced: Any, django_assert_max_num_queries: Any
) -> None:
    def row(number: int) -> None:
        Job.objects.create(kind=SYNC, state=Job.JobState.DONE, message=str(number))
        Invitation.objects.create(
            email=f"{number}@example.com",
            role=Role.READER,
            token_hash=str(number),
            municipality_id="1814",
            expires_at=timezone.now(),
        )

    client.force_login(person(Role.ADMINISTRATOR))
    paths = ["/kommuner/", "/hamtningar/", "/inbjudningar/", "/kommuner/lekeberg/"]
    row(0)
    small_counts = {p: queries(client, p, django_assert_max_num_queries(30)) for p in paths}
    for number in range(1, 19):
        row(number)
    Municipality.objects.bulk_create(
        Municipality(
            code=f"18{n}",
            name=f"Kommun {n}",
            type="K",
            slug=f"k-{n}",
            sort_key=str(n),
            county_id="18",
        )
        for n in range(20, 50)
    )
    assert {p: queries(client, p, django_assert_max_num_queries(30)) for p in paths} == small_counts
    assert small_counts["/kommuner/lekeberg/"] <= 16


# --- roles and refusals --------------------------------------------------------------
@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_only_administrators_start_a_sync_or_invite(
    client: Client, synced: Any, role: Role
) -> None:
    client.force_login(person(role, "1814"))
    answer = client.post("/hamtningar/starta/")
    assert (answer.status_code, "Bara programadministratörer" in answer.content.decode()) == (
        403,
        True,
    )
    for method in (client.get, client.post):
        assert (
            method("/inbjudningar/", {"email": "x@example.com", "role": "reader"}).status_code
            == 403
        )
    assert not Job.objects.filter(state=Job.JobState.QUEUED).exists()
    assert not Invitation.objects.exists()
    assert "Läs om allt" not in client.get("/hamtningar/").content.decode()


def test_strangers_start_nothing(client: Client, synced: Any) -> None:
    assert client.post("/hamtningar/starta/").status_code == 302
    assert client.get("/hamtningar/starta/").status_code == 302
    assert not Job.objects.filter(state=Job.JobState.QUEUED).exists()


def test_an_administrator_starts_a_sync_and_it_is_noted(
    client: Client, synced: Any, django_capture_on_commit_callbacks: Any
) -> None:
    user = person(Role.ADMINISTRATOR)
    client.force_login(user)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/hamtningar/starta/", {"full": "1"}).status_code == 302
    job = Job.objects.get(state=Job.JobState.QUEUED)
    assert (job.params["kpis"], job.params["full"], job.started_by) == ([], True, user.pk)
    assert AuditEvent.objects.filter(by=user.pk, verb=Verb.STARTED, noun_id=str(job.pk)).exists()
    again = client.post("/hamtningar/starta/", follow=True)
    assert "pågår redan" in again.content.decode()
    page = client.get("/hamtningar/lage/").content.decode()
    assert "Väntar på att arbetaren ska börja" in page
    Job.objects.filter(pk=job.pk).update(state=Job.JobState.DONE)
    ended = client.get("/hamtningar/lage/")
    assert ended["HX-Refresh"] == "true"


def test_refused_key_figures_stand_on_the_page(client: Client, synced: Any) -> None:
    Job.objects.create(
        kind=SYNC,
        state=Job.JobState.DONE,
        result={
            "new": 1234,
            "revised": 2,
            "missing": 3,
            "refused": [{"kpi": "U1", "reason": "U1 <b>!"}],
        },
    )
    client.force_login(person(Role.READER, "1814"))
    page = client.get("/hamtningar/").content.decode()
    assert "1\u00a0234" in page
    assert "U1 &lt;b&gt;!" in page
    assert client.get("/hamtningar/?sida=abc").status_code == 200


# --- health ---------------------------------------------------------------------------
def test_health(client: Client, synced: Any) -> None:
    body = json.loads(client.get("/halsa/").content)
    assert (body["status"], body["database"]) == ("degraded", "ok")
    assert (body["broker"], body["worker"]["state"]) == ("ok", "har inte hörts av")
    assert (body["figures"]["state"], body["figures"]["kind"]) == ("finns", "real")


def test_health_without_figures_or_worker_is_still_able_to_serve(client: Client) -> None:
    answer = client.get("/halsa/")
    assert answer.status_code == 200
    assert json.loads(answer.content)["figures"] == {"state": "saknas"}
