"""Signals: what an agency sees of a trend, one for each area and month."""

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from forum.actions.post import post_reply
from forum.actions.signal import record_reporting_agencies, signal, take_back_signal
from forum.enums import SignalKind
from forum.models import ReportingMonth, Signal, Topic
from ratsite.network.models import Area
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic, make_trend_note
from tests.markup import flat

pytestmark = pytest.mark.django_db
NOVEMBER, OCTOBER = dt.date(2026, 11, 1), dt.date(2026, 10, 1)


@pytest.fixture
def dudley():
    return Area.objects.get(slug="dudley")


@pytest.fixture
def trend(clock):
    return make_trend_note(BoardFactory(), MemberFactory())


@pytest.fixture
def say(trend, dudley):
    def do(person, kind="seen", **values):
        seen = {"frequency": "few", "confidence": "seen"} if kind == "seen" else {}
        facts = {"topic_id": trend.pk, "area": dudley, "month": NOVEMBER, **seen, **values}
        record_reporting_agencies()
        return signal(person=person, kind=SignalKind(kind), **facts)

    return do


def test_two_colleagues_signal_once_and_correct_each_other(say, member):
    colleague = MemberFactory(agency=member.agency)
    first = say(member)
    assert say(colleague, frequency="often").pk == first.pk
    assert say(member, "gone").pk == first.pk
    found = Signal.objects.get()
    assert (found.kind, found.frequency, found.confidence, found.person) == ("gone", "", "", member)


def test_the_box_says_first_what_the_agency_signalled_this_month(say, trend, member, sign_in, clock):
    clock.set("2026-10-31", "12:00")
    say(member, month=OCTOBER)
    clock.set("2026-11-20", "12:00")
    client, said = sign_in(member), "Dudley, November 2026: We are seeing this too (A few times)"
    before = flat(client.get(trend.get_absolute_url()).content)
    assert ("Are you seeing this" in before, said in before) == (True, False)
    say(MemberFactory(agency=member.agency))
    after = flat(client.get(trend.get_absolute_url()).content)
    box = after[after.index('id="signal-box"') : after.index("See the trend")]
    assert ("Your agency has sent a signal for November" in box, said in box) == (True, True)


def test_saying_the_same_again_changes_nothing(say, member, clock):
    first = say(member)
    clock.forward(days=1)
    say(member)
    assert Signal.objects.get().changed_at == first.changed_at


def test_a_month_is_frozen_some_days_after_it_ends(say, member, clock):
    clock.set("2026-10-31", "12:00")
    first = say(member, month=OCTOBER)
    clock.set("2026-11-07", "23:59")
    say(member, "not_seen", month=OCTOBER)
    clock.set("2026-11-08", "00:01")
    with pytest.raises(PermissionDenied):
        say(member, month=OCTOBER)
    with pytest.raises(PermissionDenied):
        take_back_signal(signal_id=first.pk, person=member)
    assert Signal.objects.get().kind == "not_seen"


def test_a_late_signal_is_marked_and_cannot_change(say, member, clock):
    clock.set("2026-10-20", "12:00")
    record_reporting_agencies()
    clock.set("2026-11-20", "12:00")
    assert say(member, month=OCTOBER).is_late
    say(member, month=OCTOBER)  # a second tap
    with pytest.raises(PermissionDenied):
        say(member, "gone", month=OCTOBER)


@pytest.mark.parametrize(
    "month", [dt.date(2026, 12, 1), dt.date(2025, 11, 1), dt.date(2026, 10, 1), dt.date(2026, 11, 2)]
)
def test_no_signal_for_a_month_to_come_too_old_or_before_the_agency_was_here(say, member, month):
    with pytest.raises(PermissionDenied):
        say(member, month=month)
    assert not Signal.objects.exists()


def test_nobody_signals_without_an_agency_or_on_another_kind_of_topic(say, trend, member):
    with pytest.raises(PermissionDenied):
        say(MemberFactory(agency=None))
    with pytest.raises(PermissionDenied):
        say(member, topic_id=make_topic(trend.board).pk)
    Topic.objects.filter(pk=trend.pk).update(is_locked=True)
    with pytest.raises(PermissionDenied):
        say(member)


def test_only_agencies_in_the_circle_signal_on_its_board(say, member, clock):
    circle, author = CircleFactory(), MemberFactory()
    circle.people.add(author)
    hidden = make_trend_note(BoardFactory(circle=circle), author)
    with pytest.raises(PermissionDenied):
        say(member, topic_id=hidden.pk)
    assert say(author, topic_id=hidden.pk).topic_id == hidden.pk


def test_the_database_takes_one_signal_an_agency_area_and_month(say, member):
    found = say(member)
    found.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        found.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.update(frequency="")


@pytest.mark.parametrize("signals", [0, 1])
def test_the_author_reads_that_signals_go_with_the_trend_but_not_whether_there_are_any(say, trend, sign_in, signals):
    for _ in range(signals):
        say(MemberFactory())
    post, client = trend.posts.get(), sign_in(trend.author)
    page, warning = (
        reverse("forum:post_withdraw", args=[post.pk]),
        "If other agencies have signalled, readers no longer",
    )
    assert flat(client.get(page).content).count(warning) == 1
    post_reply(topic=trend, author=MemberFactory(), body="And we.")
    assert warning not in flat(client.get(page).content)


def test_only_colleagues_see_and_withdraw_a_signal(say, member, moderator, coordinator):
    found = say(member)
    for stranger in (MemberFactory(), moderator, coordinator):
        assert not Signal.objects.visible_to(stranger).exists()
        assert not take_back_signal(signal_id=found.pk, person=stranger)
    assert Signal.objects.visible_to(MemberFactory(agency=member.agency)).get() == found
    assert take_back_signal(signal_id=found.pk, person=member)
    assert not take_back_signal(signal_id=found.pk, person=member)
    assert not Signal.objects.exists()


def test_a_member_who_changes_agency_sees_the_signals_of_the_new_one(say, member):
    found = say(member)
    member.agency = AgencyFactory()
    member.save()
    assert not Signal.objects.visible_to(member).exists()
    say(member)
    assert Signal.objects.count() == 2
    assert Signal.objects.visible_to(member).exclude(pk=found.pk).exists()


def test_agencies_that_can_report_are_noted_once_a_month(clock, member):
    gone = MemberFactory()
    gone.agency.is_active = False
    gone.agency.save()
    AgencyFactory()  # has no member
    for _ in range(2):
        record_reporting_agencies()
    found = ReportingMonth.objects.filter(agency__in=[member.agency, gone.agency])
    assert list(found.values_list("agency", "month", "remit")) == [
        (member.agency_id, NOVEMBER, member.agency.main_remit_id)
    ]


def test_signals_stay_when_their_agency_leaves(say, member):
    say(member)
    member.agency.is_active = False
    member.agency.save()
    assert Signal.objects.on_time().count() == 1


# In the browser: two taps, and every answer saved.


def test_a_signal_takes_two_taps(say, trend, dudley, sign_in, member):
    member.agency.areas.set([dudley])
    record_reporting_agencies()
    client = sign_in(member)
    page = flat(client.get(trend.get_absolute_url()).content)
    assert "Are you seeing this in Dudley in November?" in page
    sent = {"area": dudley.pk, "month": "2026-11-01", "frequency": "few", "kind": "seen"}
    for name in ("area", "month"):
        assert f'name="{name}" value="{sent[name]}"' in page
    answer = client.post(reverse("forum:topic_signal", args=[trend.pk]), sent, follow=True)
    assert "We have counted your agency" in flat(answer.content)
    found = Signal.objects.get()
    assert (found.kind, found.frequency, found.confidence) == ("seen", "few", "")  # how it knows was not asked
    assert "Dudley, November 2026: We are seeing this too (A few times)" in flat(answer.content)


@pytest.mark.parametrize(
    ("kind", "thanks"),
    [
        ("seen", "We have counted your agency."),
        ("not_seen", "We have recorded that your agency looked and did not see it."),
        ("gone", "We have recorded that your agency no longer sees it."),
    ],
)
def test_the_thanks_repeat_what_the_agency_said(trend, dudley, sign_in, member, kind, thanks):
    record_reporting_agencies()
    sent = {"area": dudley.pk, "month": "2026-11-01", "frequency": "few", "kind": kind}
    html = flat(sign_in(member).post(reverse("forum:topic_signal", args=[trend.pk]), sent, follow=True).content)
    assert f"Thank you. {thanks} Nobody outside your agency can see that" in html
    assert ("We have counted" in html) == (kind == "seen")


def areas_offered(client, trend) -> tuple[set[str], str]:
    """Return the areas of the short form on the topic's page, and the one that is already chosen."""
    page = client.get(trend.get_absolute_url()).content.decode()
    box = page[page.index('id="signal-box"') :].split("</details>")[0]
    radios = re.findall(r'<input\s+type="radio"\s+name="area"\s+value="(\d+)"([^>]*)>\s*<span>([^<]+)</span>', box)
    options = re.findall(r'<option value="(\d+)"\s*(selected)?\s*>([^<]+)</option>', box)
    assert bool(radios) is not bool(options)
    found = radios or options
    chosen = [name for _, state, name in found if {"selected", "checked"} & set(state.split())]
    return {name for _, _, name in found}, chosen[0] if chosen else ""


@pytest.mark.parametrize(("count", "is_open", "has_list"), [(1, False, False), (2, True, False), (4, False, True)])
def test_an_agency_with_up_to_three_areas_presses_one_of_them(trend, sign_in, member, count, is_open, has_list):
    """It takes two taps: with one area, open the box and press; with two or three the box is already open."""
    member.agency.areas.set(Area.objects.all()[:count])
    record_reporting_agencies()
    page = sign_in(member).get(trend.get_absolute_url()).content.decode()
    box = page[page.index('id="signal-box"') :].split("</details>")[0]
    assert (box.split(">")[0].split()[-1] == "open", "<select" in box) == (is_open, has_list)
    assert box.count('type="radio"') == (count if is_open else 0)


def test_the_short_form_chooses_no_area_that_the_agency_may_not_mean(say, trend, sign_in, member):
    record_reporting_agencies()
    member.agency.areas.set(Area.objects.filter(slug__in=["birmingham", "coventry", "solihull"]))
    own, client = {"Birmingham", "Coventry", "Solihull"}, sign_in(member)
    trend.trend.areas.set(Area.objects.filter(slug__in=["dudley", "coventry"]))
    assert areas_offered(client, trend) == (own, "Coventry")
    trend.trend.areas.set(Area.objects.filter(slug="dudley"))
    assert areas_offered(client, trend) == (own, "")
    sent = {"area": "", "month": "2026-11-01", "kind": "seen", "frequency": "few"}
    answer = client.post(reverse("forum:topic_signal", args=[trend.pk]), sent)
    assert answer.context["form"].errors == {"area": ["Choose a district or county"]}
    assert not Signal.objects.exists()


def test_the_page_of_a_signal_names_the_trend_once_and_removes_as_it_says(say, trend, sign_in, member):
    say(member)
    html = flat(sign_in(member).get(reverse("forum:topic_signal", args=[trend.pk])).content)
    main = html[html.index("<main") :]
    assert main.count(trend.title) == 1
    assert 'Remove<span class="vh">: Dudley, November 2026</span>' in main
    grids = re.findall(r'class="picks picks--long[^"]*"', main)
    assert (len(grids), "Undo" in main) == (2, False)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_box_says_that_a_signal_can_be_changed_before_it_asks_where(say, trend, sign_in, member, count):
    member.agency.areas.set([Area.objects.get(slug="dudley"), *Area.objects.exclude(slug="dudley")[: count - 1]])
    record_reporting_agencies()
    say(member)
    page = flat(sign_in(member).get(trend.get_absolute_url()).content)
    box = page[page.index('id="signal-box"') :].split("</details>")[0]
    begins, first = box.index("Change what your agency said, or add to it:"), box.index('name="area"')
    assert begins < (box.index(">Where<") if count > 1 else first) <= first


def test_a_person_who_corrects_a_signal_finds_its_area_chosen(say, trend, sign_in, member):
    member.agency.areas.set(Area.objects.filter(slug__in=["dudley", "solihull"]))
    client = sign_in(member)
    say(member, area=Area.objects.get(slug="wolverhampton"))
    assert areas_offered(client, trend) == ({"Dudley", "Solihull", "Wolverhampton"}, "Wolverhampton")
    say(member, area=Area.objects.get(slug="solihull"))
    assert areas_offered(client, trend) == ({"Dudley", "Solihull", "Wolverhampton"}, "")


def test_the_short_form_keeps_how_a_colleague_said_that_they_know(trend, dudley, say, member, sign_in):
    say(member, confidence="told")
    sent = {"kind": "seen", "frequency": "often", "area": dudley.pk, "month": NOVEMBER.isoformat()}
    sign_in(MemberFactory(agency=member.agency)).post(reverse("forum:topic_signal", args=[trend.pk]), sent)
    found = Signal.objects.get()
    assert (found.frequency, found.confidence) == ("often", "told")


def test_a_person_who_signals_late_is_told_that_the_figure_stays(trend, dudley, sign_in, member, clock):
    clock.set("2026-10-20", "12:00")
    record_reporting_agencies()
    clock.set("2026-11-20", "12:00")
    client, page = sign_in(member), reverse("forum:topic_signal", args=[trend.pk])
    html = flat(client.get(page).content)
    assert "October 2026 (final)" in html
    assert html.count("your signal will not change its figures") == 1
    assert "You cannot correct a signal that you send after that." in html
    sent = {"kind": "seen", "frequency": "few", "area": dudley.pk, "month": "2026-10-01"}
    html = flat(client.post(page, sent, follow=True).content)
    assert "The figures for that month were already final, so your signal does not change them." in html
    assert "We have counted your agency" not in html


def test_the_form_says_what_is_missing_and_keeps_the_rest(trend, dudley, sign_in, member):
    record_reporting_agencies()
    client = sign_in(member)
    answer = client.post(
        reverse("forum:topic_signal", args=[trend.pk]), {"kind": "seen", "area": dudley.pk, "month": "2026-11-01"}
    )
    assert answer.context["form"].errors == {"frequency": ["Say how often you see it"]}
    assert f'value="{dudley.pk}" selected' in flat(answer.content)


def test_the_form_refuses_to_change_a_frozen_month(say, trend, dudley, sign_in, member, clock):
    clock.set("2026-10-20", "12:00")
    say(member, month=OCTOBER)
    clock.set("2026-11-20", "12:00")
    sent = {"kind": "gone", "area": dudley.pk, "month": "2026-10-01"}
    answer = sign_in(member).post(reverse("forum:topic_signal", args=[trend.pk]), sent)
    assert list(answer.context["form"].errors) == ["month"]


def take_back_url(signal) -> str:
    place = [signal.topic_id, signal.month.year, signal.month.month, signal.area.slug]
    return reverse("forum:signal_take_back", args=place)


def test_a_person_who_withdraws_a_signal_too_late_reads_why_it_stays(say, trend, sign_in, member, clock):
    clock.set("2026-10-20", "12:00")
    old = say(member, month=OCTOBER)
    clock.set("2026-11-20", "12:00")
    current = say(member)
    Topic.objects.filter(pk=trend.pk).update(is_locked=True, lock_reason="Nothing more to say")
    client = sign_in(member)
    for found, why in ((old, "the figures for its month are now final"), (current, "its topic is closed to replies")):
        answer = client.post(take_back_url(found), follow=True)
        assert f"We did not remove the signal, because {why}" in flat(answer.content)
    assert set(Signal.objects.all()) == {old, current}


def test_a_signal_is_withdrawn_on_the_page(say, trend, sign_in, member):
    found = say(member)
    client = sign_in(member)
    assert client.post(take_back_url(found)).status_code == 302
    assert client.post(take_back_url(found)).status_code == 404


@pytest.mark.parametrize(("year", "month"), [(0, 1), (10_000, 1), (10**30, 1), (2026, 0), (2026, 13)])
def test_a_month_that_cannot_be_is_not_found(say, trend, sign_in, member, year, month):
    found = say(member)
    url = reverse("forum:signal_take_back", args=[trend.pk, year, month, found.area.slug])
    assert sign_in(member).post(url).status_code == 404


def values_of(signal) -> dict:
    """Return the signal's values without its number, and delete it."""
    values = {field.name: getattr(signal, field.name) for field in Signal._meta.concrete_fields if field.name != "id"}
    signal.delete()
    return values


def test_no_page_reveals_how_many_signals_came_before_one_s_own(say, trend, sign_in, member):
    """By the numbers of two signals an agency could count what others signalled in between."""
    Signal.objects.bulk_create([Signal(pk=987654, **values_of(say(member)))])
    found = Signal.objects.get()
    client = sign_in(member)
    for page in (
        trend.get_absolute_url(),
        *(reverse(name, args=[trend.pk]) for name in ("forum:topic_signal", "trends:trend")),
    ):
        html = client.get(page).content.decode()
        assert take_back_url(found) in html
        assert "987654" not in html
