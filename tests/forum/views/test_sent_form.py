"""The forms for new posts lose no text and post nothing twice."""

import datetime as dt
import uuid
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from forum.actions.discard_draft import delete_old_drafts
from forum.actions.edit import edit_post
from forum.actions.merge_topic import merge_topic
from forum.actions.post import post_reply
from forum.actions.save_draft import edit_place, reply_place
from forum.models import Board, Draft, Post, Topic
from forum.queries.audience import readers_after
from ratsite.network.models import Area, Remit
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic, save_draft
from tests.markup import flat

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def writer(member, sign_in):
    return sign_in(member)


def reply_url(topic) -> str:
    return reverse("forum:topic_reply", args=[topic.pk])


def fields_of(response) -> dict:
    """Return what the page's own form would send."""
    staff_client, form = response.context["composer"], response.context["form"]
    return {
        "draft_sequence": str(staff_client.sequence),
        "submission": str(staff_client.submission),
        "body": form["body"].value() or "",
        **({"topic_page": str(response.context["pager"].number)} if "pager" in response.context else {}),
    }


def test_a_draft_saved_in_the_topic_stays_there_with_the_text_in_the_box_and_a_notice(writer, topic):
    where = topic.get_absolute_url()
    page = fields_of(writer.get(f"{where}?then=41-52"))
    answer = writer.post(f"{reply_url(topic)}?then=41-52", {**page, "body": "Half a", "save": "1"})
    assert answer.url == f"{where}?then=41-52#reply"
    shown = writer.get(where)
    assert fields_of(shown)["body"] == "Half a"
    html = flat(shown.content)
    assert html.count("Your draft is saved.") == 1
    assert html.index('id="reply"') < html.index("Your draft is saved.") < html.index("data-composer")


def test_a_draft_saved_on_a_later_page_of_a_topic_stays_on_that_page(writer):
    topic = make_topic(replies=25)
    where = f"{topic.get_absolute_url()}?page=2"
    page = fields_of(writer.get(where))
    assert writer.post(reply_url(topic), {**page, "body": "Half a", "save": "1"}).url == f"{where}#reply"


@pytest.mark.parametrize("sent", ["", "x", "-1", "99999999999999999999"])
def test_a_page_that_nobody_was_on_leads_to_the_form_or_to_no_page_at_all(writer, topic, sent):
    answer = writer.post(reply_url(topic), {"body": "Half a", "save": "1", "topic_page": sent})
    assert answer.status_code == 302
    assert answer.url.startswith("/forum/topics/")


def test_a_draft_is_saved_without_scripts_and_found_again_on_any_page(writer, topic):
    writer.post(reply_url(topic), {**fields_of(writer.get(reply_url(topic))), "body": "Half a", "save": "1"})
    assert fields_of(writer.get(reply_url(topic)))["body"] == "Half a"
    assert fields_of(writer.get(topic.get_absolute_url()))["body"] == "Half a"
    assert "Half a" in flat(writer.get("/drafts/").content)
    assert Post.objects.count() == 1


def test_the_form_says_how_many_people_will_be_able_to_read_the_post(member, writer):
    other = MemberFactory()
    circle = CircleFactory()
    circle.people.add(member, other, colleague := MemberFactory(agency=other.agency))
    board = BoardFactory(circle=circle)
    topic = make_topic(board, colleague)
    pages = (topic.get_absolute_url(), reply_url(topic), reverse("forum:topic_new", args=[board.slug]))
    for page in pages:
        assert "3 people in 2 agencies will be able to read this" in flat(writer.get(page).content)
    circle.people.remove(other, colleague)
    for page in pages:
        assert "1 person in 1 agency will be able to read this" in flat(writer.get(page).content)


@pytest.mark.parametrize(
    ("live", "holds_newcomers", "is_told"), [(2, True, True), (3, True, False), (0, False, False)]
)  # fmt: skip
def test_a_newcomer_reads_before_writing_that_a_moderator_reads_it_first(
    member, writer, live, holds_newcomers, is_told
):
    for _ in range(live):
        make_topic(author=member)
    topic = make_topic()
    Board.objects.update(holds_newcomers=holds_newcomers)
    pages = (topic.get_absolute_url(), reply_url(topic), reverse("forum:topic_new", args=[topic.board.slug]))
    told = ["A moderator reads your first posts before others can." in flat(writer.get(page).content) for page in pages]
    assert told == [is_told] * 3


def test_a_new_topic_keeps_every_field_and_each_kind_its_own_draft(writer):
    board = BoardFactory()
    address = reverse("forum:topic_new", args=[board.slug], query={"kind": "question"})
    sent = {"title": "Who rings?", "body": "At night.", "asked_remits": ["1", "2"], "marking": "clear", "save": "1"}
    writer.post(address, sent)
    initial = writer.get(address).context["form"].initial
    assert (initial["title"], initial["asked_remits"], initial["marking"]) == ("Who rings?", ["1", "2"], "clear")
    assert writer.get(address.replace("question", "trend")).context["form"].initial == {}
    assert Draft.objects.get().get_absolute_url() == address


def test_a_preview_and_a_mistake_keep_the_draft_too(writer, topic):
    writer.post(reply_url(topic), {"body": "Seen", "preview": "1"})
    assert Draft.objects.get().text == "Seen"
    board = BoardFactory()
    writer.post(reverse("forum:topic_new", args=[board.slug]), {"title": "", "body": "No title"})
    assert Draft.objects.filter(board=board).get().text.strip() == "No title"


def test_saving_by_script_answers_with_the_next_sequence(writer, topic):
    first = writer.post(reply_url(topic), {"body": "One", "draft_sequence": "0", "save": "1"}, headers=JSON)
    assert (first.status_code, first.json()["sequence"]) == (200, 1)
    second = writer.post(reply_url(topic), {"body": "Two", "draft_sequence": "1", "save": "1"}, headers=JSON)
    assert second.json()["sequence"] == 2
    assert second["Cache-Control"] == "no-store, private"


def test_a_stale_tab_never_writes_over_a_newer_draft_and_keeps_its_own_text(writer, topic):
    writer.post(reply_url(topic), {"body": "Newer", "draft_sequence": "0", "save": "1"})
    response = writer.post(reply_url(topic), {"body": "Older", "draft_sequence": "0", "save": "1"}, follow=True)
    html = flat(response.content)
    assert "changed in another tab" in html
    assert fields_of(response)["body"] == "Older"
    assert [draft.text for draft in Draft.objects.order_by("pk")] == ["Newer", "Older"]


@pytest.mark.parametrize("sequence", ["", "x", "-1", "9" * 40, "\x00"])
def test_a_sequence_that_makes_no_sense_counts_as_none(writer, topic, sequence):
    response = writer.post(reply_url(topic), {"body": "Text", "draft_sequence": sequence, "save": "1"}, headers=JSON)
    assert response.json()["sequence"] == 1


def test_an_empty_draft_is_not_saved(writer, topic):
    writer.post(reply_url(topic), {"body": "  ", "save": "1"})
    assert not Draft.objects.exists()


def test_posting_ends_the_draft_and_a_late_save_does_not_bring_it_back(writer, topic):
    form = {"submission": str(uuid.uuid4())}
    writer.post(reply_url(topic), {**form, "body": "Half", "draft_sequence": "0", "save": "1"})
    writer.post(reply_url(topic), {**form, "body": "Half and whole", "draft_sequence": "1"})
    assert not Draft.objects.exists()
    late = writer.post(reply_url(topic), {**form, "body": "Half a", "draft_sequence": "1", "save": "1"}, headers=JSON)
    assert late.status_code == 409
    assert not Draft.objects.exists()


def test_the_same_form_sent_twice_makes_one_post_and_shows_it(writer, topic):
    form = {**fields_of(writer.get(reply_url(topic))), "body": "Once"}
    first, second = writer.post(reply_url(topic), form), writer.post(reply_url(topic), form)
    assert first.url == second.url
    assert Post.objects.filter(topic=topic).count() == 2


def test_the_same_new_topic_sent_twice_is_one_topic(writer):
    board = BoardFactory()
    form = {"title": "Keys", "body": "Text", "marking": "green", "may_act": "check", "submission": str(uuid.uuid4())}
    address = reverse("forum:topic_new", args=[board.slug])
    assert writer.post(address, form).url == writer.post(address, form).url
    assert Topic.objects.count() == 1


def test_another_persons_form_number_opens_nothing(topic, member, sign_in):
    form = {"body": "Mine", "submission": str(uuid.uuid4())}
    sign_in(MemberFactory()).post(reply_url(topic), {**form, "body": "Theirs"})
    sign_in(member).post(reply_url(topic), form)
    assert Post.objects.filter(topic=topic).count() == 3


def test_a_draft_is_its_writers_alone(writer, topic, member):
    other = MemberFactory()
    save_draft(person=other, place=reply_place(topic), fields={"body": ["Theirs"]}, sequence=0, topic=topic)
    assert fields_of(writer.get(reply_url(topic)))["body"] == ""
    assert "Theirs" not in flat(writer.get("/drafts/").content)
    address = reverse("drafts:draft_discard", args=[Draft.objects.get().pk])
    assert (writer.get(address).status_code, writer.post(address).status_code) == (404, 404)
    assert Draft.objects.exists()


def test_a_draft_for_a_place_that_its_writer_left_shows_the_text_and_not_the_place(writer, member):
    circle = CircleFactory()
    circle.people.add(member)
    topic = make_topic(BoardFactory(circle=circle, name="Hidden board"), title="Hidden title")
    writer.post(reply_url(topic), {"body": "My words", "save": "1"})
    circle.people.remove(member)
    html = flat(writer.get("/drafts/").content)
    assert "My words" in html
    assert "Hidden" not in html
    assert reply_url(topic) not in html
    html = flat(writer.get(reverse("drafts:draft_discard", args=[Draft.objects.get().pk])).content)
    assert ("My words" in html, "Hidden" in html) == (True, False)


def test_a_draft_goes_after_thirty_days(writer, topic):
    writer.post(reply_url(topic), {"body": "Old", "save": "1"})
    Draft.objects.update(saved_at=timezone.now() - dt.timedelta(days=31))
    assert fields_of(writer.get(reply_url(topic)))["body"] == ""
    delete_old_drafts()
    assert not Draft.objects.exists()


def test_a_page_shows_a_draft_and_deletes_it_only_when_its_button_is_pressed(writer, topic):
    writer.post(reply_url(topic), {"body": "Never mind", "save": "1"})
    address = reverse("drafts:draft_discard", args=[Draft.objects.get().pk])
    assert f'href="{address}"' in flat(writer.get("/drafts/").content)
    html = flat(writer.get(address).content)
    assert ("Never mind" in html, "We cannot bring back its text or files." in html) == (True, True)
    assert Draft.objects.exists()
    assert writer.post(address, {"sequence": "1"}).url == "/drafts/"
    assert not Draft.objects.exists()


def test_a_draft_that_was_saved_again_after_its_writer_saw_it_is_not_deleted_but_shown(writer, topic):
    writer.post(reply_url(topic), {"body": "Never mind", "save": "1"})
    address = reverse("drafts:draft_discard", args=[Draft.objects.get().pk])
    assert '<input type="hidden" name="sequence" value="1">' in flat(writer.get(address).content)
    Draft.objects.update(fields={"body": ["From the phone"]}, sequence=2)
    assert writer.post(address).status_code == 409  # from a page that is older than this field
    answer = writer.post(address, {"sequence": "1"})
    html = flat(answer.content)
    assert (answer.status_code, "From the phone" in html, "was saved again" in html) == (409, True, True)
    assert '<input type="hidden" name="sequence" value="2">' in html
    assert writer.post(address, {"sequence": "2"}).url == "/drafts/"
    assert not Draft.objects.exists()


def close(topic, how: str) -> None:
    if how == "board":
        Board.objects.update(state="archived")
    elif how == "topic":
        Topic.objects.update(is_locked=True)
    else:
        topic.board.circle.people.clear()


@pytest.mark.parametrize(
    ("how", "why"),
    [("board", "This board is archived"), ("topic", "This topic is locked")],
)
def test_a_text_for_a_place_that_closed_comes_back_with_the_reason(writer, member, topic, how, why):
    post = post_reply(topic=topic, author=member, body="Before")
    close(topic, how)
    new = reverse("forum:topic_new", args=[topic.board.slug])
    places = [reply_url(topic), reverse("forum:post_edit", args=[post.pk]), *([new] if how == "board" else [])]
    for address in places:
        assert writer.get(address).status_code == 403
        for button in ("post", "preview", "save"):
            response = writer.post(address, {"title": "Mine", "body": "Typed for an hour", button: "1"})
            html = flat(response.content)
            assert response.status_code == 403
            assert why in html
            assert "Typed for an hour</textarea>" in html
    drafts = flat(writer.get("/drafts/").content)
    assert drafts.count(why) == len(places)
    assert reply_url(topic) not in drafts
    assert (Post.objects.count(), post.revisions.count()) == (2, 0)


def test_a_script_saves_the_draft_also_where_the_place_has_closed(writer, topic):
    close(topic, "topic")
    answer = writer.post(reply_url(topic), {"body": "Typing", "draft_sequence": "0", "save": "1"}, headers=JSON)
    assert (answer.status_code, answer.json()["sequence"]) == (200, 1)


def test_a_text_for_a_place_that_its_writer_left_is_saved_and_the_response_names_no_place(writer, member):
    circle = CircleFactory()
    circle.people.add(member)
    topic = make_topic(BoardFactory(circle=circle, name="Hidden board"), member, title="Hidden title")
    places = [
        (reply_url(topic), reverse("forum:topic_reply", args=[10_000])),
        (reverse("forum:topic_new", args=[topic.board.slug]), reverse("forum:topic_new", args=["nowhere"])),
        (reverse("forum:post_edit", args=[topic.posts.get().pk]), reverse("forum:post_edit", args=[10_000])),
    ]
    close(topic, "circle")
    for number, (left, nowhere) in enumerate(places):
        form = {"title": f"Title {number}", "body": f"{'Word ' * 50}and end {number}", "submission": str(uuid.uuid4())}
        first, again, other = (writer.post(address, form) for address in (left, left, nowhere))
        assert (first.status_code, first.content) == (404, again.content)
        assert first.content == other.content
        assert "What you wrote is not lost" in flat(first.content)
        assert writer.post(left, {"body": " "}).content == writer.get(nowhere).content
    html = flat(writer.get("/drafts/").content)
    assert [html.count(f"and end {number}") for number in range(3)] == [1, 1, 1]
    assert "Hidden" not in html
    assert Post.objects.count() == 1


@pytest.mark.parametrize("button", ["post", "preview", "save"])
def test_a_character_that_no_database_takes_costs_no_other(writer, topic, button):
    for address in (reply_url(topic), reverse("forum:topic_reply", args=[10_000])):
        writer.post(address, {"body": "A\x00b", "odd\x00name": "", button: "1"})
    assert [draft.text for draft in Draft.objects.all()] == ["Ab", "Ab"]


def test_the_newest_twenty_lost_texts_are_saved(writer, member):
    for number in range(25):
        writer.post(reverse("forum:topic_reply", args=[10_000]), {"body": f"Text {number}."})
    drafts = Draft.objects.filter(person=member)
    assert [draft.text for draft in drafts.order_by("pk")] == [f"Text {number}." for number in range(5, 25)]


@pytest.mark.parametrize("how", ["board", "topic", "circle"])
def test_a_place_that_closes_between_the_page_and_the_lock_is_refused_by_the_action(member, how):
    circle = CircleFactory()
    circle.people.add(member)
    topic = make_topic(BoardFactory(circle=circle), member)
    close(topic, how)
    acts = [
        partial(post_reply, topic=topic, body="Late"),
        partial(edit_post, post_id=topic.posts.get().pk, body="Late"),
    ]
    if how != "topic":
        acts.append(partial(make_topic, topic.board))
    for act in acts:
        with pytest.raises(PermissionDenied):
            act(**{"editor" if act.func is edit_post else "author": member})
    assert Post.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_drafts_costs_the_same_for_one_and_three(writer, django_assert_num_queries, count):
    for _ in range(count):
        writer.post(reply_url(make_topic()), {"body": "Text", "save": "1"})
    writer.get("/drafts/")  # shows what was said about saving them
    with django_assert_num_queries(5):  # session, person, drafts, their files, topics
        writer.get("/drafts/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_drafts_of_changes_costs_the_same_for_one_and_three(
    member, writer, django_assert_num_queries, count
):
    for number in range(count):
        post = make_topic(author=member, title=f"Topic {number}").posts.get()
        fields = {"body": [f"Text {number}"]}
        save_draft(person=member, place=edit_place(post), fields=fields, sequence=0, post=post)
    with django_assert_num_queries(5):  # session, person, drafts, their files, posts
        html = flat(writer.get("/drafts/").content)
    assert [f"Change to your post in “Topic {number}”" in html for number in range(count)] == [True] * count


@pytest.mark.parametrize(
    "changed",
    [
        {"marking": "amber_strict"},
        {"title": "Other keys"},
        {"may_act": "no"},
        {"content_note": "about a child"},
        {"voice": "role"},
        {"forms": "1"},
        {"files": SimpleUploadedFile("list.txt", b"Ask first.")},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_new_topic_sent_again_with_another_choice_is_a_draft_and_not_said_to_be_published(writer, member, changed):
    board, name = BoardFactory(), next(iter(changed))
    form = {"title": "Keys", "body": "Text", "marking": "green", "may_act": "check", "submission": str(uuid.uuid4())}
    address = reverse("forum:topic_new", args=[board.slug])
    assert "Your post is published" in flat(writer.post(address, form, follow=True).content)
    html = flat(writer.post(address, {**form, **changed}, follow=True).content)
    assert "What you changed is saved as a draft." in html
    assert "Your post is published" not in html
    draft = Draft.objects.get(person=member)
    assert draft.fields["body"] == ["Text"]
    assert draft.files.count() == (1 if name == "files" else 0)
    assert name == "files" or draft.fields[name] == [changed[name]]
    assert Topic.objects.get().marking == "green"


@pytest.mark.parametrize(
    ("kind", "first", "again"),
    [
        ("question", {"asked_remits": "0"}, {"asked_remits": "1"}),
        ("trend", {"areas": "0", "confidence": "seen"}, {"areas": "1"}),
        ("trend", {"areas": "0", "confidence": "seen"}, {"confidence": "heard"}),
    ],
)
def test_a_question_and_a_trend_note_sent_again_with_another_choice_are_drafts_too(writer, member, kind, first, again):
    address = f"{reverse('forum:topic_new', args=[BoardFactory().slug])}?kind={kind}"
    sent = {"title": "Keys", "body": "Text", "marking": "green", "may_act": "check", "submission": str(uuid.uuid4())}
    sent |= {"first_month": timezone.localdate().replace(day=1).isoformat()} if kind == "trend" else {}
    rows = {"asked_remits": Remit.objects.all(), "areas": Area.objects.all()}

    def form(choices: dict) -> dict:
        return sent | {name: rows[name][int(one)].pk if name in rows else one for name, one in choices.items()}

    assert writer.post(address, form(first)).url == writer.post(address, form(first)).url
    assert not Draft.objects.exists()
    writer.post(address, form(first | again))
    assert Draft.objects.filter(person=member).count() == 1


def test_the_author_of_a_trend_note_reads_that_the_note_is_no_signal(writer, member):
    address, told = reverse("forum:topic_new", args=[BoardFactory().slug]), "Your note does not count as a signal"
    sent = {"title": "Keys", "body": "Text", "marking": "green", "may_act": "check", "confidence": "seen"}
    sent |= {"areas": Area.objects.first().pk, "first_month": timezone.localdate().replace(day=1).isoformat()}
    for kind in ("trend", "discussion"):
        page = writer.post(f"{address}?kind={kind}", sent | {"submission": str(uuid.uuid4())}, follow=True)
        html = flat(page.content)
        assert (told in html) == (kind == "trend")
        if kind == "trend":
            assert html.index('id="signal-box"') < html.index(f"{told}. Say at the top of this page")


def test_a_reply_sent_twice_with_its_file_is_one_and_with_another_file_of_that_name_a_draft_too(writer, member, topic):
    form = {"body": "See the list.", "submission": str(uuid.uuid4())}
    for _ in range(2):
        writer.post(reply_url(topic), {**form, "files": SimpleUploadedFile("list.txt", b"All names.")})
    assert (topic.posts.count(), Draft.objects.count()) == (2, 0)
    writer.post(reply_url(topic), {**form, "files": SimpleUploadedFile("list.txt", b"No names.")})
    assert (topic.posts.count(), Draft.objects.get(person=member).files.count()) == (2, 1)


def test_files_of_a_text_for_a_place_that_its_writer_left_are_saved_with_it(writer, member):
    circle = CircleFactory()
    circle.people.add(member)
    topic = make_topic(BoardFactory(circle=circle), member)
    close(topic, "circle")
    for address in (
        reply_url(topic),
        reverse("forum:topic_new", args=[topic.board.slug]),
        reverse("forum:post_edit", args=[topic.posts.get().pk]),
    ):
        file = SimpleUploadedFile("list.txt", b"Ask first.")
        sent = {"body": "Typed for an hour", "submission": str(uuid.uuid4()), "files": file}
        assert writer.post(address, sent).status_code == 404
    assert [draft.files.count() for draft in Draft.objects.filter(person=member)] == [1, 1, 1]
    assert "list.txt" in flat(writer.get("/drafts/").content)


def test_a_reply_to_a_topic_that_was_merged_meanwhile_is_a_draft_for_the_other_with_its_files(
    writer, member, moderator
):
    board = BoardFactory()
    topic, other = make_topic(board), make_topic(board, title="Into this one")
    readers = readers_after(board, None).counts
    merge_topic(topic_id=topic.pk, into_id=other.pk, moderator=moderator, reason="The same", shown_hash=readers)
    file = SimpleUploadedFile("list.txt", b"Ask first.")
    sent = {"body": "Typed for an hour", "submission": str(uuid.uuid4()), "files": file}
    page = writer.post(reply_url(topic), sent, follow=True)
    html = flat(page.content)
    assert page.redirect_chain == [(reply_url(other), 302)]
    assert "This topic was merged into another topic while you wrote." in html
    assert ("Typed for an hour</textarea>" in html, "list.txt" in html) == (True, True)
    draft = Draft.objects.get(person=member)
    assert (draft.topic, draft.files.count()) == (other, 1)
