"""Editors get one email about everything on the website that is due for a check."""

import datetime as dt

import pytest
from django.utils import timezone

from ratsite.network.models import Area
from ratsite.notifications.models import Mail
from ratsite.pages.actions.remind_of_due import remind_of_due
from ratsite.pages.models import Helpline, StandardPage
from tests.factories import MemberFactory
from tests.pages.views.test_page_checks import CHECKED, fall_due

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_due(db):
    Helpline.objects.update(**CHECKED)
    Area.objects.update(front_door_phone="")


@pytest.fixture
def join(db):
    return StandardPage.objects.get(slug="join")


def test_editors_get_one_email_for_all_that_is_due_and_none_the_next_day(editor, join):
    MemberFactory(roles=["Coordinators"])
    line = Helpline.objects.first()
    Helpline.objects.filter(pk=line.pk).update(review_due_on=dt.date(2021, 1, 1))
    fall_due(join, 1)
    why = StandardPage.objects.get(slug="why")
    fall_due(why, -20)
    assert remind_of_due() == 1
    mail = Mail.objects.get()
    assert (mail.to, mail.subject) == (editor.email, "2 things on the website are due for a check")
    assert line.name in mail.text
    assert f"http://testserver/cms/pages/{join.pk}/check/" in mail.text
    day = timezone.localdate() + dt.timedelta(days=20)
    assert f"These will be due in the next 30 days:\n\n- {why.title}, {day:%-d %B %Y}\n\nWe email you" in mail.text
    assert remind_of_due() == 0
    assert Mail.objects.count() == 1


def test_a_page_that_is_due_again_is_emailed_again(editor, join):
    fall_due(join, 1)
    remind_of_due()
    fall_due(join, -100)
    assert remind_of_due() == 0
    fall_due(join, 0)
    assert remind_of_due() == 1


def test_a_page_that_is_not_overdue_is_emailed_to_nobody(editor, join):
    fall_due(join, -1)
    assert remind_of_due() == 0


def test_the_network_itself_is_emailed_if_there_are_no_editors(join, settings):
    fall_due(join, 1)
    assert remind_of_due() == 1
    assert Mail.objects.get().to == settings.CONTACT_EMAIL
