"""From an application to the first post: someone applies, is approved, writes, and others read it."""

import re

import pytest

from ratsite.accounts.models import Application
from tests.accounts.applicants import code_for, form_values, newest_mail
from tests.factories import AgencyFactory, BoardFactory, MemberFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a sentence that is long enough"


def fill_in(page, **words: str) -> None:
    """Fill in the fields of the application that are on this page."""
    for name, text in form_values(**words).items():
        field = page.locator(f"main [name={name}]")
        if name == "terms_version" or not field.count():
            continue
        if name == "route":
            page.get_by_label("We may meet trafficked people through our work").check()
        elif name in ("remit", "agency_kind"):
            field.select_option(str(text))
        else:
            field.fill(text)


def newest_link(address: str, pattern: str) -> str:
    """Return the path of a link in the newest email to this address."""
    return re.search(pattern, newest_mail(address))[0]


def test_a_person_applies_is_approved_writes_and_is_read(visit, visitor):
    coordinator, moderator = MemberFactory(roles=["Coordinators"]), MemberFactory(roles=["Moderators"])
    device = "scripts" if visitor.device.scripts else "no-scripts"
    domain = f"{device}.example"
    agency, board = AgencyFactory(email_domains=domain), BoardFactory(holds_newcomers=True)
    address, title = f"ada@{domain}", f"What I saw with {device}"

    visitor.open("/join/")
    assert visitor.context.cookies() == []
    visitor.follow("Apply to join")
    fill_in(visitor.page, email="ada@gmail.com")
    visitor.press("Continue")
    assert "Addresses at gmail.com do not show where someone works" in visitor.page.locator("main").inner_text()
    visitor.page.locator("[name=email]").fill(address)
    visitor.press("Continue")
    fill_in(visitor.page)
    visitor.press("Continue")
    assert visitor.heading() == "Why you would like to join"
    fill_in(visitor.page, statement="Ask Blessing on 07700 900123.")
    visitor.press("Continue")
    assert visitor.page.title().startswith("Error: ")
    assert "It may identify someone (phone number)" in visitor.page.locator("main").inner_text()
    assert visitor.page.locator("[name=referee_name]").input_value() == "Sam Reed"
    visitor.page.locator("[name=statement]").fill("I would like to learn what to look for.")
    visitor.press("Back")
    assert visitor.page.locator("[name=agency_cannot]").input_value() == "We cannot enter without notice."
    visitor.press("Continue")
    assert visitor.heading() == "Check your answers"
    assert "I would like to learn what to look for." in visitor.page.locator("main").inner_text()
    visitor.page.get_by_label("I accept these terms of reference").check()
    visitor.press("Send my application")
    assert visitor.heading() == "Confirm your email address"
    visitor.page.locator("[name=code]").fill(code_for(address))
    visitor.press("Confirm the code")
    assert visitor.heading() == "We are looking at your application"
    waiting = visitor.path()

    decider = visit(visitor.device)
    decider.sign_in(coordinator, then="/review/")
    decider.page.locator(f"a[href='{newest_review(waiting)}']").click()
    assert f"{domain} belongs to {agency.name}" in decider.page.locator("main").inner_text()
    decider.press("Decide")
    assert decider.page.title().startswith("Error: ")
    decider.page.get_by_label("Approve: they become a member").check()
    decider.press("Decide")
    assert "Approved." in decider.page.get_by_role("status").first.inner_text()

    visitor.open(waiting)
    assert visitor.heading() == "You are a member"
    visitor.open(newest_link(address, r"/account/password/reset/key/\S+"))
    for field in visitor.page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    visitor.click(visitor.page.locator("main form button").first)
    visitor.open("/account/login/")
    visitor.page.get_by_label("Work email address").fill(address)
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.press("Sign in")
    assert visitor.path() == "/catch-up/"  # no second code: the address was proved before

    visitor.open(f"/forum/{board.slug}/")
    visitor.follow("Start a topic")
    visitor.page.get_by_label("Title", exact=True).fill(title)
    visitor.page.get_by_label("What you want to say").fill("I am new here.")
    visitor.press("Start the topic")
    assert "waiting for a moderator" in visitor.page.get_by_role("status").first.inner_text()

    reader = visit(visitor.device)
    reader.sign_in(moderator, then="/review/")
    reader.follow(title)
    reader.page.get_by_label("Approve: it will be published, and readers will see it as new").check()
    reader.press("Decide")
    visitor.open(f"/forum/{board.slug}/")
    visitor.follow(title)
    assert "I am new here." in visitor.page.locator("main").inner_text()


def newest_review(path: str) -> str:
    """Return the address where the coordinator decides on the application shown on an applicant's own page."""
    return f"/review/applications/{Application.objects.by_token(path.split('/')[3]).pk}/"
