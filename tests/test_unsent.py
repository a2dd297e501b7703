"""How long a login lasts; and what is sent after its end is kept, shown again to the same person, and
never sent by itself."""

from __future__ import annotations

import json
import re
import time
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from konton import people, unsent
from konton.models import Invitation, Role, Unsent, User
from konton.refill import refill
from tests.people import PASSWORD, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_rate_limits", "places")]
PAGE, LOGIN = "/inbjudningar/", "/konto/login/"
TEXT = 'ny"><b>@example.com'
WRITTEN = {"email": TEXT, "role": "mentor", "municipality": "1814"}
NOTE = "Det du skrev finns kvar – kontrollera och spara."


@pytest.fixture
def admin() -> User:
    return person(Role.ADMINISTRATOR)


def browser(user: User) -> Client:
    """Of somebody who is logged in and has a page before them."""
    client = Client()
    client.force_login(user)
    assert client.get("/konto/").status_code == 200
    return client


def sent_too_late(client: Client, path: str = PAGE, page: str = PAGE, **data: Any) -> Any:
    """The session ends as time ends it, and a form is sent: the answer."""
    Session.objects.update(expire_date=timezone.now())
    headers = {"referer": f"http://testserver{page}"}
    return client.post(path, WRITTEN | data, headers=headers)


def log_in(client: Client, user: User, where: str) -> str:
    answer = client.post(where, {"login": user.email, "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def shown(client: Client, page: str = PAGE) -> bool:
    return NOTE in client.get(page).content.decode()


# --- the end of a session ------------------------------------------------------------------
def test_a_login_lasts_as_long_as_it_is_used_and_two_weeks_at_most(admin: User) -> None:
    client = browser(admin)

    def lasts_until() -> Any:
        return Session.objects.get().expire_date

    def was_used(**ago: float) -> None:
        session = client.session
        session["used"] = time.time() - timedelta(**ago).total_seconds()
        session.save()
        Session.objects.update(expire_date=timezone.now() + timedelta(hours=1))

    was_used(minutes=5)
    before = lasts_until()
    client.get("/konto/")
    assert lasts_until() == before  # a request writes no row
    was_used(minutes=11)
    cookies = client.get("/konto/").cookies
    assert "sessionid" in cookies
    assert cookies["sessionid"]["max-age"] == 8 * 3600
    assert abs(lasts_until() - timezone.now() - timedelta(hours=8)) < timedelta(minutes=30)
    session = client.session
    session["began"] = time.time() - project.SESSION_LONGEST - 1
    session.save()
    assert client.get("/konto/").status_code == 302
    assert not Session.objects.exists()


def test_one_sees_where_one_is_logged_in_and_ends_the_others(admin: User) -> None:
    agents = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Safari/604",
        "curl/8.5",
    )
    here, phone, other = (Client(headers={"user-agent": name}) for name in agents)
    stranger = person(Role.READER, "1814", email="annan@example.com")
    for client, user in ((here, admin), (phone, admin), (other, stranger)):
        log_in(client, user, LOGIN)
    page = here.get("/konto/inloggningar/").content.decode()
    assert re.findall(r"<li>\s*([^<]*?),\s*inloggad", page) == [
        "Firefox på Windows (den här)",
        "Safari på iPhone",
    ]
    assert "Se var du är inloggad" in here.get("/konto/").content.decode()
    here.post("/konto/inloggningar/")
    assert [c.get("/konto/").status_code for c in (here, phone, other)] == [200, 302, 200]
    assert "en webbläsare (den här)" in other.get("/konto/inloggningar/").content.decode()


# --- the text ------------------------------------------------------------------------------
def test_what_was_sent_too_late_stands_in_the_form_after_login(admin: User) -> None:
    client = browser(admin)
    answer = sent_too_late(client)
    where = answer["Location"]
    assert where == f"{LOGIN}?next=/inbjudningar/%23osparat"
    assert "det du skrev finns kvar" in client.get(where).content.decode()
    page = log_in(client, admin, where)
    assert page.count(NOTE) == 1
    assert 'value="ny&quot;&gt;&lt;b&gt;@example.com"' in page
    assert re.findall(r'<option [^>]*value="(\w+)"[^>]*selected', page) == ["mentor", "1814"]
    assert not Invitation.objects.exists()  # nothing has acted by itself
    assert shown(client)  # and it stays until it is sent again
    client.post(PAGE, WRITTEN | {"email": "ny@example.com"})
    assert Invitation.objects.get().role == "mentor"
    assert not shown(client)
    assert not Unsent.objects.exists()


def test_nobody_else_sees_it(admin: User) -> None:
    client, other = browser(admin), person(Role.ADMINISTRATOR, email="annan@example.com")
    where = sent_too_late(client)["Location"]
    assert TEXT not in client.get(where).content.decode()  # before login
    assert NOTE not in log_in(client, other, where)  # another person on the same browser
    assert "inget osparat" in client.get("/konto/osparat/").content.decode()
    elsewhere = browser(admin)  # the same person on another browser
    elsewhere.cookies["osparat"] = "gissat"
    assert not shown(elsewhere)
    client.post("/konto/logout/")
    assert NOTE in log_in(client, admin, where)


@pytest.mark.parametrize("who", ["never", "logged out", "closed", "forged"])
def test_without_knowing_whose_it_is_nothing_is_kept(admin: User, who: str) -> None:
    client = Client() if who == "never" else browser(admin)
    if who == "logged out":
        client.post("/konto/logout/")
    elif who == "closed":
        User.objects.update(is_active=False)
    elif who == "forged":
        client.cookies["senast"] = str(admin.pk)
    answer = sent_too_late(client)
    assert answer["Location"] == f"{LOGIN}?next={PAGE}"
    assert not Unsent.objects.exists()


def test_passwords_and_files_are_never_kept(admin: User) -> None:
    client = browser(admin)
    upload = SimpleUploadedFile("a.txt", b"innehall av filen")
    secrets = {"oldpassword": "hemligt ord", "password1": "hemligt ord", "client_secret": "hemligt"}
    where = sent_too_late(client, upload=upload, **secrets)["Location"]
    kept = Unsent.objects.get()
    assert sorted(kept.sent) == ["email", "municipality", "role"]
    assert not {"hemligt", "innehall"} & set(re.findall(r"\w+", json.dumps(kept.sent)))
    assert "Filer behöver du välja igen." in log_in(client, admin, where)
    Unsent.objects.all().delete()
    sent_too_late(browser(admin), path="/konto/password/change/", code="123456")
    assert not Unsent.objects.exists()  # a form of login is nobody's text


def test_what_is_kept_is_bounded_in_size_number_and_time(admin: User) -> None:
    client = browser(admin)
    answer = sent_too_late(client, text="x" * unsent.MOST)
    assert "för stort för att sparas" in client.get(answer["Location"]).content.decode()
    assert not Unsent.objects.exists()
    for number in range(unsent.AT_ONCE + 2):
        page = f"/inbjudningar/?n={number}"
        sent_too_late(client, page, page)
    pages = list(Unsent.objects.order_by("at").values_list("page", flat=True))
    assert pages == [f"/inbjudningar/?n={number}" for number in range(2, 7)]
    log_in(client, admin, LOGIN)
    assert shown(client, pages[0])
    Unsent.objects.update(at=timezone.now() - unsent.HELD)
    assert not shown(client, pages[0])
    sent_too_late(client)
    assert Unsent.objects.count() == 1  # the old ones went


def test_another_browser_pushes_nothing_out(admin: User) -> None:
    """One that somebody else sits at may still know who was logged in there last."""
    own, other = browser(admin), browser(admin)
    sent_too_late(own)
    for number in range(unsent.AT_ONCE + 2):
        sent_too_late(other, page := f"/inbjudningar/?n={number}", page)
    log_in(own, admin, LOGIN)
    assert shown(own)
    assert Unsent.objects.count() == 1 + unsent.AT_ONCE


def test_what_no_form_takes_is_shown_by_itself(admin: User) -> None:
    """Its page may be closed meanwhile, or its form have another number of rows."""
    client = browser(admin)
    where = sent_too_late(client, rows=["rad ett", "rad två <b>"])["Location"]
    page = log_in(client, admin, where)
    assert "rad två &lt;b&gt;</textarea>" in page
    assert client.get(PAGE).status_code == 200  # the page itself can be had
    stranger = person(Role.READER, "1814", email="b@example.com")
    assert browser(stranger).post("/konto/osparat/").status_code == 302
    assert Unsent.objects.count() == 1  # somebody else throws nothing away
    client.post("/konto/osparat/")
    assert not Unsent.objects.exists()
    where = sent_too_late(client, page="/finns/inte/")["Location"]
    answer = client.post(where, {"login": admin.email, "password": PASSWORD}, follow=True)
    assert answer.status_code == 404  # as any page that is not there, with the text at hand
    assert TEXT in unescape(client.get("/konto/osparat/").content.decode())


def test_a_login_that_forgets_the_page_leads_back_to_it(admin: User) -> None:
    client = browser(admin)
    sent_too_late(client)
    assert NOTE in log_in(client, admin, LOGIN)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "http://ond.example/inbjudningar/",
        "http://testserver//ond.example/",
        "http://testserver",
        "",
    ],
)
def test_the_way_back_leads_to_a_page_of_the_portal(admin: User, elsewhere: str) -> None:
    client = browser(admin)
    Session.objects.update(expire_date=timezone.now())
    answer = client.post("/inbjudningar/?a=1", WRITTEN, headers={"referer": elsewhere})
    assert answer["Location"] == f"{LOGIN}?next=/inbjudningar/%3Fa%3D1%23osparat"
    assert Unsent.objects.get().page == "/inbjudningar/?a=1"


def test_what_a_script_sends_is_not_kept(admin: User) -> None:
    client = browser(admin)
    Session.objects.update(expire_date=timezone.now())
    client.post("/forhandsgranska/", {"text": TEXT}, headers={"sec-fetch-mode": "cors"})
    assert not Unsent.objects.exists()


def test_it_goes_with_an_erased_person(admin: User) -> None:
    leaver = person(Role.ADMINISTRATOR, email="gar@example.com")
    sent_too_late(browser(leaver))
    assert Unsent.objects.exists()
    people.close_account(by=admin, user=leaver)
    people.erase(by=admin, user=leaver)
    assert not Unsent.objects.exists()


# --- any form ------------------------------------------------------------------------------
FORM = """<form action="/a/" method="get"><input name="text"></form>
<form action="/a/" method="post"><input type="hidden" name="pk" value="1"><textarea name="text">
ett</textarea></form>
<form method="POST"
  action="../a/"><input type="hidden" name="csrfmiddlewaretoken" value="now"><input type=hidden
  name="pk" value="2"><input type="hidden" name="version" value="9">
<textarea name="text" rows="2">
två &amp; tre</textarea><input name="many" value="x"><input name="many"><input type="number" name="n">
<input type="checkbox" name="c" value="1" checked><input type="checkbox" name="c" value="2">
<input type="checkbox" name="bare"><input type="radio" name="r" value="a" checked>
<input type="radio" name="r" value="b"><input type="password" name="p" value="">
<select name="s"><option value="">-</option><option selected>Ett &amp; val</option><option
 value="2">Två</option></select><datalist><option value="2"></datalist><button name="go" value="1">Spara</button></form><p>kvar</p>"""
SENT = {
    "csrfmiddlewaretoken": ["then"],
    "pk": ["2"],
    "version": ["8"],
    "text": ["\nfyra </textarea><script>"],
    "many": ["y", 'z"'],
    "n": [""],
    "c": ["2"],
    "bare": ["on"],
    "r": ["b"],
    "s": ["2"],
    "go": ["1"],
}


def test_every_kind_of_field_is_filled_in_the_form_that_was_sent() -> None:
    page = refill(FORM, page="/b/", action="/a/", sent=SENT, note="[!]")
    assert page
    before, after = page.split("[!]")
    assert before.endswith('action="../a/">')  # the third form, by its hidden values
    assert FORM.startswith(before)
    assert after == (
        '<input type="hidden" name="csrfmiddlewaretoken" value="now">'
        '<input type="hidden" name="pk" value="2"><input type="hidden" name="version" value="8">\n'
        '<textarea name="text" rows="2">\n\nfyra &lt;/textarea&gt;&lt;script&gt;</textarea>'
        '<input name="many" value="y"><input name="many" value="z&quot;">'
        '<input type="number" name="n" value="">\n'
        '<input type="checkbox" name="c" value="1">'
        '<input type="checkbox" name="c" value="2" checked>\n'
        '<input type="checkbox" name="bare" checked><input type="radio" name="r" value="a">\n'
        '<input type="radio" name="r" value="b" checked><input type="password" name="p" value="">\n'
        '<select name="s"><option value="">-</option><option>Ett &amp; val</option>'
        '<option value="2" selected>Två</option></select>'
        '<datalist><option value="2"></datalist>'
        '<button name="go" value="1">Spara</button></form><p>kvar</p>'
    )


@pytest.mark.parametrize(
    "changed",
    [{"more": ["text"]}, {"many": ["a", "b", "c"]}, {"s": ["99"]}, {"p": ["x"]}],
    ids=str,
)
def test_a_form_that_does_not_take_all_is_left_as_it_is(changed: dict[str, list[str]]) -> None:
    assert refill(FORM, page="/b/", action="/a/", sent=SENT | changed, note="") is None
    assert refill(FORM, page="/b/", action="/c/", sent=SENT, note="") is None
