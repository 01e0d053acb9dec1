"""Erasing somebody: nothing that tells who it was is left anywhere, and what others need stays."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions import erase as erasing
from forum.actions.change_topic import rename_topic
from forum.actions.merge_topic import merge_topic
from forum.actions.post import post_reply
from forum.enums import PostState
from forum.models import Draft, Flag, Mention, Post, Quotation, Revision, Topic, TopicEvent
from forum.queries.audience import readers_after
from forum.text.quotes import quote
from ratsite.accounts.actions.leave import leave
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.lib.personal_data import sections
from ratsite.privacy.actions.erase import erase_by_letter, take_up_erasures
from ratsite.privacy.actions.make_copy import ask_for_copy
from ratsite.privacy.enums import ErasureState, PostsAfterErasure
from ratsite.privacy.erasure import erase_person
from ratsite.privacy.models import Erasure
from tests.factories import MemberFactory, make_topic
from tests.markup import flat
from tests.privacy.plants import (
    AGENCY,
    EMAIL,
    FILED,
    IDENTITY,
    JOB,
    NAME,
    OTHERS,
    PUBLISHED,
    QUOTED,
    SURNAME,
    Planted,
    plant,
)
from tests.privacy.search_everywhere import found, let_letters_leave

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# What says what was done, to a number; and what is about posts and resources that others read.
STAYING_LISTS = {
    "you", "topics", "posts", "versions", "questions", "events", "flags_you_raised", "flags_about_you", "files",
    "closely_marked_files", "closely_marked_resources", "resources_spoken_for", "notes_spoken_for",
    "resources", "pages", "erasures", "log_about_you", "log_of_yours",
}  # fmt: skip


def erase(planted: Planted, posts: PostsAfterErasure) -> User:
    coordinator = MemberFactory(roles=["Coordinators"])
    assert erase_by_letter(
        person_id=planted.person.pk, coordinator=coordinator, posts=posts, reason="Asked by letter of 3 March"
    )
    return coordinator


@pytest.fixture
def erased(happen) -> Planted:
    """Erased with the posts kept."""
    planted = happen(plant)
    happen(ask_for_copy, person=planted.person)
    assert found([EMAIL]) != []
    happen(erase, planted, PostsAfterErasure.KEEP)
    planted.person.refresh_from_db()
    return planted


def test_the_walk_would_notice(happen):
    happen(plant)
    places = {place for place, _ in found([NAME, SURNAME, EMAIL, *IDENTITY])}
    assert {"accounts_user", "forum_post", "forum_revision", "forum_draft", "notifications_mail"} <= places


def test_nothing_that_tells_who_it_was_is_left_in_any_table_or_file(erased):
    assert found(IDENTITY) == []


def test_what_others_read_stays_by_role_and_kind_of_agency(erased, sign_in):
    assert tuple(word for word in (PUBLISHED, FILED) if found([word])) == (PUBLISHED, FILED)
    page = flat(sign_in(erased.other).get(erased.topic.get_absolute_url()).content)
    assert f"{QUOTED} opening" in page
    assert "A former member" in page
    assert f"{JOB}, Housing provider" in page
    assert [word for word in (NAME, SURNAME, AGENCY, EMAIL, "@invalid") if word in page] == []
    post = Post.objects.get(pk=erased.opening.pk)
    assert (post.agency, post.agency_kind, post.job_title) == (None, "housing", JOB)


def test_the_words_of_others_lose_the_name_and_nothing_else(erased, sign_in):
    mentioning = Post.objects.get(pk=erased.mentioning.pk)
    assert mentioning.source == f"{OTHERS} ask a former member, and a former member! Soon."
    assert mentioning.html == f"<p>{OTHERS} ask a former member, and a former member! Soon.</p>\n"
    assert [revision.source for revision in mentioning.revisions.order_by("pk")] == [
        f"{OTHERS} ask a former member, and a former member!",
        f"{OTHERS} ask a former member, and a former member! Soon.",
    ]
    page = flat(sign_in(erased.other).get(erased.topic.get_absolute_url()).content)
    assert f'<a href="{erased.opening.get_absolute_url()}">A former member</a> wrote:' in page
    draft = Draft.objects.get(person=erased.other)
    assert draft.fields["body"][0].startswith(f"> [Post 1]({erased.opening.get_absolute_url()}):")
    assert draft.fields["body"][0].endswith(f"{OTHERS} draft, a former member")
    assert not Mention.objects.filter(person=erased.person).exists()


def test_a_number_without_a_name_or_any_door_is_left(erased, client):
    person = User.objects.get(pk=erased.person.pk)
    assert (person.email, str(person), person.state) == (
        f"erased-{person.pk}@invalid", "A former member", MemberState.LEFT,
    )  # fmt: skip
    assert not person.has_usable_password()
    assert (person.is_active, person.agency, list(person.groups.all())) == (False, None, [])


def test_every_list_that_is_not_about_what_others_read_is_empty(erased):
    left = {part.key for part in sections() if part.rows(erased.person).exists()}
    assert left - STAYING_LISTS == set()


def test_what_waited_or_came_back_is_gone_and_what_others_said_of_posts_stays(erased):
    posts = Post.objects.filter(author=erased.person)
    assert set(posts.values_list("state", flat=True)) == {PostState.LIVE, PostState.WITHDRAWN}
    assert set(posts.filter(state=PostState.WITHDRAWN).values_list("source", "html", "spoken_for")) == {("", "", "")}
    assert not Revision.objects.filter(post__in=posts.exclude(state=PostState.LIVE)).exists()
    assert Topic.objects.get(author=erased.person, published_at=None).title == "A withdrawn topic"
    assert set(Flag.objects.filter(post__in=posts).values_list("text", flat=True)) == {f"{OTHERS} flag"}


def test_the_words_of_posts_go_too_where_the_person_wishes(happen):
    planted = happen(plant)
    happen(erase, planted, PostsAfterErasure.TAKE)
    topic = Topic.objects.get(pk=planted.topic.pk)
    assert found([PUBLISHED]) == []
    assert not Quotation.objects.filter(words__contains=QUOTED).exists()
    assert OTHERS in Post.objects.get(pk=planted.quoting.pk).source
    assert set(Post.objects.filter(author=planted.person).values_list("state", "source")) == {("withdrawn", "")}
    assert (topic.title, topic.posts.get(number=1).state) == ("A withdrawn topic", PostState.WITHDRAWN)
    assert found(IDENTITY) == []


def test_the_log_says_that_a_number_was_erased_and_by_whom(erased):
    entry = ModelLogEntry.objects.get(action="privacy.person.erase")
    assert (entry.label, entry.object_id) == (f"user {erased.person.pk}", str(erased.person.pk))
    assert entry.data == {"reason": "Asked by letter of 3 March", "posts": "keep"}
    assert entry.user == Erasure.objects.get().coordinator


def test_no_entry_of_the_log_holds_a_name_or_an_address(happen):
    """Every action of the planting and of an erasure has written what it writes."""
    planted = happen(plant)
    happen(erase, planted, PostsAfterErasure.KEEP)
    entries = [f"{entry.label} {entry.data}" for entry in ModelLogEntry.objects.all()]
    people = User.objects.exclude(first_name="")
    named = {word for person in people for word in (str(person), person.email)} | {f"{NAME} {SURNAME}", EMAIL}
    assert [entry for entry in entries for word in named if word in entry] == []
    assert len(entries) > 5


def test_an_erasure_that_was_cut_short_goes_on_where_it_was(happen, monkeypatch):
    """The machine stops in the middle of the posts; the clock takes it up again."""
    planted = happen(plant)
    whole, posts = erasing._erase_post, []

    def stop_after_three(post_id, erasure):
        if len(posts) == 3:
            raise KeyboardInterrupt
        posts.append(post_id)
        return whole(post_id, erasure)

    erase(planted, PostsAfterErasure.KEEP)
    let_letters_leave()
    erasure = Erasure.objects.get()
    monkeypatch.setattr(erasing, "_erase_post", stop_after_three)
    with pytest.raises(KeyboardInterrupt):
        erase_person(erasure_id=erasure.pk)
    monkeypatch.undo()
    assert User.objects.get(pk=planted.person.pk).first_name == NAME
    Erasure.objects.update(started_at=timezone.now() - timezone.timedelta(hours=1))
    assert happen(take_up_erasures) == 1
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.DONE
    assert found(IDENTITY) == []


def test_it_is_done_once(erased):
    erasure = Erasure.objects.get()
    before = Post.objects.get(pk=erased.opening.pk).source
    assert erase_person(erasure_id=erasure.pk) is False
    assert Post.objects.get(pk=erased.opening.pk).source == before
    assert ModelLogEntry.objects.filter(action="privacy.person.erase").count() == 1


def test_somebody_else_of_the_same_name_keeps_it(happen):
    """Where two share a name, a call says which agency's; only the row says who was meant where it does not."""
    planted = happen(plant)
    namesake = MemberFactory(first_name=NAME, last_name=SURNAME)
    board = planted.topic.board
    theirs = make_topic(board, planted.other, body=f"Ask @{namesake} ({namesake.agency.name})").posts.get()
    happen(erase, planted, PostsAfterErasure.KEEP)
    assert Post.objects.get(pk=theirs.pk).source == f"Ask @{namesake} ({namesake.agency.name})"
    assert Post.objects.get(pk=planted.mentioning.pk).source.startswith(f"{OTHERS} ask a former member")
    assert Mention.objects.get(post=theirs).person == namesake


def test_an_erased_person_is_let_in_by_nobody(erased, sign_in):
    coordinator = MemberFactory(roles=["Coordinators"])
    client = sign_in(coordinator, with_second_step=True)
    address = reverse("desk:person", args=[erased.person.pk])
    client.post(address, {"state": "approved", "reason": "", "roles": []})
    erased.person.refresh_from_db()
    assert erased.person.state == MemberState.LEFT


def test_a_call_with_anything_behind_it_loses_the_name(happen):
    planted = happen(plant)
    body = f"Ask @{planted.person} (who is away), @{planted.person} ({AGENCY}), and [see](/forum/posts/1/)"
    post = make_topic(planted.topic.board, planted.other, body=body).posts.get()
    happen(erase, planted, PostsAfterErasure.KEEP)
    said = "Ask a former member (who is away), a former member, and [see](/forum/posts/1/)"
    assert Post.objects.get(pk=post.pk).source == said


def test_whoever_gave_no_name_is_quoted_by_their_address_and_it_goes(happen):
    planted = happen(plant)
    nameless = MemberFactory(first_name="", last_name="", email="fribbulon@agency.example")
    first = make_topic(planted.topic.board, nameless, body="First words").posts.get()
    quoted = quote(first.pk, writer=planted.other, board=first.topic.board, marking=first.topic.marking).text
    post_reply(topic=planted.topic, author=planted.other, body=f"{quoted}\n\nYes")
    assert found(["fribbulon"]) != []
    erase_by_letter(
        person_id=nameless.pk,
        coordinator=MemberFactory(roles=["Coordinators"]),
        posts=PostsAfterErasure.KEEP,
        reason="Asked by letter of 3 March",
    )
    let_letters_leave()
    happen(erase_person, erasure_id=Erasure.objects.get().pk)
    assert found(["fribbulon"]) == []


def test_the_log_calls_who_left_and_was_erased_a_former_member(member, sign_in, happen):
    coordinator = MemberFactory(roles=["Coordinators"])
    leave(person=member)
    happen(
        erase_by_letter,
        person_id=member.pk,
        coordinator=coordinator,
        posts=PostsAfterErasure.KEEP,
        reason="By telephone",
    )
    page = flat(sign_in(coordinator, with_second_step=True).get("/review/log/").content)
    assert "A former member" in page
    assert User.objects.get(pk=member.pk).email not in page


def test_the_titles_of_somebody_who_takes_their_words_go_wherever_they_stand(happen, moderator):
    person, other = MemberFactory(), MemberFactory()
    theirs, into = make_topic(author=person, title="Wuzzletitle"), make_topic(author=other, title="Kept by another")
    rename_topic(topic_id=theirs.pk, moderator=moderator, title="Wuzzletitle two")
    rename_topic(topic_id=into.pk, moderator=moderator, title="Calmer")
    shown_hash = readers_after(theirs.board, into.board.circle).shown_hash
    merge_topic(topic_id=theirs.pk, into_id=into.pk, moderator=moderator, reason="The same", shown_hash=shown_hash)
    coordinator = MemberFactory(roles=["Coordinators"])
    values = {"person_id": person.pk, "coordinator": coordinator, "reason": "By letter"}
    happen(erase_by_letter, posts=PostsAfterErasure.TAKE, **values)
    details = " ".join(TopicEvent.objects.values_list("detail", flat=True))
    assert "“A withdrawn topic”, from post" in details
    assert "Wuzzletitle" not in details
    assert "“Kept by another”" in details
