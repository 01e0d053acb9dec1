"""CMS addresses that take an id, opened by people who are not editors: revisions, previews and comparisons too."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver
from wagtail.models import Page, Revision

from ratsite.accounts.rules import can_open_cms
from ratsite.pages.models import StandardPage
from ratsite.web.access import PUBLIC_VIEWS
from tests.crawl import CANARY, enter, everything_in, leaks
from tests.test_access import walk
from tests.world import EVERYBODY, MEMBERS

pytestmark = pytest.mark.django_db

PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")
IN_CMS = {"editor", "coordinator"}  # coordinators look after areas there, and choose among pages by their titles
OUTSIDE = sorted(EVERYBODY - {"editor", "insider", "author", "lead", "lapsed", "left", "other_moderator"})
REVISION_VIEWS = {"revisions_view", "revisions_compare", "revisions_revert", "view_draft", "preview_on_edit"}
# What else stands in an address, by the name of the parameter.
WORDS = {
    "app_name": "pages", "content_type_app_name": "pages", "app_label": "pages", "model_name": "standardpage",
    "content_type_model_name": "standardpage", "action_name": "approve", "filter_spec": "fill-60x60", "path": "pages/",
    "rest": "x", "action": "delete", "slug": "x", "kind": "x", "token": "x", "name": "x",
}  # fmt: skip


@pytest.fixture
def draft(world) -> StandardPage:
    """A page that was never published, and a draft change of a published one."""
    parent = Page.objects.filter(depth=2).first()
    page = parent.add_child(instance=StandardPage(title="CANARYPAGEDRAFT", slug="canary-draft", live=False))
    page.save_revision(user=world.people["editor"])
    shown = parent.add_child(instance=StandardPage(title="Shown to everybody", slug="shown"))
    shown.title = "CANARYPAGECHANGE"
    shown.save_revision(user=world.people["editor"])
    world.canaries |= dict.fromkeys(("CANARYPAGEDRAFT", "CANARYPAGECHANGE"), IN_CMS)
    return page


def numbers(name: str) -> list:
    """Return ids for a parameter with this name: pages and their revisions, or low ids that most tables have."""
    if "revision" in name:
        return list(Revision.objects.values_list("pk", flat=True))
    if "page" in name:
        return list(Page.objects.filter(title__startswith="CANARY").values_list("pk", flat=True)) + [
            Page.objects.get(slug="shown").pk
        ]
    return [1, 2, 3]


def filled(route: str) -> Iterator[str]:
    """Yield the addresses of a route: the first id for each parameter but the last, and each id for the last."""
    found = [f"/{route}"]
    for kind, name in PARAMETER.findall(route):
        these = ["0" * 8 + "-0000-4000-8000-" + "0" * 12] if kind == "uuid" else [WORDS.get(name)]
        if these == [None] or kind == "int":
            these = numbers(name)
        found = [PARAMETER.sub(str(one), address, count=1) for address in found for one in these]
    yield from found


def addresses() -> dict[str, list[str]]:
    """Return each CMS address with an id, by view."""
    found: dict[str, list[str]] = {}
    for name, route in walk(get_resolver().url_patterns):
        if route.startswith("cms/") and "<" in route:
            found.setdefault(name, []).extend(filled(route))
    revisions = list(Revision.objects.values_list("object_id", "pk"))
    found["wagtailadmin_pages:revisions_compare"] = [
        f"/cms/pages/{page}/revisions/compare/{first}...{second}/"
        for page, number in revisions
        for first, second in (("live", number), (number, "latest"), ("earliest", number))
    ]
    return found


def test_the_addresses_of_all_revisions_are_among_them(draft):
    names = {name.rpartition(":")[2] for name in addresses()}
    assert REVISION_VIEWS - names == set()


def test_an_editor_meets_the_words(client, world, draft):
    """Without access control the other people would see the same words."""
    enter(client, world, "editor")
    views = {name: found for name, found in addresses().items() if name.rpartition(":")[2] in REVISION_VIEWS}
    met = {
        word
        for found in views.values()
        for one in found
        for word in CANARY.findall(everything_in(client.get(one), one))
    }
    assert {"CANARYPAGEDRAFT", "CANARYPAGECHANGE"} <= met


def asked_as(world, name: str) -> Iterator[str]:
    """Yield the addresses that this person opens: all, or one of each view if the person cannot open the CMS.

    Middleware refuses such a person before any view that is not public, so that one address tests the view.
    """
    is_refused = name not in MEMBERS or not can_open_cms(world.people[name].with_second_step())
    for view, found in addresses().items():
        yield from found[:1] if is_refused and view not in PUBLIC_VIEWS else found


@pytest.mark.parametrize("name", OUTSIDE)
def test_nobody_else_meets_a_word_that_is_not_for_them(world, draft, name):
    client = Client(raise_request_exception=False)
    enter(client, world, name)
    met = set()
    for address in asked_as(world, name):
        response = client.get(address)
        met |= {(address, word) for word in CANARY.findall(everything_in(response, address))}
        if name != "anonymous" and not client.cookies["sessionid"].value:
            enter(client, world, name)
    assert leaks(world, name, met) == []
