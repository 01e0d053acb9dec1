"""Anonymising a topic: its names are removed, waiting texts go back to their authors, and nobody's queue keeps them."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import CharField, JSONField, TextField
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from forum.actions.anonymise import OTHER_TEXTS, anonymise_topic, placeholder_author
from forum.actions.approve import approve_edit, approve_post, reject_edit, reject_post
from forum.actions.decide_retention import decide_fate, resume_anonymising
from forum.actions.edit import edit_post
from forum.actions.give_reason import give_reason
from forum.actions.mark_topic import mark_topic
from forum.actions.post import post_reply
from forum.actions.run_ground_check import propose_ground_check
from forum.actions.run_poll import end_poll, start_poll, vote
from forum.actions.save_draft import edit_place
from forum.actions.set_may_act import change_may_act
from forum.enums import Fate, MayAct
from forum.models import DownloadReason, Draft, Poll, PollVote, Post, Topic
from forum.queries import marking_change
from forum.rules.posts import QUIET
from forum.text.quotes import quote
from ratsite.network.enums import Marking
from ratsite.review.forms import LogFilterForm
from ratsite.review.queries.all_queues import QUEUES
from ratsite.review.queries.log import entries_for
from ratsite.review.queries.log_page import Line, log_page
from tests.factories import MemberFactory, make_topic, save_draft
from tests.forum.actions.test_attach_files import check, say, text_file
from tests.forum.queries.test_retention import make_due
from tests.markup import flat
from tests.privacy.search_everywhere import found

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
CODES = {
    "answers_for",
    "hold_reasons",
    "pending",
    "draft_files",
    "questions",
    "answers",
}  # lists of numbers and codes, and Withdrawal's


def decide(topic: Topic, moderator) -> None:
    make_due(topic)
    assert decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.ANONYMISED, reason="As agreed") is True


def test_polls_and_ground_checks_lose_the_names_too(moderator, happen, sign_in):
    author = MemberFactory(first_name="Zoraida", last_name="Quux")
    voter = MemberFactory(first_name="Yolanda", last_name="Xu")
    topic = make_topic(author=author, title="What Zoraida Quux saw")
    post_reply(topic=topic, author=voter, body="As we saw it.")
    until = timezone.localdate() + dt.timedelta(weeks=1)
    said = {"question": "Is Zoraida Quux right?", "options": ["Yes, as Yolanda Xu says", "No"]}
    poll = start_poll(topic_id=topic.pk, starter=author, by="person", is_named=True, closes_on=until, **said)
    vote(poll_id=poll.pk, person=voter, option_id=poll.options.first().pk)
    end_poll(poll_id=poll.pk, person=author)
    asked = {"statements": ["Yolanda Xu is right."], "closes_on": until}
    check = propose_ground_check(topic_id=topic.pk, proposer=author, **asked)
    happen(decide, topic, moderator)
    assert happen(anonymise_topic, topic.pk) is not None
    client = sign_in(moderator)
    for name, row in (("topic_by_number", topic), ("poll", poll), ("ground_check", check)):
        address = reverse(f"forum:{name}", args=[row.pk])
        html = flat(client.get(address, follow=True).content)
        assert [word for word in ("Zoraida", "Quux", "Yolanda") if word in html] == []
        assert "a member" in html
    assert PollVote.objects.count() == 0
    assert Poll.objects.get().options.first().votes_counted == 1
    assert {table for table, _name in found(["Zoraida Quux", "Yolanda Xu"])} == {"accounts_user"}


# Texts of a topic that OTHER_TEXTS does not name, and why.
ELSEWHERE = {
    "forum.Topic": {
        "slug": "made of the title",
        "gone_numbers": "numbers",
        "shown_as last_shown_as": "a role or agency",
    },
    "forum.Post": {"source html": "erase_in", "job_title": "reduce_to_role", "explanation": "emptied"},
    "forum.Revision": {"source": "erase_in", "explanation": "emptied"},
    "forum.Quotation": {"text": "erase_in", "key": "random"},
    "forum.GroundCheck": {"result": "on its own: it is JSON"},
    "forum.TopicEvent": {"shown_as": "replaced where the actor is"},
    "forum.Ask": {"asked_as": "replaced"},
    "forum.TopicHold": {"reason": "for the board’s managers; a topic under a hold loses no names"},
    "forum.ModeratorQuestion": {"text answer": "deleted"},
    "forum.Reveal": {"reason": "deleted"},
    "forum.Withdrawal": {"source content_note explanation decision_reason": "ended by erase_in"},
    "forum.SiteLink": {"url_prefix name": "addresses on this site"},
}


def test_each_text_of_a_topic_loses_the_names_or_says_why_not():
    known = {f"{model._meta.label} {field}" for model, _lookup, fields in OTHER_TEXTS for field in fields}
    known |= {f"{label} {name}" for label, why in ELSEWHERE.items() for names in why for name in names.split()}
    assert {*texts_of(Topic, {Topic})} == known


def texts_of(model: type, seen: set[type]) -> Iterator[str]:
    for field in model._meta.fields:
        if isinstance(field, CharField | TextField | JSONField) and not field.choices and field.name not in CODES:
            yield f"{model._meta.label} {field.name}"
    for relation in model._meta.related_objects:
        if relation.related_model not in seen and relation.related_model._meta.app_label == "forum":
            seen.add(relation.related_model)
            yield from texts_of(relation.related_model, seen)


def hold_replies(topic: Topic) -> Topic:
    topic.board.holds_replies = True
    topic.board.save()
    return Topic.objects.select_related("board").get(pk=topic.pk)


def test_a_draft_of_an_edit_no_longer_reveals_who_wrote_the_post(moderator, happen):
    author, topic = MemberFactory(), make_topic()
    post = post_reply(topic=topic, author=author, body="As we saw it.", voice="role")
    save_draft(person=author, place=edit_place(post), fields={"body": ["As we saw it now."]}, sequence=0, post=post)
    happen(decide, topic, moderator)
    draft = Draft.objects.get(person=author)
    assert (draft.post, draft.place.startswith("lost-"), draft.text) == (None, True, "As we saw it now.")


def drafted(person) -> list[str]:
    return sorted(draft.text for draft in Draft.objects.filter(person=person))


def test_held_and_returned_posts_go_back_to_their_author(moderator, happen, sign_in, mailoutbox):
    author, topic = MemberFactory(), make_topic()
    live = post_reply(topic=topic, author=author, body="Others read this.")
    refused = post_reply(topic=topic, author=author, body="Others read this too.")
    topic = hold_replies(topic)
    held, rejected = (post_reply(topic=topic, author=author, body=body) for body in ("It waits.", "It came back."))
    reject_post(post_id=rejected.pk, moderator=moderator, reason="It names a street.")
    for post, body in ((live, "Ring 07911 123456."), (refused, "Ring 07911 123457.")):
        edit_post(post_id=post.pk, editor=author, body=body, explanation="A helpline")
    change = live.revisions.pending().get()
    reject_edit(revision_id=refused.revisions.pending().get().pk, moderator=moderator, reason="It is a number.")
    decide(topic, moderator)
    mailoutbox.clear()
    assert happen(anonymise_topic, topic.pk) is True

    assert drafted(author) == ["It came back.", "It waits.", "Ring 07911 123456.", "Ring 07911 123457."]
    page = flat(sign_in(author).get(reverse("drafts:draft_list")).content)
    assert "It waits." in page
    assert topic.title not in page
    assert [source.waiting(moderator) for source in QUEUES if source.name in ("posts", "edits")] == [[], []]
    assert approve_post(post_id=held.pk, moderator=moderator) is False
    assert approve_edit(revision_id=change.pk, moderator=moderator) is False
    (mail,) = (mail for mail in mailoutbox if "saved in your drafts" in mail.subject)
    assert mail.to == [author.email]
    assert "We have deleted the files" in mail.body
    assert topic.title not in mail.body
    assert {str(post.author) for post in topic.posts.all()} == {"A member"}
    assert list(topic.posts.exclude(source="").values_list("source", flat=True)) == [
        topic.posts.get(number=1).source,
        "Others read this.",
        "Others read this too.",
    ]
    assert not author.posts.exists()


def test_a_rejected_edit_that_was_corrected_since_is_not_a_draft(moderator, happen, clock):
    author, topic = MemberFactory(), make_topic()
    post = post_reply(topic=topic, author=author, body="Others read this.")
    clock.forward(minutes=int(QUIET.total_seconds() // 60) + 1)
    edit_post(post_id=post.pk, editor=author, body="Ring 07911 123456.", explanation="A helpline")
    reject_edit(revision_id=post.revisions.pending().get().pk, moderator=moderator, reason="It is a number.")
    clock.forward(minutes=1)
    edit_post(post_id=post.pk, editor=author, body="Ring the helpline.")
    decide(topic, moderator)
    happen(anonymise_topic, topic.pk)
    assert drafted(author) == []
    assert "07911" not in str(list(post.revisions.values_list("source", flat=True)))


def quote_of(post: Post, writer, board) -> str:
    return quote(post.pk, writer=writer, board=board, marking=post.topic.marking).text


def test_names_are_removed_from_quotes_everywhere_and_from_nothing_else(moderator, happen, sign_in):
    """The names of all authors of the topic are removed at once. The draft has no name above its quote."""
    ines, tom = MemberFactory(first_name="Ines", last_name="Marlow"), MemberFactory(first_name="Tom", last_name="Dean")
    topic, writer = make_topic(author=ines, body="It began in autumn."), MemberFactory()
    reply = post_reply(topic=topic, author=tom, body="Here, too.")
    board = topic.board
    elsewhere = make_topic(board, author=ines, body="Another conversation.")
    first, second = (quote_of(post, writer, board) for post in (topic.posts.get(number=1), reply))
    other = quote_of(elsewhere.posts.get(number=1), writer, board)
    quoting = post_reply(topic=elsewhere, author=writer, body=f"{first}\n\n{second}\n\n{other}\n\nAsk @{ines}.")
    fields = {"body": [f"{second}\n\nAsk @{tom}."]}
    save_draft(person=writer, place="reply-0", fields=fields, sequence=0, topic=elsewhere)
    decide(topic, moderator)
    happen(anonymise_topic, topic.pk)
    page = flat(sign_in(MemberFactory()).get(elsewhere.get_absolute_url()).content)
    quotes = page.partition(f'id="post-{quoting.number}"')[2]
    assert quotes.count(">A member</a> wrote:") == 2
    assert quotes.count("Ines Marlow") == 2  # above her own words elsewhere, and where she is called
    assert "Tom Dean" not in page
    assert f'<span class="mention">@{ines}</span>' in quotes
    assert ["It began in autumn." in quotes, "Here, too." in quotes] == [True, True]
    (text,) = Draft.objects.get(person=writer).fields["body"]
    assert (text.count(str(tom)), f"Ask @{tom}." in text) == (1, True)


def cost(topic: Topic) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert anonymise_topic(topic.pk) is True
    return len(queries)


def test_drafts_of_other_people_cost_no_query(moderator):
    costs = []
    for drafts in (1, 1, 9):  # the first of all makes whoever stands for those without a name
        topic = make_topic(replies=1)
        for _ in range(drafts):
            fields = {"body": ["See [this](https://example.org/forum/posts/99999999/) and wait."]}
            Draft.objects.create(
                person=MemberFactory(), place=f"p{uuid.uuid4()}", fields=fields, saved_at=timezone.now()
            )
        decide(topic, moderator)
        costs.append(cost(topic))
    assert costs[1] == costs[2]


def test_another_person_costs_a_few_questions_and_not_one_a_post(moderator):
    costs = []
    for people in (2, 2, 3, 4):
        topic = make_topic()
        for _ in range(people - 1):
            post_reply(topic=topic, author=MemberFactory(), body="Yes.")
        for _ in range(4 - people):
            post_reply(topic=topic, author=topic.author, body="Yes.")
        decide(topic, moderator)
        costs.append(cost(topic))
    assert costs[2] - costs[1] == costs[3] - costs[2] <= 5


def test_the_topic_s_own_names_go_too_where_a_hold_came_between(moderator, happen):
    """The topic's own author is removed too: lists and the audit log name them."""
    topic = make_due(make_topic(replies=1))
    decide_fate(topic_id=topic.pk, steward=moderator, fate=Fate.ANONYMISED, reason="As agreed")
    Post.objects.filter(topic=topic).update(author=placeholder_author())
    assert happen(resume_anonymising) == 1
    topic.refresh_from_db()
    assert (topic.author, resume_anonymising()) == (placeholder_author(), 0)


def test_the_log_says_when_the_names_were_off(moderator, happen):
    topic = make_topic()
    decide(topic, moderator)
    said = ModelLogEntry.objects.filter(action__startswith="forum.topic.", object_id=str(topic.pk)).order_by("pk")
    assert [str(entry.message) for entry in said] == ["Decided to remove the names from a topic"]
    happen(anonymise_topic, topic.pk)
    assert [(str(entry.message), entry.user_id) for entry in said.all()][1:] == [
        ("Removed the names from a topic", None)
    ]


def test_the_log_names_nobody_whose_name_went_off(moderator, happen, sign_in):
    """Neither the topic's author nor who removed a file is named, even if they had a role, and to no reader."""
    author = MemberFactory(first_name="Ines", last_name="Marlow", roles=["Curators"])
    topic = make_topic(author=author)
    remark = marking_change.preview_change(topic, Marking.AMBER_STRICT, author)
    mark_topic(
        topic_id=topic.pk, actor=author, marking=Marking.AMBER_STRICT, reason="Closer", shown_hash=remark.shown_hash
    )
    change_may_act(topic_id=topic.pk, actor=author, may_act=MayAct.NO, reason="It changed")
    upload = SimpleUploadedFile("notes.txt", b"Ask first.")
    post = post_reply(topic=topic, author=author, body="See the notes.", files=[upload])
    edit_post(post_id=post.pk, editor=author, body="See the notes.", remove=[post.attachments.get().pk])
    readers = [moderator, MemberFactory(roles=["Coordinators"])]

    def lines(reader, **asked: str) -> list[Line]:
        return log_page(reader, LogFilterForm(asked).narrow(entries_for(reader)), "").lines

    def who(reader) -> list[str]:
        return [line.who for line in lines(reader) if "Decided" not in line.what and line.who != "The site itself"]

    decide(topic, moderator)
    for reader in readers:
        assert who(reader) == ["Ines Marlow"] * 3
        assert len(lines(reader, who=str(author.pk))) == 3
    happen(anonymise_topic, topic.pk)
    for reader in readers:
        assert who(reader) == ["A member"] * 3
        assert lines(reader, who=str(author.pk)) == []
    page = flat(sign_in(moderator, with_second_step=True).get("/review/log/").content)
    assert "Ines" not in page.partition("<ol>")[2].partition("</ol>")[0]


def test_the_reason_for_a_file_that_was_removed_loses_the_names_too(moderator, happen):
    author = MemberFactory(first_name="Zoraida", last_name="Quux")
    topic = make_topic(author=author, marking=Marking.AMBER_STRICT)
    post = check(say(topic, author, text_file()))
    file = post.attachments.get()
    give_reason(attachment_id=file.pk, reader=MemberFactory(), reason="To call Zoraida Quux back")
    edit_post(post_id=post.pk, editor=author, body="No file.", remove=[file.pk])
    happen(decide, topic, moderator)
    assert "Zoraida" not in DownloadReason.objects.get().reason
