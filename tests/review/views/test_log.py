"""The log page: which entries and reasons each person can read, and its filters."""

import re
from html import unescape

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page

from forum.actions.approve import reject_post
from forum.actions.change_topic import rename_topic, set_topic_lock, slow_topic
from forum.actions.decide_retention import hold_topic, set_retention
from forum.actions.manage_boards import set_board_state
from forum.actions.move_topic import move_topic
from forum.enums import BoardState
from forum.models import Board
from forum.queries.audience import readers_after
from library.actions.edit_resource import change_resource
from library.enums import Audience
from ratsite.accounts.actions.change_details import change_details
from ratsite.accounts.actions.change_membership import set_member_state, set_roles
from ratsite.accounts.enums import MemberState, Role
from ratsite.audit.actions import record
from ratsite.circles.actions.change_agency import change_agency
from ratsite.network.actions import PAGE_FIELDS, shown_hash_of_agency
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_resource, make_topic
from tests.markup import flat, text_of
from tests.review.test_decisions import held_reply

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
LOG = "/review/log/"


def main_of(response, status: int = 200) -> str:
    """Return the text of the page without its side column. Fail if the answer has another status."""
    html = text_of(response, status).partition('<main id="main"')[2].partition("<aside")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def read(sign_in):
    """read(person, since="2026-11-01") returns what the log page shows them."""

    def do(person, **asked: str) -> str:
        return main_of(sign_in(person, with_second_step=True).get(LOG, asked))

    return do


def rejected(moderator, board: Board | None = None, reason: str = "It names a street."):
    author = MemberFactory()
    if board and board.circle:
        board.circle.people.add(author)
    post = held_reply(author=author, board=board)
    reject_post(post_id=post.pk, moderator=moderator, reason=reason)
    return post


def test_an_entry_says_what_was_done_to_what_by_whom_and_why(moderator, read):
    post = rejected(moderator)
    text = read(moderator)
    assert f"Rejected a held post : post {post.pk} “It names a street.” {moderator}" in text
    assert post.topic.title not in text
    assert post.source not in text


def test_a_reason_that_nobody_typed_is_no_quotation(moderator, read):
    topic = make_topic()
    record(topic, "forum.topic.pin", actor=moderator)
    reason = "No reason is needed, because nobody loses anything by this."
    assert f"topic {topic.pk} {reason} {moderator}" in read(moderator)


def test_an_entry_about_a_setting_that_is_gone_does_not_break_the_log(coordinator, read):
    values = {
        "before": {"renamed": True, "ceiling": "gone"},
        "after": {"renamed": False, "ceiling": "gone too"},
    }
    board = BoardFactory()
    record(
        board,
        "forum.board.change",
        actor=coordinator,
        reason="",
        changed=[*values["before"], "needs_two_approvals"],
        **values,
    )
    assert str(coordinator) in read(coordinator)


def test_the_newest_entry_comes_first(moderator, read):
    first, second = rejected(moderator), rejected(moderator)
    text = read(moderator)
    assert text.index(f"post {second.pk}") < text.index(f"post {first.pk}")


def test_a_target_is_a_link_where_the_reader_can_open_it(moderator, sign_in, coordinator):
    topic = make_topic()
    live = topic.posts.get()
    record(live, "forum.post.leave", actor=moderator, reason="Fine")
    held = rejected(moderator)
    html = flat(sign_in(moderator, with_second_step=True).get(LOG).content)
    assert f'<a href="{live.get_absolute_url()}">post {live.pk}</a>' in html
    assert f"post {held.pk}</p>" in html  # only its author opens it


def test_log_entries_about_a_circle_are_hidden_from_people_outside_it(moderator, coordinator, read, sign_in):
    circle = CircleFactory()
    board = BoardFactory(circle=circle)
    circle.people.add(moderator)
    post = rejected(moderator, board)
    set_board_state(board_id=board.pk, steward=moderator, state=BoardState.ARCHIVED, reason="Its work is done")
    assert f"post {post.pk}" in read(moderator)
    assert f"board {board.pk}" in read(moderator)
    for outsider in (coordinator, MemberFactory(roles=["Moderators"])):
        before = read(outsider)
        entries = before.lower().partition("boards and resources that you can read")[2]
        assert entries
        assert "post" not in entries
        assert "board" not in entries
        assert "Its work is done" not in before
        assert str(moderator) not in before
    circle.people.remove(moderator)
    assert f"post {post.pk}" not in read(moderator)  # their own too: the circle is nobody's outside it


@pytest.mark.parametrize("action", ["hand_over", "hand_over_to", "take_over"])
def test_the_log_says_from_which_agency_to_which_a_resource_went(coordinator, read, action):
    resource, before, after = make_resource(), AgencyFactory(), AgencyFactory()
    moved = {"before": before.pk, "after": after.pk}
    record(resource, f"library.resource.{action}", actor=coordinator, reason="They wrote it.", **moved)
    shown = read(coordinator)
    assert f"From the agency: {before}" in shown
    assert f"To the agency: {after}" in shown


def test_a_circle_is_named_only_to_those_in_it_and_to_coordinators(moderator, coordinator, read):
    """After a board has moved, its new readers see that it came from a circle, but not which."""
    quiet, board = CircleFactory(name="Quiet work"), BoardFactory()
    board.moderators.add(moderator)
    moved = {"before": quiet.pk, "after": None}
    record(board, "forum.board.audience", actor=coordinator, reason="Open to all now", **moved)
    assert "From the circle: another circle" in read(moderator)
    assert "Quiet work" not in read(moderator)
    assert "From the circle: Quiet work" in read(coordinator)
    quiet.people.add(moderator)
    assert "From the circle: Quiet work" in read(moderator)
    quiet.delete()
    assert "From the circle: another circle" in read(moderator)
    assert f"From the circle: circle {moved['before']}" in read(coordinator)


def test_a_moderator_of_another_board_finds_the_entry_and_not_its_reason(moderator, coordinator, read):
    board = BoardFactory()
    board.moderators.add(moderator)
    post = rejected(moderator, board)
    other = MemberFactory(roles=["Moderators"])
    text = read(other)
    assert f"post {post.pk}" in text
    assert "It names a street." not in text
    assert "It names a street." in read(coordinator)
    set_roles(person_id=moderator.pk, roles={Role.MODERATOR, Role.CURATOR}, coordinator=None)
    board.moderators.set([other])
    assert "It names a street." in read(moderator)  # who gave a reason reads it


def test_only_coordinators_read_why_a_person_s_membership_changed(moderator, coordinator, read, member):
    set_member_state(person_id=member.pk, state=MemberState.LAPSED, coordinator=coordinator, reason="No answer")
    assert f"person {member.pk}" in read(moderator)
    assert "No answer" not in read(moderator)
    text = read(coordinator)
    assert f"Set to: Confirmation lapsed : person {member.pk} “No answer”" in text
    assert str(member) not in text


def test_a_resource_of_a_circle_is_for_those_who_read_it(coordinator, read):
    curator, circle = MemberFactory(roles=["Curators"]), CircleFactory()
    circle.people.add(curator)
    resource = make_resource(curator)
    assert f"resource {resource.pk}" in read(coordinator)
    change_resource(resource_id=resource.pk, curator=curator, audience=Audience.CIRCLE, circle=circle)
    assert "resource" not in read(coordinator).partition("that you can read")[2]


def test_log_entries_that_wagtail_writes_are_not_listed(coordinator, read):
    page = Page.objects.filter(depth=2).first()
    ModelLogEntry.objects.log_action(CircleFactory(name="Quiet"), "wagtail.edit", user=coordinator)
    assert "Quiet" not in read(coordinator)
    assert page.title not in read(coordinator)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"post", "board", "person"}),
        ({"about": "forum.post."}, {"post"}),
        ({"about": "forum.board."}, {"board"}),
        ({"about": "accounts."}, {"person"}),
        ({"kind": "forum.post"}, {"post"}),
        ({"kind": "accounts.user"}, {"person"}),
        ({"kind": "forum.post", "about": "forum.board."}, set()),
        ({"since": "2026-11-23"}, {"post", "board", "person"}),
        ({"since": "2026-11-24"}, set()),
        ({"until": "2026-11-23"}, {"post", "board", "person"}),
        ({"until": "2026-11-22"}, set()),
        ({"since": "2026-11-23", "until": "2026-11-23", "kind": "forum.board"}, {"board"}),
    ],
)
def test_the_log_is_narrowed_by_what_was_done_to_what_and_when(moderator, member, read, clock, asked, found):
    post = make_topic().posts.get()
    record(post, "forum.post.leave", actor=moderator, reason="Fine")
    record(post.topic.board, "forum.board.archive", actor=moderator, reason="Done")
    record(member, "accounts.person.roles", actor=moderator, reason="As agreed")
    text = read(moderator, **asked)
    numbers = {"post": post.pk, "board": post.topic.board_id, "person": member.pk}
    assert {word for word, number in numbers.items() if f": {word} {number}" in text} == found
    if not found:
        assert "No entries match these filters." in text


def test_the_log_is_narrowed_to_one_steward(moderator, read):
    other = MemberFactory(roles=["Moderators"])
    mine, theirs = rejected(moderator), rejected(other)
    text = read(moderator, who=str(other.pk))
    assert (f"post {theirs.pk}" in text, f"post {mine.pk}" in text) == (True, False)


@pytest.mark.parametrize("asked", [{"about": "wagtail."}, {"kind": "auth.group"}, {"who": "999999"}, {"since": "soon"}])
def test_an_unknown_filter_value_is_refused_and_nothing_is_shown(moderator, read, asked):
    rejected(moderator)
    text = read(moderator, **asked)
    assert "There is a problem" in text
    assert "It names a street." not in text


def test_older_entries_are_a_page_away_and_keep_what_was_asked(moderator, sign_in, read):
    post = make_topic().posts.get()
    for number in range(52):
        record(post, "forum.post.leave", actor=moderator, reason=f"Because of {number:03}")
    client = sign_in(moderator, with_second_step=True)
    html = flat(client.get(LOG, {"about": "forum.post."}).content)
    older = unescape(re.findall(r'href="(\?[^"]+)" rel="next"', html)[0])
    assert older.startswith("?about=forum.post.&before=")
    text = main_of(client.get(LOG + older))
    assert re.findall(r"Because of (\d+)", text) == ["001", "000"]
    assert "Newest" in text
    assert "Because of 051" in main_of(client.get(LOG, {"before": "nonsense"}))


def test_decisions_about_a_topic_are_listed_for_those_who_can_read_its_board(moderator, coordinator, read):
    circle = CircleFactory()
    circle.people.add(moderator)
    author = MemberFactory()
    circle.people.add(author)
    topic = make_topic(BoardFactory(circle=circle), author=author, title="Quiet rooms")
    set_topic_lock(topic_id=topic.pk, moderator=moderator, is_locked=True, reason="It has had its answer")
    text = read(moderator, about="forum.topic.")
    assert f"Closed a topic to replies : topic {topic.pk} “It has had its answer”" in text
    assert "Quiet rooms" not in text
    for outsider in (coordinator, MemberFactory(roles=["Moderators"])):
        text = read(outsider)
        assert f"topic {topic.pk}" not in text
        assert "It has had its answer" not in text


def test_a_topic_is_linked_and_its_reason_is_shown_to_its_board_s_moderators(moderator, read, sign_in):
    board = BoardFactory()
    board.moderators.add(moderator)
    topic = make_topic(board)
    hold_topic(topic_id=topic.pk, steward=moderator, reason="A court asks", until=None)
    set_topic_lock(topic_id=topic.pk, moderator=moderator, is_locked=True, reason="It has had its answer")
    html = flat(sign_in(moderator, with_second_step=True).get(LOG).content)
    assert f'<a href="/forum/topics/{topic.pk}/">topic {topic.pk}</a>' in html
    assert "A court asks" in html
    text = read(MemberFactory(roles=["Moderators"]))
    assert "Closed a topic to replies" in text
    assert "It has had its answer" not in text
    assert "legal hold" not in text  # whoever it is about may be a moderator elsewhere


@pytest.mark.parametrize("count", [1, 3])
def test_the_log_costs_the_same_for_one_entry_and_three(moderator, sign_in, count, django_assert_num_queries):
    for _ in range(count):
        rejected(moderator)
    client = sign_in(moderator, with_second_step=True)
    client.get(LOG)
    with django_assert_num_queries(6):  # session, person, roles, entries, stewards to choose from, posts to open
        client.get(LOG)


def test_the_log_is_for_moderators_and_coordinators(sign_in):
    for role, status in (("Moderators", 200), ("Coordinators", 200), ("Curators", 403), ("Editors", 403)):
        assert sign_in(MemberFactory(roles=[role]), with_second_step=True).get(LOG).status_code == status
    assert sign_in(MemberFactory()).get(LOG).status_code == 403
    assert sign_in(MemberFactory(roles=["Moderators"])).get(LOG)["Location"].startswith(reverse("mfa_reauthenticate"))


def test_the_log_says_which_fields_of_an_agency_changed_and_from_what_to_what(coordinator, read):
    agency = AgencyFactory(name="Lock Street", kind="charity", email_domains="lock.example", what_we_do="We let flats.")
    values = {name: getattr(agency, name) for name in PAGE_FIELDS}
    new = {"name": "Lock House", "kind": "housing", "is_first_responder": True, "what_we_do": "We let houses."}
    new["email_domains"] = "lock.example\nann.lee@lock.example\nmine.example"
    shown_hash = shown_hash_of_agency(agency)
    texts = {"held": [], "explanation": "", "beside_earlier": False, "reason": "They asked.", "shown_hash": shown_hash}
    change_agency(agency=agency, coordinator=coordinator, values=values | new, **texts)
    log = read(coordinator)
    assert "Name: from “Lock Street” to “Lock House”" in log
    assert "First responder organisation: turned on" in log
    assert "Email domains: from “lock.example” to “lock.example, mine.example”" in log
    assert "What it does: changed" in log
    assert "ann.lee" not in str(ModelLogEntry.objects.latest("pk").data)
    assert "We let" not in str(ModelLogEntry.objects.latest("pk").data)


def test_the_log_says_what_changed_about_a_person_without_their_names(coordinator, read):
    agency, person = AgencyFactory(), MemberFactory(agency=None, last_name="Zyzzyva")
    about = {"person_id": person.pk, "reason": "They asked."}
    change_details(coordinator=coordinator, last_name="Quuxley", agency=agency, is_agency_lead=True, **about)
    log = read(coordinator)
    assert "Last name: changed" in log
    assert "Agency lead: turned on" in log
    assert f"To the agency: {agency}" in log
    data = str(ModelLogEntry.objects.filter(action="accounts.person.details").get().data)
    assert ("Zyzzyva" in data, "Quuxley" in data) == (False, False)


def test_the_log_says_what_changed_about_a_topic_without_its_text(moderator, read):
    topic = make_topic(title="Rooms let again")
    about = {"topic_id": topic.pk, "moderator": moderator}
    rename_topic(title="Doors that change", reason="The old one named a street", hides_old=True, **about)
    slow_topic(minutes=60, **about)
    set_retention(board_id=topic.board_id, steward=moderator, months=24, reason="As agreed")
    other = BoardFactory()
    shown_hash = readers_after(topic.board, other.circle).counts
    move_topic(board_id=other.pk, reason="It fits there.", shown_hash=shown_hash, **about)
    log = read(moderator)
    assert "Title: changed" in log
    assert "Old title: hidden from readers" in log
    assert "“The old one named a street”" in log
    assert "Pace of replies: from “Off: people can reply at any time” to “one reply per person every hour”" in log
    assert "Months without a reply: from “for ever” to “24”" in log
    assert f"To the board: {other}" in log
    words = str(list(ModelLogEntry.objects.values_list("data", flat=True)))
    assert ("Rooms let" in words, "Doors that" in words) == (False, False)
    other.circle = CircleFactory()
    other.save()
    assert str(other) not in read(moderator).partition("To the board")[2][:200]
