"""Post without one's own name: as one's agency, by role, or on behalf of an agency that is not named."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from forum.actions.approve import approve_post
from forum.actions.edit import edit_post
from forum.actions.flag import flag_post, take_down
from forum.actions.merge_topic import merge_topic
from forum.actions.post import post_reply, start_topic
from forum.actions.reveal_author import reveal_author
from forum.actions.save_draft import reply_place
from forum.actions.split_topic import Part, split_topic
from forum.enums import Voice
from forum.models import Ask, Draft, Post, Reveal, Topic
from forum.queries.audience import readers_after
from forum.text.mentions import suggested
from ratsite.accounts.enums import Listing
from ratsite.accounts.models import User
from ratsite.network.models import Remit
from ratsite.notifications.actions.dispatch import queue_due_emails
from ratsite.notifications.models import Mail, Notification
from ratsite.notifications.notification_email import compose
from ratsite.review.queries.queue import queue_of
from tests.factories import AgencyFactory, BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.markup import flat

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer() -> User:
    agency = AgencyFactory(name="Lockside Housing Trust", slug="lockside", what_we_cannot_do="We cannot enter.")
    MemberFactory.create_batch(2, job_title="Housing officer")  # others have the same role
    return MemberFactory(first_name="Dana", last_name="Okafor", job_title="Housing officer", agency=agency)


@pytest.fixture
def topic() -> Topic:
    return make_topic(BoardFactory())


def reply(topic: Topic, writer: User, voice: str, **fields) -> Post:
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    return post_reply(topic=topic, author=writer, body="Ask the landlord first.", voice=voice, **fields)


def html_of(client, address: str) -> str:
    return flat(client.get(address).content)


def words_in(html: str, *words: str) -> list[str]:
    return [word for word in words if word in html]


NAMES = ("Dana", "Okafor", ">DO<", "Housing officer", "Lockside Housing Trust", "We cannot enter.", "a moderator")
SHOWN = {
    Voice.NAME: ["Dana", "Okafor", ">DO<", "Housing officer", "Lockside Housing Trust", "We cannot enter."],
    Voice.AGENCY: ["Lockside Housing Trust", "We cannot enter."],
    Voice.ROLE: ["Housing officer"],
}


@pytest.mark.parametrize("voice", SHOWN)
def test_a_post_shows_of_its_writer_what_its_voice_says_and_nothing_else(topic, writer, sign_in, voice):
    reply(topic, writer, voice)
    assert words_in(html_of(sign_in(MemberFactory()), topic.get_absolute_url()), *NAMES) == SHOWN[voice]


@pytest.mark.parametrize("voice", [Voice.AGENCY, Voice.ROLE])
def test_a_writer_sees_that_a_post_is_theirs_and_what_readers_see(topic, writer, sign_in, voice):
    reply(topic, writer, voice)
    html = html_of(sign_in(writer), topic.get_absolute_url()).partition('id="post-2"')[2].partition("</article>")[0]
    assert words_in(html, *NAMES) == SHOWN[voice]
    assert "Only you can see that." in html


@pytest.mark.parametrize("voice", [Voice.AGENCY, Voice.ROLE])
def test_boards_and_catch_up_name_who_began_and_who_wrote_last_as_the_posts_do(writer, sign_in, voice):
    client = sign_in(MemberFactory())  # of the same main remit, whose catch-up names the agency of a named author
    topic = make_topic(BoardFactory(), writer, voice=voice)
    for address in ("/forum/", topic.board.get_absolute_url(), "/catch-up/"):
        assert words_in(html_of(client, address), "Dana", "Okafor", "Lockside", "Housing officer") == [
            word for word in ("Lockside", "Housing officer") if word in "".join(SHOWN[voice])
        ]


def test_nothing_changes_for_readers_when_the_writer_goes_elsewhere(writer, sign_in):
    topic = make_topic(BoardFactory(), writer, voice=Voice.AGENCY)
    client = sign_in(MemberFactory())
    pages = [topic.board.get_absolute_url(), topic.get_absolute_url()]
    client.get(pages[1])  # read now: the marks of reading are no part of this

    def names() -> list[list[str]]:
        return [words_in(html_of(client, page), "Lockside Housing Trust", "Elsewhere", "Dana") for page in pages]

    before = names()
    User.objects.filter(pk=writer.pk).update(agency=AgencyFactory(name="Elsewhere"), first_name="Danae")
    assert names() == before == [["Lockside Housing Trust"], ["Lockside Housing Trust"]]


def test_a_role_that_names_the_person_or_the_agency_is_left_out(topic, writer):
    User.objects.filter(pk=writer.pk).update(job_title="Director of lockside housing trust")
    assert reply(topic, writer, Voice.ROLE).byline.name == "A member"
    User.objects.filter(pk=writer.pk).update(job_title="Dana's deputy")
    assert reply(topic, writer, Voice.ROLE).byline.name == "A member"


def test_a_role_that_a_search_of_the_directory_would_trace_to_its_writer_is_not_shown(topic, writer, sign_in):
    one, two = User.objects.filter(job_title="Housing officer").exclude(pk=writer.pk)
    assert reply(topic, writer, Voice.ROLE).byline.name == "Housing officer"
    User.objects.filter(pk=one.pk).update(job_title="HOUSING OFFICER")
    assert reply(topic, writer, Voice.ROLE).byline.name == "Housing officer"
    for change in (
        {"job_title": "Senior housing officer"},
        {"state": "left", "is_active": False, "job_title": "Housing officer"},
    ):
        User.objects.filter(pk=two.pk).update(**change)
        assert reply(topic, writer, Voice.ROLE).byline.name == "A member"
    assert make_topic(topic.board, writer, voice=Voice.ROLE).begun_by == "A member"
    html = html_of(sign_in(writer), reverse("forum:topic_reply", args=[topic.pk]))
    assert "If fewer than 3 readers have this role and remit, the post says “A member” instead" in html


def test_a_role_is_not_shown_if_its_writer_alone_has_it_with_the_remit_that_the_post_shows(topic, writer):
    health = Remit.objects.get(slug="health")
    writer.agency = AgencyFactory(main_remit=health)
    writer.save()
    post = reply(topic, writer, Voice.ROLE)
    assert (post.byline.name, post.byline.remit) == ("A member", health)
    MemberFactory.create_batch(2, job_title="Housing officer", agency=AgencyFactory(main_remit=health))
    assert reply(topic, writer, Voice.ROLE).byline.name == "Housing officer"


def test_a_role_is_not_shown_if_its_writer_alone_has_it_in_the_circle_of_the_board(writer):
    circle = CircleFactory()
    circle.people.add(writer)
    topic = make_topic(BoardFactory(circle=circle))
    assert reply(topic, writer, Voice.ROLE).byline.name == "A member"
    circle.people.add(*User.objects.filter(job_title="Housing officer"))
    assert reply(topic, writer, Voice.ROLE).byline.name == "Housing officer"


def test_the_search_finds_a_post_by_its_text_and_not_by_its_hidden_author(topic, writer, sign_in):
    reply(topic, writer, Voice.ROLE)
    client = sign_in(MemberFactory())
    found = html_of(client, "/search/?q=landlord&tab=forum")
    assert ("Post 2" in found, words_in(found, "Dana", "Lockside", "Housing officer")) == (
        True,
        ["Housing officer"],
    )
    assert f'value="{writer.pk}"' not in found
    for asked in (f"author={writer.pk}", "agency=lockside"):
        assert "Post 2" not in html_of(client, f"/search/?q=landlord&tab=forum&{asked}")


def test_as_an_agency_it_is_found_by_the_agency_and_not_by_the_person(topic, writer, sign_in):
    reply(topic, writer, Voice.AGENCY)
    client = sign_in(MemberFactory())
    assert "Post 2" in html_of(client, "/search/?q=landlord&tab=forum&agency=lockside")
    assert "Post 2" not in html_of(client, f"/search/?q=landlord&tab=forum&author={writer.pk}")


def test_a_post_by_role_is_found_by_the_remit_that_it_shows_and_by_no_other(topic, writer, sign_in):
    writer.agency.remits.set(Remit.objects.filter(slug__in=["housing", "health"]))
    reply(topic, writer, Voice.ROLE)
    client = sign_in(MemberFactory())
    assert "Post 2" in html_of(client, "/search/?q=landlord&tab=forum&remit=housing")
    assert "Post 2" not in html_of(client, "/search/?q=landlord&tab=forum&remit=health")


def test_quotes_calls_and_histories_use_the_name_that_is_shown(topic, writer, sign_in, clock, happen):
    caller = MemberFactory(first_name="Sam", last_name="Ali")
    topic = Topic.objects.select_related("board").get(pk=topic.pk)
    post = happen(post_reply, topic=topic, author=writer, body="@Sam Ali: ask the landlord.", voice=Voice.AGENCY)
    clock.forward(hours=1)
    edit_post(post_id=post.pk, editor=writer, body="@Sam Ali: ask the landlord first.", reason="Clearer")
    client = sign_in(caller)
    quoted = client.get(
        f"{reverse('forum:topic_reply', args=[topic.pk])}?quote={post.pk}", headers={"Accept": "application/json"}
    )
    head, body = quoted.json()["head"], quoted.json()["body"]
    assert head == f"> [Post {post.number}](/forum/posts/{post.pk}/):"
    elsewhere = make_topic(topic.board, caller)
    post_reply(topic=elsewhere, author=caller, body=f"{head}\n>\n{body}")
    html = html_of(client, elsewhere.get_absolute_url())
    assert f'<a href="/forum/posts/{post.pk}/">Lockside Housing Trust</a> wrote:' in html
    assert words_in(html, "Dana", "Okafor") == []
    pages = [reverse(f"forum:post_{name}", args=[post.pk]) for name in ("history", "flag")]
    for address in (*pages, "/notifications/", "/catch-up/"):
        html = html_of(client, address)
        assert words_in(html, "Dana", "Okafor", "Lockside Housing Trust") == ["Lockside Housing Trust"]


def test_a_person_listed_by_role_is_not_named_for_posts_written_without_their_name(topic, writer):
    writer.listed_as = Listing.ROLE
    writer.save()
    reply(topic, writer, Voice.AGENCY)
    assert suggested("dana", topic.board, MemberFactory()) == []
    reply(topic, writer, Voice.NAME)
    assert [one.name for one in suggested("dana", topic.board, MemberFactory())] == ["Dana Okafor"]


def test_a_question_asked_and_answered_by_role_reveals_only_the_remit_that_is_shown(writer, sign_in):
    housing, health = Remit.objects.get(slug="housing"), Remit.objects.get(slug="health")
    writer.agency.remits.set([housing, health])
    asker = MemberFactory(first_name="Robin")
    topic = make_topic(BoardFactory(), asker, kind="question", asked_remits=[housing, health], voice=Voice.ROLE)
    reply(topic, writer, Voice.ROLE, answers_for=[housing.pk, health.pk])
    assert [ask.remit.slug for ask in Ask.objects.exclude(answer=None)] == ["housing"]
    html = html_of(sign_in(MemberFactory()), topic.get_absolute_url())
    assert words_in(html, "Robin", "Dana", "Lockside") == []
    assert "<strong>Housing officer</strong> answered on behalf of" in html


def test_a_held_post_by_role_comes_to_the_moderator_without_the_name(writer, moderator, sign_in):
    topic = make_topic(BoardFactory(holds_replies=True))
    post = reply(topic, writer, Voice.ROLE)
    client = sign_in(moderator, with_second_step=True)
    pages = ["/review/", *(reverse(f"staff_posts:post_{page}", args=[post.pk]) for page in ("change", "ask", "who"))]
    for address in (*pages, reverse("review:item", args=["posts", post.pk])):
        assert (address, words_in(html_of(client, address), "Dana", "Okafor", "Lockside", writer.email)) == (
            address,
            [],
        )
    assert approve_post(post_id=post.pk, moderator=moderator)


def test_nobody_decides_about_their_own_or_their_agency_s_post_though_nobody_is_named(writer, moderator):
    topic = make_topic(BoardFactory(holds_replies=True, bars_own_agency=True))
    User.objects.filter(pk=moderator.pk).update(agency=writer.agency)
    moderator.refresh_from_db()
    post = reply(topic, writer, Voice.ROLE)
    assert queue_of(moderator).cases == []  # to say that they may not decide would tell where the author works
    with pytest.raises(PermissionDenied):
        approve_post(post_id=post.pk, moderator=moderator)


def test_moved_posts_keep_how_they_are_named(topic, writer, moderator, sign_in):
    post, other = reply(topic, writer, Voice.ROLE), make_topic(topic.board)
    part = Part([post.pk], "A part", topic.board_id)
    shown_hash = readers_after(topic.board, topic.board.circle).counts
    new = split_topic(topic_id=topic.pk, moderator=moderator, part=part, reason="Tidy", shown_hash=shown_hash)
    assert (new.begun_by, new.last_by) == ("Housing officer", "Housing officer")
    merge_topic(topic_id=new.pk, into_id=other.pk, moderator=moderator, reason="Tidy", shown_hash=shown_hash)
    other.refresh_from_db()
    client = sign_in(MemberFactory())
    assert other.last_by == "Housing officer"
    assert words_in(html_of(client, other.get_absolute_url()), "Dana", "Lockside", "Housing officer") == [
        "Housing officer"
    ]
    assert words_in(html_of(client, topic.board.get_absolute_url()), "Dana", "Lockside") == []


def test_a_post_that_is_taken_down_becomes_a_draft_with_its_voice(topic, writer, moderator):
    post = reply(topic, writer, Voice.ROLE)
    flag_post(post_id=post.pk, reporter=MemberFactory(), reason="other", text="Hm")
    take_down(post_id=post.pk, moderator=moderator, reason="Off the aim")
    assert Draft.objects.get(person=writer).fields["voice"] == ["role"]


def test_the_log_names_nobody_who_takes_a_file_off_a_post_without_their_name(topic, writer):
    post = reply(topic, writer, Voice.ROLE, files=[SimpleUploadedFile("card.txt", b"Ask first.")])
    edit_post(post_id=post.pk, editor=writer, body=post.source, remove=[post.attachments.get().pk])
    assert [entry.user for entry in ModelLogEntry.objects.filter(action="forum.file.remove")] == [None]


# Choosing


def test_the_form_offers_what_one_may_be_and_shows_it_before_it_is_sent(topic, writer, sign_in):
    client, address = sign_in(writer), reverse("forum:topic_reply", args=[topic.pk])
    html = html_of(client, address)
    assert words_in(
        html, "By your name: Dana Okafor", "As your agency: Lockside", "By your role only", "on behalf"
    ) == [
        "By your name: Dana Okafor",
        "As your agency: Lockside",
        "By your role only",
    ]
    html = flat(client.post(address, {"body": "Ask first.", "voice": "role", "preview": "1"}).content)
    shown = html.partition('id="preview"')[2].partition("</section>")[0]
    assert words_in(shown, *NAMES) == ["Housing officer"]
    assert Draft.objects.get(place=reply_place(topic)).fields["voice"] == ["role"]
    assert 'value="role" ' in html_of(client, address).partition("checked")[0].rpartition("<input")[2]
    client.post(address, {"body": "Ask first.", "voice": "role"})
    assert Post.objects.latest("pk").voice == Voice.ROLE


def test_a_new_topic_begins_in_the_voice_that_was_chosen(writer, sign_in):
    board = BoardFactory()
    fields = {"title": "Rooms", "body": "Let again.", "marking": "green", "may_act": "check", "voice": "agency"}
    sign_in(writer).post(reverse("forum:topic_new", args=[board.slug]), fields)
    topic = Topic.objects.get()
    assert (topic.begun_by, topic.last_by, topic.posts.get().voice) == (
        writer.agency.name,
        writer.agency.name,
        "agency",
    )


def test_nobody_posts_under_a_voice_that_is_not_theirs(topic, writer, sign_in):
    client, address = sign_in(writer), reverse("forum:topic_reply", args=[topic.pk])
    for voice in ("behalf", "queen"):
        assert "Your earlier choice is no longer available" in flat(
            client.post(address, {"body": "Hm.", "voice": voice}).content
        )
    alone = MemberFactory(agency=None)
    for voice, person in ((Voice.BEHALF, writer), (Voice.AGENCY, alone), ("queen", writer)):
        with pytest.raises(PermissionDenied):
            reply(topic, person, voice)
        with pytest.raises(PermissionDenied):
            start_topic(
                board=topic.board, author=person, title="A", body="B", marking="green", may_act="no", voice=voice
            )
    assert Post.objects.exclude(voice=Voice.NAME).count() == 0


def test_an_edit_changes_no_voice(topic, writer, sign_in):
    post = reply(topic, writer, Voice.ROLE)
    sign_in(writer).post(reverse("forum:post_edit", args=[post.pk]), {"body": "Another.", "voice": "name"})
    post.refresh_from_db()
    assert (post.source, post.voice) == ("Another.", Voice.ROLE)


def test_a_moderator_posts_for_an_agency_that_must_not_be_named_and_is_not_named_either(topic, moderator, sign_in):
    client, address = sign_in(moderator, with_second_step=True), reverse("forum:topic_reply", args=[topic.pk])
    client.post(address, {"body": "One of us has seen it.", "voice": "behalf"})
    html = html_of(sign_in(MemberFactory()), topic.get_absolute_url())
    assert "A moderator on behalf of an agency" in html
    assert words_in(html, str(moderator), moderator.agency.name) == []
    entry = ModelLogEntry.objects.get(action="forum.post.on_behalf")
    assert (entry.user, entry.object_id) == (moderator, str(Post.objects.latest("pk").pk))
    for reader in (MemberFactory(roles=["Moderators"]), MemberFactory(roles=["Coordinators"])):
        log = flat(sign_in(reader, with_second_step=True).get(reverse("review:log")).content)
        line = log.partition("Posted on behalf of an agency")[2].partition("</li>")[0]
        assert "The agency must not be named." in line
        assert "A member" in line
        assert str(moderator) not in line


def test_a_moderator_of_other_boards_posts_on_behalf_of_nobody_here(topic, moderator):
    topic.board.moderators.add(MemberFactory(roles=["Moderators"]))
    with pytest.raises(PermissionDenied):
        reply(topic, moderator, Voice.BEHALF)


# Finding out


def who_url(post: Post) -> str:
    return reverse("staff_posts:post_who", args=[post.pk])


def test_a_moderator_looks_the_author_up_with_a_reason_and_the_author_is_notified(topic, writer, moderator, sign_in):
    post = reply(topic, writer, Voice.AGENCY)
    client = sign_in(moderator, with_second_step=True)
    assert who_url(post) in html_of(client, topic.get_absolute_url())
    assert "Dana" not in html_of(client, who_url(post))
    form = {"reason": " ", "submission": uuid.uuid4()}
    assert words_in(flat(client.post(who_url(post), form).content), "Dana", "Say why you need to know") == [
        "Say why you need to know"
    ]
    form["reason"] = "Somebody may be in danger"
    for _ in range(2):  # the same form again, by a double click or a reload, is the same look
        assert "Dana Okafor" in flat(client.post(who_url(post), form).content)
    assert "Dana" not in html_of(client, who_url(post))

    assert [(look.post, look.moderator) for look in Reveal.objects.all()] == [(post, moderator)]
    entry = ModelLogEntry.objects.get(action="forum.post.reveal")
    assert (entry.user, entry.data["reason"]) == (moderator, "Somebody may be in danger")
    assert "Dana" not in f"{entry.label}{entry.data}"
    client = sign_in(writer)
    html = html_of(client, topic.get_absolute_url())
    assert "Their reason: Somebody may be in danger" in html
    assert str(moderator) not in html
    assert "a moderator looked up who wrote it" in html_of(client, "/notifications/").lower()
    html = html_of(sign_in(MemberFactory()), topic.get_absolute_url())
    assert words_in(html, "found out", "Somebody may be in danger", "Find out") == []


def test_the_email_about_a_lookup_names_neither_post_nor_board(topic, writer, moderator, clock):
    post = reply(topic, writer, Voice.ROLE)
    reveal_author(post_id=post.pk, moderator=moderator, reason="In danger", submission=uuid.uuid4())
    clock.now = Notification.objects.get(person=writer).due_at
    queue_due_emails()
    content = compose(Mail.objects.get(person=writer)).content
    assert content.subject == "Something new for you"
    assert words_in(content.text + content.html, "In danger", topic.title, "found out", post.get_absolute_url()) == []


def test_nobody_else_looks_up_the_author(topic, writer, moderator, sign_in):
    post = reply(topic, writer, Voice.ROLE)
    form = {"reason": "Curious", "submission": uuid.uuid4()}
    for person, answer in ((MemberFactory(), 403), (MemberFactory(roles=["Coordinators"]), 403), (moderator, 404)):
        topic.board.moderators.add(MemberFactory(roles=["Moderators"]))
        response = sign_in(person, with_second_step=True).post(who_url(post), form)
        assert (response.status_code, "Dana" in flat(response.content)) == (answer, False)
    with pytest.raises(PermissionDenied):
        reveal_author(post_id=post.pk, moderator=moderator, reason="Curious", submission=uuid.uuid4())
    assert (Reveal.objects.count(), Notification.objects.filter(source="reveals").count()) == (0, 0)


def test_the_author_of_a_named_post_or_one_s_own_cannot_be_looked_up(topic, writer, moderator, sign_in):
    named, own = reply(topic, writer, Voice.NAME), reply(topic, moderator, Voice.BEHALF)
    client = sign_in(moderator, with_second_step=True)
    assert [client.get(who_url(post)).status_code for post in (named, own)] == [404, 404]


def test_looking_up_an_author_is_refused_to_nobody_for_their_agency_because_that_would_reveal_it(
    topic, writer, moderator, sign_in
):
    topic.board.bars_own_agency = True
    topic.board.save()
    User.objects.filter(pk=moderator.pk).update(agency=writer.agency)
    post = reply(topic, writer, Voice.ROLE)
    assert sign_in(moderator, with_second_step=True).get(who_url(post)).status_code == 200


# What it costs


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


@pytest.mark.parametrize("voice", [Voice.AGENCY, Voice.ROLE])
def test_pages_ask_no_more_for_posts_without_names(writer, sign_in, voice):
    client, costs = sign_in(MemberFactory()), []
    for spoken in (Voice.NAME, voice):
        topic = make_topic(BoardFactory(), writer, voice=spoken)
        for _ in range(3):
            reply(topic, writer, spoken)
        client.get(topic.get_absolute_url())
        pages = (topic.get_absolute_url(), topic.board.get_absolute_url(), "/forum/", "/catch-up/")
        costs.append([queries_of(client, page) for page in pages])
    assert costs[0] == costs[1]
