"""Erase a person: nothing that identifies them is left anywhere, and what others need stays."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions import erase as erasing
from forum.actions.approve import approve_edit
from forum.actions.post import post_reply
from forum.actions.undo_withdrawal import undo_withdrawal
from forum.actions.withdraw import withdraw_post
from forum.enums import PostState
from forum.models import Draft, Flag, Mention, Post, Quotation, Revision, Signal, Topic, Withdrawal
from forum.queries.signal_figures import last_months, month_rows
from forum.text.quotes import quote
from ratsite.accounts.enums import MemberState
from ratsite.accounts.models import User
from ratsite.audit.models import LogSeal
from ratsite.audit.verification import verify
from ratsite.lib.personal_data import sections
from ratsite.moderation.actions.claim import claim
from ratsite.moderation.models import Claim
from ratsite.network.figures import policy_inside
from ratsite.privacy.actions.erase import erase_by_letter, resume_erasures
from ratsite.privacy.enums import ErasureState, PostsAfterErasure
from ratsite.privacy.erasure import run_erasure
from ratsite.privacy.models import Erasure
from ratsite.sanctions.models import Note, Sanction
from tests.factories import MemberFactory, make_topic
from tests.markup import flat
from tests.membership_changes import send_membership
from tests.privacy.search_everywhere import found, send_last_emails
from tests.world import World
from tests.world.world import AGENCY, EMAIL, IDENTITY, JOB, NAME, OTHERS, PUBLISHED, PUBLISHED_FILE, QUOTED, SURNAME

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# What says what was done, to a number; and what is about posts and resources that others read.
STAYING_LISTS = {
    "you", "topics", "posts", "versions", "questions", "events", "flags_you_raised", "flags_about_you", "files",
    "closely_marked_files", "closely_marked_resources", "printed_topics", "resource_reviews", "resource_versions",
    "resource_checks", "outdated_reports", "suggestions", "hidden_data_reasons", "list_reports",
    "resource_reviews_decided", "resource_checks_decided", "suggestions_answered", "field_notes_decided",
    "file_requests_answered", "list_reports_decided", "agency_texts_decided", "access_changes_decided",
    "sanctions_imposed", "sanctions_ended", "appeals_answered", "applications_decided", "applicants_asked",
    "posts_decided", "content_notes_set", "versions_decided", "flags_settled", "writers_asked", "writers_looked_up",
    "topics_held",
    "resource_changes", "agency_texts_explained", "access_changes", "resources", "briefings", "briefings_used",
    "meanings", "published_contacts", "pages", "erasures", "log_about_you", "log_of_yours",
}  # fmt: skip


def erase(person: User, posts: PostsAfterErasure = PostsAfterErasure.KEEP) -> None:
    coordinator = MemberFactory(roles=["Coordinators"])
    assert erase_by_letter(
        person_id=person.pk, coordinator=coordinator, posts=posts, reason="Asked by letter of 3 March"
    )


@pytest.fixture
def erased(world, author, happen) -> World:
    """The shared test data after its author was erased; their posts stay."""
    assert found([EMAIL]) != []
    happen(erase, author)
    author.refresh_from_db()
    return world


def test_the_walk_would_notice(world):
    places = {place for place, _ in found([NAME, SURNAME, EMAIL, *IDENTITY])}
    assert {"accounts_user", "forum_post", "forum_revision", "forum_draft", "notifications_mail"} <= places
    assert [place for place in places if place.startswith("private/copies/")] != []


def test_nothing_that_identifies_the_person_is_left_in_any_table_or_file(erased):
    assert found(IDENTITY) == []


def test_published_posts_of_an_erased_person_stay_by_role_and_kind_of_agency(erased, outsider, sign_in):
    assert tuple(word for word in (PUBLISHED, PUBLISHED_FILE) if found([word])) == (PUBLISHED, PUBLISHED_FILE)
    page = flat(sign_in(outsider).get(erased.topics["members"].get_absolute_url()).content)
    assert f"CANARYPOST {QUOTED}" in page
    assert "A former member" in page
    assert "Housing provider" in page
    assert [word for word in (NAME, SURNAME, JOB, AGENCY, EMAIL, "@invalid") if word in page] == []
    post = Post.objects.get(pk=erased.posts["members"].pk)
    assert (post.agency, post.agency_kind, post.job_title) == (None, "housing", "")


def test_texts_of_other_people_lose_the_name_and_nothing_else(erased, outsider, author, sign_in):
    mentioning = Post.objects.get(pk=erased.posts["mentioning"].pk)
    assert mentioning.source == f"{OTHERS} ask a former member, and a former member! Soon."
    assert mentioning.html == f"<p>{OTHERS} ask a former member, and a former member! Soon.</p>\n"
    assert [revision.source for revision in mentioning.revisions.order_by("pk")] == [
        f"{OTHERS} ask a former member, and a former member!",
        f"{OTHERS} ask a former member, and a former member! Soon.",
    ]
    page = flat(sign_in(outsider).get(erased.topics["members"].get_absolute_url()).content)
    quoted = erased.posts["members"].get_absolute_url()
    assert f'<a href="{quoted}">A former member</a> wrote:' in page
    draft = Draft.objects.get(person=outsider)
    assert draft.fields["body"][0].startswith(f"> [Post 1]({quoted}):")
    assert draft.fields["body"][0].endswith(f"{OTHERS} draft, a former member")
    assert not Mention.objects.filter(person=author).exists()


def test_an_erased_account_keeps_a_number_and_no_name_or_access(erased, author, client):
    person = User.objects.get(pk=author.pk)
    assert (person.email, str(person), person.state) == (
        f"erased-{person.pk}@invalid", "A former member", MemberState.LEFT,
    )  # fmt: skip
    assert not person.has_usable_password()
    assert (person.is_active, person.agency, list(person.groups.all())) == (False, None, [])


def test_every_list_that_is_not_about_what_others_read_is_empty(erased, author):
    left = {part.key for part in sections() if part.rows(author).exists()}
    assert left - STAYING_LISTS == set()


def test_held_and_returned_posts_are_deleted_and_reports_of_others_stay(erased, author):
    posts = Post.objects.filter(author=author)
    assert set(posts.values_list("state", flat=True)) == {PostState.LIVE, PostState.WITHDRAWN}
    assert set(posts.filter(state=PostState.WITHDRAWN).values_list("source", "html", "explanation")) == {("", "", "")}
    assert not Revision.objects.filter(post__in=posts.exclude(state=PostState.LIVE)).exists()
    titles = Topic.objects.filter(author=author, published_at=None).values_list("title", flat=True)
    assert set(titles) == {"A withdrawn topic"}
    flags = Flag.objects.filter(post__in=posts).values_list("text", flat=True)
    assert set(flags) == {f"CANARYFLAG {OTHERS}", f"{OTHERS} flag"}


def test_post_texts_are_deleted_too_if_the_person_wishes(world, author, happen):
    happen(erase, author, PostsAfterErasure.TAKE)
    topic = Topic.objects.get(pk=world.topics["members"].pk)
    assert found([PUBLISHED]) == []
    assert not Quotation.objects.filter(text__contains=QUOTED).exists()
    assert OTHERS in Post.objects.get(pk=world.posts["quoting"].pk).source
    assert set(Post.objects.filter(author=author).values_list("state", "source")) == {("withdrawn", "")}
    assert (topic.title, topic.posts.get(number=1).state) == ("A withdrawn topic", PostState.WITHDRAWN)
    assert found(IDENTITY) == []


def test_the_log_says_that_a_number_was_erased_and_by_whom(erased, author):
    entry = ModelLogEntry.objects.get(action="privacy.person.erase")
    assert (entry.label, entry.object_id) == (f"user {author.pk}", str(author.pk))
    assert entry.data == {"reason": "Asked by letter of 3 March", "posts": "keep"}
    assert entry.user == Erasure.objects.get().coordinator


def test_no_entry_of_the_log_holds_a_name_or_an_address(author, happen):
    """The actions that created the test data, and the erasure, have written all their entries."""
    happen(erase, author)
    entries = [f"{entry.label} {entry.data}" for entry in ModelLogEntry.objects.all()]
    people = User.objects.exclude(first_name="")
    named = {word for person in people for word in (str(person), person.email)} | {f"{NAME} {SURNAME}", EMAIL}
    assert [entry for entry in entries for word in named if word in entry] == []
    assert len(entries) > 5


def test_an_interrupted_erasure_continues_where_it_stopped(author, happen, monkeypatch):
    """The process stops in the middle of the posts; the periodic job continues."""
    whole, posts = erasing._erase_post, []

    def stop_after_three(post_id, *rest):
        if len(posts) == 3:
            raise KeyboardInterrupt
        posts.append(post_id)
        return whole(post_id, *rest)

    erase(author)
    send_last_emails()
    erasure = Erasure.objects.get()
    monkeypatch.setattr(erasing, "_erase_post", stop_after_three)
    with pytest.raises(KeyboardInterrupt):
        happen(run_erasure, erasure_id=erasure.pk)  # files of what was committed are deleted
    monkeypatch.undo()
    assert User.objects.get(pk=author.pk).first_name == NAME
    Erasure.objects.update(started_at=timezone.now() - timezone.timedelta(hours=1))
    assert happen(resume_erasures) == 1
    erasure.refresh_from_db()
    assert erasure.state == ErasureState.DONE
    assert found(IDENTITY) == []


def test_an_erasure_runs_once(erased):
    erasure = Erasure.objects.get()
    before = Post.objects.get(pk=erased.posts["members"].pk).source
    assert run_erasure(erasure_id=erasure.pk) is False
    assert Post.objects.get(pk=erased.posts["members"].pk).source == before
    assert ModelLogEntry.objects.filter(action="privacy.person.erase").count() == 1


def test_another_person_of_the_same_name_keeps_it(world, outsider, author, happen):
    """If two people share a name, a mention has the agency; where it has not, only its row says who was meant."""
    namesake = MemberFactory(first_name=NAME, last_name=SURNAME)
    board = world.boards["members"]
    theirs = make_topic(board, outsider, body=f"Ask @{namesake} ({namesake.agency.name})").posts.get()
    happen(erase, author)
    assert Post.objects.get(pk=theirs.pk).source == f"Ask @{namesake} ({namesake.agency.name})"
    assert Post.objects.get(pk=world.posts["mentioning"].pk).source.startswith(f"{OTHERS} ask a former member")
    assert Mention.objects.get(post=theirs).person == namesake


def test_nobody_can_approve_an_erased_person(erased, author, sign_in):
    coordinator = MemberFactory(roles=["Coordinators"])
    client = sign_in(coordinator, with_second_step=True)
    send_membership(client, author, state="approved", reason="Back again", roles=[])
    author.refresh_from_db()
    assert author.state == MemberState.LEFT


def test_a_call_with_anything_behind_it_loses_the_name(world, outsider, author, happen):
    body = f"Ask @{author} (who is away), @{author} ({AGENCY}), and [see](/forum/posts/1/)"
    post = make_topic(world.boards["members"], outsider, body=body).posts.get()
    happen(erase, author)
    said = "Ask a former member (who is away), a former member, and [see](/forum/posts/1/)"
    assert Post.objects.get(pk=post.pk).source == said


def test_a_person_without_a_name_is_quoted_by_their_address_which_is_erased(world, outsider, happen):
    nameless = MemberFactory(first_name="", last_name="", email="fribbulon@agency.example")
    first = make_topic(world.boards["members"], nameless, body="First words").posts.get()
    quoted = quote(first.pk, writer=outsider, board=first.topic.board, marking=first.topic.marking).text
    post_reply(topic=world.topics["members"], author=outsider, body=f"{quoted}\n\nYes")
    assert found(["fribbulon"]) != []
    erase_by_letter(
        person_id=nameless.pk,
        coordinator=MemberFactory(roles=["Coordinators"]),
        posts=PostsAfterErasure.KEEP,
        reason="Asked by letter of 3 March",
    )
    send_last_emails()
    happen(run_erasure, erasure_id=Erasure.objects.get().pk)
    assert found(["fribbulon"]) == []


def test_the_seals_of_the_log_hold_after_an_erasure(author, happen, capsys):
    sealed = LogSeal.objects.count()
    happen(erase, author)
    assert verify().problem == ""
    call_command("verify_log")
    assert "OK: " in capsys.readouterr().out
    assert LogSeal.objects.count() > sealed > 0


def test_a_pending_edit_of_an_erased_person_is_deleted_and_nobody_can_approve_it(author, happen, moderator):
    waiting = Revision.objects.pending().get(post__author=author)
    claim(queue="edits", item_id=waiting.pk, person=moderator)
    happen(erase, author)
    assert not Claim.objects.filter(queue="edits").exists()
    assert approve_edit(revision_id=waiting.pk, moderator=moderator) is False


def test_nobody_finds_the_name_in_the_search_or_in_notifications(outsider, author, happen, sign_in):
    happen(erase, author)
    client = sign_in(outsider)
    for query in (SURNAME, NAME, f"{NAME} {SURNAME}"):
        page = flat(client.get(reverse("search:search"), {"q": query}).content)
        assert "No results" in page
    told = flat(client.get(reverse("notifications:notification_list")).content)
    assert [word for word in (NAME, SURNAME, AGENCY) if word in told] == []


def test_a_note_about_another_person_loses_the_erased_name_and_stays_with_that_person(outsider, author, happen):
    before = Note.objects.get(person=outsider)
    happen(erase, author)
    after = Note.objects.get(person=outsider)
    assert after.text == f"{OTHERS} met a former member"
    assert (after.pk, after.author, after.created_at) == (before.pk, before.author, before.created_at)


def test_sanctions_and_notes_about_the_person_go(author, happen):
    happen(erase, author)
    assert not Sanction.objects.filter(person=author).exists()
    assert not Note.objects.filter(person=author).exists()


def withdrawn(person, body: str, **fields) -> Post:
    post = post_reply(topic=make_topic(), author=person, body=body, **fields)
    return withdraw_post(post_id=post.pk, author=person)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("posts", PostsAfterErasure.values)
def test_a_post_that_an_erased_person_has_just_withdrawn_is_deleted_with_them(member, posts, happen):
    withdrawn(member, "CANARYWITHDRAWN")
    happen(erase, member, PostsAfterErasure(posts))
    assert (found(["CANARYWITHDRAWN"]), Withdrawal.objects.filter(post__author=member).count()) == ([], 0)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("said", ["in the text", "in the note"])
def test_a_name_does_not_come_back_when_another_undoes_a_withdrawal(member, said, happen):
    person, name = MemberFactory(first_name="CANARYCALLED"), "CANARYCALLED"
    places = {"forum_withdrawal", "forum_post", "forum_revision"}
    body = f"What says @{person.get_full_name()}?" if said == "in the text" else "We see it too."
    note = person.get_full_name() if said == "in the note" else ""
    post = withdrawn(member, body, content_note=note)
    happen(erase, person)
    assert {place for place, _ in found([name])} & places == set()
    if Withdrawal.objects.filter(post=post).exists():
        undo_withdrawal(post_id=post.pk, author=member)
    assert {place for place, _ in found([name])} & places == set()


def test_signals_of_an_erased_person_stay_their_agency_s_and_count(world, author, happen, sign_in):
    signal, agency = Signal.objects.get(person=author), author.agency
    before = month_rows([signal.topic], policy_inside(), last_months())
    happen(erase, author)
    signal.refresh_from_db()
    assert (signal.person, signal.reporting.agency) == (None, agency)
    assert month_rows([signal.topic], policy_inside(), last_months()) == before
    colleague = MemberFactory(agency=agency)
    assert [one.pk for one in Signal.objects.visible_to(colleague)] == [signal.pk]
    assert NAME not in flat(sign_in(colleague).get(signal.topic.get_absolute_url()).content)
