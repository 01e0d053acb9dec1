"""Pages for one remit: figures with their sources, and the warning if a figure is old."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, streamfield

from ratsite.network.models import Area, Remit
from ratsite.pages.models import Helpline, SectorPage, StandardPage
from ratsite.pages.queries.due import all_due
from ratsite.pages.site_tree import create_sector_page
from tests.factories import take_second_step
from tests.markup import flat

pytestmark = pytest.mark.django_db
OLD = "This figure is more than a year old, so it may be out of date"
SOURCE = "https://www.gov.uk/figures"


@pytest.fixture
def why(db):
    return StandardPage.objects.get(slug="why")


def figure(*, published: int = 30, checked: int = 1, **changes) -> dict:
    """A figure that was published, and compared with its source, this many days ago."""
    today = timezone.localdate()
    row = {
        "value": "17,004",
        "says": "people were referred.",
        "source": "Home Office, end of year summary",
        "url": SOURCE,
        "licence": "Open Government Licence v3.0.",
        "published_on": today - dt.timedelta(days=published),
        "checked_on": today - dt.timedelta(days=checked),
    }
    return row | changes


def make_sector(why, *figures, remit: str = "housing", **row) -> SectorPage:
    defaults = {"title": "Housing", "slug": remit, "remit": remit, "introduction": "A home.", "body": []}
    return create_sector_page(why, {**defaults, **row, "figures": figures})


def test_a_figure_says_where_it_comes_from_when_and_who_looked(client, why):
    make_sector(why, figure(published_on=dt.date(2024, 3, 7), checked_on=dt.date(2026, 11, 27)))
    html = flat(client.get("/why/housing/").content)
    assert '<strong class="figure-row__n">17,004</strong>' in html
    assert f'<a href="{SOURCE}" rel="noreferrer">Home Office, end of year summary</a>' in html
    assert "published on 7 March 2024. We compared it with the source on 27 November 2026." in html
    assert "Open Government Licence v3.0." in html


@pytest.mark.parametrize(("published", "is_old"), [(365, False), (366, True)])
def test_readers_are_told_that_a_figure_is_more_than_a_year_old(client, why, published, is_old):
    make_sector(why, figure(published=published, checked=0))
    assert (OLD in flat(client.get("/why/housing/").content)) is is_old


@pytest.mark.parametrize(("checked", "is_due"), [(365, False), (366, True)])
def test_editors_are_warned_of_a_figure_that_nobody_checked_for_a_year(client, editor, why, checked, is_due):
    Helpline.objects.update(checked_on=dt.date(2026, 11, 3), review_due_on=dt.date(2040, 1, 1))
    Area.objects.update(front_door_phone="")
    page = make_sector(why, figure(published=900, checked=checked), figure())
    client.force_login(editor)
    take_second_step(client, editor)
    due = [(one.title, one.is_late) for one in all_due()]
    assert due == ([("Housing", True)] if is_due else [])
    warning = "1 figure on this page is more than a year old"
    assert (warning in flat(client.get(f"/cms/pages/{page.pk}/edit/").content)) is is_due


def test_a_figure_is_refused_without_its_source_or_with_days_that_cannot_be():
    block = SectorPage._meta.get_field("figures").stream_block.child_blocks["figure"]
    today = timezone.localdate()
    block.clean(block.to_python(figure()))
    for wrong in (
        {"source": ""},
        {"url": ""},
        {"url": "javascript:alert(1)"},
        {"checked_on": today - dt.timedelta(days=31)},
        {"checked_on": today + dt.timedelta(days=1)},
    ):
        with pytest.raises(ValidationError):
            block.clean(block.to_python(figure(**wrong)))


@pytest.mark.parametrize(("published_on", "checked_on"), [("", ""), ("2026-01-02", ""), ("", "2026-01-02")])
def test_a_figure_without_its_days_can_be_saved_as_a_draft_and_not_be_published(
    client, editor, why, published_on, checked_on
):
    client.force_login(editor)
    take_second_step(client, editor)
    row = {"value": "17,004", "says": "people", "source": "", "url": "", "licence": ""}
    figures = streamfield([("figure", {**row, "published_on": published_on, "checked_on": checked_on})])
    remit = str(Remit.objects.get(slug="housing").pk)
    form = {"title": "Housing", "slug": "housing", "remit": remit, "introduction": "", "body": streamfield([])}
    sent = nested_form_data({**form, "figures": figures})
    assert client.post(reverse("wagtailadmin_pages:add", args=["pages", "sectorpage", why.pk]), sent).status_code == 302
    page = SectorPage.objects.get()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert "17,004" in client.get(edit).content.decode()
    assert "17,004" in flat(client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).content)
    assert client.post(edit, sent | {"action-publish": "1"}).status_code == 200
    assert SectorPage.objects.get().live is False


def test_the_page_above_and_the_front_page_lead_to_every_published_sector(client, why):
    make_sector(why, remit="housing", title="Housing and lettings")
    make_sector(why, remit="health", title="CANARYHIDDEN").unpublish()
    for address in ("/why/", "/"):
        html = flat(client.get(address).content)
        assert '<a href="/why/housing/">Housing and lettings' in html
        assert "CANARYHIDDEN" not in html


def test_a_remit_has_one_page(why):
    make_sector(why, remit="housing", slug="one")
    with pytest.raises(ValidationError):
        make_sector(why, remit="housing", slug="two")


def test_a_figure_is_found_by_the_search(client, why):
    make_sector(why, figure(says="people were referred by lighthouse keepers."))
    assert "/why/housing/" in flat(client.get("/search/?q=lighthouse").content)
