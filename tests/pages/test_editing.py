"""Drafts, schedules, previews and moves of pages, and which editors may do them, in Wagtail."""

import datetime as dt
import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import GroupApprovalTask, Page, PageViewRestriction, Workflow, get_page_models
from wagtail.test.utils.form_data import nested_form_data, streamfield

from library.enums import Audience
from ratsite.pages.actions.receive_message import receive_message
from ratsite.pages.blocks import BodyBlock, DownloadsBlock, FiguresBlock
from ratsite.pages.models import GetHelpPage, HomePage, SecondCheckTask, StandardPage
from tests.factories import MemberFactory, make_resource, take_second_step
from tests.markup import flat, text_of
from tests.pages.factories import make_event, make_news, make_part, make_picture
from tests.pages.models.test_sectors import figure, make_sector
from tests.pages.views.test_files import make_file

pytestmark = pytest.mark.django_db
COMMENTS = {
    f"comments-{name}": value
    for name, value in (("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0), ("MIN_NUM_FORMS", 0), ("MAX_NUM_FORMS", ""))
}

# One of each kind of block, except those that need rows of other tables.
BLOCKS = [
    {"type": "heading", "value": "First & last"},
    {"type": "subheading", "value": "Smaller"},
    {"type": "paragraph", "value": "<p>Words</p>"},
    {"type": "quote", "value": {"text": "Said <b>so</b>", "attribution": "Somebody"}},
    {"type": "accordion", "value": [{"title": "Question", "text": "<p>Answer</p>"}]},
    {"type": "callout", "value": {"kind": "caution", "title": "Careful", "text": "<p>Look</p>"}},
    {"type": "contact", "value": {"name": "Desk", "phone": "0121 496 0110", "email": "", "hours": "Weekdays"}},
    {"type": "video", "value": {"title": "Film", "url": "https://video.example/1", "length": "4 minutes"}},
    {"type": "button", "value": {"label": "Apply", "link": "/contact/"}},
    {
        "type": "table",
        "value": {
            "caption": "Signals",
            "columns": [{"type": "text", "heading": "Area"}, {"type": "number", "heading": "Count"}],
            "rows": [{"values": ["Dudley", "7"]}],
        },
    },
]


@pytest.fixture
def enter(client):
    def do(person):
        client.force_login(person)
        take_second_step(client, person)
        return client

    return do


def permissions(group: str) -> set[str]:
    return set(Group.objects.get(name=group).permissions.values_list("codename", flat=True))


def test_a_draft_changes_nothing_that_readers_see(client, history):
    part = make_part(history, 1, title="As published")
    part.title = "CANARY draft"
    part.save_revision()
    for address in ("/", "/history/", part.get_url(), "/history/feed/", "/search/?q=canary"):
        assert "CANARY" not in text_of(client.get(address))


def test_a_scheduled_page_appears_when_its_time_has_come(client, news):
    page = make_news(news, title="CANARY scheduled")
    page.unpublish()
    page.go_live_at = timezone.now() + dt.timedelta(hours=1)
    page.save_revision().publish()
    for address in ("/", "/news/", "/news/feed/rss/", page.get_url(), "/search/?q=canary", "/sitemap.xml"):
        assert "CANARY" not in flat(client.get(address).content)
    Page.objects.filter(pk=page.pk).update(go_live_at=timezone.now())
    revision = page.latest_revision
    revision.approved_go_live_at = timezone.now() - dt.timedelta(minutes=1)
    revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    assert "CANARY scheduled" in flat(client.get("/news/").content)


def test_a_page_disappears_when_it_expires(client, news):
    page = make_news(news, title="CANARY")
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    call_command("publish_scheduled", verbosity=0)
    assert client.get(page.get_url()).status_code == 404


def test_a_moved_page_leads_on_from_its_old_address(client, home):
    parent = StandardPage.objects.get(slug="why")
    page = StandardPage.objects.get(slug="terms")
    page.move(parent, pos="last-child")
    response = client.get("/terms/")
    assert (response.status_code, response.url) == (301, "/why/terms/")


def test_a_renamed_page_leads_on_too(client, history, django_capture_on_commit_callbacks):
    part = make_part(history, 1, slug="old-name")
    part.slug = "new-name"
    with django_capture_on_commit_callbacks(execute=True):
        part.save_revision().publish()
    response = client.get("/history/old-name/")
    assert (response.status_code, response.url) == (301, "/history/new-name/")


def test_an_editor_sees_a_draft_exactly_as_readers_will(enter, editor, history):
    part = make_part(history, 1)
    part.title = "A better title"
    part.save_revision()
    html = flat(enter(editor).get(reverse("wagtailadmin_pages:view_draft", args=[part.pk])).content)
    assert "<h1>A better title</h1>" in html
    assert "Our history, part 1 of 1" in html


@pytest.mark.parametrize("slug", ["history", "news", "events", "join", "get-help", "contact"])
def test_every_kind_of_page_opens_in_the_editor(enter, editor, slug):
    page = Page.objects.get(slug=slug)
    assert enter(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200


def test_a_page_with_one_of_every_kind_of_block_opens_in_the_editor(enter, editor, events):
    made, card = make_file(editor), make_resource(audience=Audience.PUBLIC, marking="clear")
    image = {"image": make_picture().pk, "alt_text": "A line", "decorative": False}
    downloads = [
        {"type": "download", "value": {"file": str(made.pk), "resource": ""}},
        {"type": "download", "value": {"file": None, "resource": card.slug}},
    ]
    body = [*BLOCKS, {"type": "picture", "value": {"picture": image, "caption": "A line"}}, *downloads]
    assert {block["type"] for block in body} == set(BodyBlock().child_blocks)
    help_page, event = GetHelpPage.objects.get(), make_event(events)
    sector = make_sector(StandardPage.objects.get(slug="why"), figure())
    for page in (help_page, event, sector):
        page.body = json.dumps(body)
    help_page.for_self = json.dumps(body)
    event.materials = json.dumps(downloads)
    fields = [field for model in get_page_models() for field in model._meta.fields if isinstance(field, StreamField)]
    assert {type(field.stream_block) for field in fields} == {BodyBlock, DownloadsBlock, FiguresBlock}
    for page in (help_page, event, sector):
        page.save_revision()
        response = enter(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert (page.slug, response.status_code) == (page.slug, 200)


def test_saving_a_page_again_keeps_the_file_that_it_offers(enter, editor):
    made, page = make_file(editor), StandardPage.objects.get(slug="join")
    page.body = json.dumps([{"type": "download", "value": {"file": str(made.pk), "resource": ""}}])
    page.save_revision().publish()
    client, address = enter(editor), reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert str(made.pk) in client.get(address).text
    body = streamfield([("download", {"file": str(made.pk), "resource": ""})])
    form = {"title": "Join us", "slug": "join", "introduction": "", "body": body, **COMMENTS}
    assert client.post(address, nested_form_data(form)).status_code == 302
    saved = Page.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (saved.title, saved.body[0].value["file"]) == ("Join us", made)


@pytest.mark.parametrize(
    ("model", "parent"), [("historypage", "history"), ("newspage", "news"), ("eventpage", "events")]
)
def test_every_kind_of_page_can_be_started(enter, editor, model, parent):
    address = reverse("wagtailadmin_pages:add", args=["pages", model, Page.objects.get(slug=parent).pk])
    assert enter(editor).get(address).status_code == 200


def test_nobody_can_close_a_page(enter, editor):
    page = Page.objects.get(slug="join").specific
    enter(editor).post(
        reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": "login", "groups": []}
    )
    assert PageViewRestriction.objects.count() == 0


def test_moderators_of_the_forum_have_no_business_with_pages(enter):
    group = Group.objects.get(name="Moderators")
    assert permissions("Moderators") == set()
    assert group.page_permissions.count() == 0
    assert group.collection_permissions.count() == 0
    assert enter(MemberFactory(roles=["Moderators"])).get("/cms/").status_code in (302, 403)


def test_editors_may_write_and_publish_everywhere(editor):
    for page in (HomePage.objects.get(), StandardPage.objects.get(slug="join")):
        tester = page.permissions_for_user(editor)
        assert (tester.can_edit(), tester.can_publish()) == (True, True)


def test_editors_and_coordinators_have_their_lists():
    assert {"access_admin", "change_helpline", "add_newstopic", "change_area"} <= permissions("Editors")
    assert "delete_area" not in permissions("Editors") | permissions("Coordinators")
    assert {"access_admin", "change_area", "change_remit"} <= permissions("Coordinators")


def test_the_step_of_approval_belongs_to_editors():
    assert not GroupApprovalTask.objects.exists()
    assert list(SecondCheckTask.objects.get().groups.values_list("name", flat=True)) == ["Editors"]
    assert list(Workflow.objects.values_list("name", flat=True)) == ["Second check"]


@pytest.mark.parametrize("role", ["Editors", "Coordinators"])
def test_the_cms_shows_no_messages_of_visitors(enter, role):
    message = receive_message(kind="complaint", text="CANARY")
    client = enter(MemberFactory(roles=[role]))
    for end in ("", f"inspect/{message.pk}/", f"edit/{message.pk}/", f"delete/{message.pk}/", f"usage/{message.pk}/"):
        assert client.get(f"/cms/snippets/pages/contactmessage/{end}").status_code == 404
    assert not Permission.objects.filter(content_type__model="contactmessage").exists()


@pytest.mark.parametrize("page", ["", "add/", "new/", "1/", "edit/1/", "1/delete/", "results/"])
@pytest.mark.parametrize("what", ["users", "groups"])
def test_people_and_permissions_are_not_changed_in_the_cms(enter, what, page):
    client = enter(MemberFactory(is_superuser=True, roles=["Coordinators"]))
    assert client.get(f"/cms/{what}/{page}").status_code == 404
    assert client.post(f"/cms/{what}/{page}").status_code == 404
    assert f"/cms/{what}/" not in client.get("/cms/").text


@pytest.mark.parametrize(
    "page", ["", "add/", "edit/1/", "delete/1/", "inspect/1/", "copy/1/", "usage/1/", "history/1/"]
)
@pytest.mark.parametrize("model", ["agency", "circle"])
def test_circles_and_agencies_are_not_changed_in_the_cms(enter, coordinator, model, page):
    for person in (coordinator, MemberFactory(is_superuser=True, roles=["Coordinators"])):
        client = enter(person)
        assert client.get(f"/cms/snippets/network/{model}/{page}").status_code == 404
        assert client.post(f"/cms/snippets/network/{model}/{page}").status_code == 404


@pytest.mark.parametrize("model", ["area", "remit"])
def test_a_coordinator_keeps_the_networks_lists(enter, coordinator, model):
    assert enter(coordinator).get(f"/cms/snippets/network/{model}/").status_code == 200


def test_block_definitions_stay_out_of_migrations():
    name, path, args, options = StandardPage._meta.get_field("body").deconstruct()
    assert (name, path, args, options) == ("body", "ratsite.pages.fields.BodyField", [], {"blank": True})


def test_every_block_is_drawn(client, home):
    page = StandardPage.objects.get(slug="join")
    page.body = json.dumps(BLOCKS)
    page.save_revision().publish()
    html = flat(client.get("/join/").content)
    for piece in (
        '<h2 id="first-last">First &amp; last</h2>',
        '<h3 id="smaller">Smaller</h3>',
        "<p>Words</p>",
        "Said &lt;b&gt;so&lt;/b&gt;",
        "Question</summary>",
        'class="notice notice--caution"',
        'href="tel:01214960110"',
        'href="https://video.example/1" rel="noreferrer"',
        '<a class="button" href="/contact/">Apply</a>',
        "<caption>Signals</caption>",
        '<th scope="row">Dudley</th><td class="n">7</td>',
    ):
        assert piece in html, piece
    assert "<iframe" not in html


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//evil.example", "/\\evil.example", "http://plain.example", ""]
)
def test_a_button_leads_to_this_site_or_over_https(link):
    from django.core.exceptions import ValidationError

    from ratsite.pages.blocks import ButtonBlock

    block = ButtonBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"label": "Go", "link": link}))


def test_a_picture_in_the_text_needs_words_or_a_mark_as_decoration():
    from wagtail.blocks.struct_block import StructBlockValidationError

    from ratsite.pages.blocks import PictureBlock
    from tests.pages.factories import make_picture

    block, picture = PictureBlock(), make_picture()
    silent = {"image": picture.pk, "alt_text": "", "decorative": False}
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"picture": silent, "caption": ""}))
    marked = block.to_python({"picture": {**silent, "decorative": True}, "caption": ""})
    assert block.clean(marked)["picture"].decorative is True


# Previews


def test_a_preview_may_be_framed_by_the_editor_it_is_drawn_for(enter, editor):
    page = StandardPage.objects.get(slug="join")
    client = enter(editor)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    form = {
        "title": "CANARY preview",
        "slug": "join",
        "introduction": "",
        "body-count": "0",
        "has_exit": "",
        **COMMENTS,
    }
    assert client.post(address, form).json()["is_valid"]
    response = client.get(f"{address}?in_preview_panel=true")
    assert "CANARY preview" in flat(response.content)
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "script-src 'self';" in f"{response['Content-Security-Policy']};"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    public = client.get("/join/")
    assert "frame-ancestors 'none'" in public["Content-Security-Policy"]
    assert public["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("role", ["Coordinators", "Moderators", None])
def test_nobody_else_gets_a_preview(enter, role):
    page = StandardPage.objects.get(slug="join")
    client = enter(MemberFactory(roles=[role] if role else []))
    response = client.get(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]))
    assert response.status_code in (302, 403)


@pytest.mark.parametrize("address", ["/", "/join/", "/news/", "/join/?in_preview_panel=true", "/get-help/"])
def test_no_request_makes_a_public_page_one_that_may_be_framed(client, address):
    response = client.get(address, headers={"x-is-dummy": "1", "is-dummy": "1"})
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert "<script src" not in flat(response.content)


# The front page and the buttons


def test_publish_is_the_button_that_is_seen(enter, editor):
    page = StandardPage.objects.get(slug="join")
    html = flat(enter(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content)
    foot = html[html.index('<footer class="footer') :]
    assert foot.index("action-publish") < foot.index("More actions") < foot.index("Send for a second check")
    assert "Submit to" not in html


def test_an_approval_comes_before_publish(enter, editor):
    page = StandardPage.objects.get(slug="join")
    page.save_revision()
    page.get_workflow().start(page, MemberFactory(roles=["Editors"]))
    html = flat(enter(editor).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content)
    foot = html[html.index('<footer class="footer') :]
    assert foot.index("Approve and Publish") < foot.index("More actions") < foot.index("action-publish")
