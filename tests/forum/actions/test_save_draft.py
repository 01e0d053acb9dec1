"""Two tabs or devices write in one place: both versions are saved and compared, and no text is lost by posting one."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from forum.actions.discard_draft import discard_posted_draft
from forum.actions.post import post_reply
from forum.actions.save_draft import MOST_VERSIONS, Seen, reply_place, save_typed, topic_place
from forum.actions.save_draft_files import save_files
from forum.models import Board, Draft, Post, Topic
from forum.models.draft import version_place
from tests.factories import BoardFactory, CircleFactory, MemberFactory, make_topic
from tests.forum.actions.test_attach_files import text_file
from tests.forum.actions.test_merge_topic import merge
from tests.forum.actions.test_save_draft_files import hidden, reply_url
from tests.markup import flat

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def topic():
    return make_topic()


@pytest.fixture
def writer(member, sign_in):
    return sign_in(member)


def draft_texts() -> list[str]:
    return [draft.text.strip() for draft in Draft.objects.order_by("pk")]


def two_tabs(writer, where: str, **fields) -> tuple[dict, object]:
    """Save "Phone" in one tab, then "Desk" in a second; return the second tab's hidden fields and its next page."""
    first, second = (hidden(writer.get(where)) for _ in range(2))
    writer.post(where, {**first, "body": "Phone", **fields, "save": "1"})
    page = writer.post(where, {**second, "body": "Desk", **fields, "preview": "1"})
    return second, page


def form_at(form: str, member, topic: Topic) -> tuple[str, dict[str, str]]:
    """Return the address of a form, and what must be chosen in it before a text can be posted."""
    own = make_topic(author=member).posts.get()
    return {
        "reply": (reply_url(topic), {}),
        "topic": (
            reverse("forum:topic_new", args=[topic.board.slug], query={"kind": "discussion"}),
            {"title": "Keys", "marking": "green", "may_act": "free"},
        ),
        "edit": (reverse("forum:post_edit", args=[own.pk]), {}),
    }[form]


@pytest.mark.parametrize("form", ["reply", "topic", "edit"])
def test_both_versions_are_saved_and_each_opens_with_its_own_text_and_choices(member, writer, topic, form):
    where, _ = form_at(form, member, topic)
    writer.post(where, {"body": "Phone", "content_note": "about a child", "preview": "1"})
    page = writer.post(where, {"body": "Desk", "content_note": "", "preview": "1"})
    other, html = page.context["composer"].others[0], flat(page.content)
    assert "This draft was changed in another tab or on another device. Both versions are saved." in html
    assert f'href="{other.get_absolute_url().replace("&", "&amp;")}">Open the other version' in html
    opened = writer.get(other.get_absolute_url())
    assert [opened.context["form"][name].value() for name in ("body", "content_note")] == ["Phone", "about a child"]
    back = writer.get(opened.context["composer"].others[0].get_absolute_url())
    assert back.context["form"]["body"].value() == "Desk"
    assert draft_texts() == ["Phone about a child", "Desk"]


def test_the_page_with_both_shows_them_whole_and_nobody_elses(member, writer, topic, sign_in):
    _, page = two_tabs(writer, reply_url(topic))
    other = MemberFactory()
    save_typed(
        person=other,
        place=reply_place(topic),
        seen=Seen(),
        fields={"body": ["Theirs"]},
        form=uuid.uuid4(),
        topic_id=topic.pk,
    )
    address = page.context["composer"].compare_url
    html = flat(writer.get(address).content)
    assert [html.count(text) for text in ("<p>Phone</p>", "<p>Desk</p>", "Theirs")] == [1, 1, 0]
    assert [f'href="{draft.get_absolute_url()}"' in html for draft in Draft.objects.filter(person=member)] == [True] * 2
    stranger = sign_in(other)
    pages = [stranger.get(where) for where in (address, reverse("drafts:draft_versions", args=[10_000]))]
    assert [shown.status_code for shown in pages] == [404, 404]
    assert pages[0].content == pages[1].content


def test_posting_one_leaves_the_other_in_the_list_until_its_writer_deletes_it(writer, topic):
    _, page = two_tabs(writer, reply_url(topic))
    writer.post(reply_url(topic), {**hidden(page), "body": "Desk, posted"})
    assert (draft_texts(), topic.posts.last().source) == (["Phone"], "Desk, posted")
    left = Draft.objects.get()
    assert f'href="{left.get_absolute_url()}"' in flat(writer.get("/drafts/").content)
    assert "Phone" in flat(writer.get(topic.get_absolute_url()).content)
    writer.post(reverse("drafts:draft_discard", args=[left.pk]), {"sequence": left.sequence})
    assert draft_texts() == []


def test_posting_the_first_leaves_the_version_and_the_form_says_so(writer, topic):
    _, page = two_tabs(writer, reply_url(topic))
    first = writer.get(page.context["composer"].others[0].get_absolute_url())
    writer.post(reply_url(topic), {**hidden(first), "body": "Phone"})
    assert draft_texts() == ["Desk"]
    for address in (reply_url(topic), topic.get_absolute_url()):
        html = flat(writer.get(address).content)
        assert f'href="{Draft.objects.get().get_absolute_url()}">Open the draft</a>' in html
        assert ("You have a draft here, saved" in html, "another version" in html) == (True, False)
    assert "side by side" not in flat(writer.get("/drafts/").content)


@pytest.mark.parametrize("form", ["reply", "topic", "edit"])
@pytest.mark.parametrize(
    ("posted", "left"),
    [("Desk and Phone", []), ("Desk", ["Phone"]), ("Phone", []), ("Neither", ["Phone"])],
)
def test_a_version_goes_when_all_of_its_text_is_posted(member, writer, topic, form, posted, left):
    where, fields = form_at(form, member, topic)
    for tab, body in [(hidden(writer.get(where)), body) for body in ("Phone", "Desk")]:
        page = writer.post(where, {**tab, "body": body, "preview": "1"})
    other = make_topic(author=member)
    two_tabs(writer, reply_url(other))
    writer.post(where, {**hidden(page), **fields, "body": posted})
    assert Draft.objects.filter(topic=other).count() == 2
    assert posted in Post.objects.values_list("source", flat=True)
    assert [draft.text.strip() for draft in Draft.objects.exclude(topic=other).order_by("pk")] == left


def test_a_version_with_a_file_stays_when_its_text_is_posted(member, writer, topic):
    _, page = two_tabs(writer, reply_url(topic))
    [phone, desk] = Draft.objects.order_by("pk")
    save_files(draft_id=phone.pk, person=member, uploads=[text_file()])
    writer.post(reply_url(topic), {**hidden(page), "body": "Phone and desk"})
    assert list(Draft.objects.all()) == [phone]


@pytest.mark.parametrize(("body", "choice", "left"), [("Phone", "red", 1), ("", "red", 1), ("Phone", "", 0)])
def test_a_version_with_other_choices_stays_when_its_text_is_posted(body, choice, left, member, topic):
    place, about = topic_place(topic.board, "discussion"), {"board_id": topic.board_id, "kind": "discussion"}
    drafts = {"person": member, "saved_at": timezone.now(), **about}
    Draft.objects.create(place=place, fields={"body": ["Phone and desk"]}, **drafts)
    version = Draft.objects.create(place=version_place("other"), fields={"body": [body], "marking": [choice]}, **drafts)
    discard_posted_draft(person=member, place=place, seen=Seen(sequence=1), posted=["Phone and desk"], **about)
    assert list(Draft.objects.all()) == [version] * left


def test_a_version_of_another_person_stays_when_its_text_is_posted(member, topic, sign_in):
    other = MemberFactory()
    for person in (member, other):
        two_tabs(sign_in(person), reply_url(topic))
    post_reply(topic=topic, author=member, body="Phone and Desk")
    assert list(Draft.objects.values_list("person", flat=True)) == [other.pk] * 2


def test_a_tab_that_has_never_seen_the_newer_draft_posts_and_does_not_delete_it(writer, topic):
    stale = hidden(writer.get(reply_url(topic)))
    writer.post(reply_url(topic), {"body": "Newer, on the phone", "save": "1"})
    writer.post(reply_url(topic), {**stale, "body": "From the desk"})
    assert (draft_texts(), topic.posts.last().source) == (["Newer, on the phone"], "From the desk")


def test_a_script_saves_in_its_own_version_and_links_to_both(writer, topic):
    where, tabs = reply_url(topic), [hidden(writer.get(reply_url(topic))) for _ in range(2)]
    writer.post(where, {**tabs[0], "body": "Phone", "save": "1"}, headers=JSON)
    answer = writer.post(where, {**tabs[1], "body": "De", "save": "1"}, headers=JSON).json()
    assert (answer["sequence"], answer["version"] != "", "Both versions are saved" in answer["message"]) == (
        1,
        True,
        True,
    )
    assert writer.get(answer["link"]).status_code == 200
    tabs[1] |= {"draft_version": answer["version"], "draft_sequence": answer["sequence"]}
    later = writer.post(where, {**tabs[1], "body": "Desk", "save": "1"}, headers=JSON).json()
    assert (later["sequence"], later["version"], "link" in later) == (2, answer["version"], False)
    assert draft_texts() == ["Phone", "Desk"]


def test_a_preview_by_script_saves_in_its_own_version_too(writer, topic):
    where, tabs = reply_url(topic), [hidden(writer.get(reply_url(topic))) for _ in range(2)]
    writer.post(where, {**tabs[0], "body": "Phone", "save": "1"}, headers=JSON)
    answer = writer.post(where, {**tabs[1], "body": "De", "preview": "1"}, headers=JSON).json()
    assert ("De" in answer["preview"], "Both versions are saved" in answer["message"]) == (True, True)
    assert writer.get(answer["link"]).status_code == 200
    tabs[1] |= {"draft_version": answer["version"], "draft_sequence": answer["sequence"]}
    writer.post(where, {**tabs[1], "body": "Desk", "save": "1"}, headers=JSON)
    assert draft_texts() == ["Phone", "Desk"]


def test_a_page_whose_response_was_lost_saves_no_second_version(writer, topic):
    form = hidden(writer.get(reply_url(topic)))
    for text in ("One", "One, two", "One, two, three"):  # none of the answers has arrived
        writer.post(reply_url(topic), {**form, "body": text, "save": "1"}, headers=JSON)
    assert draft_texts() == ["One, two, three"]


def test_the_same_form_sent_twice_is_one_version(writer, topic):
    second, _ = two_tabs(writer, reply_url(topic))
    writer.post(reply_url(topic), {**second, "body": "Desk", "preview": "1"})
    assert draft_texts() == ["Phone", "Desk"]


def test_a_text_whose_lines_a_script_and_then_the_form_sent_is_one_draft(writer, topic):
    """The preview by script is stopped by the identifier check, whose answer is a page, so the form is sent itself."""
    form = hidden(writer.get(reply_url(topic)))
    text = "One.\n\nRing Mr Ali on 07700 900123."
    for body, headers in ((text, JSON), (text.replace("\n", "\r\n"), {})):
        page = writer.post(reply_url(topic), {**form, "body": body, "preview": "1"}, headers=headers)
    assert ("could someone be recognised?" in flat(page.content), "another device" in flat(page.content)) == (
        True,
        False,
    )
    assert draft_texts() == [text]
    posted = {**hidden(page), "body": text.replace("\n", "\r\n").replace("Mr Ali on 07700 900123", "him")}
    writer.post(reply_url(topic), posted)
    assert draft_texts() == []


def test_beyond_ten_versions_the_form_says_that_nothing_was_saved(writer, topic):
    texts = [f"Text {chr(65 + number)}" for number in range(MOST_VERSIONS + 2)]
    pages = [writer.post(reply_url(topic), {"body": text, "preview": "1"}) for text in texts]
    assert draft_texts() == texts[:-1]
    html = flat(pages[-1].content)
    assert ("too many versions" in html, f"{texts[-1]}</textarea>" in html) == (True, True)
    script = writer.post(reply_url(topic), {"body": texts[-1], "save": "1"}, headers=JSON)
    assert (script.status_code, "too many versions" in script.json()["message"]) == (409, True)


def test_text_typed_in_the_same_form_after_posting_is_saved(writer, topic):
    """After the browser's back button the same form is sent again: it posts once, and the new text becomes a draft."""
    form = hidden(writer.get(reply_url(topic)))
    writer.post(reply_url(topic), {**form, "body": "Once"})
    page = writer.post(reply_url(topic), {**form, "body": "Once more, and longer"}, follow=True)
    assert "You have already posted this form, so we did not post it again." in flat(page.content)
    assert page.context["form"]["body"].value() == "Once more, and longer"
    assert (topic.posts.count(), draft_texts()) == (2, ["Once more, and longer"])


TWO_LINES = "From the phone.\r\n\r\nWe see it too."


def one_draft_on_two_devices(writer, where: str, **fields) -> list[dict[str, str]]:
    """Save a draft and open it on two devices; return what each of them then sends to post it."""
    first = {**hidden(writer.get(where)), "body": TWO_LINES, **fields}
    writer.post(where, {**first, "save": "1"}, headers=JSON)
    return [{**first, **hidden(writer.get(where))} for _ in range(2)]


@pytest.mark.parametrize("form", ["reply", "topic"])
@pytest.mark.parametrize("holds", [True, False])
def test_a_draft_that_two_devices_post_is_posted_once(writer, topic, form, holds):
    board = topic.board
    board.holds_newcomers = holds
    board.save()
    where = reply_url(topic) if form == "reply" else reverse("forum:topic_new", args=[board.slug])
    choices = {} if form == "reply" else {"title": "Keys", "marking": "green", "may_act": "free"}
    phone, desk = one_draft_on_two_devices(writer, where, **choices)
    before = Post.objects.count()
    writer.post(where, phone)
    page = writer.post(where, desk, follow=True)
    html = flat(page.content)
    assert (Post.objects.count() - before, draft_texts()) == (1, [])
    assert "You have already posted this, so we did not post it again." in html
    assert "another version of this draft" not in html


def test_a_posted_draft_that_another_device_still_saves_is_no_new_draft(writer, topic):
    phone, desk = one_draft_on_two_devices(writer, reply_url(topic))
    writer.post(reply_url(topic), phone)
    answer = writer.post(reply_url(topic), {**desk, "save": "1"}, headers=JSON)
    assert (answer.status_code, answer.json()["message"]) == (
        409,
        "You have already posted this text, so we did not save it again.",
    )
    assert draft_texts() == []


def test_a_posted_draft_that_another_device_posts_with_a_new_choice_is_saved(writer, topic):
    phone, desk = one_draft_on_two_devices(writer, reply_url(topic))
    writer.post(reply_url(topic), phone)
    page = writer.post(reply_url(topic), {**desk, "content_note": "about a child"}, follow=True)
    assert "What you changed is saved as a draft." in flat(page.content)
    assert (topic.posts.count(), page.context["form"]["content_note"].value()) == (2, "about a child")


def test_a_posted_draft_that_another_device_posts_with_other_words_is_posted(writer, topic):
    phone, desk = one_draft_on_two_devices(writer, reply_url(topic))
    writer.post(reply_url(topic), phone)
    writer.post(reply_url(topic), {**desk, "body": "And from the desk."})
    assert topic.posts.count() == 3


@pytest.mark.parametrize("form", ["reply", "topic"])
def test_a_text_that_is_posted_again_after_going_back_in_the_browser_is_posted_once(writer, topic, form):
    """The browser loads the page anew, with a new form, and fills in the text that was there."""
    where = reply_url(topic) if form == "reply" else reverse("forum:topic_new", args=[topic.board.slug])
    sent = {"body": TWO_LINES, "title": "Keys", "marking": "green", "may_act": "free"}
    for _ in range(2):
        page = writer.post(where, {**sent, **hidden(writer.get(where))}, follow=True)
    assert "You have already posted this, so we did not post it again." in flat(page.content)
    assert Post.objects.count() == 2
    saved = writer.post(where, {**sent, **hidden(writer.get(where)), "save": "1"}, headers=JSON)
    assert (saved.json()["message"][:33], draft_texts()) == ("You have already posted this text", [])


@pytest.mark.parametrize("is_saved", [True, False])
@pytest.mark.parametrize("why", ["to another post", "after another person"])
def test_a_short_answer_can_be_given_twice(writer, topic, is_saved, why):
    for number in (2, 3):
        form = {**hidden(writer.get(reply_url(topic))), "body": "Yes."}
        if why == "to another post" and number == 3:
            form["reply_to"] = str(topic.posts.first().pk)
        if is_saved and why != "to another post":
            form |= writer.post(reply_url(topic), {**form, "save": "1"}, headers=JSON).json()
        writer.post(reply_url(topic), form | {"draft_sequence": form.get("sequence", form["draft_sequence"])})
        assert topic.posts.filter(source="Yes.").count() == number - 1
        if why == "after another person":
            post_reply(topic=topic, author=MemberFactory(), body="And yours?")


def test_a_held_post_of_another_does_not_let_a_text_be_posted_again_after_going_back(writer, topic):
    for _ in range(2):
        writer.post(reply_url(topic), {**hidden(writer.get(reply_url(topic))), "body": "Yes."})
        Board.objects.update(holds_replies=True)
        assert post_reply(topic=Topic.objects.get(pk=topic.pk), author=MemberFactory(), body="And yours?").is_held
        Board.objects.update(holds_replies=False)
    assert topic.posts.filter(source="Yes.").count() == 1


def test_a_number_of_another_persons_version_opens_and_overwrites_nothing(writer, topic):
    other = MemberFactory()
    for text in ("Theirs", "Theirs too, and other"):
        fields = {"body": [text[::-1]]}
        kept = save_typed(
            person=other, place=reply_place(topic), seen=Seen(), fields=fields, form=uuid.uuid4(), topic_id=topic.pk
        )
    version = kept.draft
    page = writer.get(version.get_absolute_url())
    assert (page.context["form"]["body"].value(), page.context["composer"].others) == ("", [])
    form = {"draft_version": version.version, "draft_sequence": "1"}
    writer.post(reply_url(topic), {**form, "body": "Mine", "save": "1"})
    version.refresh_from_db()
    assert (version.fields, version.person) == ({"body": ["rehto dna ,oot sriehT"]}, other)


@pytest.mark.parametrize("asked", ["0", "x", "9" * 40, "-1", ""])
def test_a_version_that_is_not_there_opens_the_draft_of_the_place(writer, topic, asked):
    two_tabs(writer, reply_url(topic))
    page = writer.get(f"{reply_url(topic)}?draft={asked}")
    assert page.context["form"]["body"].value() == "Phone"


def test_the_page_of_a_place_that_one_left_names_it_no_more(member, writer):
    circle = CircleFactory()
    circle.people.add(member)
    topic = make_topic(BoardFactory(circle=circle, name="Hidden board"), title="Hidden title")
    _, page = two_tabs(writer, reply_url(topic))
    circle.people.clear()
    html = flat(writer.get(page.context["composer"].compare_url).content)
    assert ("Phone" in html, "Desk" in html, "Hidden" in html, reply_url(topic) in html) == (True, True, False, False)


def test_a_version_costs_the_form_of_its_topic_no_query_beyond_those_of_a_draft(writer, django_assert_num_queries):
    counts = []
    for number in (1, 3):
        topic = make_topic(BoardFactory())
        for place in range(number):
            writer.post(reply_url(topic), {"body": f"Text {chr(65 + place)}", "preview": "1"})
        writer.get(reply_url(topic))
        with django_assert_num_queries(100, exact=False) as seen:
            writer.get(reply_url(topic))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_merge_makes_the_draft_of_the_merged_topic_a_version_of_the_other(member, topic, moderator):
    into = make_topic(topic.board, title="Another")
    for place, text in ((topic, "Here"), (into, "There")):
        kept = save_typed(
            person=member,
            place=reply_place(place),
            seen=Seen(),
            fields={"body": [text]},
            form=uuid.uuid4(),
            topic_id=place.pk,
        )
        save_files(draft_id=kept.draft.pk, person=member, uploads=[text_file(f"{text}.txt", text.encode())])
    merge(topic, into, moderator)
    drafts = Draft.objects.filter(topic=into).order_by("pk")
    assert [(draft.text.strip(), bool(draft.version), draft.files.count()) for draft in drafts] == [
        ("Here", True, 1),
        ("There", False, 1),
    ]
    assert (Topic.objects.count(), Post.objects.filter(topic=into).count()) == (2, 2)
    post_reply(topic=into, author=member, body="There", draft=Seen(sequence=drafts[1].sequence))
    assert draft_texts() == ["Here"]
