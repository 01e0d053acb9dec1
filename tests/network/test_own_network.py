"""A second network runs the same release, and its site shows nothing of the first network."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Page, Site

from ratsite.accounts.adapters import MFAAdapter
from ratsite.lib import own_network as lib
from ratsite.lib.charts.tiles import tile_grid
from ratsite.lib.own_network import OwnNetwork, own_network
from ratsite.network.models import Area, NetworkSettings
from ratsite.notifications.actions.send_mail import send_mail
from ratsite.notifications.models import Mail
from ratsite.pages.models import Helpline, PublishedContact
from ratsite.pages.site_tree import seed_tree
from ratsite.privacy.copy_file import write_copy
from tests.crawl import PLAIN_VIEWS, PUBLIC_PAGES, STEWARD_PAGES
from tests.databases import ROOT
from tests.factories import MemberFactory
from tests.markup import flat
from tests.privacy.search_everywhere import found

pytestmark = pytest.mark.django_db

FIRST = re.compile(
    rb"RAT Network|Regional Anti-Trafficking|ratnetwork|West Midlands|Birmingham|Walsall|Wolverhampton", re.IGNORECASE
)
SECOND = {
    "name": "Northshire Anti-Slavery Partnership",
    "short_name": "Northshire Partnership",
    "strapline": "Agencies of Northshire against exploitation.",
    "region": "Northshire",
    "footer_line": "Northshire Anti-Slavery Partnership, since 2031.",
    "sender_name": "Northshire coordinators",
}
DELETED = "wagtailcore_pagelogentry"  # Wagtail notes the titles of the first network's pages that `second` deletes
AREAS = (
    '[[area]]\nslug = "north"\nname = "North Town"\nfront_door_name = "The North door"\ntile_row = 1\ntile_column = 2\n'
)
MAIL_TEMPLATES = sorted(
    path.relative_to(ROOT / "templates").as_posix()
    for folder in ("email", "account/email", "mfa/email")
    for path in (ROOT / "templates" / folder).iterdir()
)
WORDS = ["person", "invitation", "application", "sections", "code", "site_url", "topic", "post", "sanction", "agency"]
# What is shipped to every network.
SHIPPED = [
    path
    for folder in ("templates", "forum", "library", "ratsite")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".html", ".txt", ".py", ".toml", ".js", ".svg", ".xml"}
    and not path.is_relative_to(ROOT / "ratsite" / "demo")
    and not path.is_relative_to(ROOT / "ratsite/lib/identifiers")  # every police force, and words that are no names
    and path != ROOT / "ratsite/settings/test.py"
]


class Anything(str):
    """A value for any variable in an email; each of its attributes is such a value too."""

    def __getattr__(self, name: str):
        if name.startswith("_") or name == "resolve_expression":
            raise AttributeError(name)
        return timezone.now() if name.endswith(("_at", "_on", "_by", "_from", "_until", "day")) else Anything("7")


@pytest.fixture
def second(tmp_path) -> OwnNetwork:
    """Another network's site, made on an empty site as its operator would."""
    Page.objects.filter(depth__gt=1).delete()
    Site.objects.all().delete()
    for model in (Area, Helpline, PublishedContact, NetworkSettings):
        model.objects.all().delete()
    lib.clear_cache()
    lines = (f'{key} = "{value}"\n' for key, value in SECOND.items())
    (tmp_path / "network.toml").write_text("".join(lines))
    (tmp_path / "areas.toml").write_text(AREAS)
    seed_tree(tmp_path)
    return own_network()


def test_nothing_that_is_shipped_names_the_first_network():
    assert [path.relative_to(ROOT).as_posix() for path in SHIPPED if FIRST.search(path.read_bytes())] == []


def test_no_row_of_a_second_networks_new_site_names_the_first(second):
    assert second == OwnNetwork(**SECOND)
    words = ["RAT Network", "West Midlands", "Regional Anti-Traff", "ratnetwork", "Walsall"]
    assert [place for place, word in found(words) if place != DELETED] == []
    assert [(area.name, area.place) for area in Area.objects.all()] == [("North Town", (1, 2))]


def test_a_second_network_places_its_areas_on_its_map(second, sign_in):
    north, south = Area.objects.get(), Area.objects.create(slug="south", name="South Town")
    client = sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    address = reverse("wagtailsnippets_network_area:edit", args=[south.pk])
    written = {"name": "South Town", "slug": "south", "position": "1"}
    for row, column, words in (
        ("1", "2", "Another area has this row and column"),
        ("3", "", "Give the tile a row and a column, or neither."),
        ("3", "5", "less than or equal to 4"),
    ):
        assert words in flat(client.post(address, {**written, "tile_row": row, "tile_column": column}).content)
        south.refresh_from_db()
        assert south.place is None
    client.post(address, {**written, "tile_row": "3", "tile_column": "4"})
    south.refresh_from_db()
    assert south.place == (3, 4)
    rows = [(area.name, 3, area.place) for area in (north, south)]
    html = render_to_string("charts/tiles.html", {"chart": tile_grid("Agencies", rows), "figure": {"name": "areas"}})
    assert "tile--row-1 tile--column-2 tile--narrow-2" in html
    assert "tile--row-3 tile--column-4 tile--narrow-3" in html


def test_no_public_page_feed_or_calendar_of_a_second_network_names_the_first(second, client):
    named = {}
    for address in [*PUBLIC_PAGES, "/library/", "/library/feed/rss/", "/library/feed/atom/", "/search/?q=help"]:
        if address == "/styleguide/":  # exists in development alone
            continue
        content = b"".join(client.get(address))
        assert not FIRST.search(content), address
        named[address] = second.short_name.encode() in content
    for address in ("/", "/get-help/", "/news/feed/rss/", "/events/calendar.ics", "/account/login/"):
        assert named[address], address
    html = flat(client.get("/join/").content)
    assert f"{second.footer_line}" in html
    assert 'class="mark"' not in html
    assert "favicon" not in html


def test_no_page_inside_a_second_network_names_the_first(second, sign_in):
    person = MemberFactory(roles=["Coordinators", "Editors", "Moderators", "Curators"], is_agency_lead=True)
    client = sign_in(person, with_second_step=True)
    for address in [*map(reverse, PLAIN_VIEWS), *STEWARD_PAGES]:
        content = b"".join(client.get(address, follow=True))
        assert not FIRST.search(content), address
    assert second.short_name in flat(client.get("/cms/").content)


def test_no_email_of_a_second_network_names_the_first(second):
    texts = {name: render_to_string(name, {word: Anything("7") for word in WORDS}) for name in MAIL_TEMPLATES}
    assert [name for name, text in texts.items() if FIRST.search(text.encode())] == []
    own = {name for name, text in texts.items() if second.short_name in text}
    invitations = {name for name in texts if name.startswith("email/invitation") and "outcome" not in name}
    assert {*invitations, "email/notifications.html"} <= own


def test_emails_come_from_the_network_at_the_operators_address(second, settings, mailoutbox, happen):
    settings.DEFAULT_FROM_EMAIL = "Someone <noreply@north.example>"
    happen(send_mail, to="a@agency.example", subject="Hello", text="Hello.\n")
    assert [mail.from_email for mail in mailoutbox] == ["Northshire coordinators <noreply@north.example>"]
    assert Mail.objects.count() == 1


def test_the_copy_of_personal_data_names_the_second_network(second):
    copy = io.BytesIO()
    write_copy(MemberFactory(), copy)
    with zipfile.ZipFile(copy) as archive:
        content = b"".join(map(archive.read, archive.namelist()))
    assert not FIRST.search(content)
    assert second.short_name.encode() in content


def test_authenticator_apps_list_the_second_network(second):
    assert MFAAdapter().get_totp_issuer() == second.short_name


def test_a_site_that_nobody_has_described_has_the_name_of_the_environment(settings):
    settings.OWN_NETWORK = {"name": "East Network", "short_name": "East"}
    NetworkSettings.objects.all().delete()
    lib.clear_cache()
    assert own_network() == OwnNetwork(name="East Network", short_name="East")


@pytest.mark.parametrize("short", ["Northshire Anti-Slavery Partnership", "N" * 90])
def test_a_long_name_in_the_environment_fits_the_database(settings, short):
    settings.OWN_NETWORK = {"name": "Northshire " * 9, "short_name": short}
    NetworkSettings.objects.all().delete()
    lib.clear_cache()
    seed_tree(None)
    row = NetworkSettings.objects.get()
    row.clean_fields()
    assert short.startswith(row.short_name)


def test_a_broken_database_costs_no_page_its_name(monkeypatch):
    def broken():
        raise DatabaseError

    lib.clear_cache()
    monkeypatch.setattr(lib, "_load", broken)
    assert own_network().short_name == "RAT Network"  # the environment's, in the tests' settings


def test_the_network_costs_one_query_now_and_then(client, django_assert_num_queries):
    lib.clear_cache()
    with django_assert_num_queries(1):
        own_network()
    with django_assert_num_queries(0):
        own_network()
        render_to_string("components/footer.html")


ADDRESS = "/cms/settings/network/networksettings/1/"


@pytest.mark.parametrize(("roles", "may"), [(["Coordinators"], True), (["Editors"], False), (["Moderators"], False)])
def test_coordinators_alone_say_whose_network_it_is(sign_in, roles, may):
    client = sign_in(MemberFactory(roles=roles), with_second_step=True)
    client.post(ADDRESS, SECOND)
    assert NetworkSettings.described().short_name == ("Northshire Partnership" if may else "RAT Network")
    assert (SECOND["footer_line"] in flat(client.get("/join/").content)) is may


def test_a_coordinator_without_the_second_step_does_not(sign_in):
    sign_in(MemberFactory(roles=["Coordinators"])).post(ADDRESS, SECOND)
    assert NetworkSettings.described().short_name == "RAT Network"


@pytest.mark.parametrize("name", ["Two\nBcc: x@y.example", "<b>Bold</b>", "Call Jo on 07700 900123"])
def test_a_name_that_would_break_an_email_or_name_a_person_is_refused(sign_in, name):
    client = sign_in(MemberFactory(roles=["Coordinators"]), with_second_step=True)
    with translation.override("en-gb"):
        client.post(ADDRESS, {**SECOND, "sender_name": name})
    assert NetworkSettings.described().sender_name == "RAT Network"


def test_the_next_start_does_not_undo_what_an_operator_described(tmp_path):
    NetworkSettings.objects.update(short_name="Ours")
    lib.clear_cache()
    seed_tree(Path(ROOT / "ratsite/demo/content/site"))
    assert NetworkSettings.described().short_name == "Ours"
