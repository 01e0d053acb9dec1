"""Topics that have reached their board's retention time: kept, closed or anonymised."""

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.anonymise import anonymise_topic
from forum.actions.decide_retention import decide_fate, end_topic_hold, hold_topic, resume_anonymising
from forum.actions.post import post_reply
from forum.actions.reveal_author import reveal_author
from forum.enums import Fate
from forum.models import Board, Mention, Post, RetentionDecision, Reveal, Topic
from forum.text.quotes import quote
from ratsite.accounts.models import User
from ratsite.files.quarantine import end_quarantine
from ratsite.privacy.actions.erase import ask_to_be_erased, erase_by_letter, resume_erasures
from ratsite.privacy.actions.place_hold import place_hold
from ratsite.privacy.enums import PostsAfterErasure
from ratsite.privacy.integrations.review_queue import HELD, Erasures
from ratsite.privacy.rules import why_not_erasable
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat
from tests.review.views.test_log import main_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
DUE = reverse("retention:due_list")


def make_due(topic: Topic, *, months: int = 13) -> Topic:
    """Make the topic due: nobody has replied for so long, and its board asks after twelve months."""
    Board.objects.filter(pk=topic.board_id).update(retention_months=12)
    Topic.objects.filter(pk=topic.pk).update(last_post_at=timezone.now() - dt.timedelta(days=30 * months))
    return Topic.objects.select_related("board").get(pk=topic.pk)


def due() -> list[Topic]:
    return list(Topic.objects.due_for_review())


def test_a_topic_is_due_when_its_boards_time_has_run_since_the_last_reply(clock):
    topic, other = make_topic(), make_topic()
    make_due(topic, months=12)
    assert due() == [topic]
    post_reply(topic=Topic.objects.select_related("board").get(pk=topic.pk), author=MemberFactory(), body="Still so.")
    assert due() == []
    clock.forward(days=359)
    assert due() == []
    clock.forward(days=1)
    assert due() == [topic]
    assert other not in due()  # its board keeps for good


def test_the_menu_and_the_page_call_them_old_topics_because_another_page_is_the_review_queue(moderator, sign_in):
    page = sign_in(moderator, with_second_step=True).get(DUE).content.decode()
    assert "<h1>Old topics</h1>" in page
    assert "Due for review" not in page


def test_a_steward_says_how_long_a_board_keeps(moderator, sign_in):
    board = BoardFactory()
    client = sign_in(moderator, with_second_step=True)
    address = reverse("retention:board_time", args=[board.slug])
    for typed in ("2", "241", "two"):
        said = flat(client.post(address, {"months": typed}).content)
        assert "Enter a whole number from 3 to 240, or leave it empty" in said
    for typed, months in (("2", None), ("24", 24), ("", None)):
        client.post(address, {"months": typed, "reason": "As agreed"})
        board.refresh_from_db()
        assert board.retention_months == months
    data = ModelLogEntry.objects.filter(action="forum.board.retention").order_by("pk").values_list("data", flat=True)
    assert [(entry["before"], entry["after"], entry["reason"]) for entry in data] == [
        (None, 24, "As agreed"),
        (24, None, "As agreed"),
    ]


def test_a_topic_that_was_retained_is_due_again_after_another_period(moderator, clock):
    topic = make_due(make_topic())
    assert decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.KEPT, reason="Read every week") is True
    assert decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.KEPT, reason="As agreed") is False
    topic.refresh_from_db()
    assert (due(), topic.is_locked) == ([], False)
    clock.forward(days=360)
    assert due() == [topic]


def test_an_archived_topic_is_read_as_before_and_takes_no_reply(moderator, sign_in):
    topic = make_due(make_topic())
    decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.ARCHIVED, reason="As agreed")
    member = MemberFactory()
    client = sign_in(member)
    assert client.get(topic.get_absolute_url()).status_code == 200
    assert client.get(reverse("forum:topic_reply", args=[topic.pk])).status_code == 403


def test_names_are_removed_and_texts_and_roles_stay(moderator, happen, sign_in):
    author, other = MemberFactory(first_name="Ines", last_name="Marlow"), MemberFactory(first_name="Tom")
    topic = make_topic(author=author, body="It began in autumn.")
    upload = SimpleUploadedFile("notes.txt", b"Ask first.")
    reply = post_reply(topic=topic, author=other, body=f"Ask @{author}, who knows.", files=[upload])
    end_quarantine(file_id=str(reply.attachments.get().stored_file_id))
    elsewhere = make_topic(topic.board)
    quoted = quote(topic.posts.get(number=1).pk, writer=other, board=topic.board, marking=topic.marking).text
    quoting = post_reply(topic=elsewhere, author=other, body=f"{quoted}\n\nSeen here too, @{author}.")
    make_due(topic)
    happen(decide_fate, topic_id=topic.pk, steward=moderator, fate=Fate.ANONYMISED, reason="Two years old")

    page = flat(sign_in(MemberFactory()).get(topic.get_absolute_url()).content)
    assert "It began in autumn." in page
    assert "Ask a member, who knows." in page
    assert "Officer, Housing provider" in page
    assert [word for word in ("Ines", "Marlow", "Tom ", author.agency.name) if word in page] == []
    assert not Mention.objects.filter(post=reply).exists()
    # Elsewhere its author is a member as before: only the quote from here loses the name.
    said = Post.objects.get(pk=quoting.pk)
    there = flat(sign_in(MemberFactory()).get(elsewhere.get_absolute_url()).content)
    assert f'<a href="/forum/posts/{topic.posts.get(number=1).pk}/">A member</a> wrote:' in there
    assert said.source.endswith(f"Seen here too, @{author}.")
    assert f'<span class="mention">@{author}</span>' in said.html
    assert Mention.objects.get(post=quoting).person == author
    assert not author.posts.exists()
    assert not author.topics.exists()
    assert str(reply.attachments.get().stored_file.uploaded_by) == "A member"
    assert anonymise_topic(topic.pk) is False


def test_names_go_off_nothing_that_nobody_has_decided_about():
    topic = make_topic()
    assert anonymise_topic(topic.pk) is False
    assert topic.posts.get().author == topic.author


def test_the_account_that_stands_for_anonymous_authors_is_no_person(moderator, happen, client, sign_in):
    topic = make_due(make_topic())
    happen(decide_fate, topic_id=topic.pk, steward=moderator, fate=Fate.ANONYMISED, reason="As agreed")
    nobody = User.objects.get(email="a-member@invalid")
    assert (nobody.is_active, nobody.is_member, nobody.has_usable_password()) == (False, False, False)
    assert not User.objects.visible_to(moderator).filter(pk=nobody.pk).exists()
    steward = sign_in(moderator, with_second_step=True)
    assert "Member options" not in flat(steward.get(topic.get_absolute_url()).content)
    assert "Member options" in flat(steward.get(make_topic().get_absolute_url()).content)


def test_a_hold_on_the_topic_keeps_it_as_it_is(moderator, clock):
    topic = make_due(make_topic())
    until = timezone.localdate() + dt.timedelta(days=10)
    assert hold_topic(topic_id=topic.pk, steward=moderator, reason="An inquiry", until=until) is True
    assert hold_topic(topic_id=topic.pk, steward=moderator, reason="Another", until=None) is False
    for fate in Fate:
        assert decide_fate(topic_id=topic.pk, steward=moderator, fate=fate, reason="As agreed") is False
    clock.forward(days=11)
    assert hold_topic(topic_id=topic.pk, steward=moderator, reason="Another", until=None) is True
    assert end_topic_hold(topic_id=topic.pk, steward=moderator, reason="The inquiry is over.") is True
    assert end_topic_hold(topic_id=topic.pk, steward=moderator, reason="The inquiry is over.") is False
    assert decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.ARCHIVED, reason="As agreed") is True


def test_a_topic_cannot_be_anonymised_while_its_author_is_under_a_hold(moderator):
    topic = make_due(make_topic())
    coordinator = MemberFactory(roles=["Coordinators"])
    place_hold(person_id=topic.author_id, coordinator=coordinator, reason="An inquiry", until=None)
    assert decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.ANONYMISED, reason="As agreed") is False


def test_only_the_board_s_moderators_decide(moderator):
    topic = make_due(make_topic())
    topic.board.moderators.add(MemberFactory(roles=["Moderators"]))
    for steward in (moderator, MemberFactory(), MemberFactory(roles=["Curators"])):
        with pytest.raises(PermissionDenied):
            decide_fate(topic_id=topic.pk, steward=steward, fate=Fate.ARCHIVED, reason="As agreed")
        with pytest.raises(PermissionDenied):
            hold_topic(topic_id=topic.pk, steward=steward, reason="A", until=None)


def test_a_steward_decides_on_the_page_and_the_report_counts(moderator, sign_in):
    topic = make_due(make_topic(title="Vans at night", replies=2))
    client = sign_in(moderator, with_second_step=True)
    assert "Vans at night" in flat(client.get(DUE).content)
    address = reverse("retention:topic_fate", args=[topic.pk])
    assert "Choose what should happen to the topic" in flat(client.post(address, {"reason": "Old"}).content)
    client.post(address, {"fate": "archived", "reason": "Nobody asks any more"})
    assert "Vans at night" not in flat(client.get(DUE).content)
    report = flat(client.get(reverse("retention:report")).content)
    assert "Archived" in report
    assert "Vans at night" not in report
    decision = RetentionDecision.objects.get()
    assert (decision.fate, decision.posts, decision.decided_by) == (Fate.ARCHIVED, 3, moderator)
    entry = ModelLogEntry.objects.get(action="forum.topic.archived")
    assert (entry.label, entry.data) == (f"topic {topic.pk}", {"reason": "Nobody asks any more"})


def test_a_reason_typed_too_late_is_not_lost(moderator, sign_in):
    topic = make_due(make_topic(title="Old rooms"))
    client = sign_in(moderator, with_second_step=True)
    fate, hold = (reverse(f"retention:{name}", args=[topic.pk]) for name in ("topic_fate", "topic_hold"))
    decide_fate(topic_id=topic.pk, steward=MemberFactory(roles=["Moderators"]), fate=Fate.KEPT, reason="As agreed")
    answer = client.post(fate, {"fate": "archived", "reason": "Nobody asks any more"})
    page = main_of(answer, 409)
    assert "Nothing was changed, because someone else decided first" in page
    assert "You had written: “Nobody asks any more”" in page
    hold_topic(topic_id=topic.pk, steward=MemberFactory(roles=["Moderators"]), reason="An inquiry", until=None)
    answer = client.post(hold, {"reason": "A court has asked", "until": "2099-01-01"})
    page = flat(answer.content)
    assert answer.status_code == 409
    assert "Nothing was changed. The law requires us to keep “Old rooms”" in page
    assert 'value="A court has asked"' in page
    assert 'value="2099-01-01"' in page


def test_a_hold_is_placed_and_ended_on_the_page(moderator, sign_in):
    topic = make_due(make_topic())
    client = sign_in(moderator, with_second_step=True)
    page, hold = (reverse(f"retention:{name}", args=[topic.pk]) for name in ("topic_fate", "topic_hold"))
    assert "Say who asks us to keep the data" in flat(client.post(hold, {"reason": ""}).content)
    listed = f'<tr><th scope="row"><a href="{page}"'
    assert listed in flat(client.get(DUE).content)
    client.post(hold, {"reason": "An inquiry", "until": ""})
    # Nobody can decide on it: it stands below those that wait, and not among them.
    due = flat(client.get(DUE).content)
    assert (listed in due, f'<li><a href="{page}"' in due) == (False, True)
    assert f"The law requires us to keep “{topic.title}”: An inquiry" in flat(client.get(page).content)
    end = reverse("retention:hold_end", args=[topic.pk])
    assert f"End the legal hold on “{topic.title}”?" in flat(client.get(end).content)
    assert "Say who said that the hold may end" in flat(client.post(end, {"reason": ""}).content)
    assert "What should happen to the topic" not in flat(client.get(page).content)
    client.post(end, {"reason": "The inquiry closed in May."})
    assert "The inquiry closed in May." in flat(client.get(reverse("review:log")).content)
    assert "What should happen to the topic" in flat(client.get(page).content)


def test_a_circle_that_a_steward_is_not_in_is_not_on_their_list(moderator, sign_in):
    topic = make_due(make_topic(BoardFactory(circle=CircleFactory()), title="Quiet work"))
    client = sign_in(moderator, with_second_step=True)
    assert "Quiet work" not in flat(client.get(DUE).content)
    assert client.get(reverse("retention:topic_fate", args=[topic.pk])).status_code == 404


@pytest.mark.parametrize("topics", [1, 3])
def test_the_list_costs_the_same(topics, moderator, sign_in, django_assert_num_queries):
    board = BoardFactory()
    for _ in range(topics):
        make_due(make_topic(board))
    client = sign_in(moderator, with_second_step=True)
    with django_assert_num_queries(8):
        client.get(DUE)


def test_names_that_were_never_shown_are_not_shown_when_names_go_off(moderator, happen):
    author = MemberFactory(job_title="Advocate")
    topic = make_topic(author=author)
    voices = ("role", "agency")
    by_role, by_agency = (post_reply(topic=topic, author=author, body="Yes", voice=voice) for voice in voices)
    reveal_author(post_id=by_role.pk, moderator=moderator, reason="To ask", submission=uuid.uuid4())
    before = [(post.byline.name, post.byline.about) for post in (by_role, by_agency)]
    make_due(topic)
    happen(decide_fate, topic_id=topic.pk, steward=moderator, fate=Fate.ANONYMISED, reason="As agreed")
    posts = {post.pk: post for post in Post.objects.all()}
    after = [(posts[pk].byline.name, posts[pk].byline.about) for pk in (by_role.pk, by_agency.pk)]
    assert after == before
    assert (posts[by_role.pk].agency, posts[by_agency.pk].job_title) == (None, "")
    assert not Reveal.objects.exists()
    with pytest.raises(PermissionDenied):
        reveal_author(post_id=by_role.pk, moderator=moderator, reason="Again", submission=uuid.uuid4())


def test_an_archived_topic_leaves_the_lists_and_says_so(moderator, sign_in):
    topic = make_due(make_topic(title="Vans at night"))
    decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.ARCHIVED, reason="As agreed")
    client = sign_in(MemberFactory())
    assert "Vans at night" not in flat(client.get(topic.board.get_absolute_url()).content)
    assert "archived this topic" in flat(client.get(topic.get_absolute_url()).content)


def test_an_archived_topic_comes_up_again_and_its_names_go_off(moderator, clock, happen):
    topic = make_due(make_topic())
    decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.ARCHIVED, reason="As agreed")
    assert due() == []
    clock.forward(days=361)
    assert due() == [topic]
    happen(decide_fate, topic_id=topic.pk, steward=moderator, fate=Fate.ANONYMISED, reason="As agreed")
    assert str(topic.posts.get().author) == "A member"
    assert topic.events.get().actor is None
    clock.forward(days=1000)
    assert due() == []


def test_a_hold_placed_before_names_are_removed_keeps_them_until_it_ends(moderator, happen):
    topic = make_due(make_topic())
    decide_fate(
        topic_id=topic.pk, steward=moderator, fate=Fate.ANONYMISED, reason="As agreed"
    )  # its task has not run yet
    hold_topic(topic_id=topic.pk, steward=moderator, reason="An inquiry", until=None)
    assert happen(resume_anonymising) == 1
    assert topic.posts.get().author == topic.author
    end_topic_hold(topic_id=topic.pk, steward=moderator, reason="The inquiry is over.")
    assert happen(resume_anonymising) == 1
    assert str(topic.posts.get().author) == "A member"
    assert resume_anonymising() == 0


@pytest.mark.parametrize("how", ["writes", "is called"])
def test_a_hold_on_a_conversation_keeps_the_people_in_it(how, moderator, happen):
    person, coordinator = MemberFactory(), MemberFactory(roles=["Coordinators"])
    topic = make_topic()
    author, body = (person, "Yes") if how == "writes" else (MemberFactory(), f"Ask @{person}")
    post_reply(topic=topic, author=author, body=body)
    hold_topic(topic_id=topic.pk, steward=moderator, reason="An inquiry", until=None)
    values = {
        "person_id": person.pk,
        "coordinator": coordinator,
        "posts": PostsAfterErasure.KEEP,
        "reason": "By letter",
    }
    assert erase_by_letter(**values) is False
    assert erase_by_letter(**values | {"person_id": MemberFactory().pk}) is True
    assert "An inquiry" not in why_not_erasable(person)
    end_topic_hold(topic_id=topic.pk, steward=moderator, reason="The inquiry is over.")
    assert happen(erase_by_letter, **values) is True
    person.refresh_from_db()
    assert person.is_erased


def test_a_person_whose_erasure_a_held_topic_stops_is_emailed_and_again_for_another_topic(moderator, clock, sign_in):
    person, coordinator = MemberFactory(), MemberFactory(roles=["Coordinators"])
    ask_to_be_erased(person=person, posts=PostsAfterErasure.KEEP)
    clock.forward(days=8)
    first, second = make_topic(author=person), make_topic(author=person)
    hold_topic(topic_id=first.pk, steward=moderator, reason="An inquiry", until=None)
    staff_client = reverse("staff_erasures:person_erase", args=[person.pk])
    client = sign_in(coordinator, with_second_step=True)
    assert "Legal hold: write to the person" in flat(client.get(reverse("staff_erasures:erasures")).content)
    assert "but the law requires us to keep it. Write to them." in flat(client.get("/review/").content)
    assert "I have written to them" in flat(client.get(staff_client).content)
    client.post(reverse("staff_erasures:person_hold", args=[person.pk]), {"answered": "1"})
    assert "a coordinator recorded that they had written to this person" in flat(client.get(staff_client).content)
    assert "Legal hold: a coordinator has written to the person" in flat(
        client.get(reverse("staff_erasures:erasures")).content
    )
    assert Erasures().waiting(coordinator) == []
    hold_topic(topic_id=second.pk, steward=moderator, reason="Another inquiry", until=None)
    assert [item.why for item in Erasures().waiting(coordinator)] == [[HELD]]


def test_a_coordinator_s_pages_do_not_say_that_a_conversation_prevents_an_erasure(moderator, clock, sign_in):
    coordinator, _ = MemberFactory(roles=["Coordinators"]), MemberFactory(roles=["Coordinators"])
    ask_to_be_erased(person=coordinator, posts=PostsAfterErasure.KEEP)
    clock.forward(days=8)
    topic = make_topic(author=coordinator)

    def seen() -> list[str]:
        client = sign_in(coordinator, with_second_step=True)
        own = reverse("staff_erasures:person_erase", args=[coordinator.pk])
        return [main_of(client.get(page)) for page in (own, "/review/", reverse("staff_erasures:erasures"))]

    before = seen()
    hold_topic(topic_id=topic.pk, steward=moderator, reason="An inquiry", until=None)
    assert seen() == before


def test_an_erasure_stopped_by_a_hold_is_emailed_about_and_continues_when_the_hold_ends(moderator, sign_in, clock):
    person, coordinator = MemberFactory(), MemberFactory(roles=["Coordinators"])
    topic = make_topic(author=person)
    erase_by_letter(person_id=person.pk, coordinator=coordinator, posts=PostsAfterErasure.KEEP, reason="By letter")
    assert Erasures().waiting(coordinator) == []
    hold_topic(topic_id=topic.pk, steward=moderator, reason="An inquiry", until=None)
    assert [item.why for item in Erasures().waiting(coordinator)] == [[HELD]]
    client = sign_in(coordinator, with_second_step=True)
    staff_client = reverse("staff_erasures:person_erase", args=[person.pk])
    assert "The deletion has begun." in flat(client.get(staff_client).content)
    client.post(reverse("staff_erasures:person_hold", args=[person.pk]), {"answered": "1"})
    assert Erasures().waiting(coordinator) == []
    end_topic_hold(topic_id=topic.pk, steward=moderator, reason="The inquiry is over.")
    clock.forward(hours=1)
    assert resume_erasures() == 1
