"""Support for members: people to talk to, what they may skip, and quiet hours in which the site sends nothing."""

import pytest
from django.urls import reverse

from forum.actions.post import post_reply
from ratsite.notifications.models import MailChoices
from ratsite.pages.models import Helpline
from tests.factories import BoardFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db
SUPPORT = reverse("support:support")


def test_a_member_reads_which_lines_are_also_for_them(member, sign_in):
    Helpline.objects.create(name="Canal Line", phone="0800 111 222", when_to_use="Any time.", is_for_members=True)
    Helpline.objects.create(name="Other Line", phone="0800 111 333", when_to_use="Any time.")
    shown = flat(sign_in(member).get(SUPPORT).content)
    assert 'href="tel:0800111222"' in shown
    assert "Other Line" not in shown


@pytest.mark.parametrize(
    ("choices", "says"),
    [
        (
            {},
            "Between 18:00 and 08:00 we do not email you about what is new. We do not email you about it on "
            "Saturdays and Sundays either.",
        ),
        (
            {"quiet_until": 18, "is_quiet_at_weekends": False, "ceiling": 3},
            "You get at most 3 emails a week about what is new",
        ),
        ({"is_stopped": True}, "You have stopped all emails about what is new"),
    ],
)
def test_the_support_page_says_when_the_site_sends_this_reader_nothing(member, sign_in, choices, says):
    if choices:
        MailChoices.objects.create(person=member, **choices)
    assert says in " ".join(flat(sign_in(member).get(SUPPORT).content).split())


def test_a_post_that_may_be_hard_to_read_leads_there(member, sign_in):
    topic = make_topic(board=BoardFactory())
    client = sign_in(member)
    assert f'<a href="{SUPPORT}">There is support for you' not in flat(client.get(topic.get_absolute_url()).content)
    post_reply(topic=topic, author=MemberFactory(), body="What I saw.", content_note="Injuries")
    assert f'<a href="{SUPPORT}">There is support for you' in flat(client.get(topic.get_absolute_url()).content)
