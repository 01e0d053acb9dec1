"""Who may do what in the forum: each rule asked for everybody, about things in each state that it tells apart."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from forum import rules
from forum.actions.flag import flag_post
from forum.actions.post import post_reply
from forum.actions.withdraw import withdraw_post
from forum.enums import BoardState, PostState, Voice
from forum.models import Attachment, Board, DownloadReason, Post, Topic
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.network.enums import Marking
from ratsite.network.models import Remit
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
MEMBERS = {"author", "writer", "colleague", "asked", "keeper", "elsewhere", "coordinator", "forgot", "silent", "late"}
WRITERS = MEMBERS - {"silent", "late"}
IN_CIRCLE = {"author", "writer"}


@dataclass(frozen=True)
class Place:
    """Keys of the rows that the rules are asked about; each test reads them anew."""

    people: dict[str, int]
    topic: int
    closed: int  # a topic on a circle's board

    def person(self, name: str) -> User:
        person = User.objects.get(pk=self.people[name])
        person.has_taken_second_step = name != "forgot"
        return person

    def post(self, number: int, **changed) -> Post:
        Post.objects.filter(topic=self.topic, number=number).update(**changed)
        return Post.objects.select_related("topic__board", "author").get(topic=self.topic, number=number)

    def the_topic(self, **changed) -> Topic:
        Topic.objects.filter(pk=self.topic).update(**changed)
        return Topic.objects.select_related("board").get(pk=self.topic)

    def board(self, **changed) -> Board:
        Board.objects.filter(topics=self.topic).update(**changed)
        return Board.objects.get(topics=self.topic)

    def those(self, may) -> set[str]:
        """The names of the people for whom the rule says yes. Every page of these rules asks for a sign-in."""
        return {name for name in self.people if may(self.person(name))}


def but(thing: Post | Topic, **changed):
    """The same in memory alone, for what the database's constraints hold together with other rows."""
    for name, value in changed.items():
        setattr(thing, name, value)
    return thing


@pytest.fixture(scope="module")
def rows(django_db_setup, django_db_blocker) -> Iterator[Place]:
    """Everybody, a question with a reply by somebody else, and a circle's board, as long as the module lasts."""
    with django_db_blocker.unblock(), transaction.atomic():
        agency, remit = AgencyFactory(), Remit.objects.get(slug="health")
        people = {
            "author": MemberFactory(agency=agency),
            "writer": MemberFactory(),
            "colleague": MemberFactory(agency=agency),
            "asked": MemberFactory(agency=AgencyFactory(main_remit=remit)),
            "keeper": MemberFactory(roles=["Moderators"]),
            "elsewhere": MemberFactory(roles=["Moderators"]),
            "coordinator": MemberFactory(roles=["Coordinators"]),
            "forgot": MemberFactory(roles=["Moderators"]),
            "silent": MemberFactory(silenced_until=timezone.now() + HOUR),
            "late": MemberFactory(confirm_by=timezone.localdate() - dt.timedelta(days=1)),
            "suspended": MemberFactory(suspended_until=timezone.now() + HOUR),
            "left": MemberFactory(state=MemberState.LEFT),
        }
        people["asked"].agency.remits.add(remit)
        board, circle = BoardFactory(), CircleFactory()
        board.moderators.add(people["keeper"], people["forgot"])
        topic = make_topic(board, people["author"], kind="question", asked_remits=[remit])
        post_reply(topic=topic, author=people["writer"], body="Ask at the desk.")
        circle.people.add(*(people[name] for name in IN_CIRCLE))
        closed = make_topic(BoardFactory(circle=circle), people["author"])
        yield Place({name: person.pk for name, person in people.items()}, topic.pk, closed.pk)
        transaction.set_rollback(True)


@pytest.fixture
def place(rows, db) -> Place:
    return rows


def test_members_who_may_write_begin_topics_and_reply(place):
    assert place.those(lambda who: rules.can_start_topic(who, place.board())) == WRITERS
    assert place.those(lambda who: rules.can_reply(who, place.the_topic())) == WRITERS


@pytest.mark.parametrize("changed", [{"published_at": None}, {"is_locked": True}, {"is_archived": True}])
def test_nobody_replies_in_a_topic_that_takes_no_replies(place, changed):
    topic = but(place.the_topic(), **changed)
    assert place.those(lambda who: rules.can_reply(who, topic)) == set()
    assert place.those(lambda who: not rules.why_no_reply(who, topic)) == set()


def test_nobody_writes_on_an_archived_board(place):
    board = place.board(state=BoardState.ARCHIVED)
    assert place.those(lambda who: rules.can_start_topic(who, board)) == set()
    assert place.those(lambda who: rules.can_bring_topics_to(who, board)) == set()
    says = "This board is archived: you can read it, but not write on it."
    assert rules.why_no_topic(place.person("writer"), board) == says


def test_a_circles_board_is_seen_by_its_people(place):
    board = Board.objects.get(topics=place.closed)
    assert place.those(lambda who: rules.can_see(who, board)) == IN_CIRCLE
    assert place.those(lambda who: rules.can_see(who, place.board())) >= MEMBERS


def test_voices_are_for_those_who_have_an_agency_or_keep_the_board(place):
    board, writer = place.board(), place.person("writer")
    assert [rules.can_speak(writer, voice, board) for voice in (Voice.NAME, Voice.ROLE, Voice.AGENCY)] == [True] * 3
    assert rules.can_speak(writer, "nobody", board) is False
    writer.agency = None
    assert rules.can_speak(writer, Voice.AGENCY, board) is False
    assert place.those(lambda who: rules.can_speak(who, Voice.BEHALF, board)) == {"keeper"}


def test_who_wrote_without_their_name_is_looked_up_by_moderators_of_the_board(place):
    assert place.those(lambda who: rules.can_reveal(who, place.post(2))) == set()
    reply = post_reply(topic=place.the_topic(), author=place.person("writer"), body="Because.", voice="agency")
    assert place.those(lambda who: rules.can_reveal(who, reply)) == {"keeper"}
    User.objects.filter(pk=place.people["keeper"]).update(silenced_until=timezone.now() + HOUR)
    assert place.those(lambda who: rules.can_reveal(who, reply)) == set()


def test_the_writer_alone_edits_and_withdraws(place):
    assert place.those(lambda who: rules.can_edit(who, place.post(2))) == {"writer"}
    assert place.those(lambda who: rules.can_withdraw(who, place.post(2))) == {"writer"}
    place.the_topic(is_locked=True)
    assert place.those(lambda who: rules.can_edit(who, place.post(2))) == set()
    assert place.those(lambda who: rules.can_withdraw(who, place.post(2))) == {"writer"}
    withdrawn = but(place.post(2), state=PostState.WITHDRAWN)
    assert place.those(lambda who: rules.can_edit(who, withdrawn) or rules.can_withdraw(who, withdrawn)) == set()


def test_a_member_who_has_left_withdraws_nothing(place):
    assert place.those(lambda who: rules.can_withdraw(who, place.post(2, author=place.people["left"]))) == set()


def test_the_writer_alone_undoes_a_withdrawal_until_it_ends(place):
    post = place.post(2)
    assert rules.why_no_undo(place.person("writer"), post) == "You can no longer undo this."
    withdraw_post(post_id=post.pk, author=place.person("writer"))
    post = Post.objects.select_related("topic__board", "author").get(pk=post.pk)
    assert place.those(lambda who: rules.can_undo_withdrawal(who, post)) == {"writer"}
    assert rules.why_no_undo(place.person("author"), post) == "You can no longer undo this."
    held = place.person("writer")
    held.held_until = timezone.now() + HOUR
    says = "A moderator reads your posts before others do, so post your text again from your drafts."
    assert rules.why_no_undo(held, post) == says
    post.topic.is_locked = True
    assert "locked" in rules.why_no_undo(place.person("writer"), post)


def test_moderators_of_the_board_decide_but_not_about_their_own(place):
    assert place.those(lambda who: rules.can_decide(who, place.post(2))) == {"keeper"}
    own = place.post(2, author=place.people["keeper"])
    assert place.those(lambda who: rules.can_decide(who, own)) == set()
    assert rules.has_no_conflict(place.person("keeper"), own) is False


def test_a_board_may_bar_decisions_about_the_own_agency(place):
    place.board(bars_own_agency=False)
    keeper, post = place.person("keeper"), place.post(2)
    assert rules.has_no_conflict(keeper, post)
    assert not rules.a_board_bars_own_agency(keeper)
    User.objects.filter(pk=place.people["writer"]).update(agency=keeper.agency)
    assert rules.has_no_conflict(keeper, place.post(2))
    place.board(bars_own_agency=True)
    assert not rules.has_no_conflict(keeper, place.post(2))
    assert rules.a_board_bars_own_agency(keeper)
    # The agency for which the post was written counts too, and having none is no agency in common.
    User.objects.filter(pk=place.people["writer"]).update(agency=None)
    assert not rules.has_no_conflict(keeper, but(place.post(2), agency=keeper.agency))
    assert rules.has_no_conflict(keeper, but(place.post(2), agency=None))
    keeper.agency = None
    assert rules.has_no_conflict(keeper, but(place.post(2), agency=None))


@pytest.mark.parametrize(("rule", "state"), [(rules.can_reword, "held"), (rules.can_reword_edit, "live")])
def test_a_text_is_changed_before_approval_where_one_moderator_is_enough(place, rule, state):
    other = {"held": "live", "live": "held"}[state]
    assert place.those(lambda who: rule(who, but(place.post(2), state=state))) == {"keeper"}
    assert place.those(lambda who: rule(who, but(place.post(2), state=other))) == set()
    place.board(wants_two=True)
    assert place.those(lambda who: rule(who, but(place.post(2), state=state))) == set()


def test_boards_are_managed_by_coordinators_and_their_moderators(place):
    assert place.those(rules.can_manage_boards) == {"keeper", "elsewhere", "coordinator"}
    assert place.those(lambda who: rules.can_manage_board(who, place.board())) == {"keeper", "coordinator"}
    assert place.those(lambda who: rules.can_bring_topics_to(who, place.board())) == {"keeper", "coordinator"}
    circle = Board.objects.get(topics=place.closed).circle
    assert place.those(lambda who: rules.can_give_board_to(who, circle)) == IN_CIRCLE
    assert rules.can_give_board_to(place.person("writer"), None)


def test_topics_are_worked_on_by_those_who_manage_the_board(place):
    topic = place.the_topic()
    assert place.those(lambda who: rules.can_work_on_topic(who, topic)) == {"keeper", "coordinator"}
    assert place.those(lambda who: rules.speaks_for_topic(who, topic)) == {"author"}
    assert place.those(lambda who: rules.can_mark(who, topic)) == {"author", "keeper", "coordinator"}
    assert place.those(lambda who: rules.can_correct(who, topic)) == {"author", "keeper", "coordinator"}
    assert place.those(lambda who: rules.can_close_question(who, topic)) == {"keeper", "coordinator"}
    assert place.those(lambda who: rules.can_read_reasons(who, topic)) == {"keeper"}
    locked = place.the_topic(is_locked=True)
    assert place.those(lambda who: rules.can_correct(who, locked)) == {"keeper", "coordinator"}
    hidden = but(place.the_topic(), published_at=None)
    for rule in (
        rules.can_work_on_topic,
        rules.speaks_for_topic,
        rules.can_mark,
        rules.can_correct,
        rules.can_close_question,
        rules.can_settle_question,
        rules.can_dismiss,
        rules.can_read_reasons,
    ):
        assert place.those(lambda who, rule=rule: rule(who, hidden)) == set()


def test_a_topic_of_a_silenced_member_is_theirs_no_more(place):
    topic = place.the_topic(author=place.people["silent"])
    assert place.those(lambda who: rules.speaks_for_topic(who, topic)) == set()


def test_a_question_belongs_to_who_asked_and_to_the_remits_asked(place):
    topic, reply = place.the_topic(), place.post(2)
    ask = topic.asks.get()
    assert place.those(lambda who: rules.can_settle_question(who, topic)) == {"author"}
    assert place.those(lambda who: rules.can_accept(who, reply)) == {"author"}
    assert place.those(lambda who: rules.can_accept(who, place.post(1))) == set()
    assert place.those(lambda who: rules.can_accept(who, but(place.post(2), state="held"))) == set()
    assert place.those(lambda who: rules.can_decline(who, ask)) == {"asked"}
    assert place.those(lambda who: rules.can_dismiss(who, topic)) == {"asked"}
    other = place.the_topic(kind="discussion")
    for rule in (rules.can_settle_question, rules.can_dismiss, rules.can_close_question):
        assert place.those(lambda who, rule=rule: rule(who, other)) == set()
    ask.topic.published_at = None
    assert place.those(lambda who: rules.can_decline(who, ask)) == set()


def test_markings_open_by_another_moderator_and_close_by_the_author(place):
    place.board(ceiling=Marking.AMBER_STRICT)
    topic = place.the_topic(marking=Marking.GREEN)
    closer = [marking for marking in topic.board.markings() if marking.rank > Marking.GREEN.rank]
    others = [marking for marking in topic.board.markings() if marking != Marking.GREEN]
    assert closer
    assert others != closer
    assert rules.markings_for(place.person("author"), topic) == closer
    assert rules.markings_for(place.person("keeper"), topic) == others
    assert rules.markings_for(place.person("writer"), topic) == []
    own = place.the_topic(author=place.people["keeper"])
    assert rules.markings_for(place.person("keeper"), own) == closer


def test_notes_are_put_on_live_posts_by_moderators_of_the_board(place):
    assert place.those(lambda who: rules.can_note(who, place.post(2))) == {"keeper"}
    assert place.those(lambda who: rules.can_note(who, but(place.post(2), state="held"))) == set()
    User.objects.filter(pk=place.people["keeper"]).update(silenced_until=timezone.now() + HOUR)
    assert place.those(lambda who: rules.can_note_on(who, place.board())) == set()


def test_a_closely_marked_file_asks_for_a_reason_each_time_but_its_authors(place):
    topic, writer = place.the_topic(), place.person("writer")
    uploads = [SimpleUploadedFile(name, name.encode()) for name in ("plan.txt", "map.txt")]
    post = post_reply(topic=topic, author=writer, body="With a plan.", files=uploads)
    for file in post.attachments.all():
        end_quarantine(file_id=str(file.stored_file_id))

    def asked_why() -> list[set[str]]:
        files = Attachment.objects.select_related("post__topic").filter(post=post).order_by("stored_file__name")
        return [place.those(lambda who, file=file: rules.must_say_why(who, file)) for file in files]

    assert asked_why() == [set(), set()]
    place.the_topic(marking=Marking.AMBER_STRICT)
    known = {name for name in place.people if name != "writer"}
    assert asked_why() == [known, known]
    plan, given = post.attachments.get(stored_file__name="plan.txt"), timezone.now()
    person_id = place.people["asked"]
    DownloadReason.objects.create(post=post, attachment=plan, person_id=person_id, reason="To plan.", created_at=given)
    assert asked_why() == [known, known - {"asked"}]


def test_others_posts_are_flagged_and_thanked_for(place):
    assert place.those(lambda who: rules.can_flag(who, place.post(2))) == MEMBERS - {"writer"}
    assert place.those(lambda who: rules.can_thank(who, place.post(2))) == WRITERS - {"writer"}
    withdraw_post(post_id=place.post(2).pk, author=place.person("writer"))
    assert place.those(lambda who: rules.can_flag(who, place.post(2))) == set()
    assert place.those(lambda who: rules.can_thank(who, place.post(2))) == set()


def test_who_flagged_a_post_does_not_settle_its_flags(place):
    post, keeper, elsewhere = place.post(2), place.person("keeper"), place.person("elsewhere")
    flag_post(post_id=post.pk, reporter=keeper, reason="other", text="Look.")
    assert (rules.can_settle_flags(keeper, post), rules.can_settle_flags(elsewhere, post)) == (False, True)
    assert rules.can_settle_flags(place.person("writer"), post) is False
    post.said = []
    assert rules.can_settle_flags(keeper, post)


def test_a_post_is_quoted_where_the_marking_and_the_readers_are_no_wider(place):
    post = place.post(2)
    place.the_topic(marking=Marking.AMBER_STRICT)
    post = place.post(2)
    assert [rules.fits_marking(post, marking) for marking in (Marking.GREEN, Marking.AMBER_STRICT, Marking.RED)] == [
        False,
        True,
        True,
    ]
    board = Board.objects.get(topics=place.closed)
    inside = Post.objects.select_related("topic__board").get(topic=place.closed)
    assert (rules.fits_readers(post, board), rules.fits_readers(inside, place.board())) == (True, False)
    assert rules.fits_readers(inside, board)


def test_a_circle_reads_what_another_may_if_all_its_people_are_in_it(place):
    wide, narrow = CircleFactory(), CircleFactory()
    wide.people.add(place.people["author"], place.people["writer"])
    narrow.people.add(place.people["author"])
    answers = [(wide, narrow), (narrow, wide), (None, wide), (wide, None), (wide, wide), (None, None)]
    assert [rules.may_all_read(own, there=there) for own, there in answers] == [True, False, True, False, True, True]


def test_each_refusal_says_why_in_words_of_its_own(place):
    board, topic, post = place.board(), place.the_topic(), place.post(2)
    assert rules.why_no_topic(place.person("writer"), board) == ""
    assert rules.why_no_reply(place.person("writer"), topic) == ""
    assert rules.why_no_edit(place.person("writer"), post) == ""
    assert rules.why_no_edit(place.person("author"), post) == "Only the author of a post can change it."
    assert "me/confirm" in rules.why_no_topic(place.person("late"), board)
    assert rules.why_no_topic(place.person("left"), board) == "Your membership does not allow you to write."
    assert rules.why_no_topic(place.person("silent"), board) not in ("", "Your membership does not allow you to write.")
    unpublished = rules.why_no_reply(place.person("writer"), but(place.the_topic(), published_at=None))
    assert unpublished.startswith("You cannot reply here")
    withdrawn = rules.why_no_edit(place.person("writer"), but(place.post(2), state=PostState.WITHDRAWN))
    assert withdrawn == "You withdrew this post, so you cannot change it."


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"is_archived": True}, "This topic is archived: you can read it, but not reply."),
        ({"is_locked": True}, "This topic is locked: you can read it, but not reply."),
        (
            {"is_locked": True, "lock_reason": "Settled."},
            "This topic is locked: you can read it, but not reply. The moderator’s reason: Settled.",
        ),
    ],
)
def test_a_closed_topic_says_how_it_was_closed(place, changed, says):
    place.the_topic(**changed)
    assert rules.why_no_reply(place.person("writer"), place.the_topic()) == says
    assert rules.why_no_edit(place.person("writer"), place.post(2)) == says


def test_slow_mode_makes_the_same_writer_wait(place, clock):
    topic, writer, author = place.the_topic(), place.person("writer"), place.person("author")
    place.post(2, created_at=clock.now)
    assert rules.must_wait_until(writer, topic) is None
    assert rules.why_wait(writer, topic) == ""
    topic = place.the_topic(slow_minutes=60)
    assert rules.must_wait_until(writer, topic) == clock.now + HOUR
    assert rules.must_wait_until(place.person("asked"), topic) is None
    slow = "This topic is in slow mode: one reply per person every hour. You can reply again at"
    assert rules.why_wait(writer, topic) == f"{slow} 10:00."
    place.post(1, created_at=clock.now - HOUR)
    assert rules.must_wait_until(author, topic) is None
    place.post(2, created_at=clock.now + 15 * HOUR)
    assert rules.why_wait(writer, topic) == f"{slow} 01:00 on 24 November."
