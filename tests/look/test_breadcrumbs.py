"""Breadcrumbs: a page names all that the page before it named."""

import re

import pytest
from django.urls import reverse

from tests.factories import MemberFactory, make_topic
from tests.forum.actions.test_run_ground_check import moderator_of, propose
from tests.forum.actions.test_run_poll import start
from tests.markup import flat

pytestmark = pytest.mark.django_db


def crumbs(page) -> list[str]:
    nav = re.search(r"<nav[^>]*breadcrumb.*?</nav>", flat(page.content), re.IGNORECASE)
    return re.findall(r'<a [^>]*href="([^"]+)"', nav[0])


def test_the_pages_that_end_a_poll_or_ground_check_name_the_board(sign_in):
    topic = make_topic()
    poll, check = start(topic, topic.author), propose(topic)
    client = sign_in(moderator_of("housing"), with_second_step=True)
    above = [topic.board.get_absolute_url(), topic.get_absolute_url()]
    for about, end in ((poll, "forum:poll_end"), (check, "forum:ground_check_end")):
        page = client.get(reverse(end, args=[about.pk]))
        assert crumbs(page) == [*above, about.get_absolute_url()]


def test_the_page_that_adds_a_published_contact_leads_to_the_review_queue(sign_in):
    client = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    page = client.get(reverse("staff_contacts:contact_add"))
    assert crumbs(page) == [reverse("review:queue"), reverse("staff_contacts:contact_list")]
