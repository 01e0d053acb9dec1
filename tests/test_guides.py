"""Guides inside the site: each leads where it says, and its figures are those of the code."""

import re

import pytest
from django.urls import reverse

from forum.models.draft import KEPT
from ratsite.demo.pages import load_pages
from ratsite.guides.views import GUIDES
from ratsite.moderation.clock import WHILE_NOBODY_READS, WHILE_OTHERS_READ
from tests.factories import MemberFactory
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", GUIDES)
def test_a_guide_leads_only_to_addresses_that_are_there(sign_in, who):
    load_pages()
    client = sign_in(MemberFactory(roles=["Coordinators", "Moderators", "Curators"]), with_second_step=True)
    shown = flat(client.get(reverse("guides:guide", args=[who])).content)
    body = shown.partition("<main")[2].partition("</main>")[0]
    addresses = re.findall(r'href="(/[^"#]*)"', body)
    assert addresses
    assert {address: client.get(address, follow=True).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )
    assert "{{" not in body


def test_members_read_which_groups_catch_up_has_and_in_which_order(member, sign_in):
    text = flat(sign_in(member).get(reverse("guides:guide", args=["member"])).content)
    groups = "what needs you, then what concerns your remit, then what is new in the library, then the rest"
    assert groups in text


def test_the_figures_are_those_of_the_code(member, sign_in):
    client = sign_in(member)
    shown = flat(client.get(reverse("guides:guide", args=["moderator"])).content)
    assert (WHILE_OTHERS_READ.days, WHILE_NOBODY_READS.days) == (1, 2)
    assert "within 24 hours, and on what nobody can read yet within 48 hours" in shown
    assert f"for {KEPT.days} days" in flat(client.get(reverse("guides:guide", args=["member"])).content)
