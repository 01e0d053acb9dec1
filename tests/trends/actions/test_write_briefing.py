"""Briefings: a first text from the source, a second person's signature, sections in fixed order, uses counted."""

import datetime as dt
import re
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.merge_topic import merge_topic
from forum.actions.signal import record_reporting_agencies, signal
from forum.actions.withdraw import withdraw_post
from forum.enums import SignalKind
from forum.models import Topic
from forum.queries.audience import readers_after
from library.enums import Audience, ResourceKind
from ratsite.accounts.actions.change_membership import set_member_state
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.lib.charts.values import HiddenValue
from ratsite.network.enums import Marking
from ratsite.network.models import AffectedGroup, Area, ExploitationForm
from ratsite.notifications.models import Notification
from ratsite.review.queries.queue import queue_of
from ratsite.sanctions.enums import SanctionKind
from ratsite.trends.actions.write_briefing import (
    REVIEW_AFTER,
    add_briefing,
    ask_to_sign,
    edit_briefing,
    send_back_briefing,
    sign_briefing,
    take_back_briefing,
    use_briefing,
)
from ratsite.trends.enums import BriefingKind, BriefingState
from ratsite.trends.forms import BriefingForm
from ratsite.trends.integrations.notifications import BriefingSource
from ratsite.trends.integrations.review_queue import Briefings
from ratsite.trends.models import Briefing
from ratsite.trends.queries.briefings import briefing_source, first_text, used_by
from ratsite.trends.rules import why_not_yours_to_sign
from tests.factories import (
    AgencyFactory,
    BoardFactory,
    CircleFactory,
    MemberFactory,
    make_resource,
    make_topic,
    make_trend_note,
)
from tests.forum.actions.test_run_ground_check import SUMMARY, answer, end, moderator_of, person_of, propose, sign
from tests.markup import flat

pytestmark = pytest.mark.django_db
TEXTS = {
    "title": "Rooms let again within a week",
    "what": "Shared houses change all their tenants in days.",
    "why_here": "More agencies look now than in spring.",
    "look_for": "A whole household leaves.\nRent comes in cash.",
    "monday": "Ask who has the keys",
    "monday_how": "",
    "ring": "Someone is in danger now: 999",
    "questions": "Who notices first?\nWhat could we ask?\nWhom would we tell?",
    "marking": "clear",
}
ORDER = ["What", "Why it matters here", "What to look for", "What to do on Monday", "Who to call", "Three questions"]


@pytest.fixture
def draft(member):
    return add_briefing(author=member, kind=BriefingKind.OUTCOME, topic=make_topic(), **TEXTS)


@pytest.fixture
def waiting(draft, member):
    ask_to_sign(briefing_id=draft.pk, author=member)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def published(draft, member, moderator):
    ask_to_sign(briefing_id=draft.pk, author=member)
    sign_briefing(briefing_id=draft.pk, signer=moderator.with_second_step(), seen=draft.changed_at)
    draft.refresh_from_db()
    return draft


def new(**source) -> str:
    return reverse("trends:briefing_add") + "?" + "&".join(f"{name}={value}" for name, value in source.items())


@pytest.mark.parametrize(("said", "shown"), [(4, ""), (5, "5"), (7, "7")])
def test_the_first_text_counts_agencies_as_people_outside_may_see_them(said, shown, clock):
    clock.set("2026-10-05", "09:00")
    people = [MemberFactory(agency=AgencyFactory()) for _ in range(12)]
    record_reporting_agencies()
    topic, area = make_trend_note(BoardFactory(), people[0]), Area.objects.first()
    for person in people[:said]:
        how = {"kind": SignalKind.SEEN, "frequency": "once", "confidence": "seen"}
        signal(topic_id=topic.pk, person=person, area=area, month=dt.date(2026, 10, 1), **how)
    source = briefing_source(people[0], topic.pk, None, "")
    assert first_text(source, people[0])["why_here"] == ""  # the month is not fixed yet
    clock.set("2026-11-20", "09:00")
    text = (
        f"In October 2026, {shown} of the network’s agencies saw this. 12 agencies were able to report."
        if shown
        else ""
    )
    assert first_text(source, people[0])["why_here"] == text


def test_the_title_of_a_long_topic_fits_the_form(member):
    topic = make_topic(title="Long " * 28)
    first = first_text(briefing_source(member, topic.pk, None, ""), member)
    form = BriefingForm(TEXTS | {"title": first["title"], "is_general": "on"})
    assert "title" not in form.errors


def test_the_sheet_claims_no_more_than_its_writer_confirmed(draft, member, sign_in):
    """Districts may be on it, and agencies are listed under "Who to call"."""
    html = flat(sign_in(member).get(draft.get_absolute_url()).content)
    assert "It does not name any person, or any place smaller than a district." in html
    assert "Written without names" not in html


def test_a_member_makes_one_from_a_trend_and_a_moderator_signs_it(member, moderator, client, sign_in):
    topic = make_trend_note(BoardFactory(), MemberFactory())
    page = sign_in(member).get(new(topic=topic.pk))
    initial = page.context["form"].initial
    assert (initial["title"], initial["marking"]) == (topic.title, "green")
    assert "999" in initial["ring"]
    assert client.post(new(topic=topic.pk), {**TEXTS, "is_general": "on"}).status_code == 302
    briefing = Briefing.objects.get()
    assert (briefing.kind, briefing.topic, briefing.state) == (BriefingKind.TREND, topic, BriefingState.DRAFT)
    client.post(reverse("trends:briefing_ask", args=[briefing.pk]))
    sign_in(moderator, with_second_step=True)
    assert "Sign and publish" in client.get(briefing.get_absolute_url()).content.decode()
    seen = briefing.changed_at.isoformat()
    client.post(reverse("trends:briefing_sign", args=[briefing.pk]), {"seen": seen})
    briefing.refresh_from_db()
    assert (briefing.state, briefing.signed_by) == (BriefingState.PUBLISHED, moderator)


def test_the_parts_are_in_their_order(published, sign_in):
    html = sign_in(MemberFactory()).get(published.get_absolute_url()).content.decode()
    sheet = html[html.index('<article class="a4') :]
    assert re.findall(r"<h2>([^<]+)</h2>", sheet) == ORDER
    assert f"<strong>{Marking.CLEAR.label}</strong>" in html
    assert "Signed by its author and, on" in html


@pytest.mark.parametrize("source", ["closely marked", "circle", "none"])
def test_a_topic_that_one_may_not_see_or_pass_on_gets_no_briefing(source, member, sign_in):
    topic = make_topic(board=BoardFactory(circle=CircleFactory()) if source == "circle" else None)
    if source == "closely marked":
        Topic.objects.filter(pk=topic.pk).update(marking=Marking.AMBER_STRICT)
    address = new(topic=999_999 if source == "none" else topic.pk)
    assert sign_in(member).get(address).status_code == 404
    assert not Briefing.objects.exists()


def test_the_page_of_a_trend_leads_to_its_published_briefings_and_common_ground(member, moderator, sign_in):
    topic = make_trend_note(BoardFactory(), MemberFactory())
    briefing = add_briefing(author=member, kind=BriefingKind.TREND, topic=topic, **TEXTS)
    ask_to_sign(briefing_id=briefing.pk, author=member)
    check = end(propose(topic))
    sign(check, moderator_of("housing"))
    client, page = sign_in(MemberFactory()), reverse("trends:trend", args=[topic.pk])
    links = [f'href="{one.get_absolute_url()}"' for one in (briefing, check)]
    html = client.get(page).content.decode()
    assert [link in html for link in links] == [False, False]
    sign_briefing(briefing_id=briefing.pk, signer=moderator.with_second_step(), seen=briefing.changed_at)
    sign(check, moderator_of("policing"))
    html = client.get(page).content.decode()
    assert [link in html for link in links] == [True, True]
    assert f'href="{new(topic=topic.pk)}"' in html


def test_an_outcome_briefing_has_the_summary_that_two_moderators_signed(member):
    topic = make_topic()
    check = end(propose(topic))
    source = briefing_source(member, topic.pk, None, "")
    assert source.kind == BriefingKind.OUTCOME
    sign(check, moderator_of("housing"))
    assert first_text(source, member)["what"] == ""
    sign(check, moderator_of("policing"))
    source = briefing_source(member, topic.pk, None, "")
    differences = "Too few answered to tell"
    statements = "– Rooms are let again.\n– The same people do it."
    assert first_text(source, member)["what"] == f"{SUMMARY}\n\n{differences}\n{statements}"


def test_an_outcome_briefing_calls_the_open_differences_what_the_topic_calls_them(member, sign_in):
    topic, title = make_topic(), "Open differences: people do not agree on this"
    check = propose(topic)
    for _ in range(3):
        answer(check, person_of("housing"), "disagree")
    end(check)
    for slug in ("housing", "policing"):
        sign(check, moderator_of(slug))
    assert title in first_text(briefing_source(member, topic.pk, None, ""), member)["what"]
    assert title in flat(sign_in(member).get(topic.get_absolute_url()).content)


@pytest.mark.parametrize("kind", ["topic", "resource"])
def test_a_summary_that_is_too_long_is_not_cut_and_the_form_leads_to_it(member, sign_in, kind):
    topic, long = make_topic(), "We agree. " * 69 + "But not on this."
    check = end(propose(topic))
    for slug in ("housing", "policing"):
        sign(check, moderator_of(slug), long)
    source = topic if kind == "topic" else make_resource(summary=long)
    page = sign_in(member).get(new(**{kind: source.pk}))
    assert page.context["form"].initial["what"] == ""
    place = (check if kind == "topic" else source).get_absolute_url()
    assert f'The <a href="{place}">' in page.content.decode()
    assert "is too long for the first part, so that part is empty." in flat(page.content)


def test_advice_to_a_partnership_is_signed_by_another_main_remit_than_its_writers():
    writer, same, other = person_of("health"), moderator_of("health"), moderator_of("policing")
    advice = add_briefing(author=writer, kind=BriefingKind.ADVICE, **TEXTS)
    outcome = add_briefing(author=writer, kind=BriefingKind.OUTCOME, topic=make_topic(), **TEXTS)
    for briefing in (advice, outcome):
        ask_to_sign(briefing_id=briefing.pk, author=writer)
    with pytest.raises(PermissionDenied):
        sign_briefing(briefing_id=advice.pk, signer=same.with_second_step(), seen=advice.changed_at)
    advice.refresh_from_db()
    assert why_not_yours_to_sign(same, advice).startswith("It is advice to a partnership")
    sign_briefing(briefing_id=advice.pk, signer=other.with_second_step(), seen=advice.changed_at)
    sign_briefing(briefing_id=outcome.pk, signer=same.with_second_step(), seen=outcome.changed_at)
    assert Briefing.objects.published().count() == 2


def test_advice_of_an_author_who_has_moved_is_signed_by_another_main_remit_than_the_new_one():
    writer, same, other = person_of("health"), moderator_of("housing"), moderator_of("policing")
    advice = add_briefing(author=writer, kind=BriefingKind.ADVICE, **TEXTS)
    ask_to_sign(briefing_id=advice.pk, author=writer)
    User.objects.filter(pk=writer.pk).update(agency=person_of("housing").agency)
    advice = Briefing.objects.get()
    assert why_not_yours_to_sign(same, advice).startswith("It is advice to a partnership")
    with pytest.raises(PermissionDenied):
        sign_briefing(briefing_id=advice.pk, signer=same.with_second_step(), seen=advice.changed_at)
    assert why_not_yours_to_sign(moderator_of("health"), advice) != ""
    assert why_not_yours_to_sign(other, advice) == ""


def test_a_draft_from_a_resource_has_its_title_summary_and_marking(member, sign_in):
    resource = make_resource(marking=Marking.CLEAR)
    initial = sign_in(member).get(new(resource=resource.pk)).context["form"].initial
    assert (initial["title"], initial["what"], initial["marking"]) == (resource.title, resource.summary, "clear")


def test_advice_to_a_partnership_names_its_front_door(member, sign_in):
    page = sign_in(member).get(new(area="birmingham"))
    assert "0121 303 1888" in page.context["form"].initial["ring"]
    assert sign_in(member).get(new(area="atlantis")).status_code == 404


def test_advice_names_the_page_of_a_front_door_without_a_phone_and_its_phone_at_night(member, sign_in):
    door = {"front_door_name": "MASH", "front_door_phone": "", "front_door_url": "https://walsall.example/mash"}
    Area.objects.filter(slug="walsall").update(**door, front_door_out_of_hours="01922 000000")
    ring = sign_in(member).get(new(area="walsall")).context["form"].initial["ring"]
    assert "MASH, Walsall: https://walsall.example/mash\nMASH, nights and weekends: 01922 000000" in ring
    assert "children’s services" not in ring


@pytest.mark.parametrize(("name", "night"), [("", []), ("MASH", ["MASH, nights and weekends: 01922 000000"])])
def test_advice_names_childrens_services_where_no_front_door_can_be_called_by_day(name, night, member, sign_in):
    door = {"front_door_name": name, "front_door_phone": "", "front_door_url": ""}
    Area.objects.filter(slug="walsall").update(**door, front_door_out_of_hours="01922 000000")
    ring = sign_in(member).get(new(area="walsall")).context["form"].initial["ring"].splitlines()
    general = "Someone is, or may be, under 18: your council’s children’s services"
    assert ring[: len(night) + 2] == ["Someone is in danger now: 999", general, *night]


def test_pages_of_advice_speak_of_a_partnership_and_not_of_a_team(sign_in):
    author, signer = person_of("housing"), moderator_of("policing")
    pages = [flat(sign_in(author).get(new(area="walsall")).content)]
    advice = add_briefing(author=author, kind=BriefingKind.ADVICE, **TEXTS)
    advice_page = advice.get_absolute_url()
    ask = sign_in(author).post(reverse("trends:briefing_ask", args=[advice.pk]), follow=True)
    pages.append(flat(ask.content))
    assert all("moderator or curator of another agency, with another main remit" in page for page in pages)
    sign_briefing(briefing_id=advice.pk, signer=signer.with_second_step(), seen=Briefing.objects.get().changed_at)
    pages.append(flat(sign_in(MemberFactory(agency=AgencyFactory())).get(advice_page).content))
    assert "We shared it with our partnership" in pages[-1]
    assert "If you shared this briefing with your partnership, tell us at <span>http" in pages[-1]
    assert [re.findall(r"your team|our team|a team|the team", page) for page in pages] == [[], [], []]


def test_the_foot_of_a_briefing_names_its_address_in_a_sentence(member, sign_in):
    briefing = add_briefing(author=member, kind=BriefingKind.OUTCOME, **TEXTS)
    html = flat(sign_in(member).get(briefing.get_absolute_url()).content)
    address = f"http://testserver{briefing.get_absolute_url()}"
    assert f"If you used this briefing in your team, tell us at <span>{address}</span>." in html


def test_each_area_has_a_button_to_write_advice_to_its_partnership(member, sign_in):
    page = sign_in(member).get(reverse("trends:briefing_list"))
    links = [new(area=area.slug) for area in Area.objects.all()]
    assert [link in page.content.decode() for link in links] == [True] * len(links)
    User.objects.filter(pk=member.pk).update(silenced_until=timezone.now() + dt.timedelta(days=1))
    assert new(area="walsall") not in sign_in(member).get(reverse("trends:briefing_list")).content.decode()


def advice(area: Area, person: User) -> tuple[str, str]:
    first = first_text(briefing_source(person, None, None, area.slug), person)
    return first.get("what", ""), first.get("why_here", "")


@pytest.mark.parametrize("hidden_by", ["", "few", "marking", "circle", "adults", "elsewhere", "closed"])
def test_advice_begins_with_what_trend_notes_say_of_children_there_as_outsiders_may_see_it(hidden_by, clock):
    clock.set("2026-10-05", "09:00")
    people = [MemberFactory(agency=AgencyFactory()) for _ in range(12)]
    area, other = Area.objects.all()[:2]
    board = BoardFactory(circle=CircleFactory()) if hidden_by == "circle" else BoardFactory()
    for person in people if board.circle else []:
        board.circle.people.add(person)
    record_reporting_agencies()
    topic = make_trend_note(board, people[0], areas=[other if hidden_by == "elsewhere" else area])
    topic.forms.set(ExploitationForm.objects.all()[:2])
    topic.affected.set(AffectedGroup.objects.filter(slug="women" if hidden_by == "adults" else "children"))
    how = {"kind": SignalKind.SEEN, "frequency": "once", "confidence": "seen"}
    for person in people[: 4 if hidden_by == "few" else 5]:
        signal(topic_id=topic.pk, person=person, area=area, month=dt.date(2026, 10, 1), **how)
    clock.set("2026-11-20", "09:00")
    changed = {"marking": {"marking": Marking.AMBER_STRICT}, "closed": {"closing_line": "It is over."}}
    Topic.objects.filter(pk=topic.pk).update(**changed.get(hidden_by, {"title": topic.title}))
    if hidden_by:
        assert advice(area, people[0]) == ("", "")
    else:
        forms = ", ".join(form.name for form in topic.forms.all())
        what, why = advice(area, people[0])
        assert what == f"Trend notes that name {area.name} and children describe these forms of exploitation: {forms}."
        assert why.startswith(f"{forms}: In October 2026, 5 of the network’s agencies saw this. 12 agencies")
        assert why.endswith(f"These counts are of the whole network, not only of {area.name} or of children.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"is_general": ""}, "is_general"),
        ({"questions": "Only one?"}, "questions"),
        ({"look_for": "\n".join("abcdefg")}, "look_for"),
        ({"what": "Ring Sam on 07700 900123"}, "what"),
        ({"marking": "red"}, "marking"),
    ],
)
def test_errors_are_explained_and_typed_text_is_shown_again(changes, field, member, sign_in):
    page = sign_in(member).post(new(area="walsall"), {**TEXTS, "is_general": "on", **changes})
    assert list(page.context["form"].errors) == [field]
    assert TEXTS["why_here"] in page.content.decode()
    assert not Briefing.objects.exists()


def test_nobody_signs_their_own_briefing_their_agency_s_or_one_that_changed(draft, member, moderator):
    colleague = MemberFactory(agency=member.agency, roles=["Moderators"]).with_second_step()
    signer = moderator.with_second_step()
    assert sign_briefing(briefing_id=draft.pk, signer=signer, seen=draft.changed_at) is False
    ask_to_sign(briefing_id=draft.pk, author=member)
    for person in (member, colleague, MemberFactory()):
        with pytest.raises(PermissionDenied):
            sign_briefing(briefing_id=draft.pk, signer=person, seen=draft.changed_at)
    edit_briefing(briefing_id=draft.pk, author=member, **{**TEXTS, "what": "Something else."})
    ask_to_sign(briefing_id=draft.pk, author=member)
    assert sign_briefing(briefing_id=draft.pk, signer=signer, seen=draft.changed_at) is False
    draft.refresh_from_db()
    assert sign_briefing(briefing_id=draft.pk, signer=signer, seen=draft.changed_at) is True
    assert sign_briefing(briefing_id=draft.pk, signer=signer, seen=draft.changed_at) is False
    with pytest.raises(PermissionDenied):
        edit_briefing(briefing_id=draft.pk, author=member, **TEXTS)


@pytest.mark.parametrize("seen", ["", "2026-01-01T00:00:00Z"])
def test_a_person_who_may_not_sign_a_briefing_is_refused_and_not_told_that_it_changed(waiting, member, sign_in, seen):
    address = reverse("trends:briefing_sign", args=[waiting.pk])
    colleague = MemberFactory(agency=member.agency, roles=["Moderators"])
    for person in (MemberFactory(), colleague):
        assert sign_in(person, with_second_step=True).post(address, {"seen": seen}).status_code == 403


def test_nobody_of_the_agency_where_the_author_works_now_signs(waiting, member, moderator):
    User.objects.filter(pk=member.pk).update(agency=moderator.agency)
    signer = moderator.with_second_step()
    [item] = Briefings().waiting(signer)
    why = "Its author works for your agency now, so a moderator or curator of another agency must sign it"
    assert (item.can_decide, item.barred) == (False, why)
    for act in (sign_briefing, partial(send_back_briefing, reason="It names a street.")):
        with pytest.raises(PermissionDenied):
            act(briefing_id=waiting.pk, signer=signer, seen=waiting.changed_at)


def test_a_signer_who_comes_too_late_reads_that_it_is_gone(waiting, member, moderator, sign_in):
    client, address = sign_in(moderator, with_second_step=True), reverse("trends:briefing_sign", args=[waiting.pk])
    seen = {"seen": waiting.changed_at.isoformat()}
    edit_briefing(briefing_id=waiting.pk, author=member, **{**TEXTS, "what": "In general words."})
    late = client.post(address, seen)
    assert (late.status_code, "This is not in your queue" in late.content.decode()) == (404, True)
    signer = moderator.with_second_step()
    assert sign_briefing(briefing_id=waiting.pk, signer=signer, seen=waiting.changed_at) is False
    ask_to_sign(briefing_id=waiting.pk, author=member)
    page = client.post(address, seen, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "Someone else changed this briefing after you opened this page. Read it again."
    ]
    waiting.refresh_from_db()
    assert waiting.is_waiting


def test_the_review_is_due_half_a_year_after_the_signature_and_then_comes_first(
    waiting, member, moderator, sign_in, clock
):
    clock.forward(days=90)
    sign_briefing(briefing_id=waiting.pk, signer=moderator.with_second_step(), seen=waiting.changed_at)
    waiting.refresh_from_db()
    assert waiting.review_due_on == timezone.localdate() + REVIEW_AFTER
    newer = add_briefing(author=member, kind=BriefingKind.OUTCOME, topic=waiting.topic, **TEXTS)

    def shown() -> tuple[list[int], bool, bool]:
        client = sign_in(member)
        page = client.get(reverse("trends:briefing_list"))
        is_due = "Its review is due." in page.content.decode()
        sheet = flat(client.get(waiting.get_absolute_url()).content)
        return [one.pk for one in page.context["briefings"]], is_due, "This briefing is due for review." in sheet

    clock.forward(days=REVIEW_AFTER.days - 1)
    assert shown() == ([newer.pk, waiting.pk], False, False)
    clock.forward(days=1)
    assert shown() == ([waiting.pk, newer.pk], True, True)


def test_a_briefing_that_was_changed_after_its_form_was_opened_is_not_replaced_unseen(draft, member, sign_in):
    client, address = sign_in(member), reverse("trends:briefing_edit", args=[draft.pk])
    form = client.get(address).context["form"]
    sent = {**TEXTS, "is_general": "on", "seen": form["seen"].value()}
    edit_briefing(briefing_id=draft.pk, author=member, **{**TEXTS, "what": "From the phone."})
    page = client.post(address, {**sent, "what": "From the desk."})
    html = flat(page.content)
    assert page.status_code == 409
    assert ("You changed this briefing in another tab" in html, "From the desk." in html) == (True, True)
    draft.refresh_from_db()
    assert draft.what == "From the phone."
    client.post(address, {**sent, "what": "From the desk.", "seen": page.context["form"]["seen"].value()})
    draft.refresh_from_db()
    assert draft.what == "From the desk."


def test_a_draft_is_its_authors_alone(draft, sign_in):
    assert sign_in(MemberFactory()).get(draft.get_absolute_url()).status_code == 404
    assert sign_in(draft.author).get(draft.get_absolute_url()).status_code == 200


def test_the_source_is_linked_only_for_those_who_may_see_it(published, sign_in):
    circle = CircleFactory()
    hidden = make_topic(board=BoardFactory(circle=circle))
    Briefing.objects.update(topic=hidden)
    html = sign_in(MemberFactory()).get(published.get_absolute_url()).content.decode()
    assert (hidden.get_absolute_url() in html, "Read the topic behind this briefing" in html) == (False, False)


def test_uses_are_counted_by_agency_and_small_counts_are_hidden(published, sign_in):
    AgencyFactory.create_batch(10)
    people = [MemberFactory(agency=AgencyFactory()) for _ in range(4)]
    colleague = MemberFactory(agency=people[0].agency)
    assert [use_briefing(briefing_id=published.pk, person=one) for one in (*people[:2], colleague)] == [
        True,
        True,
        False,
    ]
    assert used_by(published) == HiddenValue(3)
    for person in people[2:]:
        use_briefing(briefing_id=published.pk, person=person)
    assert used_by(published) == 4
    html = sign_in(people[0]).get(published.get_absolute_url()).content.decode()
    assert "This number includes your agency." in html
    assert all(person.agency.name not in html for person in people[1:])


def test_a_topic_for_some_members_or_a_time_gets_no_briefing(member, sign_in):
    circle = CircleFactory()
    circle.people.add(member)
    topic = make_topic(board=BoardFactory(circle=circle))
    of_circle = make_resource(audience=Audience.CIRCLE, circle=circle)
    case = make_resource(kind=ResourceKind.CASE, review_due_on=timezone.localdate() + dt.timedelta(days=90))
    client = sign_in(member)
    for source in ({"topic": topic.pk}, {"resource": of_circle.pk}, {"resource": case.pk}):
        assert client.get(new(**source)).status_code == 404, source
    for source in ({"topic": topic}, {"resource": of_circle}, {"resource": case}):
        with pytest.raises(PermissionDenied):
            add_briefing(author=member, kind=BriefingKind.OUTCOME, **source, **TEXTS)


def test_a_pre_moderated_person_can_neither_add_nor_sign_off_a_briefing(draft, member, sanction):
    sanction(member, SanctionKind.PRE_MODERATE)
    for act in (
        lambda: ask_to_sign(briefing_id=draft.pk, author=member),
        lambda: add_briefing(author=member, kind=BriefingKind.OUTCOME, topic=draft.topic, **TEXTS),
    ):
        with pytest.raises(PermissionDenied):
            act()


def test_rights_are_asked_as_they_are_now_and_a_signature_is_logged(draft, member, moderator):
    ask_to_sign(briefing_id=draft.pk, author=member)
    signer = moderator.with_second_step()
    User.objects.filter(pk=moderator.pk).update(agency=None)
    with pytest.raises(PermissionDenied):
        sign_briefing(briefing_id=draft.pk, signer=signer, seen=draft.changed_at)
    User.objects.filter(pk=moderator.pk).update(agency=moderator.agency)
    assert sign_briefing(briefing_id=draft.pk, signer=signer, seen=draft.changed_at)
    assert ModelLogEntry.objects.get(action="trends.briefing.sign").user == moderator


def test_a_moderator_takes_a_briefing_back_and_its_author_reads_why(published, member, moderator, sign_in):
    address, reader = reverse("trends:briefing_take_back", args=[published.pk]), MemberFactory()
    assert sign_in(reader).post(address, {"reason": "It names a street."}).status_code == 403
    steward = sign_in(moderator, with_second_step=True)
    assert steward.post(address, {"reason": ""}).context["form"].errors
    assert steward.post(address, {"reason": "It names a street."}).status_code == 302
    assert ModelLogEntry.objects.get(action="trends.briefing.take_back").data["reason"] == "It names a street."
    assert sign_in(reader).get(published.get_absolute_url()).status_code == 404
    assert "It names a street." in sign_in(member).get(published.get_absolute_url()).content.decode()
    assert edit_briefing(briefing_id=published.pk, author=member, **TEXTS | {"what": "In general words."})
    assert ask_to_sign(briefing_id=published.pk, author=member)


def test_a_waiting_briefing_is_in_the_queue_of_those_who_may_sign_it(draft, member, moderator, curator, clock):
    signers = [moderator.with_second_step(), curator.with_second_step()]
    assert [Briefings().waiting(signer) for signer in signers] == [[], []]
    clock.forward(hours=5)
    ask_to_sign(briefing_id=draft.pk, author=member)
    clock.forward(hours=2)
    colleague = MemberFactory(agency=member.agency, roles=["Curators"]).with_second_step()
    own = "Your own agency wrote it, so a moderator or curator of another agency must sign it"
    items = [Briefings().waiting(one) for one in (*signers, colleague)]
    assert [[(item.title, item.age, item.url, item.can_decide, item.barred) for item in found] for found in items] == [
        [(draft.title, "waiting for 2 hours", draft.get_absolute_url(), True, "")],
        [(draft.title, "waiting for 2 hours", draft.get_absolute_url(), True, "")],
        [(draft.title, "waiting for 2 hours", draft.get_absolute_url(), False, own)],
    ]
    assert [queue_of(one).to_do for one in (*signers, colleague)] == [1, 1, 0]
    assert Briefings().waiting(MemberFactory(roles=["Coordinators"]).with_second_step()) == []
    sign_briefing(briefing_id=draft.pk, signer=signers[0], seen=draft.changed_at)
    assert [Briefings().waiting(signer) for signer in signers] == [[], []]


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_of_briefings_costs_the_same_for_one_and_three(count, moderator, django_assert_num_queries):
    for _ in range(count):
        author = MemberFactory(agency=AgencyFactory())
        briefing = add_briefing(author=author, kind=BriefingKind.OUTCOME, topic=make_topic(), **TEXTS)
        ask_to_sign(briefing_id=briefing.pk, author=author)
    signer = User.objects.select_related("agency").get(pk=moderator.pk).with_second_step()
    assert [item.agency for item in Briefings().waiting(signer)]  # which asks for their roles, once
    with django_assert_num_queries(1):
        assert len(Briefings().waiting(signer)) == count


def test_a_signer_who_does_not_agree_sends_it_back_and_its_author_reads_why(waiting, member, moderator, sign_in):
    address = reverse("trends:briefing_take_back", args=[waiting.pk])
    colleague = MemberFactory(agency=member.agency, roles=["Moderators"])
    assert sign_in(member).get(address).status_code == 403
    assert sign_in(colleague, with_second_step=True).get(address).status_code == 403
    signer = sign_in(moderator, with_second_step=True)
    assert address in signer.get(waiting.get_absolute_url()).content.decode()
    page = signer.get(address)
    assert "Send this briefing back to its author" in page.content.decode()
    seen = page.context["form"]["seen"].value()
    assert list(signer.post(address, {"reason": "", "seen": seen}).context["form"].errors) == ["reason"]
    named = signer.post(address, {"reason": "Ring Sam on 07700 900123", "seen": seen})
    assert list(named.context["form"].errors) == ["reason"]
    assert signer.post(address, {"reason": "It names a street.", "seen": seen}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.signed_by) == (BriefingState.TAKEN_BACK, None)
    entry = ModelLogEntry.objects.get(action="trends.briefing.send_back")
    assert (entry.user, entry.data["reason"]) == (moderator, "It names a street.")
    assert sign_in(MemberFactory()).get(waiting.get_absolute_url()).status_code == 404
    assert "It names a street." in sign_in(member).get(waiting.get_absolute_url()).content.decode()


def test_a_briefing_that_was_changed_after_its_signer_read_it_is_not_sent_back(waiting, member, moderator, sign_in):
    signer = sign_in(moderator, with_second_step=True)
    page = flat(signer.get(waiting.get_absolute_url()).content)
    [address] = re.findall(r'href="([^"]+)"[^>]*> ?Send it back', page)
    edit_briefing(briefing_id=waiting.pk, author=member, **{**TEXTS, "what": "In general words."})
    ask_to_sign(briefing_id=waiting.pk, author=member)
    seen = signer.get(address).context["form"]["seen"].value()
    answer = signer.post(address, {"reason": "It names a street.", "seen": seen})
    assert (answer.status_code, "Read it again" in flat(answer.content)) == (409, True)
    waiting.refresh_from_db()
    assert waiting.is_waiting


def test_a_briefing_that_is_decided_or_changed_is_not_sent_back(waiting, member, moderator):
    signer, seen = moderator.with_second_step(), waiting.changed_at
    how = {"briefing_id": waiting.pk, "signer": signer, "reason": "It names a street."}
    edit_briefing(briefing_id=waiting.pk, author=member, **{**TEXTS, "what": "In general words."})
    assert send_back_briefing(**how, seen=seen) is False
    ask_to_sign(briefing_id=waiting.pk, author=member)
    assert send_back_briefing(**how, seen=seen) is False
    waiting.refresh_from_db()
    with pytest.raises(PermissionDenied):
        send_back_briefing(**{**how, "reason": "Ring Sam on 07700 900123"}, seen=waiting.changed_at)
    assert sign_briefing(briefing_id=waiting.pk, signer=signer, seen=waiting.changed_at)
    assert send_back_briefing(**how, seen=waiting.changed_at) is False
    waiting.refresh_from_db()
    assert waiting.is_published


def test_a_reason_for_a_waiting_briefing_takes_no_published_one_back(waiting, moderator, sign_in):
    address, client = reverse("trends:briefing_take_back", args=[waiting.pk]), sign_in(moderator, with_second_step=True)
    seen = client.get(address).context["form"]["seen"].value()
    other = MemberFactory(roles=["Moderators"]).with_second_step()
    sign_briefing(briefing_id=waiting.pk, signer=other, seen=waiting.changed_at)
    page = client.post(address, {"reason": "It names a street.", "seen": seen})
    assert page.status_code == 409
    assert "Someone else signed or changed this briefing after you opened this page. Read it again." in flat(
        page.content
    )
    assert page.context["form"]["reason"].value() == "It names a street."
    waiting.refresh_from_db()
    assert waiting.is_published
    assert client.post(address, {"reason": "It names a street.", "seen": page.context["form"]["seen"].value()})
    waiting.refresh_from_db()
    assert waiting.is_taken_back


@pytest.mark.parametrize("seen", ["garbage", "2026-02-30T10:00", "0001-01-01T00:00+23:59", "9999-12-31T23:59Z", "\x00"])
def test_a_made_up_time_of_reading_sends_no_briefing_back(waiting, moderator, sign_in, seen):
    address, client = reverse("trends:briefing_take_back", args=[waiting.pk]), sign_in(moderator, with_second_step=True)
    page = client.get(address, {"seen": seen})
    assert page.status_code == 200
    answer = client.post(address, {"reason": "It names a street.", "seen": page.context["form"]["seen"].value()})
    assert (answer.status_code in (200, 409), bool(answer.context["form"].errors)) == (True, True)
    waiting.refresh_from_db()
    assert waiting.is_waiting


def test_a_reason_that_comes_too_late_is_shown_again(waiting, member, moderator, sign_in):
    address, client = reverse("trends:briefing_take_back", args=[waiting.pk]), sign_in(moderator, with_second_step=True)
    seen = client.get(address).context["form"]["seen"].value()
    edit_briefing(briefing_id=waiting.pk, author=member, **{**TEXTS, "what": "In general words."})
    late = client.post(address, {"reason": "It names a street.", "seen": seen})
    assert (late.status_code, "It names a street." in late.content.decode()) == (404, True)


CLOSED = "ot all members can read the topic or resource behind"


def mark_closely(topic: Topic) -> None:
    Topic.objects.filter(pk=topic.pk).update(marking=Marking.AMBER_STRICT)


def put_into_a_circle(topic: Topic) -> None:
    Topic.objects.filter(pk=topic.pk).update(board=BoardFactory(circle=CircleFactory()))


def withdraw(topic: Topic) -> None:
    withdraw_post(post_id=topic.posts.get().pk, author=topic.author)


def delete(topic: Topic) -> None:
    topic.delete()


def merge_into_a_circle(topic: Topic) -> None:
    into = make_topic(BoardFactory(circle=CircleFactory()))
    Topic.objects.filter(pk=topic.pk).update(merged_into=into)


@pytest.mark.parametrize("close", [mark_closely, put_into_a_circle, withdraw, delete, merge_into_a_circle])
def test_a_briefing_from_a_topic_that_closed_is_not_published(waiting, member, moderator, sign_in, close):
    signer = sign_in(moderator, with_second_step=True)
    close(waiting.topic)
    page = signer.get(waiting.get_absolute_url()).text
    assert (CLOSED in flat(page), "Sign and publish" in page) == (True, False)
    signed = signer.post(
        reverse("trends:briefing_sign", args=[waiting.pk]), {"seen": waiting.changed_at.isoformat()}, follow=True
    )
    assert CLOSED in flat(signed.text)
    waiting.refresh_from_db()
    assert not waiting.is_published
    send_back_briefing(briefing_id=waiting.pk, signer=moderator.with_second_step(), reason="A", seen=waiting.changed_at)
    asked = sign_in(member).post(reverse("trends:briefing_ask", args=[waiting.pk]), follow=True)
    assert (CLOSED in flat(asked.text), "Ask for a signature" in asked.text) == (True, False)
    assert not Briefing.objects.waiting().exists()


def test_a_topic_that_was_merged_into_another_open_one_closes_no_briefing(waiting, moderator):
    topic = waiting.topic
    into = make_topic(topic.board)
    happened = merge_topic(
        topic_id=topic.pk,
        into_id=into.pk,
        moderator=moderator.with_second_step(),
        reason="The same matter",
        shown_hash=readers_after(topic.board, None).counts,
    )
    assert happened is True
    assert sign_briefing(briefing_id=waiting.pk, signer=moderator.with_second_step(), seen=waiting.changed_at)


def test_a_person_who_can_withdraw_a_published_briefing_is_told_that_its_topic_closed(published, moderator, sign_in):
    mark_closely(published.topic)
    assert CLOSED in flat(sign_in(moderator, with_second_step=True).get(published.get_absolute_url()).text)
    assert CLOSED not in flat(sign_in(MemberFactory()).get(published.get_absolute_url()).text)


def test_a_form_sent_twice_makes_one_briefing_and_its_author_deletes_it(member, sign_in):
    client, topic = sign_in(member), make_topic()
    address = f"{reverse('trends:briefing_add')}?topic={topic.pk}"
    for _ in range(2):
        client.post(address, {**TEXTS, "is_general": "on"})
    draft = Briefing.objects.get()
    delete = reverse("trends:briefing_delete", args=[draft.pk])
    assert sign_in(MemberFactory()).post(delete).status_code == 404
    assert "Your briefing has been deleted." in flat(sign_in(member).post(delete, follow=True).text)
    assert not Briefing.objects.exists()


def test_nobody_deletes_a_briefing_that_is_or_was_published(published, member, moderator, sign_in):
    delete, client = reverse("trends:briefing_delete", args=[published.pk]), sign_in(member)
    assert client.post(delete).status_code == 403
    take_back_briefing(briefing_id=published.pk, steward=moderator.with_second_step(), reason="It names a street.")
    assert client.post(delete).status_code == 403
    assert "Delete the briefing" not in client.get(published.get_absolute_url()).text
    assert Briefing.objects.get() == published


def test_a_due_briefing_is_signed_again_by_another_agency_though_its_author_left(
    clock, published, member, curator, sign_in
):
    renew, again = reverse("trends:briefing_renew", args=[published.pk]), "sign it again"
    signer = sign_in(curator, with_second_step=True)
    assert "is still right" not in flat(signer.get(published.get_absolute_url()).text)
    clock.forward(days=REVIEW_AFTER.days + 1)
    set_member_state(person_id=member.pk, state=MemberState.LEFT, coordinator=None, reason="Moved")
    User.objects.filter(pk=curator.pk).update(confirm_by=timezone.localdate() + REVIEW_AFTER)
    signer = sign_in(curator, with_second_step=True)
    assert again in flat(signer.get(published.get_absolute_url()).text)
    take_back = signer.get(reverse("trends:briefing_take_back", args=[published.pk])).text
    assert "nobody can change this briefing or publish it again" in flat(take_back)
    assert ["signed again" in flat(signer.post(renew, follow=True).text) for _ in range(2)] == [True, True]
    published.refresh_from_db()
    assert (published.signed_by, published.is_due) == (curator, False)
    assert ModelLogEntry.objects.get(action="trends.briefing.renew").user == curator
    other = sign_in(MemberFactory(roles=["Curators"]), with_second_step=True)
    assert "The review of this briefing is not due" in flat(other.post(renew, follow=True).text)


def notified(person: User) -> list[tuple[str, str, str]]:
    """What the person is notified of about briefings: (verb, title, first words)."""
    rows = list(Notification.objects.filter(person=person, source=BriefingSource.name))
    lines = BriefingSource().lines(person, [row.item_id for row in rows])
    return [(row.verb, lines[row.item_id].title, lines[row.item_id].excerpt) for row in rows]


def test_only_the_author_is_notified_of_what_a_second_person_did(
    waiting, member, moderator, django_capture_on_commit_callbacks
):
    signer, title = moderator.with_second_step(), waiting.title
    reason = "It names a street."

    def act(action, **given) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            assert action(briefing_id=waiting.pk, **given)

    act(send_back_briefing, signer=signer, reason=reason, seen=waiting.changed_at)
    assert notified(member) == [("sent_back", title, reason)]
    act(ask_to_sign, author=member)
    act(sign_briefing, signer=signer, seen=waiting.changed_at)
    assert notified(member) == [("signed", title, "")]
    act(take_back_briefing, steward=signer, reason=reason)
    assert notified(member) == [("taken_back", title, reason)]
    assert set(Notification.objects.values_list("person", flat=True)) == {member.pk}
    assert BriefingSource().lines(signer, [waiting.pk]) == {}
