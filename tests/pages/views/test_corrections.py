"""Corrections: a dated notice that stays, and the earlier version of the page."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from ratsite.pages.actions.correct_page import draft_hash
from ratsite.pages.models import Correction, EarlierVersion, EventSession, GetHelpPage, Helpline, PageReview
from ratsite.pages.models.help import EMERGENCY
from tests.factories import MemberFactory, take_second_step
from tests.markup import flat
from tests.pages.factories import make_event, make_news, make_part

pytestmark = pytest.mark.django_db
OLD, NEW, DRAFT = "Forty people came.", "Fourteen people came.", "CANARYDRAFT"
NOTICE = "We gave the wrong number of people. It was fourteen."


def body(text: str) -> list[dict]:
    return [{"type": "paragraph", "value": f"<p>{text}</p>"}]


def save_draft(page, text: str):
    page = page.get_latest_revision_as_object()
    page.body = body(text)
    return page.save_revision()


@pytest.fixture
def page(news):
    """Published news with a draft that corrects it."""
    page = make_news(news, slug="count", body=[{"type": "paragraph", "text": OLD}])
    save_draft(page, DRAFT)
    save_draft(page, NEW)
    page.refresh_from_db()
    return page


def correct(client, page, **changes):
    shown = draft_hash(Page.objects.get(pk=page.pk))
    sent = {"text": NOTICE, "keeps_earlier": "on", "shown_hash": shown, **changes}
    return client.post(reverse("page_checks:page_correct", args=[page.pk]), sent)


def test_a_correction_publishes_the_draft_with_a_dated_notice(staff_client, page, client):
    assert correct(staff_client, page).status_code == 302
    staff_client.logout()
    html = flat(client.get("/news/count/").content)
    moment = timezone.localtime(Correction.objects.get().corrected_at)
    assert NEW in html
    assert OLD not in html
    assert f"Corrected on {moment:%-d %B %Y, %H:%M}:" in html
    assert NOTICE in html


def test_the_earlier_version_stays_readable_and_says_that_it_is_one(staff_client, page, client):
    correct(staff_client, page)
    staff_client.logout()
    address = Correction.objects.get().earlier.get_absolute_url()
    assert f'href="{address}"' in flat(client.get("/news/count/").content)
    response = client.get(address)
    html = flat(response.content)
    assert (OLD in html, NEW in html, DRAFT in html) == (True, False, False)
    assert "This is an earlier version" in html
    assert '<a href="/news/count/">Read the page as it is now</a>' in html
    assert response.headers["X-Robots-Tag"] == "noindex"
    for metadata in ("application/ld+json", "og:title", 'rel="canonical"'):
        assert metadata not in html


def test_each_of_two_corrections_leads_to_its_own_earlier_version(staff_client, page, client):
    correct(staff_client, page)
    save_draft(page, "Fifteen people came.")
    page.refresh_from_db()
    correct(staff_client, page, text="It was fifteen after all.")
    second, first = Correction.objects.all()
    assert OLD in flat(client.get(first.earlier.get_absolute_url()).content)
    assert NEW in flat(client.get(second.earlier.get_absolute_url()).content)
    html = flat(client.get("/news/count/").content)
    assert html.index("It was fifteen after all.") < html.index(NOTICE)


def test_two_corrections_on_one_day_show_which_is_the_newer(staff_client, page, client):
    now = timezone.localtime().replace(hour=12, minute=0)
    for minute, text in ((5, NOTICE), (50, "It was fifteen after all.")):
        correction = Correction(page_id=page.pk, corrected_at=now.replace(minute=minute), text=text)
        correction.save()
    for html in (
        flat(client.get("/news/count/").content),
        flat(staff_client.get(f"/cms/pages/{page.pk}/check/").content),
    ):
        assert html.index(f"{now:%-d %B %Y}, 12:50") < html.index(f"{now:%-d %B %Y}, 12:05")


@pytest.mark.parametrize(("slug", "listed"), [("news", "News count"), ("events", "A workshop"), ("history", "Part 7")])
def test_a_correction_of_a_list_is_shown_on_it_and_its_earlier_version_says_what_is_todays(
    staff_client, client, news, events, history, slug, listed
):
    make_news(news, title="News count")
    make_event(events, title="A workshop")
    make_part(history, 7, title="Part 7")
    page = Page.objects.get(slug=slug).specific
    page.introduction = OLD
    page.save_revision().publish()
    page.introduction = NEW
    page.save_revision()
    page.refresh_from_db()
    assert correct(staff_client, page).status_code == 302
    PageReview.objects.create(page=page, owner="Rowan House", due_on=dt.date(2020, 5, 1))
    staff_client.logout()
    html = flat(client.get(f"/{slug}/").content)
    for shown in (NEW, NOTICE, "Looked after by Rowan House.", "This page may be out of date"):
        assert shown in html
    earlier = flat(client.get(Correction.objects.get().earlier.get_absolute_url()).content)
    for shown in (
        OLD,
        listed,
        "The list on this page is stored separately from its text, so you see it as it is today.",
    ):
        assert shown in earlier
    assert NEW not in earlier


def test_a_correction_of_the_front_page_is_shown_on_it_and_leads_to_its_earlier_version(staff_client, client, home):
    home.introduction = OLD
    home.save_revision().publish()
    home.introduction = NEW
    home.save_revision()
    home.refresh_from_db()
    assert correct(staff_client, home).status_code == 302
    assert NOTICE in flat(staff_client.get(reverse("page_checks:page_check", args=[home.pk])).content)
    staff_client.logout()
    html = flat(client.get("/").content)
    assert (NEW in html, NOTICE in html, OLD in html) == (True, True, False)
    earlier = flat(client.get(Correction.objects.get().earlier.get_absolute_url()).content)
    assert (OLD in earlier, NEW in earlier) == (True, False)
    for shown in ("This is an earlier version", "so you see them as they are today."):
        assert shown in earlier


def test_the_front_page_names_its_owner_once_an_editor_has_set_one(client, home):
    assert "Looked after by" not in flat(client.get("/").content)
    PageReview.objects.create(page=home, owner="Rowan House", due_on=dt.date(2020, 5, 1))
    html = flat(client.get("/").content)
    assert "Looked after by Rowan House." in html
    assert "This page may be out of date" in html


def test_an_earlier_version_of_get_help_says_that_its_numbers_are_todays(staff_client, client):
    page, todays = GetHelpPage.objects.get(), "The numbers on this page are stored separately from its text"
    page.introduction = NEW
    page.save_revision()
    page.refresh_from_db()
    correct(staff_client, page)
    staff_client.logout()
    assert todays not in flat(client.get("/get-help/").content)
    assert todays in flat(client.get(Correction.objects.get().earlier.get_absolute_url()).content)


def test_an_earlier_version_of_an_unpublished_page_is_not_found(staff_client, page, client):
    correct(staff_client, page)
    address = Correction.objects.get().earlier.get_absolute_url()
    page.refresh_from_db()
    page.unpublish()
    assert client.get(address).status_code == 404
    assert client.get("/corrections/99999/").status_code == 404


def test_an_editor_may_correct_without_keeping_the_earlier_version(staff_client, page):
    response = correct(staff_client, page, keeps_earlier="")
    assert response.status_code == 302
    correction = Correction.objects.get()
    assert EarlierVersion.objects.count() == 0
    assert staff_client.get(reverse("pages:earlier_version", args=[correction.pk])).status_code == 410
    assert "Read the earlier version" not in flat(staff_client.get("/news/count/").content)


def test_a_notice_cannot_be_changed(staff_client, page):
    correct(staff_client, page)
    correction = Correction.objects.get()
    correction.text = "Nothing was wrong."
    with pytest.raises(TypeError, match="never changed"):
        correction.save()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Correction.objects.update(text="Nothing was wrong.")
    assert Correction.objects.get().text == NOTICE


def test_old_revisions_can_be_thrown_away_without_losing_the_earlier_version(staff_client, page, client):
    from wagtail.models import Revision

    correct(staff_client, page)
    page.refresh_from_db()
    Revision.objects.for_instance(page).exclude(pk=page.latest_revision_id).delete()
    assert OLD in flat(client.get(Correction.objects.get().earlier.get_absolute_url()).content)


def test_closing_the_earlier_version_needs_a_reason_and_leaves_the_notice(staff_client, page):
    correct(staff_client, page)
    correction = Correction.objects.get()
    close = reverse("page_checks:correction_close", args=[correction.pk])
    assert "Say why readers must not see" in flat(staff_client.post(close, {"reason": ""}).content)
    assert EarlierVersion.objects.count() == 1
    assert staff_client.post(close, {"reason": "It named somebody."}).status_code == 302
    assert EarlierVersion.objects.count() == 0
    assert staff_client.get(close).status_code == 404
    assert NOTICE in flat(staff_client.get("/news/count/").content)


def test_a_reader_of_a_deleted_earlier_version_is_told_so_while_the_page_is_published(staff_client, page, client):
    correct(staff_client, page)
    correction = Correction.objects.get()
    address = correction.earlier.get_absolute_url()
    correction.earlier.delete()
    staff_client.logout()
    response = client.get(address)
    html = flat(response.content)
    assert response.status_code == 410
    assert "The editors removed this earlier version" in html
    assert NOTICE in html
    assert 'href="/news/count/"' in html
    assert OLD not in html
    page.refresh_from_db()
    page.unpublish()
    assert client.get(address).status_code == 404


def overwrite_draft(page, text: str):
    """Overwrite the newest revision, as the CMS does while an editor goes on typing."""
    draft = page.get_latest_revision_as_object()
    draft.body = body(text)
    return draft.save_revision(overwrite_revision=page.latest_revision)


@pytest.mark.parametrize("change", [save_draft, overwrite_draft])
def test_a_draft_that_changed_meanwhile_is_not_published_before_the_editor_looked_again(staff_client, page, change):
    address = reverse("page_checks:page_correct", args=[page.pk])
    opened = staff_client.get(address).context["form"]["shown_hash"].value()
    change(page, DRAFT)
    response = correct(staff_client, page, shown_hash=opened)
    assert "The page has changed since you opened this form" in flat(response.content)
    assert NOTICE in flat(response.content)
    assert Correction.objects.count() == 0
    assert OLD in flat(staff_client.get("/news/count/").content)
    again = response.context["form"]["shown_hash"].value()
    assert correct(staff_client, page, shown_hash=again).status_code == 302
    assert DRAFT in flat(staff_client.get("/news/count/").content)


def remove_author(draft):
    draft.author = ""
    return "Check these fields first, then come back: author"


def leave_heading_empty(draft):
    draft.body = [{"type": "heading", "value": ""}]
    return "Check these fields first, then come back: body"


def plan_publication(draft):
    draft.go_live_at = timezone.now() + dt.timedelta(days=30)
    return "Remove this date first, then come back."


@pytest.mark.parametrize("spoil", [remove_author, leave_heading_empty, plan_publication])
def test_a_draft_that_the_editor_would_not_publish_today_is_not_published_as_a_correction(staff_client, page, spoil):
    draft = page.get_latest_revision_as_object()
    why_not = spoil(draft)
    draft.save_revision(clean=False)
    assert why_not in flat(staff_client.get(reverse("page_checks:page_correct", args=[page.pk])).content)
    response = correct(staff_client, page)
    assert why_not.removesuffix(".") in flat(response.content)
    assert NOTICE in flat(response.content)
    assert Correction.objects.count() == 0
    assert OLD in flat(staff_client.get("/news/count/").content)


def test_a_session_without_a_title_keeps_an_event_from_being_corrected(staff_client, events):
    event = make_event(events)
    draft = event.get_latest_revision_as_object()
    draft.sessions = [EventSession(time="10:00", title="")]
    draft.save_revision(clean=False)
    assert "Check these fields first, then come back: event sessions" in flat(correct(staff_client, event).content)
    assert Correction.objects.count() == 0


def test_sending_the_form_twice_makes_one_correction(staff_client, page):
    shown = draft_hash(Page.objects.get(pk=page.pk))
    for _ in range(2):
        answer = correct(staff_client, page, shown_hash=shown)
        assert answer.url == reverse("page_checks:page_check", args=[page.pk])
        assert "Published, with your notice at the foot of the page." in flat(staff_client.get(answer.url).content)
    assert Correction.objects.count() == 1


def test_a_page_that_is_corrected_already_gets_a_notice_without_a_draft(staff_client, page, client):
    page.latest_revision.publish()
    page.refresh_from_db()
    address = reverse("page_checks:page_correct", args=[page.pk])
    assert f'href="{address}"' in flat(staff_client.get(reverse("page_checks:page_check", args=[page.pk])).content)
    html = flat(staff_client.get(address).content)
    assert "This page has no draft" in html
    assert "This publishes the newest draft" not in html
    published = Page.objects.get(pk=page.pk).last_published_at
    shown = draft_hash(page)
    for _ in range(2):  # a double click
        answer = correct(staff_client, page, shown_hash=shown)
        assert answer.status_code == 302
    assert "Published, with your notice at the foot of the page." in flat(staff_client.get(answer.url).content)
    assert (Correction.objects.count(), EarlierVersion.objects.count()) == (1, 0)
    assert Page.objects.get(pk=page.pk).last_published_at == published
    html = flat(client.get("/news/count/").content)
    assert (NOTICE in html, NEW in html) == (True, True)


def test_a_second_notice_with_the_same_words_is_published_too(staff_client, page):
    page.latest_revision.publish()
    for _ in range(2):  # each time the form was opened anew
        assert correct(staff_client, page).status_code == 302
    assert Correction.objects.count() == 2


def test_an_old_form_with_the_words_of_an_old_notice_is_shown_again(staff_client, page):
    page.latest_revision.publish()
    shown = draft_hash(Page.objects.get(pk=page.pk))
    Correction(page_id=page.pk, corrected_at=timezone.now() - dt.timedelta(hours=1), text=NOTICE).save()
    response = correct(staff_client, page, shown_hash=shown)
    assert "The page has changed since you opened this form" in flat(response.content)
    assert Correction.objects.count() == 1


def test_a_page_without_any_saved_version_gets_a_notice(staff_client, client):
    page = GetHelpPage.objects.get()
    Page.objects.filter(pk=page.pk).update(latest_revision=None)
    assert correct(staff_client, page).status_code == 302
    assert NOTICE in flat(client.get("/get-help/").content)


def test_a_draft_that_was_published_meanwhile_is_not_taken_for_one_to_publish(staff_client, page):
    shown = draft_hash(page)
    page.latest_revision.publish()
    response = correct(staff_client, page, shown_hash=shown)
    assert "The page has changed since you opened this form" in flat(response.content)
    assert Correction.objects.count() == 0


def test_a_page_that_readers_cannot_see_gets_no_notice(staff_client, page):
    page.unpublish()
    address = reverse("page_checks:page_correct", args=[page.pk])
    assert address not in flat(staff_client.get(reverse("page_checks:page_check", args=[page.pk])).content)
    assert "Readers cannot see this page" in flat(correct(staff_client, page).content)
    assert Correction.objects.count() == 0


def sent_with(staff_client, line: Helpline, **changes):
    """Send the CMS form of a helpline with some values changed."""
    edit = reverse("wagtailsnippets_pages_helpline:edit", args=[line.pk])
    form = staff_client.get(edit).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value is not None and value is not False}
    return staff_client.post(edit, sent | changes)


def test_a_helpline_that_a_colleague_changed_meanwhile_is_not_replaced_unseen(staff_client):
    line = Helpline.objects.exclude(phone="").exclude(phone=EMERGENCY).first()
    edit = reverse("wagtailsnippets_pages_helpline:edit", args=[line.pk])
    form = staff_client.get(edit).context["form"]
    assert f'value="{form["shown_hash"].value()}"' in flat(staff_client.get(edit).content)
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value is not None and value is not False}
    Helpline.objects.filter(pk=line.pk).update(phone="0121 496 0999")
    answer = staff_client.post(edit, sent | {"hours": "Mornings"})
    assert "Someone else changed this after you opened this page." in flat(answer.content)
    line.refresh_from_db()
    assert (line.phone, line.hours == "Mornings") == ("0121 496 0999", False)
    again = answer.context["form"]["shown_hash"].value()
    staff_client.post(edit, sent | {"hours": "Mornings", "phone": "0121 496 0999", "shown_hash": again})
    line.refresh_from_db()
    assert (line.phone, line.hours) == ("0121 496 0999", "Mornings")


def test_a_changed_number_of_a_helpline_is_a_correction_of_get_help(staff_client, client, editor):
    line = Helpline.objects.exclude(phone="").exclude(phone=EMERGENCY).first()
    notice = f"The number of {line.name} was {line.phone}. It is 0121 496 0999 now."
    assert sent_with(staff_client, line, phone="0121 496 0999", notice=notice).status_code == 302
    correction = Correction.objects.get()
    assert (correction.page.slug, correction.text) == ("get-help", notice)
    staff_client.logout()
    html = flat(client.get("/get-help/").content)
    assert f"Corrected on {timezone.localtime(correction.corrected_at):%-d %B %Y, %H:%M}:" in html
    assert "It is 0121 496 0999 now." in html


def test_a_helpline_is_changed_without_a_notice_and_a_notice_may_name_nobody(staff_client):
    line = Helpline.objects.exclude(phone="").first()
    assert sent_with(staff_client, line, hours="Day and night").status_code == 302
    assert Helpline.objects.get(pk=line.pk).hours == "Day and night"
    response = sent_with(staff_client, line, hours="Mornings", notice="Ring Amina on 07700 900123.")
    assert "Remove “07700 900123”" in flat(response.content)
    assert Helpline.objects.get(pk=line.pk).hours == "Day and night"
    assert Correction.objects.count() == 0


def test_a_notice_about_a_helpline_publishes_no_draft_of_get_help(staff_client, client):
    page = GetHelpPage.objects.get()
    page.introduction = DRAFT
    page.save_revision()
    sent_with(staff_client, Helpline.objects.first(), hours="Mornings", notice=NOTICE)
    html = flat(client.get("/get-help/").content)
    assert (NOTICE in html, DRAFT in html) == (True, False)


def test_a_double_click_on_a_helpline_publishes_one_notice(staff_client):
    for _ in range(2):
        assert sent_with(staff_client, Helpline.objects.first(), hours="Mornings", notice=NOTICE).status_code == 302
    assert Correction.objects.count() == 1


@pytest.mark.parametrize("hinder", ["lock", "unpublish"])
def test_a_notice_typed_before_get_help_was_locked_or_unpublished_is_shown_again(staff_client, hinder):
    line, page = Helpline.objects.first(), GetHelpPage.objects.get()
    if hinder == "lock":
        page.locked, page.locked_by = True, MemberFactory(roles=["Editors"])
        page.save()
    else:
        page.unpublish()
    html = flat(sent_with(staff_client, line, hours="Mornings", notice=NOTICE).content)
    assert (NOTICE in html, "Remove the notice, or save again later" in html) == (True, True)
    assert (Helpline.objects.get(pk=line.pk).hours == "Mornings", Correction.objects.count()) == (False, 0)
    assert sent_with(staff_client, line, hours="Mornings", notice=" ").status_code == 302


def test_a_new_helpline_and_one_without_a_page_ask_for_no_notice(staff_client):
    line, add = Helpline.objects.first(), reverse("wagtailsnippets_pages_helpline:add")
    edit = reverse("wagtailsnippets_pages_helpline:edit", args=[line.pk])
    assert ["notice" in staff_client.get(address).context["form"].fields for address in (edit, add)] == [True, False]
    GetHelpPage.objects.get().unpublish()
    assert "notice" not in staff_client.get(edit).context["form"].fields


@pytest.mark.parametrize("text", ["", "Ring Amina on 07700 900123."])
def test_a_notice_is_required_and_may_identify_nobody(staff_client, page, text):
    response = correct(staff_client, page, text=text)
    assert response.status_code == 200
    assert "There is a problem" in flat(response.content)
    assert Correction.objects.count() == 0


@pytest.mark.parametrize("name", ["page_check", "page_correct"])
def test_only_editors_open_these_pages(client, page, name):
    address = reverse(f"page_checks:{name}", args=[page.pk])
    assert client.get(address).status_code == 302
    for roles in ([], ["Coordinators"], ["Moderators"]):
        person = MemberFactory(roles=roles)
        client.force_login(person)
        if roles:
            take_second_step(client, person)
        assert client.get(address).status_code in (302, 403)
        assert correct(client, page).status_code in (302, 403)
    assert Correction.objects.count() == 0


def test_a_page_that_waits_for_a_second_check_is_not_published_past_it(staff_client, page, editor):
    page.get_workflow().start(page, editor)
    response = correct(staff_client, page)
    assert "The draft is waiting for a second check" in flat(response.content)
    assert NOTICE in flat(response.content)
    assert Correction.objects.count() == 0
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_a_page_that_a_colleague_has_locked_is_not_corrected_but_an_earlier_version_can_be_deleted(staff_client, page):
    correct(staff_client, page)
    save_draft(page, DRAFT)
    page.refresh_from_db()
    page.locked, page.locked_by = True, MemberFactory(roles=["Editors"])
    page.save()
    address = reverse("page_checks:page_correct", args=[page.pk])
    assert address not in flat(staff_client.get(reverse("page_checks:page_check", args=[page.pk])).content)
    assert correct(staff_client, page).status_code == 403
    correction = Correction.objects.get()
    close = reverse("page_checks:correction_close", args=[correction.pk])
    assert staff_client.post(close, {"reason": "It named somebody."}).status_code == 302
    assert EarlierVersion.objects.count() == 0


def test_the_log_says_who_corrected_what_and_why(staff_client, page, editor):
    from wagtail.models import ModelLogEntry

    correct(staff_client, page)
    entry = ModelLogEntry.objects.get(action="pages.page.correct")
    assert (entry.user, entry.data["reason"], entry.data["page"]) == (editor, NOTICE, page.pk)
