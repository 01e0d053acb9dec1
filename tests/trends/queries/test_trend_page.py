"""The page of a trend: who can open it, its dates, and what moderators write on it."""

import csv
import datetime as dt
import io
from collections import Counter

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.close_with_line import close_with_line
from forum.actions.move_topic import move_topic
from forum.actions.signal import record_reporting_agencies, signal
from forum.actions.write_reading_line import write_reading_line
from forum.enums import SignalKind, Voice
from forum.models import Post, ReportingMonth, Signal, TrendNote
from forum.queries import trend_checks
from forum.queries.audience import readers_after
from forum.queries.signal_figures import MonthRow
from ratsite.accounts.models import User
from ratsite.lib.charts.values import AtLeast, HiddenValue
from ratsite.lib.disclosure import count
from ratsite.network.figures import policy_inside
from ratsite.network.models import Area, Remit
from ratsite.trends.queries.trend_charts import months_in_words
from ratsite.trends.queries.trend_page import Trend, trends_of
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_trend_note
from tests.markup import flat

pytestmark = pytest.mark.django_db
PAGES = ("trend", "trend_csv", "trend_areas_csv", "trend_reading")


@pytest.fixture
def network(clock):
    """Six agencies in housing (the first four and the last two) and four in policing, all able to report."""
    people = [
        MemberFactory(agency=AgencyFactory(main_remit=Remit.objects.get(slug=slug)))
        for slug, number in (("housing", 4), ("policing", 4), ("housing", 2))
        for _ in range(number)
    ]
    clock.set("2026-11-02", "09:00")
    record_reporting_agencies()
    return people


@pytest.fixture
def topic(network):
    return make_trend_note(BoardFactory(), network[0])


@pytest.fixture
def say(topic):
    def do(person, kind="seen", month=dt.date(2026, 11, 1)):
        how = {"frequency": "few", "confidence": "seen"} if kind == "seen" else {}
        area = Area.objects.get(slug="dudley")
        return signal(topic_id=topic.pk, person=person, area=area, month=month, kind=SignalKind(kind), **how)

    return do


def trend_of(topic):
    [found] = trends_of([type(topic).objects.select_related("board", "trend", "author__agency").get()], policy_inside())
    return found


def test_what_a_reader_may_not_see_and_what_is_not_there_look_the_same(sign_in, member, topic):
    circle, author = CircleFactory(), MemberFactory()
    circle.people.add(author)
    hidden = make_trend_note(BoardFactory(circle=circle), author)
    client = sign_in(member)
    for page in PAGES:
        closed, missing = (client.get(reverse(f"trends:{page}", args=[pk])) for pk in (hidden.pk, 10**6))
        assert (closed.status_code, closed.content) == (404, missing.content)
    answers = [client.get(reverse(f"trends:{page}", args=[topic.pk])).status_code for page in PAGES]
    assert answers == [200, 200, 200, 403]


def test_a_circle_with_few_agencies_sees_no_number(network, sign_in):
    circle = CircleFactory()
    circle.people.add(*network[:5])
    record_reporting_agencies()
    topic = make_trend_note(BoardFactory(circle=circle), network[0])
    for person in network[:5]:
        area = Area.objects.get(slug="dudley")
        facts = {"area": area, "month": dt.date(2026, 11, 1), "frequency": "once", "confidence": "seen"}
        signal(topic_id=topic.pk, person=person, kind=SignalKind.SEEN, **facts)
    rows = sign_in(network[0]).get(reverse("trends:trend_csv", args=[topic.pk])).content.decode().splitlines()
    assert rows[-1] == "2026-11,not shown,not shown,5,so far"


def test_the_clock_continues_from_printed_figures_only(topic, network, say, clock):
    assert trend_of(topic).state == "seen"
    say(network[1])  # of the author's own main remit: no check
    assert (trend_of(topic).state, trend_of(topic).checked_on) == ("seen", None)
    clock.set("2026-11-12", "09:00")
    say(network[4], "not_seen")
    found = trend_of(topic)
    assert (found.state, found.days_to_check, found.last_seen) == ("checked", 10, None)
    say(network[2])
    say(network[3])
    assert trend_of(topic).last_seen.month == dt.date(2026, 11, 1)
    assert trend_of(topic).fades_on == dt.date(2027, 3, 1)
    clock.set("2027-02-28", "09:00")
    assert trend_of(topic).state == "checked"
    clock.set("2027-03-01", "09:00")
    record_reporting_agencies()
    say(network[1], month=dt.date(2027, 3, 1))  # one signal is hidden: it must not change what is said
    assert trend_of(topic).state == "fading"


@pytest.mark.parametrize(("day", "has_faded"), [("2027-02-28", False), ("2027-03-01", True)])
def test_the_clock_of_a_closed_trend_says_how_it_ended_and_whether_it_had_faded(
    topic, network, sign_in, clock, day, has_faded
):
    assert trend_of(topic).fades_on == dt.date(2027, 3, 1)
    clock.set(day, "09:00")
    record_reporting_agencies()
    page, opened, ahead = reverse("trends:trend", args=[topic.pk]), "When someone writes", "Say what happened next"
    before = flat(sign_in(network[0]).get(page).content)
    assert (opened in before, ahead in before, "<strong>Fading</strong>" in before) == (True, True, True)
    close_with_line(topic_id=topic.pk, person=network[0], line="The landlord was fined.")
    clock.set("2027-06-01", "09:00")
    record_reporting_agencies()
    after = flat(sign_in(network[0]).get(page).content)
    assert (opened in after, ahead in after, "With one line on what happened next" in after) == (False, False, True)
    assert ("<strong>Fading</strong>" in after, "Change the closing line" in after) == (has_faded, True)
    assert after.count('aria-current="step"') == 1


def test_a_closing_line_that_is_reworded_later_changes_nothing_about_when_the_trend_closed(topic, network, clock):
    clock.set("2027-02-28", "09:00")
    close_with_line(topic_id=topic.pk, person=network[0], line="The landlord was find.")
    clock.set("2027-06-01", "09:00")
    record_reporting_agencies()
    close_with_line(topic_id=topic.pk, person=network[0], line="The landlord was fined.")
    found = trend_of(topic)
    assert (found.topic.closing_line, found.has_faded) == ("The landlord was fined.", False)
    assert found.topic.closing_said_at.date() == dt.date(2027, 2, 28)


@pytest.mark.parametrize(
    ("before", "now", "rises"),
    [
        ((4, 12), (5, 12), True),
        ((5, 12), (5, 12), False),
        ((2, 8), (3, 8), True),
        ((6, 6), (5, 10), False),  # all six saw it, but "4 or more" is shown
        ((3, 6), (6, 6), True),  # 3, then "4 or more"
        ((5, 5), (3, 8), False),  # of five agencies no number is shown, and all may have seen it
        ((5, 5), (6, 12), True),
        ((2, 8), (1, 8), False),
        ((0, 12), (5, 5), False),
        ((0, 0), (5, 12), False),  # nobody could report before
    ],
)
def test_a_trend_rises_only_if_each_count_that_readers_can_think_of_rose(before, now, rises):
    rows = [
        MonthRow(dt.date(2026, month, 1), count(seen, able=able, policy=policy_inside()), None, able, is_fixed=True)
        for month, (seen, able) in enumerate([before, now, (0, 12)], start=3)
    ]
    assert Trend(None, rows, shows_check=False, checked_on=None).is_rising is rises


def test_the_check_compares_with_the_remit_that_the_note_was_written_for(topic, network, say):
    say(network[1])
    topic.author.agency = network[4].agency
    topic.author.save()
    assert (trend_of(topic).shows_check, trend_of(topic).checked_on) == (True, None)
    topic.author.agency = None
    topic.author.save()
    say(network[4])
    assert trend_of(topic).checked_on == dt.date(2026, 11, 2)


def test_no_check_is_shown_of_a_note_on_behalf_of_an_agency(topic, network, say, sign_in):
    Post.objects.filter(topic=topic).update(voice=Voice.BEHALF)
    say(network[4])
    found = trend_of(topic)
    assert (found.shows_check, found.checked_on, found.state) == (False, None, "seen")
    page = flat(sign_in(network[0]).get(reverse("trends:trend", args=[topic.pk])).content)
    assert "Not shown, because readers could work out which agency reported it" in page


def test_the_page_says_whose_remit_it_never_names_also_where_it_names_one(topic, network, say, sign_in, clock):
    clock.set("2026-07-02", "09:00")
    record_reporting_agencies()
    months, by_name = ReportingMonth.objects.all(), {True: 0, False: 0}
    months.filter(agency__in=[person.agency for person in network[4:]]).update(remit=network[4].agency.main_remit)
    months.filter(agency__in=[person.agency for person in network[1:3]]).update(remit=Remit.objects.get(slug="health"))
    page = reverse("trends:trend", args=[topic.pk])
    for people in (network[:0], network[4:7]):
        clock.set("2026-07-03", "09:00")
        for person in people:
            say(person, month=dt.date(2026, 7, 1))
        clock.set("2026-10-20", "09:00")
        html = flat(sign_in(network[9]).get(page).content)
        assert "We never name the remit of the note’s author." in html
        by_name["and possibly others" in html] += 1
    assert by_name == {True: 1, False: 1}


def test_no_check_is_shown_where_few_agencies_share_the_author_s_remit(topic, network, say, sign_in):
    other = network[4].agency.main_remit
    ReportingMonth.objects.filter(agency__in=[person.agency for person in network[1:3]]).update(remit=other)
    say(network[4])
    found = trend_of(topic)
    assert (found.shows_check, found.checked_on, found.state) == (False, None, "seen")
    assert "Not shown, because readers could work out which agency" in flat(
        sign_in(network[0]).get(reverse("trends:trend", args=[topic.pk])).content
    )


def test_a_trend_that_nearly_all_agencies_see_is_drawn_at_full_size(topic, network, say, sign_in, clock):
    """All but one see it: "8 or more" in the list, chart, map, key and table, and "fewer than 3" nowhere."""
    clock.set("2026-07-02", "09:00")
    record_reporting_agencies()
    for person in network[:9]:
        say(person, month=dt.date(2026, 7, 1))
    clock.set("2026-10-20", "09:00")
    record_reporting_agencies()
    page = sign_in(network[9]).get(reverse("trends:trend", args=[topic.pk]))
    line, areas = page.context["line"], page.context["areas"]
    assert [value for _label, (value, able) in line.rows if able] == [AtLeast(8), HiddenValue(3)]
    tones = {tile.name: (tile.tone, tile.value) for tile in areas.chart.tiles}
    assert tones["Dudley"] == ("3", AtLeast(8))
    html = flat(page.content)
    assert "Mostly Dudley" in html
    assert "<b>8 or more</b>" in html
    assert "not shown" not in html
    [row] = sign_in(network[9]).get(reverse("trends:trend_list")).context["rows"]
    assert row.months[-4] == AtLeast(8)


def test_an_area_without_agency_says_so_and_not_that_few_see_it(topic, network, say, sign_in, clock):
    """Unless its number can be shown: agencies of other areas can signal there too."""
    walsall = Area.objects.get(slug="walsall")
    network[0].agency.areas.set([walsall])
    closed = AgencyFactory(is_active=False)
    closed.areas.set(Area.objects.all())
    clock.set("2026-07-02", "09:00")
    record_reporting_agencies()
    for person in network[:4]:
        say(person, month=dt.date(2026, 7, 1))
    clock.set("2026-10-20", "09:00")
    client = sign_in(network[9])
    page = client.get(reverse("trends:trend", args=[topic.pk]))
    tones = Counter((tile.tone, tile.value) for tile in page.context["areas"].chart.tiles)
    assert tones == {("3", 4): 1, ("few", HiddenValue(3)): 1, ("nobody", None): Area.objects.count() - 2}
    html = flat(page.content)
    assert "No agency works there today" in html
    assert html.count("no agency works there today") == Area.objects.count() - 2  # in the table
    assert "An agency can signal in an area where no agency works today" in html
    text = client.get(reverse("trends:trend_areas_csv", args=[topic.pk])).content.decode()
    assert Counter(row[1] for row in list(csv.reader(io.StringIO(text)))[1:]) == {
        "4": 1,
        "fewer than 3": 1,
        "no agency works there today": Area.objects.count() - 2,
    }


def test_only_housing_agencies_is_never_said_of_nearly_all_housing_agencies(topic, network, say, sign_in):
    """Four of six housing agencies: with "not checked" the exact figure would tell each of the others who they are."""
    client, page = sign_in(network[5]), reverse("trends:trend", args=[topic.pk])
    for person in network[1:4]:
        say(person)
    assert "No agency with another main remit has signalled yet" in flat(client.get(page).content)
    say(network[8])
    assert trend_of(topic).this_month.seen == count(4, able=10, policy=policy_inside())
    html = flat(client.get(page).content)
    assert "No agency with another main remit has signalled yet" not in html
    assert "Not shown, because readers could work out which agency reported it" in html


def test_a_check_that_was_shown_once_too_often_is_not_shown_again_a_year_later(topic, network, say, clock):
    for person in network[1:5]:
        say(person)
    assert not trend_of(topic).shows_check
    clock.set("2027-12-02", "09:00")  # the month is no longer in the chart, but readers remember it
    record_reporting_agencies()
    assert not trend_of(topic).rows[0].seen.is_number
    assert not trend_of(topic).shows_check


def test_a_month_that_begins_while_the_page_is_made_does_not_break_it(topic, network, say, clock, monkeypatch):
    say(network[4])
    clock.set("2026-12-01", "09:00")
    before = list(trend_checks._able_by_remit())
    record_reporting_agencies()
    say(network[5], month=dt.date(2026, 12, 1))
    monkeypatch.setattr(trend_checks, "_able_by_remit", lambda: before)
    assert trend_of(topic).checked_on == dt.date(2026, 11, 2)


def test_late_signals_count_against_the_check_where_their_figures_are_printed(topic, network, say, clock):
    for person in network[1:4]:
        say(person)
    clock.set("2026-12-20", "09:00")
    record_reporting_agencies()
    assert trend_of(topic).shows_check
    say(network[8])  # late: readers see "3" and "it would be 4"
    assert not trend_of(topic).shows_check


def test_a_moderator_says_how_to_read_the_chart(topic, moderator, sign_in):
    client = sign_in(moderator, with_second_step=True)
    page = reverse("trends:trend_reading", args=[topic.pk])
    assert client.post(page, {"text": "Ring 07700 900123 about it."}).context["form"].errors
    assert client.post(page, {"text": "Part of the rise is more agencies looking."}).status_code == 302
    assert "Part of the rise is more agencies looking." in flat(
        client.get(reverse("trends:trend", args=[topic.pk])).content
    )
    assert not write_reading_line(
        topic_id=topic.pk, moderator=moderator, text="Part of the rise is more agencies looking."
    )
    assert ModelLogEntry.objects.filter(action="forum.topic.reading").count() == 1


def test_a_moderator_removes_a_line_that_turned_out_wrong(topic, moderator, sign_in):
    client, page = sign_in(moderator, with_second_step=True), reverse("trends:trend_reading", args=[topic.pk])
    assert client.post(page, {"text": ""}).context["form"].errors == {"text": ["Write how to read the chart"]}
    client.post(page, {"text": "Half of it is one agency.", "shown": ""})
    assert "Half of it is one agency." in flat(client.get(page).content)
    answer = client.post(page, {"text": "", "shown": "Half of it is one agency."}, follow=True)
    html = flat(answer.content)
    assert "Readers no longer see a line under the chart." in html
    assert "Half of it is one agency." not in html
    note = TrendNote.objects.get(topic=topic)
    assert (note.reading, note.reading_by, note.reading_at) == ("", None, None)
    assert ModelLogEntry.objects.filter(action="forum.topic.reading").count() == 2


def test_a_second_moderator_reads_the_first_one_s_line_before_replacing_it(topic, moderator, sign_in):
    colleague = MemberFactory(roles=["Moderators"])
    sign_in(colleague, with_second_step=True)
    write_reading_line(topic_id=topic.pk, moderator=colleague, text="More agencies look.")
    client, page = sign_in(moderator, with_second_step=True), reverse("trends:trend_reading", args=[topic.pk])
    answer = client.post(page, {"text": "It is a real rise.", "shown": ""})  # opened before the first one wrote
    html = flat(answer.content)
    assert "Someone else changed this line after you opened this page. Read it before you change it." in html
    assert "<p>More agencies look.</p>" in html
    assert "It is a real rise.</textarea>" in html
    assert TrendNote.objects.get(topic=topic).reading_by == colleague
    assert client.post(page, {"text": "It is a real rise.", "shown": "More agencies look."}).status_code == 302
    assert TrendNote.objects.get(topic=topic).reading_by == moderator


def test_the_page_says_when_a_number_needs_more_agencies(topic, network, sign_in, settings):
    settings.FIGURES_INSIDE = 4
    html = flat(sign_in(network[5]).get(reverse("trends:trend", args=[topic.pk])).content)
    assert "There is no month in which 4 or more agencies saw it" in html
    assert "Unless 4 or more agencies see it in a month before then" in html
    assert "only if at least 4 of its agencies signalled, and only if it has at least twice that many agencies" in html
    assert "3 agencies" not in html


@pytest.mark.parametrize(("marking", "leaves"), [("green", True), ("amber_strict", False)])
def test_a_closely_marked_trend_prints_one_sentence_and_leaves_as_no_file(topic, network, sign_in, marking, leaves):
    type(topic).objects.filter(pk=topic.pk).update(marking=marking)
    client = sign_in(network[5])
    html = flat(client.get(reverse("trends:trend", args=[topic.pk])).content)
    table, areas = (reverse(f"trends:{name}", args=[topic.pk]) for name in ("trend_csv", "trend_areas_csv"))
    said = ("is-unprintable" not in html, "You cannot print this page." not in html, table in html)
    assert said == (leaves, leaves, leaves)
    assert [client.get(file).status_code for file in (table, areas)] == [200 if leaves else 403] * 2


def test_a_month_in_which_nobody_could_report_has_no_figure_in_the_file(topic, network, sign_in):
    rows = sign_in(network[5]).get(reverse("trends:trend_csv", args=[topic.pk])).content.decode().splitlines()
    assert rows[-2:] == ["2026-10,no figure,no figure,0,so far", "2026-11,fewer than 3,fewer than 3,10,so far"]


def test_a_moderator_closes_a_trend_and_opens_it_again(topic, moderator, member, sign_in):
    client, page = sign_in(moderator, with_second_step=True), reverse("forum:closing_line", args=[topic.pk])
    learned = "Councils now ask for the keys."
    assert page in client.get(reverse("trends:trend", args=[topic.pk])).content.decode()
    client.post(page, {"line": learned})
    assert trend_of(topic).state == "closed"
    for shown in (topic.get_absolute_url(), reverse("trends:trend", args=[topic.pk])):
        assert learned in flat(client.get(shown).content)
    assert not close_with_line(topic_id=topic.pk, person=moderator, line=learned)
    client.post(page, {"nothing": "1", "shown": learned, "sure": "1"})
    assert trend_of(topic).state == "seen"
    assert ModelLogEntry.objects.filter(action="forum.topic.close_trend", user=moderator).count() == 2


def test_a_closed_trend_is_not_said_to_fade_and_asks_whether_it_is_still_seen(topic, member, sign_in):
    client, page = sign_in(member), reverse("trends:trend", args=[topic.pk])
    before = flat(client.get(page).content)
    assert ("<strong>Fading</strong>" in before, "Are you seeing this in November?" in before) == (True, True)
    close_with_line(topic_id=topic.pk, person=topic.author, line="Two sites closed.")
    after = flat(client.get(page).content)
    assert ("<strong>Fading</strong>" in after, "Are you seeing this in November?" in after) == (False, False)
    assert "Are you still seeing this in November?" in after


def test_the_folded_box_says_how_many_agencies_see_it(topic, network, say, sign_in):
    for person in network[:4]:
        say(person)
    html = flat(sign_in(network[5]).get(topic.get_absolute_url()).content)
    box = html[html.index('id="signal-box"') :].split("</summary>")[0]
    assert 'id="signal-box" open' not in html
    assert '<span class="soft">4 agencies this month</span>' in box


def test_the_months_of_a_quarter_are_named_once():
    months = [dt.date(2026, month, 1) for month in (7, 8, 9)]
    assert months_in_words(months) == "July to September 2026"


def test_the_author_closes_a_trend_note_without_a_log_entry_and_nobody_else_does(topic, member, moderator):
    assert close_with_line(topic_id=topic.pk, person=topic.author, line="Two sites closed.")
    assert trend_of(topic).state == "closed"
    assert not ModelLogEntry.objects.filter(action="forum.topic.close_trend").exists()
    without_second_step = User.objects.get(pk=moderator.pk)
    for person in (member, without_second_step):
        with pytest.raises(PermissionDenied):
            close_with_line(topic_id=topic.pk, person=person, line="No.")
    with pytest.raises(PermissionDenied):
        write_reading_line(topic_id=topic.pk, moderator=member, text="No.")
    assert TrendNote.objects.get(topic=topic).reading == ""


def test_the_group_of_unchecked_trends_says_which_trends_it_leaves_out(topic, network, sign_in):
    client = sign_in(network[0])
    said = "We can say so only if at least 6 agencies with the author’s main remit could report."
    assert said in flat(client.get(reverse("trends:trend_list", query={"group": "unchecked"})).content)
    assert said not in flat(client.get(reverse("trends:trend_list")).content)


def test_the_list_has_groups_and_filters(topic, network, say, sign_in, clock):
    def listed(**query) -> bool:
        return bool(sign_in(network[0]).get(reverse("trends:trend_list", query=query)).context["rows"])

    assert listed(group="new")
    assert listed(group="unchecked")
    assert not listed(group="fading")
    assert not listed(group="rising")
    assert listed(group="nonsense", area="nowhere")
    area = topic.trend.areas.first()
    assert listed(area=area.slug)
    assert not listed(area=Area.objects.exclude(pk__in=topic.trend.areas.all()).first().slug)
    assert not listed(form="labour")
    record_reporting_agencies(dt.date(2026, 10, 1))
    for person in network[1:5]:
        say(person)
    clock.set("2026-12-02", "09:00")
    assert listed(group="rising")
    assert not listed(group="unchecked")
    clock.set("2027-03-05", "09:00")
    assert listed(group="fading")
    assert not listed(group="new")


def test_signals_move_with_their_topic_and_keep_their_figures(topic, network, say, moderator):
    for person in network[1:4]:
        say(person)
    before = [row.seen for row in trend_of(topic).rows]
    there = BoardFactory()
    shown = readers_after(topic.board, there.circle).counts
    move_topic(topic_id=topic.pk, board_id=there.pk, moderator=moderator, reason="It fits there.", shown_hash=shown)
    assert [row.seen for row in trend_of(topic).rows] == before
    assert Signal.objects.count() == 3
