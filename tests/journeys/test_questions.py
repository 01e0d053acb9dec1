"""A question on a phone, from asking to closing: the asker, a member who answers, and a member it does not concern."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from forum.actions.end_question import close_due_questions
from forum.models import Ask
from ratsite.network.models import Remit
from tests.factories import AgencyFactory, BoardFactory, MemberFactory
from tests.journeys.conftest import WITH_SCRIPTS, WITHOUT_SCRIPTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLE = "Do re-lets within a week show up on your side?"


def make_volunteer(name: str):
    agency = AgencyFactory(main_remit=Remit.objects.get(slug="housing"))
    agency.remits.add(agency.main_remit)
    return MemberFactory(first_name=name, agency=agency, approved_at=timezone.now() - dt.timedelta(days=9))


def the_ask(board) -> Ask:
    return Ask.objects.select_related("topic").get(topic__board=board)


@pytest.mark.parametrize("device", [WITH_SCRIPTS, WITHOUT_SCRIPTS], ids=["with-scripts", "without-scripts"])
def test_three_people_take_a_question_from_asking_to_closed(visit, device):
    title = (
        f"{TITLE} {'With' if device.scripts else 'Without'} scripts"  # rows are not rolled back between the two runs
    )
    asker, priya, karen = MemberFactory(first_name="Delroy"), make_volunteer("Priya"), make_volunteer("Karen")
    board = BoardFactory(name="Practice questions")
    at_asker, at_priya, at_karen = visit(device), visit(device), visit(device)
    for visitor, person in ((at_asker, asker), (at_priya, priya), (at_karen, karen)):
        visitor.force_sign_in(person)

    page = at_asker.open(f"/forum/{board.slug}/new/?kind=question")
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("What you want to say").fill("Who would a lettings officer tell?")
    page.get_by_label("Housing", exact=True).check()
    at_asker.press("Ask the question")
    assert "Your question" in at_asker.text()
    assert at_asker.fits_screen()

    page = at_karen.open("/catch-up/")
    assert "Asked of housing today" in at_karen.text()
    assert at_karen.fits_screen()
    at_karen.click(page.get_by_role("button", name=re.compile(f"Not for me.*{re.escape(title)}")))
    assert at_karen.path() == "/catch-up/"
    assert "It stays open for others" in at_karen.text()
    assert page.get_by_role("button", name=re.compile(f"Not for me.*{re.escape(title)}")).count() == 0

    page = at_priya.open("/catch-up/")
    at_priya.follow(title)
    tick = page.get_by_role("checkbox", name="Answer on behalf of housing")
    assert not tick.is_checked()
    page.get_by_role("textbox", name="Your reply").fill("Sorry, what do you mean by quiet?")
    at_priya.press("Post reply")
    assert the_ask(board).state == "open"
    page.get_by_role("textbox", name="Your reply").fill("The letting team would, and they would tell us.")
    page.get_by_role("checkbox", name="Answer on behalf of housing").check()
    at_priya.press("Post reply")
    assert "answered on behalf of Housing" in at_priya.text()
    assert "Answered in post 3" in " ".join(at_priya.text().split())
    assert at_priya.fits_screen()
    at_priya.open("/catch-up/")
    assert page.get_by_role("button", name=re.compile(f"Not for me.*{re.escape(title)}")).count() == 0

    page = at_asker.open(the_ask(board).topic.get_absolute_url())
    at_asker.press("Ask again")
    assert "asked Housing again" in at_asker.text()
    Ask.objects.filter(topic__board=board).update(ends_on=timezone.localdate() + dt.timedelta(days=3))
    close_due_questions()
    at_asker.open("/catch-up/")
    assert "Was your question answered?" in at_asker.text()
    assert at_asker.fits_screen()
    at_asker.click(page.get_by_role("button", name="Keep it open for 2 weeks"))
    assert "Was your question answered?" not in at_asker.text()

    page = at_asker.open(the_ask(board).topic.get_absolute_url())
    at_asker.click(page.get_by_role("button", name=re.compile("This answers my question.*post 3")))
    assert "said that post 3 answers the question" in at_asker.text()
    at_asker.press("Ask again")
    at_asker.press("Close the question")
    assert "closed the question" in at_asker.text()
    assert the_ask(board).state == "closed"
    assert at_asker.fits_screen()
    page = at_karen.open("/catch-up/")
    assert page.get_by_role("button", name=re.compile(f"Not for me.*{re.escape(title)}")).count() == 0
