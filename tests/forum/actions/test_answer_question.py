"""A question to a remit ends if a reply ticks the remit or the asker accepts a post. No other reply ends it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum.actions.answer_question import accept_answer, reopen, reopen_question, say_answered
from forum.actions.approve import approve_post, reject_post
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, take_down
from forum.actions.merge_topic import merge_topic
from forum.actions.move_topic import move_topic
from forum.actions.post import post_reply
from forum.actions.split_topic import Part, split_topic
from forum.actions.undo_withdrawal import undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import Voice
from forum.models import Ask, Board, Post, Topic
from forum.queries.audience import readers_after
from ratsite.network.models import Remit
from ratsite.privacy.actions.erase import erase_by_letter
from ratsite.privacy.enums import PostsAfterErasure
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


def remit(slug: str) -> Remit:
    return Remit.objects.get(slug=slug)


def make_volunteer(*slugs: str):
    agency = AgencyFactory(main_remit=remit(slugs[0]))
    agency.remits.set(Remit.objects.filter(slug__in=slugs))
    return MemberFactory(agency=agency)


def ask(*slugs: str, **fields) -> Topic:
    return make_topic(kind="question", asked_remits=Remit.objects.filter(slug__in=slugs or ("housing",)), **fields)


def tick(topic: Topic, person, *slugs: str, **fields) -> Post:
    remits = [remit(slug).pk for slug in slugs or ("housing",)]
    return post_reply(topic=topic, author=person, body="Ring the letting team.", answers_for=remits, **fields)


def states(topic: Topic) -> dict[str, str]:
    return dict(Ask.objects.filter(topic=topic).values_list("remit__slug", "state"))


def answers(topic: Topic) -> dict[str, tuple]:
    """Return, by remit, the state of the ask, the post that answers for the remit and the accepted post."""
    rows = Ask.objects.filter(topic=topic).values_list("remit__slug", "state", "answer", "accepted")
    return {slug: tuple(rest) for slug, *rest in rows}


def offers_to_accept(client, post: Post) -> bool:
    page = client.get(post.topic.get_absolute_url()).content.decode()
    return f"/forum/posts/{post.pk}/accept/" in page


def events(topic: Topic) -> list[str]:
    return list(topic.events.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def topic(asker):
    return ask(author=asker)


def test_a_reply_without_a_tick_leaves_the_question_open(topic, volunteer):
    post_reply(topic=topic, author=volunteer, body="Sorry, what do you mean by quiet?")
    assert (states(topic), events(topic)) == ({"housing": "open"}, ["asked"])


def test_a_ticked_reply_answers_for_the_ticked_remits_alone(asker):
    topic, both = ask("housing", "health", author=asker), make_volunteer("housing", "health")
    post = tick(topic, both)
    assert states(topic) == {"housing": "answered", "health": "open"}
    assert Ask.objects.get(remit=remit("housing")).answer == post
    assert events(topic) == ["asked", "answered"]


def test_a_tick_counts_only_for_a_remit_of_the_writer_that_the_topic_asks(topic, volunteer):
    tick(topic, make_volunteer("health"), "housing")
    tick(topic, volunteer, "health")
    tick(topic, MemberFactory(agency=None), "housing")
    tick(topic, topic.author, "housing")
    assert (states(topic), events(topic)) == ({"housing": "open"}, ["asked"])


def test_the_first_of_two_ticked_replies_is_the_answer(topic, volunteer):
    first = tick(topic, volunteer)
    tick(topic, make_volunteer("housing"))
    assert Ask.objects.get().answer == first
    assert events(topic) == ["asked", "answered"]


def test_a_tick_does_not_reveal_a_remit_that_the_post_hides(asker):
    topic, both = ask("housing", "health", author=asker), make_volunteer("housing", "health")
    tick(topic, both, "housing", "health", voice=Voice.ROLE)
    assert states(topic) == {"housing": "answered", "health": "open"}


def test_a_held_reply_answers_when_it_is_approved(topic, volunteer, moderator):
    Board.objects.update(holds_replies=True)
    post = tick(topic, volunteer)
    assert states(topic) == {"housing": "open"}
    approve_post(post_id=post.pk, moderator=moderator)
    assert states(topic) == {"housing": "answered"}


def test_a_rejected_reply_and_one_whose_author_has_left_the_remit_do_not_answer(topic, volunteer, moderator):
    Board.objects.update(holds_replies=True)
    rejected, approved = tick(topic, volunteer), tick(topic, volunteer)
    reject_post(post_id=rejected.pk, moderator=moderator, reason="Off the aim")
    volunteer.agency.remits.clear()
    approve_post(post_id=approved.pk, moderator=moderator)
    assert states(topic) == {"housing": "open"}


def test_a_tick_added_to_a_post_answers_the_question_and_a_removed_one_reopens_it(topic, volunteer):
    post = post_reply(topic=topic, author=volunteer, body="Ring us.")
    housing = remit("housing").pk
    edit_post(post_id=post.pk, editor=volunteer, body="Ring us.", answers_for=[housing])
    assert states(topic) == {"housing": "answered"}
    edit_post(post_id=post.pk, editor=volunteer, body="Ring us today.")  # a form without ticks
    assert states(topic) == {"housing": "answered"}
    edit_post(post_id=post.pk, editor=volunteer, body="Ring us today.", answers_for=[])
    assert (states(topic), events(topic)) == ({"housing": "open"}, ["asked", "answered", "reopened"])


def test_a_tick_given_again_after_the_asker_asked_again_answers(topic, volunteer, asker):
    post = tick(topic, volunteer)
    reopen_question(topic_id=topic.pk, asker=asker)
    edit_post(post_id=post.pk, editor=volunteer, body="Ring us.", answers_for=[remit("housing").pk])
    assert states(topic) == {"housing": "answered"}


@pytest.mark.parametrize("how", ["withdrawn", "taken down", "split off"])
def test_the_question_is_open_again_when_the_answer_is_gone(topic, volunteer, moderator, how, clock):
    post = tick(topic, volunteer)
    clock.forward(days=41)  # nearly over
    if how == "withdrawn":
        withdraw_post(post_id=post.pk, author=volunteer)
    elif how == "taken down":
        flag_post(post_id=post.pk, reporter=MemberFactory(), reason="other", text="")
        take_down(post_id=post.pk, moderator=moderator, reason="Off the aim")
    else:
        board = topic.board
        part = Part(post_ids=[post.pk], title="A side issue", board_id=board.pk)
        shown = readers_after(board, board.circle).counts
        split_topic(topic_id=topic.pk, moderator=moderator, part=part, reason="Off", shown_hash=shown)
    found = Ask.objects.get()
    assert (found.state, found.answer, found.topic) == ("open", None, topic)
    assert found.ends_on == timezone.localdate() + dt.timedelta(weeks=2)
    assert events(topic)[:3] == ["asked", "answered", "reopened"] or how == "split off"


@pytest.mark.parametrize("how", ["withdrawn", "taken down"])
def test_a_question_ends_with_its_opening_post(volunteer, asker, moderator, how):
    topic = ask("housing", "health", author=asker)
    tick(topic, volunteer)
    opening = topic.posts.get(number=1)
    if how == "taken down":
        flag_post(post_id=opening.pk, reporter=MemberFactory(), reason="other", text="")
        take_down(post_id=opening.pk, moderator=moderator, reason="Off the aim")
    else:
        withdraw_post(post_id=opening.pk, author=asker)
    assert states(topic) == {"housing": "closed", "health": "closed"}
    assert not reopen_question(topic_id=topic.pk, asker=asker)
    assert states(topic) == {"housing": "closed", "health": "closed"}


def test_a_question_that_is_withdrawn_while_it_is_held_ends(asker):
    topic = ask(author=asker, board=BoardFactory(holds_topics=True))
    withdraw_post(post_id=topic.posts.get().pk, author=asker)
    assert states(topic) == {"housing": "closed"}


def test_an_answer_stays_the_answer_when_the_topic_moves(topic, volunteer, moderator):
    post, board = tick(topic, volunteer), BoardFactory()
    shown = readers_after(topic.board, board.circle).counts
    move_topic(topic_id=topic.pk, moderator=moderator, board_id=board.pk, reason="Fits", shown_hash=shown)
    assert (states(topic), Ask.objects.get().answer) == ({"housing": "answered"}, post)


def merge(topic: Topic, into: Topic, moderator) -> None:
    shown = readers_after(topic.board, into.board.circle).counts
    merge_topic(topic_id=topic.pk, into_id=into.pk, moderator=moderator, reason="The same", shown_hash=shown)


def test_a_merge_takes_the_questions_along_and_ends_those_that_are_asked_twice(topic, volunteer, moderator):
    other = ask("housing", "health", board=topic.board)
    tick(other, make_volunteer("health"), "health")
    tick(other, volunteer)
    merge(other, topic, moderator)
    assert states(topic) == {"housing": "open", "health": "answered"}
    assert (states(other), other.asks.get().answer) == ({"housing": "closed"}, None)


def test_each_asker_of_a_merged_topic_settles_what_they_asked(topic, asker, moderator):
    other = ask("health", board=topic.board)
    merge(other, topic, moderator)
    say_answered(topic_id=topic.pk, asker=other.author)
    assert states(topic) == {"housing": "open", "health": "answered"}
    assert topic.events.get(kind="settled").actor == other.author


def test_the_asker_accepts_a_post_and_all_that_is_open_is_answered(asker, volunteer):
    topic = ask("housing", "health", "policing", author=asker)
    ticked = tick(topic, volunteer)
    accepted = post_reply(topic=topic, author=MemberFactory(agency=None), body="Try the council.")
    assert accept_answer(post_id=accepted.pk, asker=asker)
    answers = dict(topic.asks.values_list("remit__slug", "answer"))
    assert answers == {"housing": ticked.pk, "health": None, "policing": None}
    assert set(topic.asks.values_list("state", "accepted")) == {("answered", accepted.pk)}
    assert not accept_answer(post_id=accepted.pk, asker=asker)
    assert events(topic) == ["asked", "answered", "accepted"]


def test_readers_see_which_post_was_accepted_and_which_remit_answered_in_which(asker, volunteer, sign_in):
    topic = ask("housing", "policing", author=asker)
    tick(topic, volunteer)
    accepted = post_reply(topic=topic, author=volunteer, body="Try the council.")
    accept_answer(post_id=accepted.pk, asker=asker)
    for reader, words in ((MemberFactory(), "The person who asked has accepted"), (asker, "You accepted")):
        html = flat(sign_in(reader).get(topic.get_absolute_url()).content)
        asked = html.partition('class="ask__remits"')[2].partition("</ul>")[0]
        rows = {slug: row for row in asked.split("</li>") for slug in ("housing", "policing") if slug in row}
        assert ("Answered in" in rows["housing"], "post 2" in rows["housing"]) == (True, True)
        assert ("Answered in" in rows["policing"], words in rows["policing"]) == (False, True)
        assert "post 3" in rows["policing"]
        assert html.count(f"{words} this answer") == 1
        assert html.index("Try the council.") < html.index(f"{words} this answer")


def test_the_asker_can_accept_a_post_after_a_remit_has_answered(topic, asker, volunteer, sign_in):
    ticked, better = tick(topic, volunteer), post_reply(topic=topic, author=volunteer, body="Or the council.")
    client = sign_in(asker)
    assert f"/forum/posts/{better.pk}/accept/" in client.get(topic.get_absolute_url()).content.decode()
    client.post(f"/forum/posts/{better.pk}/accept/")
    assert topic.asks.values_list("state", "answer", "accepted").get() == ("answered", ticked.pk, better.pk)
    assert f"/forum/posts/{better.pk}/accept/" not in client.get(topic.get_absolute_url()).content.decode()


def test_a_question_is_open_again_when_the_accepted_post_is_withdrawn_unless_a_remit_answered(
    asker, volunteer, sign_in
):
    topic = ask("housing", "policing", author=asker)
    ticked = tick(topic, volunteer)
    accepted = post_reply(topic=topic, author=volunteer, body="Try the council.")
    accept_answer(post_id=accepted.pk, asker=asker)
    before = answers(topic)
    withdraw_post(post_id=accepted.pk, author=volunteer)
    assert answers(topic) == {"housing": ("answered", ticked.pk, None), "policing": ("open", None, None)}
    assert offers_to_accept(sign_in(asker), ticked)
    undo_withdrawal(post_id=accepted.pk, author=volunteer)
    assert answers(topic) == before
    assert "reopened" not in events(topic)


def test_an_accepted_post_keeps_its_mark_when_the_answer_of_a_remit_is_withdrawn_or_unticked(asker, volunteer, sign_in):
    topic = ask(author=asker)
    ticked = tick(topic, volunteer)
    accepted = post_reply(topic=topic, author=volunteer, body="Try the council.")
    accept_answer(post_id=accepted.pk, asker=asker)
    before = answers(topic)
    withdraw_post(post_id=ticked.pk, author=volunteer)
    assert answers(topic) == {"housing": ("answered", None, accepted.pk)}
    assert "You accepted this answer" in flat(sign_in(asker).get(topic.get_absolute_url()).content)
    undo_withdrawal(post_id=ticked.pk, author=volunteer)
    assert answers(topic) == before
    edit_post(post_id=ticked.pk, editor=volunteer, body="Ring them.", answers_for=[])
    assert answers(topic) == {"housing": ("answered", None, accepted.pk)}
    assert "reopened" not in events(topic)


def test_the_asker_can_accept_another_post_when_one_of_their_asks_is_open_again(asker, volunteer, sign_in):
    topic, both = ask("housing", "health", author=asker), make_volunteer("health")
    accepted = tick(topic, volunteer)
    other = post_reply(topic=topic, author=both, body="Try the council.")
    accept_answer(post_id=accepted.pk, asker=asker)
    reopen(topic, topic.asks.filter(remit=remit("health")))
    client = sign_in(asker)
    assert offers_to_accept(client, other)
    client.post(f"/forum/posts/{other.pk}/accept/")
    assert set(topic.asks.values_list("state", "accepted")) == {("answered", other.pk)}


def test_an_asker_without_a_name_is_not_named_when_they_settle_the_question(asker, volunteer, sign_in):
    MemberFactory.create_batch(2, job_title="Housing officer")  # others have the same role
    asker.job_title = "Housing officer"
    asker.save()
    topic = ask(author=asker, voice=Voice.ROLE)
    post = post_reply(topic=topic, author=volunteer, body="Try the council.")
    accept_answer(post_id=post.pk, asker=asker)
    reopen_question(topic_id=topic.pk, asker=asker)
    say_answered(topic_id=topic.pk, asker=asker)
    html = flat(sign_in(volunteer).get(topic.get_absolute_url()).content)
    assert "Delroy" not in html
    link = f'<a href="/forum/posts/{post.pk}/">post 2</a>'
    for words in (
        f"said that {link} answers the question",
        "asked Housing again",
        "said that the question is answered",
    ):
        assert f"<strong>Housing officer</strong> {words}" in html


REFUSED = [
    "another member",
    "the answerer",
    "a silenced asker",
    "another topic",
    "the opening post",
    "held",
    "withdrawn",
]


@pytest.mark.parametrize("who", [*REFUSED, "withdrawn"])
def test_nobody_but_the_asker_accepts_and_only_a_live_reply_of_the_topic(topic, asker, volunteer, sign_in, who):
    post = post_reply(topic=topic, author=volunteer, body="Ring us.")
    person, status = asker, 403
    if who == "another member":
        person = MemberFactory()
    elif who == "the answerer":
        person = volunteer
    elif who == "a silenced asker":
        asker.silenced_until = timezone.now() + dt.timedelta(days=1)
        asker.save()
    elif who == "another topic":
        post = post_reply(topic=make_topic(topic.board), author=volunteer, body="Elsewhere.")
    elif who == "the opening post":
        post = topic.posts.get(number=1)
    elif who == "held":
        Board.objects.update(holds_replies=True)
        post, status = post_reply(topic=topic, author=volunteer, body="Held."), 404
    else:
        withdraw_post(post_id=post.pk, author=volunteer)
        status = 404
    assert sign_in(person).post(f"/forum/posts/{post.pk}/accept/").status_code == status
    with pytest.raises(PermissionDenied):
        accept_answer(post_id=post.pk, asker=person)
    assert states(topic) == {"housing": "open"}


@pytest.mark.parametrize("act", ["accept", "answered", "extend", "close", "reopen"])
def test_an_asker_who_may_no_longer_read_the_topic_settles_nothing(topic, asker, volunteer, sign_in, act):
    post = post_reply(topic=topic, author=volunteer, body="Ring us.")
    topic.board.circle = CircleFactory()
    topic.board.save()
    address = f"/forum/posts/{post.pk}/accept/" if act == "accept" else f"/forum/topics/{topic.pk}/question/"
    assert sign_in(asker).post(address, {"do": act}).status_code == 404
    with pytest.raises(PermissionDenied):
        accept_answer(post_id=post.pk, asker=asker)
    with pytest.raises(PermissionDenied):
        say_answered(topic_id=topic.pk, asker=asker)
    assert states(topic) == {"housing": "open"}


@pytest.mark.parametrize("keeps", [True, False])
def test_the_question_of_an_erased_asker_stays_or_is_deleted_with_its_posts(topic, asker, volunteer, happen, keeps):
    posts = PostsAfterErasure.KEEP if keeps else PostsAfterErasure.TAKE
    coordinator = MemberFactory(roles=["Coordinators"])
    happen(erase_by_letter, person_id=asker.pk, coordinator=coordinator, posts=posts, reason="Asked by letter")
    assert states(topic) == {"housing": "open" if keeps else "closed"}
    if keeps:
        tick(topic, volunteer)
        assert states(topic) == {"housing": "answered"}


def test_the_form_offers_a_tick_for_each_remit_that_is_asked_and_open_to_its_people_alone(asker, sign_in):
    topic = ask("housing", "health", "policing", author=asker)
    tick(topic, make_volunteer("policing"), "policing")
    both = make_volunteer("housing", "health", "policing")
    for address in (topic.get_absolute_url(), f"/forum/topics/{topic.pk}/reply/"):
        html = flat(sign_in(both).get(address).content)
        assert html.count('name="answers_for"') == 2
        assert "Answer on behalf of health" in html
        assert "Answer on behalf of housing" in html
        assert " checked" not in html.partition('class="composer__ticks"')[2].partition("</fieldset>")[0]
        for person in (asker, MemberFactory(), make_volunteer("labour")):
            assert 'name="answers_for"' not in flat(sign_in(person).get(address).content)


def test_a_tick_in_the_form_answers_and_a_tick_for_another_remit_is_refused(topic, volunteer, sign_in):
    address = f"/forum/topics/{topic.pk}/reply/"
    client = sign_in(volunteer)
    hostile = {"body": "Ring us.", "answers_for": [remit("health").pk]}
    assert client.post(address, hostile).status_code == 200
    assert topic.posts.count() == 1
    assert client.post(address, {"body": "Ring us.", "answers_for": [remit("housing").pk]}).status_code == 302
    assert states(topic) == {"housing": "answered"}


def test_a_tick_for_a_question_answered_meanwhile_does_not_stop_the_reply(topic, volunteer, sign_in):
    tick(topic, make_volunteer("housing"))
    data = {"body": "Ring us, too.", "answers_for": [remit("housing").pk]}
    assert sign_in(volunteer).post(f"/forum/topics/{topic.pk}/reply/", data).status_code == 302
    assert topic.posts.count() == 3


def test_a_tick_that_the_chosen_name_hides_is_refused_at_the_tick(asker, sign_in):
    topic, both = ask("housing", "health", author=asker), make_volunteer("housing", "health")
    data = {"body": "Ring us.", "voice": "role", "answers_for": [remit("health").pk]}
    html = flat(sign_in(both).post(f"/forum/topics/{topic.pk}/reply/", data).content)
    assert "Untick this, or post under your name" in html
    assert topic.posts.count() == 1
    assert f'value="{remit("health").pk}" checked' in html


def test_a_preview_and_a_draft_keep_the_tick(topic, volunteer, sign_in):
    address, client = f"/forum/topics/{topic.pk}/reply/", sign_in(volunteer)
    number = remit("housing").pk
    data = {"body": "Ring us.", "answers_for": [number]}
    assert f'value="{number}" checked' in flat(client.post(address, data | {"preview": "1"}).content)
    assert f'value="{number}" checked' in flat(client.get(address).content)
    assert states(topic) == {"housing": "open"}


@pytest.mark.parametrize("count", [1, 3])
def test_a_question_costs_its_topic_the_same_for_one_remit_and_three(count, sign_in, django_assert_num_queries):
    topic = ask(*["housing", "health", "policing"][:count])
    person = make_volunteer("housing")
    client = sign_in(person)
    client.get(topic.get_absolute_url())
    # session, person, topic, posts, tags, events, readers, the question with its ticks, remits heard, next, resources
    with django_assert_num_queries(12):
        client.get(topic.get_absolute_url())
