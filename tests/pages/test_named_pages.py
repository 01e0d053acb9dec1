"""Pages that every page links to, such as Get help, stay published at their address."""

import pytest
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from ratsite.pages.models import HomePage, StandardPage
from ratsite.pages.rules import NAMED_PAGES, must_stay
from tests.markup import flat
from tests.pages.factories import make_news
from tests.pages.test_editing import COMMENTS

pytestmark = pytest.mark.django_db
MUST_STAY = "must stay published at its address, because other pages link to it"
NAMED = [address.strip("/") for address in NAMED_PAGES.values() if address]


def form(page: Page, **values) -> dict:
    texts = {"title": page.title, "slug": page.slug, "introduction": "", "body": streamfield([])}
    return nested_form_data({**texts, **COMMENTS, **values})


@pytest.mark.parametrize("slug", NAMED)
@pytest.mark.parametrize("what", ["unpublish", "delete"])
def test_an_editor_cannot_take_a_named_page_off_the_site(staff_client, slug, what):
    page = Page.objects.get(slug=slug)
    answer = staff_client.post(reverse(f"wagtailadmin_pages:{what}", args=[page.pk]), follow=True)
    assert MUST_STAY in flat(answer.content)
    assert Page.objects.get(pk=page.pk).live


def test_nor_the_front_page(staff_client):
    home = HomePage.objects.get()
    staff_client.post(reverse("wagtailadmin_pages:unpublish", args=[home.pk]), {"include_descendants": "on"})
    assert set(Page.objects.filter(depth__gt=1).values_list("live", flat=True)) == {True}


@pytest.mark.parametrize("what", ["unpublish", "delete", "move"])
def test_nor_among_several_pages(staff_client, news, what):
    page, other = Page.objects.get(slug="get-help"), make_news(news)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", what])
    chooser = StandardPage.objects.get(slug="why")
    data = {"chooser": chooser.pk}
    answer = staff_client.post(f"{address}?id={page.pk}&id={other.pk}&next=/cms/pages/{news.pk}/", data, follow=True)
    kept = Page.objects.filter(pk__in=[page.pk, other.pk], live=True)
    assert set(kept.values_list("depth", flat=True)) == {page.depth, other.depth}
    assert what == "move" or MUST_STAY in flat(answer.content)


def test_it_cannot_be_moved(staff_client):
    page, below = StandardPage.objects.get(slug="join"), StandardPage.objects.get(slug="why")
    answer = staff_client.post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, below.pk]), follow=True)
    assert MUST_STAY in flat(answer.content)
    assert Page.objects.get(pk=page.pk).depth == page.depth


@pytest.mark.parametrize("action", ["action-publish", "action-save"])
def test_its_address_cannot_be_changed_and_it_cannot_expire(staff_client, action):
    page = StandardPage.objects.get(slug="join")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    html = flat(staff_client.post(address, form(page, slug="come-in", **{action: "1"})).content)
    assert "Enter its address as it was: join" in html
    html = flat(staff_client.post(address, form(page, expire_at="2036-01-01 09:00", **{action: "1"})).content)
    assert "Other pages link to this page, so it must stay published." in html
    assert page.revisions.count() == 1


def test_its_text_can_be_changed_and_other_pages_can_go(staff_client, news):
    page, other = StandardPage.objects.get(slug="join"), make_news(news)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    staff_client.post(address, {**form(page, title="Come in"), "action-publish": "1"})
    assert Page.objects.get(pk=page.pk).title == "Come in"
    assert not must_stay(other)
    staff_client.post(reverse("wagtailadmin_pages:unpublish", args=[other.pk]))
    assert not Page.objects.get(pk=other.pk).live
